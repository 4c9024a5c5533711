"""The commands ``catalog users …``: people with accounts, and the one-time links with which they choose a password."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.cli.keys import shown_time
from catalog.cli.opening import OpenDatabase
from catalog.cli.output import require_readable, standard_output
from catalog.settings import Settings, load_settings
from catalog.store.access.links import LIFETIME, WELCOME_PATH, make_link
from catalog.store.access.people import (
    Person,
    change_role,
    create_person,
    disable_person,
    enable_person,
    get_person_of,
    list_people,
)
from catalog.store.access.roles import Role
from catalog.store.access.sessions import end_sessions
from catalog.store.writing.forgetting import forget_person

Email = Annotated[str, typer.Argument(callback=require_readable, help="The e-mail address of the account.")]
Name = Annotated[str, typer.Option("--name", callback=require_readable, help="The name, as histories show it.")]
RoleOption = Annotated[Role, typer.Option("--role", help="What the person may do.")]
Also = Annotated[
    list[str] | None,
    typer.Option("--also", help="A name without an account in the history that means this person too; repeatable."),
]
AsAdmin = Annotated[bool, typer.Option("--admin", help="The same as --role admin.")]


def add_users(app: typer.Typer, make_database: OpenDatabase, open_database: OpenDatabase, console: Console) -> None:
    """Register the commands.

    Args:
        app: the program.
        make_database: opens the database of the settings, and creates it if there is none yet.
        open_database: opens that of the settings, which must be there.
        console: for messages to the operator. Standard output has only the result.
    """
    users = typer.Typer(no_args_is_help=True, help="People with accounts.")
    app.add_typer(users, name="users")

    @users.command("create")
    def create(email: Email, name: Name, role: RoleOption = "reader", admin: AsAdmin = False) -> None:
        """Add a person, and print the one-time link with which they choose a password."""
        with make_database() as database, database.write() as transaction:
            person = create_person(transaction, name, email, "admin" if admin else role)
            token = make_link(transaction, person.number)
        _print_link(console, person, token)

    @users.command("list")
    def list_() -> None:
        """List the people."""
        with open_database() as database, database.read() as transaction:
            known = list_people(transaction)
        Console().print(_table(known))

    @users.command("reset")
    def reset(email: Email) -> None:
        """Let a locked-out person in: enable the account, end its sessions, and print a new one-time link."""
        with open_database() as database, database.write() as transaction:
            person = enable_person(transaction, get_person_of(transaction, email).number)
            end_sessions(transaction, person.number)
            token = make_link(transaction, person.number)
        _print_link(console, person, token)

    @users.command("role")
    def role(email: Email, role: Annotated[Role, typer.Argument(help="The new role.")]) -> None:
        """Give a person another role."""
        with open_database() as database, database.write() as transaction:
            person = change_role(transaction, get_person_of(transaction, email).number, role)
        console.print(f"{person.name} has the role {person.role} now.", markup=False)

    @users.command("disable")
    def disable(email: Email) -> None:
        """Let a person in no more. The sessions end, and the keys are refused."""
        with open_database() as database, database.write() as transaction:
            person = disable_person(transaction, get_person_of(transaction, email).number)
        console.print(f"{person.name} is disabled. `catalog users reset` lets them in again.", markup=False)

    @users.command("forget")
    def forget(email: Email, also: Also = None) -> None:
        """Put a pseudonym in the place of a person's name and e-mail address everywhere, and disable the account."""
        with open_database() as database:
            with database.read() as transaction:
                number = get_person_of(transaction, email).number
            pseudonym = forget_person(database, number, also or ())
        console.print(
            f"{pseudonym} stands for the name now, also in the history. The account is disabled.", markup=False
        )


def link_address(settings: Settings, token: str) -> str:
    """Return the address of a one-time link: at the public address, or else at that of `catalog serve`.

    >>> link_address(Settings(base_url="https://catalog.example.org"), "7mQ2")
    'https://catalog.example.org/editor/welcome/7mQ2'
    """
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{settings.base_url or f'http://{host}:{settings.port}'}{WELCOME_PATH}{token}"


def _print_link(console: Console, person: Person, token: str) -> None:
    with standard_output("The link"):
        typer.echo(link_address(load_settings(), token))
    console.print(
        f"Hand it to {person.name} ({person.role}). It is good for {LIFETIME.days} days and one use.", markup=False
    )


def _table(people: list[Person]) -> Table:
    table = Table("person", "name", "e-mail", "role", "state", "created", "signed in")
    for person in people:
        names = (escape(person.name), escape(person.email), person.role, person.state)
        table.add_row(str(person.number), *names, shown_time(person.created_at), shown_time(person.signed_in_at))
    return table
