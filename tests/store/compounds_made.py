"""Entries of real compounds, for tests of what joins them."""

from __future__ import annotations

from functools import cache

from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.store.entries import Entry
from tests.store.entries_made import make_entry


@cache
def drawn(smiles: str) -> Structure:
    return read_structure(smiles, "smiles")


def sold(
    catalog_number: str,
    smiles: str | None = None,
    cas_rn: str | None = None,
    name: str = "A product",
    **content: object,
) -> Entry:
    """A product, with all that follows from its structure if it has one."""
    if smiles is None:
        return make_entry(catalog_number, name, cas_rn=cas_rn, **content)
    structure = drawn(smiles)
    document = {"smiles": structure.smiles, "inchi": structure.inchi or None, "inchi_key": structure.inchi_key or None}
    formula = {"hill_formula": structure.composition.hill(), "molecular_weight": round(structure.molecular_weight, 3)}
    values = {**formula, "structure": {**document, "stated": smiles}, "cas_rn": cas_rn, **content}
    return make_entry(catalog_number, name, **values)


def key(smiles: str) -> str:
    """The InChIKey of a SMILES."""
    return drawn(smiles).inchi_key
