"""Computed facts in exported files: plain texts to join and calculate with, beside what the supplier stated.

They follow from the stated fields of a product alone, so that another catalog writes the same file. An import ignores
them.
"""

from __future__ import annotations

from typing import Any

from catalog.store.json_text import Document

SUFFIX = "_computed"
COMPUTED = (
    "cas_rn_computed",
    "inchi_key_computed",
    "smiles_computed",
    "hill_formula_computed",
    "molecular_weight_computed",
    "monoisotopic_mass",
)
"""The names of the computed facts: the CAS RN as ``50-78-2``, the standard InChIKey and the SMILES of the structure,
the formula in Hill's order, the average weight in g/mol and the monoisotopic mass in Da."""


def computed_facts(document: Document) -> dict[str, Any]:
    """Return the computed facts of a product, None for unknown ones."""
    known = document | {name: (document["structure"] or {}).get(name) for name in ("inchi_key", "smiles")}
    return {column: known[column.removesuffix(SUFFIX)] for column in COMPUTED}


def computed_texts(document: Document) -> dict[str, str]:
    """Return the same as texts for a table; an unknown fact is an empty text."""
    return {column: "" if fact is None else str(fact) for column, fact in computed_facts(document).items()}
