"""Changes on the desk's pages: who, when and why, and old → new of each field in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from catalog.product.field_changes import FieldChange
from catalog.store.reading.journal import JournalEntry
from catalog.web.views.addresses import product_path
from catalog.web.views.product import CHANGE_WORDS, changed_words, field_words

MOST_FIELDS = 12
"""How many fields a row of the journal shows. The comparison of the two revisions shows all."""
LONGEST_SHOWN = 300
"""The most characters of a text in a table."""


class ShownChange(NamedTuple):
    """One field of a change, as a page shows it.

    Attributes:
        field: the canonical field.
        words: its name in words.
        old, new: the texts, shortened; empty where the field was not stated.
    """

    field: str
    words: str
    old: str
    new: str


class JournalRow(NamedTuple):
    """A change, as a page shows it.

    Attributes:
        entry: the change itself.
        day, time: when, in UTC.
        change: the kind of the change, in words.
        fields: the first fields that changed.
        more: how many fields more changed.
        computed: in words, what only our own examination changed, if no stated field did.
        path: the address of the product's history on the desk.
        compared: the address of the comparison with the revision before, or None for the first revision.
    """

    entry: JournalEntry
    day: str
    time: str
    change: str
    fields: list[ShownChange]
    more: int
    computed: list[str]
    path: str
    compared: str | None


def desk_path(catalog_number: str, slug: str) -> str:
    """Return the address of a product on the desk, always with its supplier.

    >>> desk_path("A/1", "house")
    '/editor/suppliers/house/products/A%2F1'
    """
    return f"/editor{product_path(catalog_number, slug)}"


def shown_changes(changes: Iterable[FieldChange]) -> list[ShownChange]:
    """Return changes with the names of fields in words, and long texts shortened."""
    return [
        ShownChange(change.field, field_words(change.field), shortened(change.old), shortened(change.new))
        for change in changes
    ]


def shortened(text: str | None) -> str:
    """Return a text that fits into a table.

    >>> shortened(None), len(shortened("x" * 1000))
    ('', 300)
    """
    stated = text or ""
    return stated if len(stated) <= LONGEST_SHOWN else f"{stated[: LONGEST_SHOWN - 1]}…"


def journal_rows(entries: Sequence[JournalEntry]) -> list[JournalRow]:
    """Return changes as a page shows them."""
    return [_row(entry) for entry in entries]


def _row(entry: JournalEntry) -> JournalRow:
    path = f"{desk_path(entry.catalog_number, entry.slug)}/history"
    compared = f"{path.removesuffix('/history')}/compare?old={entry.number - 1}&new={entry.number}"
    # A product that is new, or gone, has one fact to tell: that it is new, or gone.
    shown = entry.fields if entry.change in ("changed", "restored") else ()
    return JournalRow(
        entry,
        entry.at[:10],
        entry.at[11:16],
        CHANGE_WORDS[entry.change],
        shown_changes(shown[:MOST_FIELDS]),
        max(len(shown) - MOST_FIELDS, 0),
        changed_words(entry.changed_fields) if not entry.fields else [],
        path,
        compared if entry.number > 1 else None,
    )
