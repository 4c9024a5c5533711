"""The columns that a new table of products starts with (``columns.tsv``), and their Frictionless Table Schema."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from catalog.product.offer.supplier_name import NOTHING


class Column(NamedTuple):
    """A column of a table of products.

    Attributes:
        field: the field, or ``size``, ``price`` or ``currency`` of a pack.
        heading: its heading.
        example: a text as in a real table, or an empty text.
        note: what to write.
        choices: the texts to choose from, or none if any text is right.
    """

    field: str
    heading: str
    example: str
    note: str
    choices: tuple[str, ...]


REQUIRED = frozenset({"catalog_number", "name"})
"""The fields without which a product is not published."""


@cache
def starter_columns() -> tuple[Column, ...]:
    """Return the columns in their order."""
    lines = (files(__package__) / "columns.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_column(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _column(field: str, heading: str, example: str, note: str, choices: str) -> Column:
    return Column(field, heading, example, note, tuple(choices.split("|")) if choices else ())


def table_schema() -> dict[str, Any]:
    """Return the Table Schema (specs.frictionlessdata.io/table-schema, version 1) of a table with these columns.

    All fields are texts, because an import reads units, ranges and currencies. Choices are given only as examples of
    what is understood, so they are no constraints.
    """
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [_schema_field(column) for column in starter_columns()],
        "missingValues": sorted(NOTHING),
    }


def _schema_field(column: Column) -> dict[str, Any]:
    described = {"description": column.note} if column.note else {}
    example = {"example": column.example} if column.example else {}
    required = {"constraints": {"required": True}} if column.field in REQUIRED else {}
    return {"name": column.heading, "title": column.field, "type": "string", **described, **example, **required}
