"""Exporting: every product that a filter selects, in the order of catalog keys, in batches and from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, select

from catalog.product.draft import APPROVED_DESCRIPTION
from catalog.store.database import Transaction
from catalog.store.facts.shown_prices import fields_for_reader
from catalog.store.json_text import Document, from_json
from catalog.store.kept_texts import read_texts
from catalog.store.reading.filters import ProductFilter, filtered_query
from catalog.store.reading.products import served_body
from catalog.store.reading.withheld_texts import withheld_among
from catalog.store.suppliers import SupplierLabel, supplier_labels
from catalog.store.tables import products
from catalog.store.words.text_index import text_index
from catalog.store.words.word_matches import word_matches

BATCH = 500
"""How many products are in memory at once."""


class ExportedProduct(NamedTuple):
    """One product to export.

    Attributes:
        catalog_number: as printed.
        fields: the stated facts, canonical field to text, in the order in which they were stated.
        body: the whole document, as JSON text.
    """

    catalog_number: str
    fields: dict[str, str]
    body: str

    def document(self) -> Document:
        """Return the whole document."""
        return from_json(self.body)


def _stated(fields: str, supplier: SupplierLabel, *, is_withheld: bool) -> dict[str, str]:
    """Return stated fields, without a withheld description, and with the prices that the reader may see. They name the
    supplier, unless that is the house.
    """
    stated = fields_for_reader(from_json(fields))
    stated.pop(APPROVED_DESCRIPTION, None)
    if is_withheld:
        stated.pop("description", None)
    if supplier.key:
        stated["supplier"] = supplier.name
    return stated


@dataclass(frozen=True, slots=True)
class Export:
    """The matching products. They can be iterated several times, each time from the database.

    Attributes:
        transaction: for reading, from ``snapshot``, so that every pass finds the same products.
        wanted: which products.
        batch: how many products are fetched at a time.
        with_withheld: whether fields have descriptions that are withheld. Only for the operator.
    """

    transaction: Transaction
    wanted: ProductFilter = field(default_factory=ProductFilter)
    batch: int = BATCH
    with_withheld: bool = False

    def __iter__(self) -> Iterator[ExportedProduct]:
        """Yield the products, by catalog key."""
        named = ("id", "catalog_number", "supplier_id", "fields_id", "body_id", "catalog_findings")
        for rows in self._batches(*(products.c[name] for name in named)):
            kept = read_texts(self.transaction, [number for row in rows for number in (row.fields_id, row.body_id)])
            labels = supplier_labels(self.transaction, {row.supplier_id for row in rows})
            withheld = self._withheld(rows)
            for row in rows:
                supplier = labels[row.supplier_id]
                body = served_body(kept[row.body_id], supplier.slug, supplier.name, row.catalog_findings)
                fields = _stated(kept[row.fields_id], supplier, is_withheld=row.id in withheld)
                yield ExportedProduct(row.catalog_number, fields, body)

    def field_names(self) -> set[str]:
        """Return every field that any of the products has. This is a separate pass that reads no documents."""
        names: set[str] = set()
        for rows in self._batches(products.c.id, products.c.fields_id, products.c.supplier_id):
            kept = read_texts(self.transaction, [row.fields_id for row in rows])
            named = supplier_labels(self.transaction, {row.supplier_id for row in rows})
            withheld = self._withheld(rows)
            for row in rows:
                is_withheld = row.id in withheld
                names.update(_stated(kept[row.fields_id], named[row.supplier_id], is_withheld=is_withheld))
        return names - {APPROVED_DESCRIPTION}

    def _withheld(self, rows: Sequence[Row[Any]]) -> set[int]:
        """Return the ids of the products whose description is left out."""
        return set() if self.with_withheld else withheld_among(self.transaction, [row.id for row in rows])

    def _batches(self, *columns: ColumnElement[Any]) -> Iterator[Sequence[Row[Any]]]:
        """Yield the rows in batches by keyset: each batch begins after the last key of the previous one."""
        key = products.c.product_key
        words = self.wanted.words
        joined = [] if words is None else [word_matches(words, text_index(self.transaction)).subquery()]
        query = filtered_query(self.wanted, joined, (), key, *columns).order_by(key).limit(self.batch)
        rows = self.transaction.execute(query).all()
        while rows:
            yield rows
            if len(rows) < self.batch:
                return
            rows = self.transaction.execute(query.where(key > rows[-1].product_key)).all()


@dataclass(frozen=True, slots=True)
class ChosenExport(Export):
    """Some products, in the order in which they were chosen. Removed products are left out.

    Attributes:
        keys: the keys of the products.
    """

    keys: tuple[str, ...] = ()

    def _batches(self, *columns: ColumnElement[Any]) -> Iterator[Sequence[Row[Any]]]:
        """Yield the rows in batches, each in the order of its keys."""
        key = products.c.product_key
        for start in range(0, len(self.keys), self.batch):
            wanted = self.keys[start : start + self.batch]
            query = select(key, *columns).where(key.in_(wanted))
            found = {row.product_key: row for row in self.transaction.execute(query)}
            yield [found[entry] for entry in wanted if entry in found]
