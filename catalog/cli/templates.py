"""The commands that show how a table of products may look: ``catalog schema`` and ``catalog template``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from catalog.cli.output import opened_output, standard_output
from catalog.feeds.columns import table_schema
from catalog.feeds.starter_workbook import write_starter_workbook


def _require_xlsx(path: Path) -> Path:
    if path.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{path} must end in .xlsx.")
    return path


def schema() -> None:
    """Print the columns of a table of products as a Frictionless Table Schema."""
    with standard_output("The schema"):
        print(json.dumps(table_schema(), ensure_ascii=False, indent=2))


def template(
    file: Annotated[Path, typer.Argument(callback=_require_xlsx, help="The workbook to write.", metavar="FILE.xlsx")],
) -> None:
    """Write a workbook to be filled in with products: headings, notes and drop-downs."""
    with opened_output(file, "The workbook") as stream:
        write_starter_workbook(stream)
