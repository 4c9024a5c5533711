"""JSON Lines: one object a product, its fields as they were stated, and what we computed from them."""

from __future__ import annotations

from typing import BinaryIO

from catalog.feeds.fields import stated_order, written_text
from catalog.store.json_text import to_json
from catalog.store.reading.exporting import Export, ExportedProduct

COMPUTED = {
    "hill_formula_computed": "hill_formula",
    "molecular_weight_computed": "molecular_weight",
    "monoisotopic_mass": "monoisotopic_mass",
}
"""The computed facts that are written: key to that of the document. An import passes over all of these keys.

Only what follows from the stated fields alone is among them, so that another catalog writes the same file."""


def write_jsonl(products: Export, stream: BinaryIO) -> None:
    """Write products as JSON Lines; a field that a product has not is left out, a fact that is not known is null."""
    for product in products:
        stream.write((to_json(_line(product)) + "\n").encode())


def _line(product: ExportedProduct) -> dict[str, object]:
    fields, document = product.fields, product.document()
    stated = {name: written_text(name, fields[name]) for name in stated_order(fields)}
    return {**stated, **{key: document[name] for key, name in COMPUTED.items()}}
