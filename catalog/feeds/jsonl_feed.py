"""JSON Lines: one object per product, with its fields as stated, and the facts computed from them."""

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
"""The computed facts in the file: their keys here and in the document. An import ignores all of these keys.

They follow from the stated fields alone, so that another catalog writes the same file."""


def write_jsonl(products: Export, stream: BinaryIO) -> None:
    """Write products as JSON Lines. A field that a product does not have is left out. An unknown fact is null."""
    for product in products:
        stream.write((to_json(_line(product)) + "\n").encode())


def _line(product: ExportedProduct) -> dict[str, object]:
    fields, document = product.fields, product.document()
    stated = {name: written_text(name, fields[name]) for name in stated_order(fields)}
    return {**stated, **{key: document[name] for key, name in COMPUTED.items()}}
