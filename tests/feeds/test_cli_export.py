"""The command ``catalog export``, as the operator's program registers it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from catalog.cli.export import add_export
from catalog.errors import InvalidValue
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.store.database import Database
from tests.feeds.conftest import exported, keep_drafts

SITE = "https://shop.example"
STOCK = [
    {"catalog_number": "A1", "name": "Water", "cas_rn": "7732-18-5", "formula": "H2O", "storage": "RT",
     "pack:10 g": "20 USD"},
    {"catalog_number": "A2", "name": "Heavy water", "formula": "D2O", "pack:10 g": "15 EUR"},
    {"catalog_number": "A3", "name": "Off", "formula": "CH4O", "molecular_weight": "23.04"},
]  # fmt: skip


@pytest.fixture
def app(other: Database) -> typer.Typer:
    @contextmanager
    def open_database() -> Iterator[Database]:
        yield other

    keep_drafts(other, STOCK)
    program = typer.Typer(pretty_exceptions_enable=False)
    program.callback()(lambda: None)
    add_export(
        program, open_database, lambda: CurrencyRates("USD", (("USD", 1.0), ("EUR", 2.0)), "2026-11-01"), lambda: SITE
    )
    return program


class TestExport:
    @pytest.mark.parametrize(
        ("arguments", "numbers"),
        [
            ([], ["A1", "A2", "A3"]),
            (["--cas", "7732-18-5"], ["A1"]),
            (["--cas", " 7732185"], ["A1"]),
            (["--q", "water"], ["A1", "A2"]),
            (["--formula", "OH2"], ["A1"]),
            (["--mw-min", "20", "--mw-max", "21"], ["A2"]),
            (["--storage", "room-temperature"], ["A1"]),
            (["--finding", "formula-weight-mismatch"], ["A3"]),
            (["--price-per-gram-min", "2", "--price-per-gram-max", "2"], ["A1"]),
            (["--price-per-gram-min", "2"], ["A1", "A2"]),
            (["--price-per-gram-max", "2", "--currency", "EUR"], ["A2"]),
            (["--changed-since", "2000-01-01"], ["A1", "A2", "A3"]),
            (["--changed-since", "9000-01-01T00:00:00Z"], []),
        ],
    )
    def test_writes_what_the_filters_select(self, app: typer.Typer, arguments: list[str], numbers: list[str]) -> None:
        done = CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
        assert done.exit_code == 0
        assert [line.split(",")[0] for line in done.stdout.splitlines()[1:]] == numbers

    @pytest.mark.parametrize(
        ("name", "arguments", "format_name"),
        [
            ("stock.jsonl", [], "jsonl"),
            ("stock.SDF", [], "sdf"),
            ("stock", [], "csv"),
            ("stock.csv", ["--format", "jsonl"], "jsonl"),
        ],
    )
    def test_writes_a_file_in_the_format_of_its_name(
        self, app: typer.Typer, other: Database, tmp_path: Path, name: str, arguments: list[str], format_name: str
    ) -> None:
        target = tmp_path / "out" / name
        target.parent.mkdir()
        done = CliRunner().invoke(app, ["export", "--output", str(target), *arguments], catch_exceptions=False)
        assert (done.exit_code, done.stdout) == (0, "")
        assert target.read_bytes() == exported(other, format_name)
        assert list(target.parent.iterdir()) == [target]

    def test_writes_the_form_of_an_aggregator_and_says_what_is_missing(self, app: typer.Typer) -> None:
        done = CliRunner().invoke(app, ["export", "--profile", "google-merchant"], catch_exceptions=False)
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        assert (done.exit_code, len(lines), lines[0][:2]) == (0, 1, ["id", "title"])
        assert "0 rows are written." in done.stderr
        assert "2 left out, without availability: A1, A2" in done.stderr
        assert "1 products without packs: A3" in done.stderr

    @pytest.mark.parametrize("arguments", [["--profile", "none"], ["--profile", "google-merchant", "--format", "csv"]])
    def test_refuses_what_is_no_profile(self, app: typer.Typer, arguments: list[str]) -> None:
        with pytest.raises(InvalidValue):
            CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)

    def test_leaves_the_file_that_was_there_where_it_fails(
        self, app: typer.Typer, other: Database, tmp_path: Path
    ) -> None:
        target = tmp_path / "out" / "stock.xlsx"
        target.parent.mkdir()
        target.write_bytes(b"yesterday's")
        keep_drafts(other, [{"catalog_number": "A9", "name": "Long", "description": "x" * 40_000}])
        with pytest.raises(InvalidValue, match="description of A9"):
            CliRunner().invoke(app, ["export", "--output", str(target)], catch_exceptions=False)
        assert target.read_bytes() == b"yesterday's"
        assert list(target.parent.iterdir()) == [target]

    def test_writes_into_a_pipe_without_replacing_it(self, app: typer.Typer, tmp_path: Path, other: Database) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            done = CliRunner().invoke(app, ["export", "--output", str(pipe)], catch_exceptions=False)
            assert (done.exit_code, os.read(reader, 10_000)) == (0, exported(other, "csv"))
        finally:
            os.close(reader)
        assert pipe.is_fifo()

    @pytest.mark.parametrize("arguments", [["--format", "pdf"], ["--mw-min", "heavy"], ["--mw-min", "-1"]])
    def test_refuses_what_is_no_option(self, app: typer.Typer, arguments: list[str]) -> None:
        assert CliRunner().invoke(app, ["export", *arguments]).exit_code == 2

    @pytest.mark.parametrize(
        "arguments", [["--cas", "7732-18-6"], ["--formula", "Xx"], ["--changed-since", "yesterday"]]
    )
    def test_refuses_what_cannot_be_read(self, app: typer.Typer, arguments: list[str]) -> None:
        with pytest.raises(InvalidValue):
            CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
