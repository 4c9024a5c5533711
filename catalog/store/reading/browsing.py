"""Browsing: the number of products by first character and by element, and the lists behind these numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, literal, select, tuple_

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.store.reading.cursors import read_cursor, write_cursor
from catalog.store.reading.facets import tally_columns
from catalog.store.reading.filters import ProductFilter, Sort, filtered_query
from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.listing import Page, count_all
from catalog.store.reading.products import stored_products
from catalog.store.tables import products, revisions
from catalog.store.words.text_index import begins_with

BY_NAME = Sort("name")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0-9"
"""The name of the list of products with names that begin with a digit."""
OTHER = "other"
"""The name of the list of products with other names, such as names only in Chinese."""
INORGANIC = ProductFilter(elements=(ElementRange("C", 0, 0),))
"""Products with a formula without carbon."""


@dataclass(frozen=True, slots=True)
class BrowseCounts:
    """Counts of products by first character and by element.

    Attributes:
        seq: the last change that is counted.
        letters: products by the first character of their folded name. All digits are one group.
        elements: products by the elements of their formula.
        without_structure: how many have no structure.
        inorganic: how many have a formula without carbon.
    """

    seq: int
    letters: dict[str, int]
    elements: dict[str, int]
    without_structure: int
    inorganic: int


def browse_counts(connection: Connection) -> BrowseCounts:
    """Return the counts at the time of this transaction."""
    return kept_count(connection, "browse", lambda: _counted(connection))


def count_of_letter(connection: Connection, name: str) -> int:
    """Return how many products the list of a letter, of digits or of others has."""
    query = select(func.count()).where(_begins(name))
    return kept_count(connection, ("letter", name), lambda: connection.scalar(query) or 0)


def _counted(connection: Connection) -> BrowseCounts:
    elements = dict(tally_columns(connection)["elements"])
    with_formula = count_all(connection) - elements.pop(None, 0)
    return BrowseCounts(
        connection.scalar(select(func.max(revisions.c.seq))) or 0,
        _letters(connection),
        elements,
        _without_structure(connection),
        with_formula - elements.get("C", 0),
    )


def _letters(connection: Connection) -> dict[str, int]:
    names = (*LETTERS, DIGITS)
    # Each is a range of one index. To take the first character off every name costs four times as much.
    numbers = [select(func.count()).where(_begins(name)).scalar_subquery() for name in names]
    counts = dict(zip(names, connection.execute(select(*numbers)).one(), strict=True))
    counts[OTHER] = count_all(connection) - sum(counts.values())
    return {name: count for name, count in counts.items() if count}


def _begins(name: str) -> ColumnElement[bool]:
    """Return the condition that a folded name belongs to the list for a letter, for digits, or for others."""
    key = products.c.name_key
    digits = (key >= "0") & (key < ":")
    conditions = {DIGITS: digits, OTHER: ~(digits | ((key >= "a") & (key < "{")))}
    return conditions[name] if name in conditions else begins_with(key, name)


def _without_structure(connection: Connection) -> int:
    query = select(func.count()).select_from(products).where(products.c.smiles.is_(None))
    return connection.scalar(query) or 0


def list_by_first_character(connection: Connection, name: str, *, limit: int, cursor: str | None) -> Page:
    """Return the products with a folded name that begins with a letter, with any digit, or with neither, by name.

    Raises:
        InvalidQuery: the cursor is not from this list.
    """
    return _list(connection, _begins(name), limit, cursor)


def list_without_structure(connection: Connection, *, limit: int, cursor: str | None) -> Page:
    """Return the products without a known structure, by name: polymers, mixtures, extracts, and missing data.

    Raises:
        InvalidQuery: the cursor is not from this list.
    """
    return _list(connection, products.c.smiles.is_(None), limit, cursor)


def _list(connection: Connection, condition: ColumnElement[bool], limit: int, cursor: str | None) -> Page:
    columns = products.c
    keys = (columns.name_key, columns.product_key)
    query = filtered_query(ProductFilter(), (), (condition,), columns.id, *keys)
    if cursor is not None:
        last = tuple_(*(literal(value) for value in read_cursor(cursor, BY_NAME)))
        query = query.where(tuple_(*keys) > last)
    rows = connection.execute(query.order_by(*keys).limit(limit + 1)).all()
    items = tuple(stored_products(connection, [row.id for row in rows[:limit]]))
    if len(rows) <= limit:
        return Page(items, None, None)
    end = rows[limit - 1]
    return Page(items, None, write_cursor((end.name_key, end.product_key), BY_NAME))
