"""The lots of a product side by side: what was found in each beside what is promised."""

from __future__ import annotations

from typing import Any, NamedTuple

Json = dict[str, Any]

DATES = {"released": "Released", "retest": "Retest", "expires": "Expires"}


class LotRow(NamedTuple):
    """A test in all lots.

    Attributes:
        test: its name.
        promised: the specification, or None.
        found: the values of each lot, in the order of the lots; empty for a lot without the test.
    """

    test: str
    promised: str | None
    found: list[list[Json]]


def lot_rows(product: Json) -> list[LotRow]:
    """Return the tests of a product's lots, in the order in which they are stated first.

    >>> value = lambda text: {"test": "Water", "text": text, "specification": "max. 1 %", "verdict": "within"}
    >>> rows = lot_rows({"lots": [{"values": [value("0.1 %")]}, {"values": []}]})
    >>> [(row.test, row.promised, [len(cell) for cell in row.found]) for row in rows]
    [('Water', 'max. 1 %', [1, 0])]
    """
    lots = product.get("lots") or ()
    rows: dict[str, LotRow] = {}
    for place, lot in enumerate(lots):
        for value in lot.get("values") or ():
            new = LotRow(value["test"], value.get("specification"), [[] for _ in lots])
            rows.setdefault(value["test"], new).found[place].append(value)
    return list(rows.values())


def lot_dates(product: Json) -> list[tuple[str, list[str]]]:
    """Return the dates that at least one lot has, each with those of all lots."""
    lots = product.get("lots") or ()
    found = [(words, [lot.get(name) or "" for lot in lots]) for name, words in DATES.items()]
    return [(words, dates) for words, dates in found if any(dates)]
