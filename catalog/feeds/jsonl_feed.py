"""JSON Lines: one object per product, with its fields as stated, and the facts computed from them."""

from __future__ import annotations

from typing import BinaryIO

from catalog.feeds.computed import computed_facts
from catalog.feeds.fields import stated_order, written_text
from catalog.store.json_text import to_json
from catalog.store.reading.exporting import Export, ExportedProduct


def write_jsonl(products: Export, stream: BinaryIO) -> None:
    """Write products as JSON Lines. A field that a product does not have is left out. An unknown fact is null."""
    for product in products:
        stream.write((to_json(_line(product)) + "\n").encode())


def _line(product: ExportedProduct) -> dict[str, object]:
    fields = product.fields
    stated = {name: written_text(name, fields[name]) for name in stated_order(fields)}
    return {**stated, **computed_facts(product.document())}
