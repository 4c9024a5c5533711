"""Product documents and entries as small as the contract allows, for tests of the store."""

from __future__ import annotations

from catalog.store.entries import Entry
from catalog.store.entries import make_entry as entry_of_document
from catalog.store.json_text import digest

EMPTY: dict[str, object] = {
    "status": "published",
    "cas_rn": None,
    "stated_formula": None,
    "hill_formula": None,
    "stated_molecular_weight": None,
    "molecular_weight": None,
    "monoisotopic_mass": None,
    "weight_check": None,
    "structure": None,
    "synonyms": [],
    "identifiers": [],
    "grade": None,
    "specifications": [],
    "storage": None,
    "description": None,
    "packs": [],
    "lots": [],
    "hazards": None,
    "documents": [],
    "findings": [],
    "evidence": [],
}


def make_entry(catalog_number: str, name: str = "A product", **content: object) -> Entry:
    """An entry whose document differs from an empty one in what is given."""
    document = {"catalog_number": catalog_number, "name": name, **EMPTY, **content}
    fields = {"catalog_number": catalog_number, "name": name}
    provenance = {"supplier": None, "source": "test", "intake_run": None, "record": 1}
    return entry_of_document(fields, digest([catalog_number, name, content]), document, provenance)
