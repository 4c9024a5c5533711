"""The commands of suppliers, as the operator's program registers them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from catalog.cli.suppliers import add_suppliers
from catalog.store.database import Database
from catalog.store.suppliers import get_supplier, keep_suppliers


@pytest.mark.parametrize(
    ("site", "kept"),
    [(" https://alpha.example/ ", "https://alpha.example/"), ("javascript:alert(1)", None), ("alpha.example", None)],
)
def test_a_site_is_an_address_on_the_web(database: Database, site: str, kept: str | None) -> None:
    @contextmanager
    def opened() -> Iterator[Database]:
        yield database

    app = typer.Typer(pretty_exceptions_enable=False)
    add_suppliers(app, opened, Console(file=io.StringIO()))
    app.callback()(lambda: None)
    with database.write() as connection:
        keep_suppliers(connection, {"alpha": "Alpha"})
    answer = CliRunner().invoke(app, ["suppliers", "change", "alpha", "--site", site])
    with database.read() as connection:
        assert (answer.exit_code, get_supplier(connection, "alpha").site) == (0 if kept else 2, kept), answer.output
