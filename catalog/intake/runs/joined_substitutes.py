"""The records of a file without catalog numbers that get one substitute number: rows of one product if they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import RawRecord
from catalog.intake.runs.repeated_rows import MOST_ROWS, RepeatedRows
from catalog.product.findings import Code
from catalog.product.text.folding import fold


def agreeing_keys(rows: RepeatedRows, labelling: RecordDrafter, file: int, keys: Iterable[int]) -> frozenset[int]:
    """Return the keys of which all rows in a file are one product: several bottles, lots or packs.

    Args:
        rows: the rows of all keys.
        labelling: drafts the records of the file.
        file: the number of the file.
        keys: the hashes of the keys that come more than once in it.
    """
    found = set[int]()
    for key in keys:
        own = [row for row in rows.of(key) if row.file == file]
        if len(own) <= MOST_ROWS and agree(labelling, [rows.read(row) for row in own]):
            found.add(key)
    return frozenset(found)


def agree(labelling: RecordDrafter, records: Sequence[RawRecord]) -> bool:
    """Tell whether records with one substitute number are one product: one name, and no fact against another.

    Their number was made up from one fact, so the others must agree: two grades of one substance are two products.
    """
    drafts = [labelling.draft(record, shared=False) for record in records]
    names = {fold(name) for draft in drafts if (name := draft.fields.get("name"))}
    if len(names) > 1 or labelling.clash(records):
        return False
    joined = labelling.draft(records[0], shared=False, further=records[1:])
    return _conflicts(joined) <= sum(map(_conflicts, drafts))


def _conflicts(draft: RecordDraft) -> int:
    return sum(finding.code is Code.FIELD_CONFLICT for finding in draft.findings)
