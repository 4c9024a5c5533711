"""Product documents and entries as small as the contract allows, for tests of the store."""

from __future__ import annotations

from catalog.store.entries import HOUSE_NAME, Entry, SupplierName
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
    return make_entry_of(HOUSE_NAME, catalog_number, name, **content)


def make_entry_of(supplier: SupplierName, catalog_number: str, name: str, **content: object) -> Entry:
    """The same of a supplier."""
    document = {"catalog_number": catalog_number, "name": name, **EMPTY, **content}
    fields = {"catalog_number": catalog_number, "name": name}
    provenance = {"supplier": None, "source": "test", "intake_run": None, "record": 1}
    content_hash = digest([catalog_number, name, content])
    return entry_of_document(fields, content_hash, document, provenance, supplier=supplier)
