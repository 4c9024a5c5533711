"""The commands for people, as the operator's program registers them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from catalog.cli.keys import add_keys
from catalog.cli.users import add_users
from catalog.errors import CatalogError, Conflict, InvalidQuery, NotFound
from catalog.store.access.keys import list_keys
from catalog.store.access.links import WELCOME_PATH, find_link, use_link
from catalog.store.access.people import Person, disable_person, get_person
from catalog.store.access.sessions import begin_persons_session, find_session
from catalog.store.database import Database
from catalog.store.migrate import migrate

CREATE = ("users", "create", "ada@example.org", "--name", "Ada [bold]")


class Program:
    """The commands over a database of their own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.said = io.StringIO()
        self.app = typer.Typer(pretty_exceptions_enable=False)
        for add in (add_keys, add_users):
            add(self.app, self._opened, self._opened, Console(file=self.said, width=200))

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        yield self.database

    def run(self, *arguments: str) -> str:
        """What a command writes to standard output.

        Raises:
            CatalogError: what the program tells on standard error, with exit code 2.
        """
        done = CliRunner().invoke(self.app, arguments, env={"COLUMNS": "200"})
        if isinstance(done.exception, CatalogError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    def person_of(self, link: str) -> Person | None:
        """The person whom a printed link lets in."""
        address, _, token = link.strip().partition(WELCOME_PATH)
        assert address == "http://127.0.0.1:8000"
        with self.database.read() as connection:
            return find_link(connection, token)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    database = Database(f"sqlite:///{tmp_path}/catalog.db")
    migrate(database)
    yield Program(database)
    database.close()


class TestUsers:
    @pytest.mark.parametrize(
        ("arguments", "role"),
        [((), "reader"), (("--role", "approver"), "approver"), (("--admin",), "admin")],
    )
    def test_are_made_with_a_link_that_is_all_of_the_output(
        self, program: Program, arguments: tuple[str, ...], role: str
    ) -> None:
        person = program.person_of(program.run(*CREATE, *arguments))
        assert person is not None
        assert (person.name, person.email, person.role, person.state) == (
            "Ada [bold]",
            "ada@example.org",
            role,
            "invited",
        )
        assert f"Hand it to Ada [bold] ({role}). It is good for 2 days" in program.said.getvalue()
        listed = program.run("users", "list")
        assert all(word in listed for word in ("Ada [bold]", "ada@example.org", role, "invited"))

    def test_are_let_in_again_when_locked_out(self, program: Program) -> None:
        first = program.run(*CREATE, "--admin")
        with program.database.write() as connection:
            use_link(connection, first.strip().rpartition("/")[2], "a hash")
            person = disable_person(connection, 1)
        assert person.state == "disabled"
        link = program.run("users", "reset", "ADA@example.org")
        again = program.person_of(link)
        assert again is not None
        assert (again.state, again.role) == ("active", "admin")
        assert program.person_of(first) is None
        with program.database.write() as connection:
            token = begin_persons_session(connection, again)
        program.run("users", "reset", "ada@example.org")
        assert program.person_of(link) is None
        with program.database.read() as connection:
            assert find_session(connection, token) is None

    def test_change_roles_and_are_disabled(self, program: Program) -> None:
        program.run(*CREATE)
        program.run("users", "role", "ada@example.org", "approver")
        program.run("users", "disable", "ada@example.org")
        with program.database.read() as connection:
            person = get_person(connection, 1)
        assert (person.role, person.state) == ("approver", "disabled")

    def test_own_keys(self, program: Program) -> None:
        program.run(*CREATE)
        program.run("keys", "create", "--role", "editor", "--name", "feed", "--person", "ada@example.org")
        program.run("keys", "create", "--role", "editor", "--name", "old feed")
        listed = program.run("keys", "list")
        assert "Ada [bold]" in listed
        assert "nobody" in listed
        with program.database.read() as connection:
            assert [(key.owner, key.holder.role) for key in list_keys(connection)] == [
                ("Ada [bold]", "reader"),
                (None, "editor"),
            ]

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (("users", "reset", "eve@example.org"), NotFound),
            (("users", "role", "eve@example.org", "admin"), NotFound),
            (("users", "disable", "eve@example.org"), NotFound),
            (("keys", "create", "--role", "editor", "--person", "eve@example.org"), NotFound),
            (("users", "create", "Ada@Example.org", "--name", "Other"), Conflict),
            (("users", "create", "ada", "--name", "Other"), InvalidQuery),
            (("users", "create", "bo@example.org", "--name", " "), InvalidQuery),
        ],
    )
    def test_say_what_cannot_be_done(self, program: Program, arguments: tuple[str, ...], error: Any) -> None:  # noqa: ANN401  # A class.
        program.run(*CREATE)
        with pytest.raises(error):
            program.run(*arguments)
