"""The journal: the changes of the whole catalog or of some of it, newest first, each with old and new of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, false, func, select

from catalog.product.checks.presence import has_broken
from catalog.product.field_changes import FieldChange, field_changes
from catalog.store.json_text import Document, from_json
from catalog.store.reading.history import STORED_WITH_CHANGE, RecordedChange, is_of_suppliers
from catalog.store.reading.products import has_number
from catalog.store.tables import revisions, suppliers, texts

MOST_ACTORS = 200
"""How many authors a list of them has at most."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which changes the journal shows; each condition that is given must hold.

    Attributes:
        actor: only changes of this author.
        run: only changes of this import.
        suppliers: slugs or names of suppliers; only changes of their products. Empty for all.
        catalog_number: only changes of products with this number, whatever its case.
        product_key: only changes of the product with this key.
        change: only changes of this kind: created, changed, deleted or restored.
        since, until: only changes at or after, and before these times, in the stored form.
        by_hand: only changes that no import made.
    """

    actor: str | None = None
    run: int | None = None
    suppliers: Sequence[str] = ()
    catalog_number: str | None = None
    product_key: str | None = None
    change: str | None = None
    since: str | None = None
    until: str | None = None
    by_hand: bool = False

    def conditions(self, connection: Connection) -> Iterable[ColumnElement[bool]]:
        """Yield the conditions on the revisions."""
        column = revisions.c
        given = (
            (column.actor, self.actor),
            (column.run, self.run),
            (column.product_key, self.product_key),
            (column.change, self.change),
        )
        yield from (name == value for name, value in given if value is not None)
        if self.suppliers:
            yield is_of_suppliers(connection, self.suppliers)
        if self.catalog_number is not None:
            # PostgreSQL accepts no broken text, not even in a query.
            is_broken = has_broken(self.catalog_number)
            yield false() if is_broken else has_number(column.product_key, self.catalog_number)
        if self.since is not None:
            yield column.at >= self.since
        if self.until is not None:
            yield column.at < self.until
        if self.by_hand:
            yield column.run.is_(None)


@dataclass(frozen=True, slots=True)
class JournalEntry(RecordedChange):
    """A change in the journal.

    Attributes:
        fields: what of the stated fields it changed.
    """

    fields: tuple[FieldChange, ...]

    def document(self) -> Document:
        """Return the entry as JSON values."""
        values = {name: getattr(self, name) for name in STORED_WITH_CHANGE}
        supplier = {"slug": self.slug, "name": self.supplier}
        return {**values, "supplier": supplier, "fields": [change._asdict() for change in self.fields]}


class JournalPage(NamedTuple):
    """A page of the journal.

    Attributes:
        entries: the changes, newest first.
        before: the sequence number before which the next page begins, or None on the last page.
    """

    entries: list[JournalEntry]
    before: int | None


_STATED, _BEFORE = texts.alias("stated"), texts.alias("stated_before")
_EARLIER = revisions.alias("earlier")


def _entries_of(page: Select[Any]) -> Select[Any]:
    """Return the query for entries, each with the stated fields of the revision before it."""
    own = page.subquery("page")
    return (
        select(
            *(own.c[name] for name in STORED_WITH_CHANGE),
            suppliers.c.slug,
            suppliers.c.name.label("supplier"),
            _STATED.c.text.label("stated"),
            _BEFORE.c.text.label("before"),
            _EARLIER.c.change.label("earlier"),
        )
        .join(suppliers, suppliers.c.id == own.c.supplier_id)
        .join(_STATED, _STATED.c.id == own.c.fields_id)
        .outerjoin(_EARLIER, (_EARLIER.c.product_key == own.c.product_key) & (_EARLIER.c.number == own.c.number - 1))
        .outerjoin(_BEFORE, _BEFORE.c.id == _EARLIER.c.fields_id)
        .order_by(own.c.seq.desc())
    )


def journal(connection: Connection, wanted: JournalFilter, limit: int, before: int | None = None) -> JournalPage:
    """Return the changes that fit a filter, newest first.

    Args:
        connection: for reading.
        wanted: which changes.
        limit: the largest number of them.
        before: only changes with a smaller sequence number; the ``before`` of the page before.
    """
    column = revisions.c
    page = select(revisions).where(*wanted.conditions(connection)).order_by(column.seq.desc()).limit(limit + 1)
    if before is not None:
        page = page.where(column.seq < before)
    entries = [_entry(row) for row in connection.execute(_entries_of(page))]
    return JournalPage(entries[:limit], entries[limit - 1].seq if len(entries) > limit else None)


def _entry(row: Any) -> JournalEntry:  # noqa: ANN401  # A row has no type for its content.
    values = dict(row._mapping)
    stated, before, earlier = values.pop("stated"), values.pop("before"), values.pop("earlier")
    # After a deletion nothing is stated, though the row still names the fields that were.
    old = {} if before is None or earlier == "deleted" else from_json(before)
    new = {} if row.change == "deleted" else from_json(stated)
    changed: Any = from_json(values["changed_fields"])
    return JournalEntry(**{**values, "changed_fields": changed, "fields": field_changes(old, new)})


def journal_actors(connection: Connection) -> list[str]:
    """Return the authors of changes, in order, each by one look at an index."""
    actor, found = revisions.c.actor, list[str]()
    last = connection.scalar(select(func.min(actor)))
    while last is not None and len(found) < MOST_ACTORS:
        found.append(last)
        last = connection.scalar(select(func.min(actor)).where(actor > last))
    return found
