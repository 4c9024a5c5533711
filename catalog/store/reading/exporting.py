"""Exporting: every product that a filter selects, in the order of catalog keys, in batches and from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, select

from catalog.product.text.folding import catalog_key
from catalog.store.database import Transaction
from catalog.store.json_text import Document, from_json
from catalog.store.reading.filters import ProductFilter, filtered_query
from catalog.store.tables import products
from catalog.store.words.text_index import text_index
from catalog.store.words.word_matches import word_matches

BATCH = 500
"""How many products are in memory at once."""


class ExportedProduct(NamedTuple):
    """One product on its way out.

    Attributes:
        catalog_number: as printed.
        fields: what was stated, canonical field to text, in the order in which it was stated.
        body: the whole document, JSON text.
    """

    catalog_number: str
    fields: dict[str, str]
    body: str

    def document(self) -> Document:
        """The whole document."""
        return from_json(self.body)


@dataclass(frozen=True, slots=True)
class Export:
    """The products that fit; they can be gone through as often as is needed, each time from the database.

    Attributes:
        transaction: for reading, from ``snapshot``, so that every pass finds the same.
        wanted: which products.
        batch: how many are fetched at a time.
    """

    transaction: Transaction
    wanted: ProductFilter = field(default_factory=ProductFilter)
    batch: int = BATCH

    def __iter__(self) -> Iterator[ExportedProduct]:
        """The products, by catalog key."""
        columns = products.c
        for row in self._rows(columns.catalog_number, columns.fields, columns.body):
            yield ExportedProduct(row.catalog_number, from_json(row.fields), row.body)

    def field_names(self) -> set[str]:
        """Every field that one of the products has; a pass of its own that leaves the documents in the database."""
        names: set[str] = set()
        for row in self._rows(products.c.fields):
            names.update(from_json(row.fields))
        return names

    def _rows(self, *columns: ColumnElement[Any]) -> Iterator[Row[Any]]:
        """The rows in batches by keyset: each begins behind the last key of the one before it."""
        key = products.c.catalog_key
        words = self.wanted.words
        joined = [] if words is None else [word_matches(words, text_index(self.transaction)).subquery()]
        query = filtered_query(self.wanted, joined, (), key, *columns).order_by(key).limit(self.batch)
        rows = self.transaction.execute(query).all()
        while rows:
            yield from rows
            if len(rows) < self.batch:
                return
            rows = self.transaction.execute(query.where(key > rows[-1].catalog_key)).all()


@dataclass(frozen=True, slots=True)
class ChosenExport(Export):
    """Some products, in the order in which they were chosen; one that is no longer there is left out.

    Attributes:
        catalog_numbers: of the products, as printed.
    """

    catalog_numbers: tuple[str, ...] = ()

    def _rows(self, *columns: ColumnElement[Any]) -> Iterator[Row[Any]]:
        """The rows in batches, each in the order of its catalog numbers."""
        number = products.c.catalog_number
        for start in range(0, len(self.catalog_numbers), self.batch):
            wanted = self.catalog_numbers[start : start + self.batch]
            query = select(number.label("chosen"), *columns).where(
                products.c.catalog_key.in_([catalog_key(entry) for entry in wanted])
            )
            found = {row.chosen: row for row in self.transaction.execute(query)}
            yield from (found[entry] for entry in wanted if entry in found)
