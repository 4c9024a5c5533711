"""A supplier's complete list: the products that it no longer has are discontinued.

Each of them becomes a record of the run after those of the files. So it is merged, checked, reported, logged and undone
like any other.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from catalog.errors import Conflict
from catalog.intake.records import RawRecord
from catalog.intake.runs.number_owners import key_hash, number_hash
from catalog.intake.runs.preparing import NO_LONGER_LISTED, IncomingRecord
from catalog.product.text.folding import BETWEEN_KEYS, product_key
from catalog.store.database import Transaction
from catalog.store.entries import SupplierName
from catalog.store.suppliers import known_keys, offered_numbers

MOST_MISSING = 0.2
"""The largest share of a supplier's products that a list may lack. A list that lacks more may be only a part of it."""


@dataclass(slots=True)
class ListedNumbers:
    """The catalog numbers of a list, by supplier, in 8 bytes each.

    Attributes:
        hashes: the hashes of the numbers, by the name of their supplier (empty for the house).
    """

    hashes: dict[str, array[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[IncomingRecord], supplier: str | None) -> ListedNumbers:
        """Return the numbers of records, whatever becomes of them. A stated supplier is in it even without any."""
        listed = cls({} if supplier is None else {supplier: array("q")})
        for record in records:
            if record.key:
                listed.hashes.setdefault(record.supplier.name, array("q")).append(
                    number_hash(record.key.partition(BETWEEN_KEYS)[0])
                )
        return listed


def missing_records(transaction: Transaction, listed: ListedNumbers, file: str, *, force: bool) -> list[IncomingRecord]:
    """Return a record for each product of these suppliers that is not discontinued and not in their list.

    Args:
        transaction: for reading.
        listed: the numbers of the list.
        file: the path of the list.
        force: accept a list that lacks more than ``MOST_MISSING`` of a supplier's products.

    Raises:
        Conflict: it lacks more.
    """
    keys = known_keys(transaction, listed.hashes)
    parts: dict[str, list[np.ndarray]] = {}
    for name, hashes in listed.hashes.items():
        parts.setdefault(keys[name], []).append(np.array(hashes, dtype=np.int64))
    names = {key: name for name, key in keys.items()}
    return [
        _missing(number, SupplierName(key, names[key]), file)
        for key, some in parts.items()
        for number in _missing_numbers(transaction, SupplierName(key, names[key]), np.concatenate(some), force=force)
    ]


def _missing_numbers(transaction: Transaction, supplier: SupplierName, listed: np.ndarray, *, force: bool) -> list[str]:
    numbers = offered_numbers(transaction, supplier.key)
    hashes = np.array([number_hash(number) for number in numbers], dtype=np.int64)
    missing = [numbers[place] for place in np.flatnonzero(~np.isin(hashes, listed)).tolist()]
    if len(missing) > MOST_MISSING * len(numbers) and not force:
        raise Conflict(
            f"The list lacks {len(missing):,} of the {len(numbers):,} products of {supplier.name or 'the house'} "
            f"({len(missing) / len(numbers):.0%}). Nothing is imported, since this may be only a part of the list. "
            f"At most {MOST_MISSING:.0%} are discontinued without --force."
        )
    return missing


def _missing(number: str, supplier: SupplierName, file: str) -> IncomingRecord:
    raw = RawRecord({}, ("catalog_number", "discontinued"), (number, NO_LONGER_LISTED))
    key = product_key(number, supplier.key)
    return IncomingRecord(file, 0, key, key_hash(number_hash(number), supplier.name), supplier, raw)
