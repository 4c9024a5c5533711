"""The commands for API keys, as the operator's program registers them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from catalog.cli.keys import add_keys, expiry
from catalog.errors import CatalogError, InvalidQuery, KeyRefused, NotFound
from catalog.store.access.keys import digest_of, find_key, list_keys
from catalog.store.database import Database
from tests.conftest import make_empty

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Program:
    """The commands over a database of their own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.said = io.StringIO()
        self.app = typer.Typer(pretty_exceptions_enable=False)
        add_keys(self.app, self._opened, self._opened, Console(file=self.said, width=200))

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        yield self.database

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        """What a command writes to standard output.

        Raises:
            CatalogError: what the program tells on standard error, with exit code 2.
        """
        done = CliRunner().invoke(self.app, ["keys", *arguments], env={"COLUMNS": "200"})
        if isinstance(done.exception, CatalogError):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return done.stdout


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    url = f"sqlite:///{tmp_path}/catalog.db"
    make_empty(url)
    database = Database(url)
    yield Program(database)
    database.close()


class TestKeys:
    def test_are_made_listed_and_revoked(self, program: Program) -> None:
        forever = program.run("create", "--role", "editor", "--name", "nightly [bold]").strip()
        ending = program.run("create", "--role", "reader", "--expires", "2099-12-31").strip()
        listed = program.run("list")
        assert all(word in listed for word in ("nightly [bold]", "editor", "reader", "2100-01-01 00:00"))
        for key in (forever, ending):
            assert not any(part in listed for part in (key, key[4:12], digest_of(key)[:8]))
        for _ in range(2):
            assert program.run("revoke", "1") == ""
        first, second = program.said.getvalue().splitlines()
        assert first == "Key 1 (nightly [bold]) is revoked. Its sessions have ended."
        assert second.startswith("Key 1 (nightly [bold]) was already revoked on 20")
        with program.database.read() as connection:
            assert [key.revoked_at is None for key in list_keys(connection)] == [False, True]
            found = find_key(connection, forever)
        assert found is not None
        with pytest.raises(KeyRefused, match="was revoked"):
            found.require_usable()

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("revoke", "7"), NotFound),
            (("revoke", str(2**63 - 1)), NotFound),
            (("create", "--role", "editor", "--expires", "yesterday"), InvalidQuery),
        ],
    )
    def test_say_what_cannot_be_done(self, program: Program, arguments: tuple[str, ...], error: Any) -> None:  # noqa: ANN401  # A class.
        with pytest.raises(error):
            program.run(*arguments)

    @pytest.mark.parametrize("number", ["", "x", "-1", "0", "1.5", str(2**63), "9" * 30])
    def test_have_numbers(self, program: Program, number: str) -> None:
        program.run("revoke", "--", number, exit_code=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "2026-03-02T12:00:00.000000Z"),
        ("090", "2026-05-30T12:00:00.000000Z"),
        ("2026-03-01", "2026-03-02T00:00:00.000000Z"),
        ("2028-02-29", "2028-03-01T00:00:00.000000Z"),
        ("36500", "2126-02-05T12:00:00.000000Z"),
    ],
)
def test_an_expiry_is_a_number_of_days_or_a_day(text: str, expected: str) -> None:
    assert expiry(text, NOON) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "-1", "36501", "9" * 9, "9" * 40, "1.5", "٣", "1\n", "tomorrow"),
        *("2026-02-28", "2026-02-30", "9999-12-31", "0000-01-01", "2026-3-1", "２０２７-01-01"),
        *("20260401", "2026-W10-1", "2026-04-01T00:00:00Z"),
    ],
)
def test_no_other_expiry_is_taken(text: str) -> None:
    with pytest.raises(InvalidQuery, match="--expires"):
        expiry(text, NOON)
