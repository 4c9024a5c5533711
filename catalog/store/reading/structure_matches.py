"""The results of a structure search as rows for a join, on either engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Double,
    Subquery,
    and_,
    cast,
    func,
    or_,
    select,
)

from catalog.store.list_rows import id_rows, json_elements
from catalog.store.structure_hits import Hits
from catalog.store.tables import products


@dataclass(frozen=True, slots=True)
class StructureMatches:
    """The products that a structure search found.

    Attributes:
        hits: what was found.
        file_seq: the last change in the structure file. Its results for products changed later are not valid.
        as_of: the last change that the search knows. Its results for products changed later are not valid.
    """

    hits: Hits
    file_seq: int
    as_of: int

    def condition(self, connection: Connection) -> ColumnElement[bool]:
        """Return the condition that a product was found and has not changed since."""
        old = products.c.id.in_(id_rows(connection, self.hits.from_file.tolist(), "found_old"))
        current = and_(products.c.seq <= self.file_seq, old)
        if not self.hits.from_tail:
            return current
        new = products.c.id.in_(id_rows(connection, self.hits.from_tail, "found_new"))
        return or_(and_(products.c.seq <= self.as_of, new), current)

    def rows(self, connection: Connection) -> Subquery:
        """Return one row for each product: ``product_id`` and ``distance`` (1 minus the similarity)."""
        scores = self.hits.scores or {}
        found = [*self.hits.from_file.tolist(), *self.hits.from_tail]
        text = json.dumps([(product_id, 1 - scores.get(product_id, 1.0)) for product_id in found])
        row = json_elements(connection, text)
        return select(
            cast(_member(connection, row, 0), BigInteger).label("product_id"),
            cast(_member(connection, row, 1), Double).label("distance"),
        ).subquery("structure_matches")


def _member(connection: Connection, row: ColumnElement[Any], index: int) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return func.json_extract(row, f"$[{index}]")
    return row.op("->>")(index)
