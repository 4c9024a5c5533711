"""The command ``catalog export``: write products to a file or to standard output."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from catalog.cli.console import console
from catalog.cli.opening import OpenDatabase
from catalog.cli.output import opened_output
from catalog.errors import InvalidQuery
from catalog.feeds.exporting import FORMATS, write_export
from catalog.feeds.profiles import ProfileReport, get_profile, write_profile
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.store.database import snapshot
from catalog.store.reading.exporting import Export
from catalog.store.reading.filters import PARAMETERS, read_filter
from catalog.store.reading.parameters import Parameter
from catalog.store.suppliers import get_supplier

FormatName = Literal["csv", "jsonl", "sdf", "xlsx"]
Format = Annotated[
    FormatName | None,
    typer.Option("--format", help="The format. Default: by the file's suffix, otherwise CSV."),
]
Output = Annotated[Path | None, typer.Option("--output", help="The file. Default: standard output.")]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile", help="The form of an aggregator: pubchem-substance or google-merchant. What is missing is printed."
    ),
]
SHOWN = 5
"""How many catalog numbers of what is missing are printed."""
Words = Annotated[str | None, typer.Option("--q", help="Only products with these words in a name or number.")]


def _option(parameter: Parameter) -> inspect.Parameter:
    """Return the option for a filter."""
    is_time = parameter.kind == "time"
    kinds = {"number": float | None, "text": str | None, "texts": list[str] | None, "time": datetime | None}
    option = typer.Option(
        None,
        f"--{parameter.name.replace('_', '-')}",
        min=0 if parameter.kind == "number" else None,
        parser=_time if is_time else None,
        metavar="TIME" if is_time else None,
        help=parameter.description,
    )
    return inspect.Parameter(
        parameter.name, inspect.Parameter.KEYWORD_ONLY, default=option, annotation=kinds[parameter.kind]
    )


def _with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Replace a command's ``**stated`` by one option for each filter."""
    signature = inspect.signature(command, eval_str=True)
    *own, _stated = signature.parameters.values()
    options = map(_option, PARAMETERS)
    command.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
    return command


def add_export(
    app: typer.Typer,
    open_database: OpenDatabase,
    rates: Callable[[], CurrencyRates],
    site: Callable[[], str | None],
) -> None:
    """Register the command.

    Args:
        app: the program.
        open_database: opens the database of the settings.
        rates: their rates of currencies.
        site: their public address.
    """

    @app.command("export")
    @_with_filters
    def export(
        format_: Format = None,
        output: Output = None,
        profile: ProfileName = None,
        q: Words = None,
        **stated: object,
    ) -> None:
        """Write products to a file that an import reads back without change. The filters combine.

        The file has withheld descriptions too, except that of a profile.
        """
        chosen = None if profile is None else get_profile(profile)
        if chosen is not None and format_ is not None:
            message = "A profile has its own format. Leave out --format."
            raise InvalidQuery(message, stated=format_, field="format")
        wanted = replace(read_filter(stated), words=q).priced_by(rates())
        format_name = format_ or (format_of(output) if chosen is None else chosen.form)
        with (
            open_database() as database,
            opened_output(output, "The export") as stream,
            snapshot(database) as transaction,
        ):
            for supplier in wanted.supplier or ():
                get_supplier(transaction, supplier)
            if chosen is not None:
                report = write_profile(chosen, Export(transaction, wanted), site(), stream)
                _print_report(report)
                return
            write_export(Export(transaction, wanted, with_withheld=True), format_name, stream)


def _print_report(report: ProfileReport) -> None:
    """Say on standard error what a file of a profile holds, and what is missing."""
    console.print(f"{report.written:,} rows are written.", highlight=False)
    told = [
        *((f"left out, without {name}", numbers) for name, numbers in report.left_out.items()),
        *((f"written without {name}", numbers) for name, numbers in report.lacking.items()),
        *(("products without packs", numbers) for numbers in [report.without_packs] if numbers),
    ]
    for what, numbers in told:
        some = ", ".join(dict.fromkeys(numbers[:SHOWN]))
        rest = ", …" if len(numbers) > SHOWN else ""
        console.print(f"{len(numbers):,} {what}: {some}{rest}", highlight=False, markup=False)


def format_of(output: Path | None) -> str:
    """Return the format of a file's suffix, or CSV if it has none.

    Raises:
        InvalidQuery: there is no such format.

    >>> format_of(Path("stock.SDF")), format_of(Path("stock")), format_of(None)
    ('sdf', 'csv', 'csv')
    """
    suffix = "" if output is None else output.suffix
    name = suffix.lower().removeprefix(".") or "csv"
    if name not in FORMATS:
        known = ", ".join(f".{known}" for known in FORMATS)
        message = f"The suffix {suffix} is not that of an export format. Use {known}, or state --format."
        raise InvalidQuery(message, stated=suffix, field="output")
    return name


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is not an RFC 3339 time. Write 2026-07-01 or 2026-07-01T12:00:00Z."
        raise InvalidQuery(message, stated=text, field="changed_since") from error
