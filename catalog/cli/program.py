"""The program: every command under its name, and the message when one fails."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, suppress
from typing import Annotated, NoReturn

import typer

from catalog import __version__
from catalog.cli.audit import add_audit
from catalog.cli.backups import backup, copy, restore, verify
from catalog.cli.console import console
from catalog.cli.doctor import doctor
from catalog.cli.downloads import downloads
from catalog.cli.export import add_export
from catalog.cli.intake import check, corrections, demo, import_, recheck_, redo, undo
from catalog.cli.keys import add_keys
from catalog.cli.lists import add_lists
from catalog.cli.lookup import lookup
from catalog.cli.mcp import mcp
from catalog.cli.opening import existing_database, opened_database
from catalog.cli.reference import add_reference
from catalog.cli.serve import serve
from catalog.cli.suppliers import add_suppliers
from catalog.cli.templates import schema, template
from catalog.cli.upkeep import migrate_, reindex
from catalog.cli.users import add_users
from catalog.cli.watch import watch
from catalog.errors import CatalogError
from catalog.intake.runs.terminal import DetailsFile
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.settings import load_settings, unknown_variables
from catalog.store.database import Database
from catalog.surprises import Surprise, attempt

app = typer.Typer(name="catalog", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


logger = logging.getLogger("catalog.cli")
details = DetailsFile()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"catalog {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")]


@app.callback()
def catalog(context: typer.Context, version: Version = False) -> None:  # noqa: ARG001  # The callback reads it.
    """Run a chemical catalog in which every stated fact is checked against the others."""
    if context.invoked_subcommand != "serve":  # The log of a server is its standard error.
        logging.getLogger("catalog").addHandler(details)
    load_settings()
    unknown = unknown_variables()
    if unknown:
        _say(f"Unknown settings, ignored: {', '.join(unknown)}. docs/settings.md lists all settings.", "yellow")


def _made() -> AbstractContextManager[Database]:
    return opened_database(load_settings())


def _there() -> AbstractContextManager[Database]:
    return existing_database(load_settings())


app.command()(serve)
app.command("import")(import_)
app.command()(demo)
app.command()(check)
app.command("recheck")(recheck_)
app.command()(watch)
app.command()(undo)
app.command()(redo)
app.command()(corrections)
app.command()(schema)
app.command()(template)
app.command()(downloads)
app.command()(lookup)
app.command()(mcp)
app.command()(reindex)
app.command("migrate")(migrate_)
app.command()(backup)
app.command()(restore)
app.command()(copy)
app.command()(verify)
app.command()(doctor)
add_export(app, _there, lambda: CurrencyRates(*load_settings().rates()), lambda: load_settings().base_url)
add_keys(app, _made, _there, console)
add_users(app, _made, _there, console)
add_lists(app, _there, console)
add_audit(app, _there, console)
add_suppliers(app, _there, console)
add_reference(app, console)


def _say(message: str, style: str) -> None:
    """Write a sentence to standard error in one line, if that is possible."""
    with suppress(OSError):
        console.print(f"catalog: {message}", style=style, markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line (the ``catalog`` program). An error ends it with a sentence and exit code 2."""
    try:
        surprise = attempt(app, passed=(CatalogError, OSError))
        if isinstance(surprise, Surprise):
            logger.error("The program failed:\n%s", surprise.traceback)
            _give_up(f"The program failed ({surprise.what}). This is an error in the program.")
    except CatalogError as error:
        _give_up(str(error))
    except OSError as error:
        # Other errors of the operating system: no folder for temporary files, no free port, no process.
        _give_up(f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror or error}.")
    finally:
        if details.path is not None:
            _say(f"Details of the failure: {details.path}. Please report them.", "default")


def _give_up(why: str) -> NoReturn:
    _say(why, "red")
    raise SystemExit(2)
