"""The commands ``catalog suppliers …``: list them, change what is known of one, take its products out."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.cli.opening import OpenDatabase
from catalog.cli.output import require_readable
from catalog.errors import InvalidValue
from catalog.product.text.web_address import require_web_address
from catalog.store.suppliers import EDITABLE, Supplier, edit_supplier, list_suppliers
from catalog.store.writing.supplier_removal import remove_supplier_products


def _web_address(stated: str | None) -> str | None:
    readable = require_readable(stated)
    try:
        return None if readable is None else require_web_address(readable)
    except InvalidValue as error:
        raise typer.BadParameter(str(error)) from error


Slug = Annotated[str, typer.Argument(callback=require_readable, help="The supplier's slug, or its name.")]
Name = Annotated[str | None, typer.Option("--name", callback=require_readable, help="The name that people see.")]
NewSlug = Annotated[str | None, typer.Option("--slug", callback=require_readable, help="The name in addresses.")]
Site = Annotated[str | None, typer.Option("--site", callback=_web_address, help="The address of its web site.")]
Contact = Annotated[
    str | None, typer.Option("--contact", callback=require_readable, help="The person or address to contact.")
]
Country = Annotated[str | None, typer.Option("--country", callback=require_readable, help="The country.")]


def add_suppliers(app: typer.Typer, open_database: OpenDatabase, console: Console) -> None:
    """Register the commands.

    Args:
        app: where.
        open_database: opens the database that the settings name.
        console: where to speak to the operator; standard output takes only what was asked for.
    """
    commands = typer.Typer(no_args_is_help=True, help="Suppliers.")
    app.add_typer(commands, name="suppliers")

    @commands.command("list")
    def list_() -> None:
        """List the suppliers, each with the number of its products."""
        with open_database() as database, database.read() as transaction:
            found = list_suppliers(transaction)
        Console().print(_table(found))

    @commands.command("change")
    def change(
        supplier: Slug,
        name: Name = None,
        slug: NewSlug = None,
        site: Site = None,
        contact: Contact = None,
        country: Country = None,
    ) -> None:
        """Change what is known about a supplier. Its former name and slug still lead to it."""
        values = zip(EDITABLE, (name, slug, site, contact, country), strict=True)
        changes = {key: value for key, value in values if value is not None}
        if not changes:
            raise typer.BadParameter(f"Nothing to change. Use --{', --'.join(EDITABLE)}.")
        with open_database() as database, database.write() as transaction:
            changed = edit_supplier(transaction, supplier, changes)
        console.print(f"{changed.name} ({changed.slug}) is changed.", markup=False)

    @commands.command("remove")
    def remove(supplier: Slug) -> None:
        """Remove all products of a supplier. `catalog undo` restores them."""
        with open_database() as database:
            run = remove_supplier_products(database, supplier, "command line")
        console.print(f"The products are removed. `catalog undo {run}` restores them.", markup=False)


def _table(found: list[Supplier]) -> Table:
    table = Table("Slug", "Name", "Products", "Country", "Site", "Contact")
    for one in found:
        cells = (one.slug, one.name, f"{one.products or 0:,}", one.country, one.site, one.contact)
        table.add_row(*(escape(cell or "") for cell in cells))
    return table
