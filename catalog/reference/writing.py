"""Writing a reference file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from catalog.reference.layout import (
    FACTS_BLOCK,
    HASH,
    NAMES_BLOCK,
    NUMBER,
    hash_of,
    number_of,
    pack_blocks,
    pack_entry,
    pack_names,
    pack_numbers,
    pack_sections,
)
from catalog.reference.reference import ReferenceEntry

_SHORTEST = 2
"""Letters of a name by which an entry is found."""


class NamedEntry(NamedTuple):
    """An entry as it is written into a file.

    Attributes:
        entry: its facts.
        names: all its names, first the one to call it by.
        deleted: CAS RNs that it replaced.
    """

    entry: ReferenceEntry
    names: tuple[str, ...]
    deleted: tuple[str, ...] = ()


def write_reference(
    path: Path, entries: Iterable[NamedEntry], fold: Callable[[str], str], registered: Iterable[str] = ()
) -> int:
    """Write a reference file in place of an existing one, and return the number of its entries.

    Args:
        path: the file. Who has it open keeps the earlier one.
        entries: of several entries with one CAS RN, the last counts.
        fold: returns a name in the form by which it is found.
        registered: CAS RNs that exist, also those without an entry.
    """
    ordered = [one for _, one in sorted({number_of(one.entry.cas_rn): one for one in entries}.items())]
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(pack_sections(_sections(ordered, fold, registered)))
    beside.replace(path)
    return len(ordered)


def _sections(ordered: Sequence[NamedEntry], fold: Callable[[str], str], registered: Iterable[str]) -> dict[str, bytes]:
    numbers = [number_of(one.entry.cas_rn) for one in ordered]
    own = set(numbers)
    replaced = {number_of(old): row for row, one in enumerate(ordered) for old in one.deleted}
    deleted = sorted((number, row) for number, row in replaced.items() if number not in own)
    facts, fact_ends = pack_blocks([pack_entry(one.entry) for one in ordered], FACTS_BLOCK)
    names, name_ends = pack_blocks([pack_names(one.names) for one in ordered], NAMES_BLOCK)
    return {
        "numbers": pack_numbers(NUMBER, numbers),
        "deleted": pack_numbers(NUMBER, [number for number, _ in deleted]),
        "deleted_rows": pack_numbers(NUMBER, [row for _, row in deleted]),
        "registered": pack_numbers(NUMBER, sorted({number_of(cas_rn) for cas_rn in registered} - own)),
        "by_name": _index(((fold(name), row) for row, one in enumerate(ordered) for name in one.names)),
        "by_key": _index(((one.entry.inchi_key, row) for row, one in enumerate(ordered) if one.entry.inchi_key)),
        "by_ec": _index(((number, row) for row, one in enumerate(ordered) for number in one.entry.ec_numbers)),
        "fact_ends": fact_ends,
        "name_ends": name_ends,
        "facts": facts,
        "names": names,
    }


def _index(texts: Iterable[tuple[str, int]]) -> bytes:
    """Return a section in which texts are found: the hash of each with its row, in order."""
    return pack_numbers(HASH, sorted({hash_of(text) | row for text, row in texts if len(text) >= _SHORTEST}))
