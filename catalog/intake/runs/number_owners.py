"""Whose catalog numbers are, for the rows of a file that say nothing of suppliers.

A workbook may have a column of suppliers in its sheet of products, and none in its sheet of hazards. A number of the
second sheet then belongs to the supplier who has it in the first.
"""

from __future__ import annotations

from array import array

import numpy as np

from catalog.product.text.folding import catalog_key, supplier_key


class NumberOwners:
    """The catalog numbers of one file with the suppliers that its records name, in 16 bytes for each record."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._suppliers = array("q")
        self._order: dict[str, int] = {}
        self._names: list[str] = []
        self._sorted: tuple[np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        """Return how many records name their supplier."""
        return len(self._numbers)

    def add(self, number_hash: int, supplier: str) -> None:
        """Add a record that names its supplier."""
        key = supplier_key(supplier)
        place = self._order.setdefault(key, len(self._order))
        if place == len(self._names):
            self._names.append(supplier)
        self._numbers.append(number_hash)
        self._suppliers.append(place)

    def owner(self, number_hash: int) -> str:
        """Return the supplier of a number. It is empty if none or several have it. Call ``add`` no more."""
        if self._sorted is None:
            numbers = np.array(self._numbers, dtype=np.int64)
            order = np.argsort(numbers, kind="stable")
            self._sorted = numbers[order], np.array(self._suppliers, dtype=np.int64)[order]
        numbers, suppliers = self._sorted
        first, end = np.searchsorted(numbers, number_hash, "left"), np.searchsorted(numbers, number_hash, "right")
        found = set(suppliers[first:end].tolist())
        return self._names[found.pop()] if len(found) == 1 else ""


def number_hash(number: str) -> int:
    """Return the hash of a catalog number, in whatever case."""
    return hash(catalog_key(number))


def key_hash(of_number: int, supplier: str) -> int:
    """Return the hash of a product's key: its number's hash with its supplier's name, empty for the house."""
    return hash((of_number, supplier_key(supplier)))
