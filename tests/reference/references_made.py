"""Small reference files for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.structure.structure import read_structure
from catalog.product.text.folding import fold
from catalog.reference.reference import ReferenceEntry
from catalog.reference.writing import NamedEntry, write_reference


def known(
    cas_rn: str, smiles: str, names: Sequence[str], *, ec_numbers: Sequence[str] = (), deleted: Sequence[str] = ()
) -> NamedEntry:
    """An entry; without a SMILES, one of which only names are known."""
    entry = ReferenceEntry(cas_rn, ec_numbers=tuple(ec_numbers), source="test")
    if smiles:
        read = read_structure(smiles, "smiles")
        skeleton = parent_of(read.smiles, read.inchi, read.inchi_key).inchi_key[:14]
        entry = ReferenceEntry(
            cas_rn, read.composition.hill(), read.inchi_key, skeleton, read.smiles, tuple(ec_numbers), "test"
        )
    return NamedEntry(entry, tuple(names), tuple(deleted))


def write(path: Path, *entries: NamedEntry, registered: Sequence[str] = ()) -> Path:
    """Write a reference file."""
    write_reference(path, entries, fold, registered)
    return path
