"""The commands ``catalog keys …``: create, list and revoke API keys."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.cli.opening import OpenDatabase
from catalog.cli.output import require_readable, standard_output
from catalog.errors import InvalidQuery
from catalog.store.access.keys import ApiKey, create_key, list_keys, revoke_key
from catalog.store.access.people import get_person_of
from catalog.store.access.roles import Role
from catalog.store.clock import stored_time

LONGEST_DAYS = 36_500
_DAYS = re.compile("[0-9]{1,9}")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

RoleOption = Annotated[Role, typer.Option("--role", help="What the key may do.")]
Name = Annotated[str, typer.Option("--name", callback=require_readable, help="What the key is for.")]
Expires = Annotated[
    str | None,
    typer.Option(
        "--expires", help="Expire after this many days (90) or with this day (2027-06-30, UTC); by default never."
    ),
]
Owner = Annotated[
    str | None,
    typer.Option("--person", help="The e-mail address of the person whom it belongs to; by default nobody's."),
]
Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The key's number, as shown by `catalog keys list`.")]


def add_keys(app: typer.Typer, make_database: OpenDatabase, open_database: OpenDatabase, console: Console) -> None:
    """Register the commands.

    Args:
        app: the program.
        make_database: opens the database of the settings, and creates it if there is none yet.
        open_database: opens that of the settings, which must be there.
        console: for messages to the operator. Standard output has only the result.
    """
    keys = typer.Typer(no_args_is_help=True, help="API keys.")
    app.add_typer(keys, name="keys")

    @keys.command("create")
    def create(role: RoleOption, name: Name = "", expires: Expires = None, person: Owner = None) -> None:
        """Create an API key. It is shown once; only its digest is kept."""
        expires_at = None if expires is None else expiry(expires, datetime.now(UTC))
        with make_database() as database, database.write() as transaction:
            number = None if person is None else get_person_of(transaction, person).number
            key = create_key(transaction, role, name or role, expires_at, number)
        with standard_output("The key"):
            typer.echo(key)

    @keys.command("list")
    def list_() -> None:
        """List the keys with their facts, but never a key itself."""
        with open_database() as database, database.read() as transaction:
            known = list_keys(transaction)
        Console().print(_table(known))

    @keys.command("revoke")
    def revoke(number: Number) -> None:
        """Revoke a key for good. Everybody who signed in with it is signed out."""
        with open_database() as database, database.write() as transaction:
            key = revoke_key(transaction, number)
        named = f"Key {number} ({key.holder.name})"
        if key.revoked_at is None:
            console.print(f"{named} is revoked. Its sessions have ended.", markup=False)
        else:
            console.print(f"{named} was already revoked on {shown_time(key.revoked_at)} UTC.", markup=False)


def expiry(text: str, at: datetime) -> str:
    """Return the stored time when a key expires: some days from now, or at the end of a day (UTC).

    Raises:
        InvalidQuery: it is neither a number nor a day, has passed, or is more than a hundred years away.

    >>> expiry("90", datetime(2026, 1, 1, tzinfo=UTC)), expiry("2026-01-01", datetime(2026, 1, 1, 12, tzinfo=UTC))
    ('2026-04-01T00:00:00.000000Z', '2026-01-02T00:00:00.000000Z')
    """
    latest = at + timedelta(days=LONGEST_DAYS)
    ends = at + timedelta(days=min(int(text), LONGEST_DAYS + 1)) if _DAYS.fullmatch(text) else _end_of_day(text)
    if not at < ends <= latest:
        message = f"--expires {text} must be in the future, at most {LONGEST_DAYS:,} days from now."
        raise InvalidQuery(message, stated=text, field="expires")
    return stored_time(ends)


def _end_of_day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text if _DATE.fullmatch(text) else "")
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        message = (
            f"--expires {text!r} cannot be read. Write a number of days, such as 90, or a date, such as 2027-06-30."
        )
        raise InvalidQuery(message, stated=text, field="expires") from error


def _table(keys: list[ApiKey]) -> Table:
    table = Table("key", "name", "whose", "role", "created", "expires", "last used", "revoked")
    for key in keys:
        times = (key.created_at, key.expires_at, key.last_used_at, key.revoked_at)
        whose = escape(key.owner) if key.owner is not None else "nobody"
        table.add_row(str(key.number), escape(key.holder.name), whose, key.holder.role, *map(shown_time, times))
    return table


def shown_time(time: str | None) -> str:
    """Return a stored time to the minute, or "" for never.

    >>> shown_time("2026-04-01T09:30:00.000000Z")
    '2026-04-01 09:30'
    """
    return "" if time is None else time[:16].replace("T", " ")
