"""The commands ``catalog lists …``: regulatory lists, by CAS RN."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.cli.opening import OpenDatabase
from catalog.cli.output import require_readable
from catalog.errors import InvalidValue
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.source import ReadOptions
from catalog.intake.regulatory_files import SHIPPED, ListFile, read_list, shipped_numbers
from catalog.product.regulatory_list import RegulatoryList, stated_list
from catalog.settings import load_settings
from catalog.store.facts.regulatory_lists import all_lists, put_list, remove_list

_WORDS = ", ".join(SHIPPED)
Given = Annotated[
    str, typer.Argument(help=f"A file with CAS RNs, or a list of this release: {_WORDS}.", metavar="FILE|LIST")
]
Name = Annotated[str | None, typer.Option("--name", callback=require_readable, help="The name of the list.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day, month or year for which it holds: 2025-06-27.")]
Source = Annotated[str, typer.Option("--source", callback=require_readable, help="Who publishes it, and where.")]
Licence = Annotated[str, typer.Option("--licence", callback=require_readable, help="Its licence.")]
Slug = Annotated[str, typer.Argument(callback=require_readable, help="The list's slug.")]


def add_lists(app: typer.Typer, open_database: OpenDatabase, console: Console) -> None:
    """Register the commands.

    Args:
        app: where.
        open_database: opens the database that the settings name.
        console: where to speak to the operator; standard output takes only what was asked for.
    """
    commands = typer.Typer(no_args_is_help=True, help="Regulatory lists: inventories, restricted substances.")
    app.add_typer(commands, name="lists")

    @commands.command("add")
    def add(given: Given, name: Name = None, as_of: AsOf = None, source: Source = "", licence: Licence = "") -> None:
        """Add a list, in the place of the one with the same name."""
        stated, read = _shipped(given) if given in SHIPPED else _own(Path(given), name, as_of, source, licence)
        with open_database() as database, database.write() as transaction:
            number = put_list(transaction, stated, read.numbers)
        console.print(f"{stated.name} ({stated.slug}) has {number:,} CAS RNs as of {stated.as_of}.", markup=False)
        if read.left_out:
            console.print(f"Left out, since without a valid CAS RN: {read.left_out:,}.")

    @commands.command("show")
    def show() -> None:
        """Show the lists, each with the number of its CAS RNs."""
        with open_database() as database, database.read() as transaction:
            found = all_lists(transaction)
        Console().print(_table(found))

    @commands.command("remove")
    def remove(slug: Slug) -> None:
        """Remove a list."""
        with open_database() as database, database.write() as transaction:
            remove_list(transaction, slug)
        console.print(f"The list {slug} is removed.", markup=False)


def _shipped(word: str) -> tuple[RegulatoryList, ListFile]:
    return SHIPPED[word], ListFile(shipped_numbers(word), 0)


def _own(path: Path, name: str | None, as_of: str | None, source: str, licence: str) -> tuple[RegulatoryList, ListFile]:
    if name is None or as_of is None:
        raise typer.BadParameter(f"State --name and --as-of of the list in {path}, or add one of {_WORDS}.")
    try:
        stated = stated_list(name, as_of, source, licence)
    except InvalidValue as error:
        raise typer.BadParameter(str(error)) from error
    return stated, read_list(path, ReadOptions(limits=ReadLimits(**load_settings().read_limits())))


def _table(found: list[RegulatoryList]) -> Table:
    table = Table("list", "name", "as of", "CAS RNs", "source", "licence")
    for one in found:
        cells = (one.slug, one.name, one.as_of, f"{one.numbers:,}", one.source, one.licence)
        table.add_row(*map(escape, cells))
    return table
