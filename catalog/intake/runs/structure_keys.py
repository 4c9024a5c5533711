"""InChIKeys for the records of a file without catalog numbers: such a number stays when the file comes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from catalog.chemistry.structure.structure import read_structure
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, InvalidStructure, NoWorker
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.number_substitutes import stated_structure
from catalog.intake.records import STRUCTURE_KEY, RawRecord

AT_ONCE = 40
"""How many records a worker gets at once."""


def with_structure_keys(
    records: Iterable[RawRecord], labelling: RecordDrafter, pool: WorkerPool | None
) -> Iterator[RawRecord]:
    """Yield the records. In a file without catalog numbers, one that nothing but its structure identifies gets a cell
    with its InChIKey.

    Args:
        records: the records of one file.
        labelling: knows the meanings of the labels.
        pool: makes the keys, since a structure can take long. Without it there are none.
    """
    coming = iter(records)
    while some := list(islice(coming, AT_ONCE)):
        wanted = [None if pool is None else _structure(record, labelling) for record in some]
        stated = [one for one in wanted if one is not None]
        keys = iter(_keys(pool, stated) if pool is not None and stated else ())
        for record, one in zip(some, wanted, strict=True):
            key = "" if one is None else next(keys)
            yield record.with_cells([(STRUCTURE_KEY, key, {"column": STRUCTURE_KEY})]) if key else record


def inchi_keys(structures: Sequence[tuple[str, str]]) -> list[str]:
    """Return the InChIKeys of structures, each with its kind. It is empty for a structure that has none."""
    return [_key(text, kind) for text, kind in structures]


def _key(text: str, kind: str) -> str:
    try:
        return read_structure(text, kind).inchi_key
    except InvalidStructure:
        return ""


def _keys(pool: WorkerPool, structures: Sequence[tuple[str, str]]) -> list[str]:
    """Return the keys. A structure that ends a worker has none, and the others are done one by one."""
    try:
        return pool.run(inchi_keys, structures)
    except NoWorker:
        raise
    except CatalogError:
        return [""] if len(structures) == 1 else [key for one in structures for key in _keys(pool, [one])]


def _structure(record: RawRecord, labelling: RecordDrafter) -> tuple[str, str] | None:
    if not record.is_readable or labelling.gives_numbers:
        return None
    labelling.identity(record)  # From here on its labels are known.
    return None if labelling.gives_numbers else stated_structure(record, labelling.draft(record, shared=False).fields)
