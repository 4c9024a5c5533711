"""The rows of catalog numbers that an import has more than once, in a temporary file.

A product may have rows in several places of a large file, such as one in each sheet. So the survey writes such rows to
a temporary file, and keeps only five numbers of each. When the first row of a product comes, the others are read back.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import RawRecord
from catalog.intake.runs.preparing import IncomingRecord
from catalog.intake.temporary_files import writing_temporary
from catalog.store.json_text import from_json, to_json

SPOOL_BYTES = 4 << 20
MOST_ROWS = 500
"""The most rows of one product in a file. A number in more rows is a group or a place, not a catalog number."""


class RepeatedRow(NamedTuple):
    """One of the rows with a catalog number.

    Attributes:
        file: the number of its file.
        number: its number among the records of the file.
        content: the hash of what it states.
        offset: its position in the temporary file.
    """

    file: int
    number: int
    content: int
    offset: int


class RepeatedRows:
    """The rows of all catalog numbers that an import has more than once."""

    def __init__(self) -> None:
        # The file exists as long as the survey and is closed with it.
        self._spool = tempfile.SpooledTemporaryFile(SPOOL_BYTES, "w+b")  # noqa: SIM115
        self._keys = array("q")
        self._rows = array("q")
        self._end = 0
        self._sorted: tuple[np.ndarray, np.ndarray] | None = None

    def add(self, key_hash: int, file: int, number: int, content: int, row: RawRecord) -> None:
        """Add a row, in the order of the files."""
        places = None if row.cell_places is None else [dict(place) for place in row.cell_places]
        cells: dict[str, object] = {
            "place": dict(row.place),
            "labels": row.labels,
            "texts": row.texts,
            "places": places,
        }
        cells["guessed"] = sorted(row.guessed)
        line = to_json(cells).encode() + b"\n"
        with writing_temporary():
            self._spool.write(line)
        self._keys.append(key_hash)
        self._rows.extend((file, number, content, self._end))
        self._end += len(line)

    def of(self, key_hash: int) -> list[RepeatedRow]:
        """Return the rows of a product's key, in order. Call ``add`` no more."""
        if self._sorted is None:
            keys = np.array(self._keys, dtype=np.int64)
            order = np.argsort(keys, kind="stable")
            self._sorted = keys[order], np.array(self._rows, dtype=np.int64).reshape(-1, 4)[order]
        keys, rows = self._sorted
        first, end = np.searchsorted(keys, key_hash, "left"), np.searchsorted(keys, key_hash, "right")
        return [RepeatedRow(*row) for row in rows[first:end].tolist()]

    def read(self, row: RepeatedRow) -> RawRecord:
        """Return a row as it was added."""
        self._spool.seek(row.offset)
        cells = from_json(self._spool.readline().decode())
        places = cells["places"]
        return RawRecord(
            cells["place"],
            tuple(cells["labels"]),
            tuple(cells["texts"]),
            None if places is None else tuple(places),
            guessed=frozenset(cells["guessed"]),
        )

    def close(self) -> None:
        """Close the temporary file."""
        with suppress(OSError):
            self._spool.close()


class RowJoiner:
    """Joins the rows of each product of one file: the first gets the others, which are no records of their own."""

    def __init__(self, rows: RepeatedRows, labelling: RecordDrafter, file: int, names: Sequence[str]) -> None:
        """Prepare for one file.

        Args:
            rows: the rows of repeated numbers.
            labelling: drafts the records of the file.
            file: the number of the file.
            names: the names of all files, by their numbers.
        """
        self._rows = rows
        self._labelling = labelling
        self._file = file
        self._names = names
        self._clashes: dict[int, str] = {}

    def join(self, record: IncomingRecord) -> IncomingRecord:
        """Return a record with the further rows of its product, or marked as one of these."""
        rows = self._rows.of(record.key_hash)
        own = [row for row in rows if row.file == self._file]
        later = [row for row in rows if row.file > self._file]
        if record.number == own[0].number:
            return self._joined(record, own, later)
        if record.key_hash in self._clashes:
            return record._replace(clash=self._clashes[record.key_hash])
        if len({row.content for row in own}) == 1:
            return record
        place = self._rows.read(own[0]).place
        where = ", ".join(f"{name} {value}" for name, value in place.items())
        raw = record.raw._replace(skipped=f"a further row of the product in {where}")
        return record._replace(raw=raw, key="")

    def _joined(
        self, record: IncomingRecord, own: Sequence[RepeatedRow], later: Sequence[RepeatedRow]
    ) -> IncomingRecord:
        clash = "" if len(own) <= MOST_ROWS else f"{len(own):,} rows. A product has at most {MOST_ROWS}"
        further = [] if clash else self._read(own[0], own[1:])
        clash = clash or (self._labelling.clash([record.raw, *further]) if further else "")
        if clash:
            self._clashes[record.key_hash] = clash
            return record._replace(clash=clash)
        if later and self._has_no_name(record.raw, further):
            # A list of prices or hazards may come before the list of products.
            others = self._read(own[0], later[:MOST_ROWS])
            if not self._labelling.clash([record.raw, *further, *others]):
                further += others
        return record._replace(further=tuple(further))

    def _has_no_name(self, record: RawRecord, further: Sequence[RawRecord]) -> bool:
        """Tell whether the rows state no name. A structure alone is named by its catalog number."""
        draft = self._labelling.draft(record, further=further).draft
        return draft.get("name") in ("", draft.get("catalog_number"))

    def _read(self, first: RepeatedRow, rows: Sequence[RepeatedRow]) -> list[RawRecord]:
        """Return the rows that state something else than the first one and each other."""
        distinct = {row.content: row for row in reversed(rows) if row.content != first.content}
        return [self._with_file(row) for row in sorted(distinct.values())]

    def _with_file(self, row: RepeatedRow) -> RawRecord:
        """Return a row. One of another file has its name in its place."""
        raw = self._rows.read(row)
        return raw if row.file == self._file else raw._replace(place={"file": self._names[row.file], **raw.place})
