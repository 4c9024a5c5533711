"""The findings for words in a field of values. The words are kept as stated, and no value is read."""

from __future__ import annotations

from catalog.product.findings import Code, Finding

_VALUES = {
    "formula": "formula",
    "molecular_weight": "molecular weight",
    "cas_rn": "CAS RN",
    "smiles": "SMILES",
    "molfile": "molfile",
    "inchi": "InChI",
}
_MOST_QUOTED = 80


def about_words(field: str, stated: str) -> Finding:
    """Return the finding for words that belong into another field."""
    text = stated.strip()
    quoted = text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}…"
    message = f"“{quoted}” is words, no {_VALUES[field]}. It is kept as text. Move it to the field where it belongs."
    return Finding(Code.WORDS_IN_FIELD, field, message, stated=text[:200])


def about_kind(code: Code, field: str, stated: str) -> Finding:
    """Return the note on a word for a kind of product that has no such value: ``Mixture``."""
    text = stated.strip()
    return Finding(code, field, f"“{text}” is no {_VALUES[field]}: the product has none. It is kept as text.", text)
