"""Browsing: the number of products by first character and by element."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.store.clock import last_change
from catalog.store.reading.facets import tally_columns
from catalog.store.reading.filter_conditions import DIGITS, OTHER, begins_with_character
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.listing import count_all
from catalog.store.tables import products

LETTERS = "abcdefghijklmnopqrstuvwxyz"
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


def _counted(connection: Connection) -> BrowseCounts:
    elements = dict(tally_columns(connection)["elements"])
    with_formula = count_all(connection) - elements.pop(None, 0)
    return BrowseCounts(
        last_change(connection),
        _letters(connection),
        elements,
        _without_structure(connection),
        with_formula - elements.get("C", 0),
    )


def _letters(connection: Connection) -> dict[str, int]:
    names = (*LETTERS, DIGITS)
    # Each is a range of one index. To take the first character off every name costs four times as much.
    numbers = [select(func.count()).where(begins_with_character(name)).scalar_subquery() for name in names]
    counts = dict(zip(names, connection.execute(select(*numbers)).one(), strict=True))
    counts[OTHER] = count_all(connection) - sum(counts.values())
    return {name: count for name, count in counts.items() if count}


def _without_structure(connection: Connection) -> int:
    query = select(func.count()).select_from(products).where(products.c.smiles.is_(None))
    return connection.scalar(query) or 0
