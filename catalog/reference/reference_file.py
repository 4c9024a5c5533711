"""Reading a reference file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from catalog.reference.layout import (
    FACTS_BLOCK,
    HASH,
    NAMES_BLOCK,
    NUMBER,
    ROW_BITS,
    cas_rn_of,
    hash_of,
    number_of,
    open_sections,
    unpack_entry,
    unpack_line,
    unpack_names,
)
from catalog.reference.reference import ReferenceEntry
from catalog.reference.writing import NamedEntry

SHIPPED = Path(__file__).parent / "compounds.ref"
"""The file of this release. ``python -m scripts.make_reference`` makes it."""


class ReferenceFile:
    """An open reference file; a ``Reference``."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            UnreadableFile: there is no such file, it is of another kind, or it was cut off.
        """
        sections = open_sections(path)
        self._numbers, self._registered = sections["numbers"].cast(NUMBER), sections["registered"].cast(NUMBER)
        self._deleted, self._deleted_rows = sections["deleted"].cast(NUMBER), sections["deleted_rows"].cast(NUMBER)
        self._facts, self._fact_ends = sections["facts"], sections["fact_ends"].cast(NUMBER)
        self._names, self._name_ends = sections["names"], sections["name_ends"].cast(NUMBER)
        self._by_name, self._by_key = sections["by_name"].cast(HASH), sections["by_key"].cast(HASH)
        self._by_ec = sections["by_ec"].cast(HASH)

    def __len__(self) -> int:
        return len(self._numbers)

    def entries(self) -> Iterator[NamedEntry]:
        """Yield everything in the file."""
        deleted: dict[int, list[str]] = {}
        for number, row in zip(self._deleted, self._deleted_rows, strict=True):
            deleted.setdefault(row, []).append(cas_rn_of(number))
        for row in range(len(self)):
            entry = self._entry(row)
            yield NamedEntry(entry, self.names_of(entry.cas_rn), tuple(deleted.get(row, ())))

    def find(self, cas_rn: str) -> ReferenceEntry | None:
        """See ``Reference``."""
        row = self._row(cas_rn)
        return None if row is None else self._entry(row)

    def knows(self, cas_rn: str) -> bool:
        """See ``Reference``."""
        return self._row(cas_rn) is not None or _place(self._registered, number_of(cas_rn)) is not None

    def names_of(self, cas_rn: str) -> tuple[str, ...]:
        """See ``Reference``."""
        row = self._row(cas_rn)
        return () if row is None else unpack_names(unpack_line(self._names, self._name_ends, NAMES_BLOCK, row))

    def numbers_of_name(self, folded: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return self._found(self._by_name, folded)

    def numbers_of_key(self, inchi_key: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return self._found(self._by_key, inchi_key)

    def numbers_of_ec(self, ec_number: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return self._found(self._by_ec, ec_number)

    def _row(self, cas_rn: str) -> int | None:
        number = number_of(cas_rn)
        row = _place(self._numbers, number)
        if row is None:
            place = _place(self._deleted, number)
            return None if place is None else self._deleted_rows[place]
        return row

    def _entry(self, row: int) -> ReferenceEntry:
        line = unpack_line(self._facts, self._fact_ends, FACTS_BLOCK, row)
        return unpack_entry(cas_rn_of(self._numbers[row]), line)

    def _found(self, index: memoryview, text: str) -> tuple[str, ...]:
        lowest = hash_of(text)
        place = bisect_left(index, lowest)
        found = []
        while place < len(index) and index[place] >> ROW_BITS == lowest >> ROW_BITS:
            found.append(cas_rn_of(self._numbers[index[place] - lowest]))
            place += 1
        return tuple(found)


def _place(numbers: memoryview, number: int) -> int | None:
    """Return where a number stands among sorted ones, or None."""
    place = bisect_left(numbers, number)
    return place if place < len(numbers) and numbers[place] == number else None
