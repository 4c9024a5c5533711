"""The command ``catalog export``: products into a file or to standard output."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.cli.opening import OpenDatabase
from catalog.cli.output import opened_output
from catalog.errors import InvalidQuery
from catalog.feeds.exporting import FORMATS, write_export
from catalog.store.database import snapshot
from catalog.store.reading.exporting import Export
from catalog.store.reading.filters import ProductFilter
from catalog.web.api.list_params import formula_keys
from catalog.web.http.params import store_time

FormatName = Literal["csv", "jsonl", "sdf", "xlsx"]
Format = Annotated[
    FormatName | None,
    typer.Option("--format", help="By default that of the file's suffix, else CSV."),
]
Output = Annotated[Path | None, typer.Option("--output", help="The file; by default standard output.")]
Cas = Annotated[str | None, typer.Option("--cas", help="Only products with this CAS RN.")]
Words = Annotated[str | None, typer.Option("--q", help="Only products with these words in a name or number.")]
Formula = Annotated[str | None, typer.Option("--formula", help="Only products of this molecular formula.")]
LeastWeight = Annotated[float | None, typer.Option("--mw-min", min=0, help="Least molecular weight, g/mol.")]
MostWeight = Annotated[float | None, typer.Option("--mw-max", min=0, help="Greatest molecular weight, g/mol.")]
Storage = Annotated[str | None, typer.Option("--storage", help="Only this storage code, such as ambient.")]
FindingCode = Annotated[str | None, typer.Option("--finding", help="Only products that bear this finding.")]
Since = Annotated[str | None, typer.Option("--changed-since", help="Only what changed at or after this RFC 3339 time.")]


def add_export(app: typer.Typer, open_database: OpenDatabase) -> None:
    """Register the command.

    Args:
        app: where.
        open_database: opens the database that the settings name.
    """

    @app.command("export")
    def export(
        format_: Format = None,
        output: Output = None,
        cas: Cas = None,
        q: Words = None,
        formula: Formula = None,
        mw_min: LeastWeight = None,
        mw_max: MostWeight = None,
        storage: Storage = None,
        finding: FindingCode = None,
        changed_since: Since = None,
    ) -> None:
        """Write products to a file that an import reads back with no change; the filters combine."""
        wanted = ProductFilter(
            cas_rn=None if cas is None else parse_cas_rn(cas),
            words=q,
            formula_keys=None if formula is None else formula_keys(formula),
            mw_min=mw_min,
            mw_max=mw_max,
            storage=None if storage is None else (storage,),
            finding=None if finding is None else (finding,),
            changed_since=None if changed_since is None else _time(changed_since),
        )
        with (
            open_database() as database,
            opened_output(output, "The export") as stream,
            snapshot(database) as transaction,
        ):
            write_export(Export(transaction, wanted), format_ or format_of(output), stream)


def format_of(output: Path | None) -> str:
    """The format that a file's suffix names; CSV where it names none.

    >>> format_of(Path("stock.SDF")), format_of(Path("stock.txt")), format_of(None)
    ('sdf', 'csv', 'csv')
    """
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else "csv"


def _time(text: str) -> str:
    try:
        return store_time(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is no RFC 3339 time, such as 2026-07-01 or 2026-07-01T12:00:00Z."
        raise InvalidQuery(message, stated=text, field="changed_since") from error
