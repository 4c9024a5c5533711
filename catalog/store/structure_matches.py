"""What a structure search found, as rows that a query can be joined with, on either engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Double,
    Integer,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from catalog.store.structure_jobs import Hits
from catalog.store.tables import products


@dataclass(frozen=True, slots=True)
class StructureMatches:
    """The products that a structure search found.

    Attributes:
        hits: what was found.
        file_seq: the last change that the structure file knows of; what it says of products changed later is void.
    """

    hits: Hits
    file_seq: int

    def condition(self, connection: Connection) -> ColumnElement[bool]:
        """The condition that a product was found, and is still what was found."""
        rows = self.rows(connection)
        new = products.c.id.in_(select(rows.c.product_id).where(rows.c.is_new == 1))
        old = products.c.id.in_(select(rows.c.product_id).where(rows.c.is_new == 0))
        return or_(new, and_(products.c.seq <= self.file_seq, old))

    def rows(self, connection: Connection) -> Subquery:
        """One row for each: ``product_id``, ``distance`` (one less the similarity) and ``is_new``."""
        scores = self.hits.scores or {}
        found = [(product_id, 0) for product_id in self.hits.from_file]
        found += [(product_id, 1) for product_id in self.hits.from_tail]
        text = json.dumps([(product_id, 1 - scores.get(product_id, 1.0), new) for product_id, new in found])
        row = _elements(connection, text)
        return select(
            cast(_member(connection, row, 0), BigInteger).label("product_id"),
            cast(_member(connection, row, 1), Double).label("distance"),
            cast(_member(connection, row, 2), Integer).label("is_new"),
        ).subquery("structure_matches")


def _elements(connection: Connection, text: str) -> ColumnElement[Any]:
    """The elements of a JSON list, one a row."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(literal(text))
    else:
        listed = func.jsonb_array_elements(cast(literal(text), JSONB))
    element: ColumnElement[Any] = listed.table_valued("value", name="found").c.value
    return element


def _member(connection: Connection, row: ColumnElement[Any], index: int) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return func.json_extract(row, f"$[{index}]")
    return row.op("->>")(index)
