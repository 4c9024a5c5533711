"""History: the revisions of one product, and the changes of all of them in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, select

from catalog.store.json_text import Document, from_json
from catalog.store.reading.products import served_body
from catalog.store.suppliers import supplier_ids
from catalog.store.tables import revisions, suppliers, texts


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """What is told of an accepted change besides the facts.

    Attributes:
        seq: its number among all changes.
        number: its number among the revisions of the product.
        catalog_number: the product.
        slug, supplier: the supplier's slug in addresses, and its name.
        change: created, changed, deleted or restored.
        changed_fields: the document fields that it changed.
        actor: who made it.
        run: the import that made it, if any.
        undoes_run: the import that it takes back, if any.
        at: the time of the change.
        reason: why, in the author's words, or None.
    """

    seq: int
    number: int
    catalog_number: str
    slug: str
    supplier: str
    change: str
    changed_fields: list[str]
    actor: str
    run: int | None
    undoes_run: int | None
    at: str
    reason: str | None


STORED_WITH_CHANGE = (
    "seq", "number", "catalog_number", "change", "changed_fields", "actor", "run", "undoes_run", "at", "reason"
)  # fmt: skip
"""The attributes of a change that are columns of its row. The others are the supplier's."""


@dataclass(frozen=True, slots=True)
class Revision(RecordedChange):
    """One accepted change, with the product after it.

    Attributes:
        fields: the stated facts after the change.
        body: the document after the change, as JSON text, or None after a deletion.
    """

    fields: dict[str, str]
    body: str | None

    @property
    def stated(self) -> dict[str, str]:
        """Return the stated facts after the change: none after a deletion, which keeps the last ones in ``fields``."""
        return {} if self.body is None else self.fields

    def summary(self) -> Document:
        """Return what a list of revisions shows of it."""
        return {name: getattr(self, name) for name in STORED_WITH_CHANGE if name != "catalog_number"}


_FIELDS, _BODY = texts.alias("stated"), texts.alias("document")
_QUERY = (
    select(
        *(revisions.c[name] for name in STORED_WITH_CHANGE),
        suppliers.c.slug,
        suppliers.c.name.label("supplier"),
        _FIELDS.c.text.label("fields"),
        _BODY.c.text.label("body"),
    )
    .join(suppliers, suppliers.c.id == revisions.c.supplier_id)
    .join(_FIELDS, _FIELDS.c.id == revisions.c.fields_id)
    .outerjoin(_BODY, _BODY.c.id == revisions.c.body_id)
)


def _revision(row: Any) -> Revision:  # noqa: ANN401  # A row has no type for its content.
    values = dict(row._mapping)
    changed: Any = from_json(values["changed_fields"])
    body = None if row.body is None else served_body(row.body, row.slug, row.supplier)
    return Revision(**{**values, "changed_fields": changed, "fields": from_json(values["fields"]), "body": body})


def product_revisions(connection: Connection, key: str) -> list[Revision]:
    """Return every revision of the product with a key, newest first."""
    query = _QUERY.where(revisions.c.product_key == key)
    return [_revision(row) for row in connection.execute(query.order_by(revisions.c.seq.desc()))]


def find_revision(connection: Connection, key: str, number: int) -> Revision | None:
    """Return one revision of the product with a key, or None."""
    query = _QUERY.where(revisions.c.product_key == key, revisions.c.number == number)
    row = connection.execute(query).first()
    return None if row is None else _revision(row)


def products_of_revisions(connection: Connection, seqs: Sequence[int]) -> dict[str, int]:
    """Return the keys of the products of some revisions, each with the revision's number among all changes."""
    column = revisions.c
    query = select(column.product_key, column.seq).where(column.seq.in_(seqs)).order_by(column.seq)
    return {key: seq for key, seq in connection.execute(query)}  # noqa: C416  # Rows.


def is_of_suppliers(connection: Connection, of: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a revision is of a product of some suppliers, by their slugs or names."""
    ids, column = supplier_ids(connection, of), revisions.c.supplier_id
    if not ids:
        return false()
    # For one supplier, both engines read the index in the order of the changes.
    return column == ids[0] if len(ids) == 1 else column.in_(ids)


def changes_since(connection: Connection, seq: int, limit: int, of: Sequence[str] = ()) -> list[Revision]:
    """Return the changes after a sequence number, oldest first.

    Args:
        connection: for reading.
        seq: the sequence number.
        limit: the largest number of changes.
        of: slugs or names of suppliers; only their products. Empty for all.
    """
    query = _QUERY.where(revisions.c.seq > seq).order_by(revisions.c.seq).limit(limit)
    if of:
        query = query.where(is_of_suppliers(connection, of))
    return [_revision(row) for row in connection.execute(query)]
