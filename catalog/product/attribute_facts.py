"""A supplier's own attributes by which buyers narrow a list: what a compound acts on, and what it is used for.

Only attributes that many suppliers state in a few words become facts. Others are found by conditions, as all values
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from catalog.errors import InvalidQuery
from catalog.product.value_conditions import read_value_conditions
from catalog.product.values import value_name

FACETED = frozenset(
    value_name("attribute", label)
    for label in (
        "Target", "Targets", "Biological target", "Pathway", "Pathways", "Signaling pathway", "Signalling pathway",
        "Application", "Applications", "Use", "Uses", "Research area", "Research areas", "Research field",
        "Therapeutic area", "Disease area", "Mechanism of action", "Mode of action", "Category", "Product category",
        "Product type", "Species", "Isotype", "Host",
    )
)  # fmt: skip
"""The names of these attributes, as ``value_name`` writes them."""
LONGEST = 60
"""The most characters of a text that becomes a fact. A longer one is rather a sentence."""


def attribute_facts(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the attributes of a document that are facts, each once, as conditions that find them.

    >>> stated = [("Target", "EGFR"), ("Phase", "3"), ("Use", " GC  MS")]
    >>> attribute_facts({"attributes": [{"name": name, "text": text} for name, text in stated]})
    ('Target=EGFR', 'Use=GC MS')
    """
    stated = (
        f"{' '.join(entry['name'].split())}={' '.join(entry['text'].split())}"
        for entry in document.get("attributes") or ()
        if value_name("attribute", entry["name"]) in FACETED and len(entry["text"]) <= LONGEST
    )
    return tuple(dict.fromkeys(text for text in stated if meaning_of(text)))


@lru_cache(maxsize=4096)
def meaning_of(condition: str) -> tuple[str, str] | None:
    """Return the name and the text that a condition asks for, in forms in which spellings are equal, if it asks for the
    whole text of one of ``FACETED``; else None.

    >>> meaning_of("Target = egfr"), meaning_of("Target:EGFR"), meaning_of("Target=5"), meaning_of("Colour=red")
    (('target', 'egfr'), None, None, None)
    """
    try:
        [read] = read_value_conditions("attribute", [condition])
    except InvalidQuery:
        return None
    if read.sign != "=" or read.low is not None or not read.text or read.name not in FACETED:
        return None
    return read.name, read.text
