"""The commands of the audit chain, as the operator's program registers them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from rich.console import Console
from sqlalchemy import update
from typer.testing import CliRunner, Result

from catalog.cli.audit import add_audit
from catalog.cli.users import add_users
from catalog.errors import CatalogError, UnreadableFile, UnwritableFile
from catalog.store.database import Database
from catalog.store.tables import revisions
from tests.conftest import migrated
from tests.store.audit_made import filled_catalog


class Program:
    """The commands over a database of their own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.said = io.StringIO()
        self.app = typer.Typer(pretty_exceptions_enable=False)
        console = Console(file=self.said, width=400)
        add_audit(self.app, self._opened, console)
        add_users(self.app, self._opened, self._opened, console)

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        yield self.database

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Run a command.

        Raises:
            CatalogError: what the program tells on standard error, with exit code 2.
        """
        done = CliRunner().invoke(self.app, arguments, input=typed)
        if isinstance(done.exception, CatalogError):
            raise done.exception
        return done


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with migrated(f"sqlite:///{tmp_path}/catalog.db") as database:
        filled_catalog(database)
        yield Program(database)


def test_verify_tells_that_a_chain_is_whole_and_what_it_cannot_know(program: Program, tmp_path: Path) -> None:
    done = program.run("audit", "verify")
    assert done.exit_code == 0
    assert done.stdout.startswith("The chain is whole: ")
    assert "--head FILE" in done.stdout
    heads = str(tmp_path / "heads")
    for _ in range(2):
        assert program.run("audit", "head", "--file", heads).exit_code == 0
        assert program.run("users", "create", f"x{_}@example.org", "--name", "X").exit_code == 0
    assert "All 2 heads are in it." in program.run("audit", "verify", "--head", heads).stdout


def test_verify_ends_with_code_1_at_a_fault(program: Program) -> None:
    with program.database.write() as connection:
        connection.execute(update(revisions).where(revisions.c.seq == 3).values(catalog_number="XX"))
    done = program.run("audit", "verify")
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("NOT as it was written, first at entry ")
    assert second.startswith("Revision 1 of product XX (change 3 of 20")
    assert " was altered after entry " in second


def test_head_prints_number_time_and_hash(program: Program) -> None:
    number, at, hashed = program.run("audit", "head").stdout.split()
    assert int(number) > 10
    assert at.endswith("Z")
    assert len(hashed) == 64


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory"),
        ("", "has no heads"),
        ("57 now\n", "line 1 is no head"),
        (f"1 t {'a' * 64}\n1 t {'b' * 64}\n", "entry 1 has two hashes"),
    ],
)
def test_a_file_that_has_no_heads_is_told_plainly(
    program: Program, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "heads"
    if content is not None:
        file.write_text(content)
    with pytest.raises(UnreadableFile, match=said):
        program.run("audit", "verify", "--head", str(file))


def test_a_head_that_cannot_be_written_is_told_plainly(program: Program, tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="No such file or directory"):
        program.run("audit", "head", "--file", str(tmp_path / "none" / "heads"))


def test_restart_asks_first(program: Program) -> None:
    former = program.run("audit", "head").stdout.split()[2]
    assert program.run("audit", "restart", typed="n\n").exit_code == 1
    assert program.run("audit", "head").stdout.split()[2] == former
    assert program.run("audit", "restart", typed="y\n").exit_code == 0
    assert former in program.said.getvalue()
    assert former in program.run("audit", "verify").stdout


def test_forget_puts_a_pseudonym_in_the_place_of_a_name(program: Program) -> None:
    assert program.run("users", "forget", "ada@example.org", "--also", "nightly").exit_code == 0
    assert "Person 1 stands for the name now" in program.said.getvalue()
    listed = program.run("users", "list").stdout
    assert "Person 1" in listed
    assert "Ada" not in listed
    assert program.run("audit", "verify").exit_code == 0
