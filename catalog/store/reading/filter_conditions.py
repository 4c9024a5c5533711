"""How the values of filters are read, and the conditions of filters that are more than a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.identifiers.inchi_key import is_inchi_key
from catalog.errors import InvalidQuery
from catalog.product.hazard.statements import read_statements
from catalog.product.offer.facts import grade_key
from catalog.product.text.folding import fold, greek_variants, supplier_key
from catalog.store.tables import product_names, products, supplier_names
from catalog.store.words.text_index import begins_with

DIGITS = "0-9"
"""The name of the list of products with names that begin with a digit."""
OTHER = "other"
"""The name of the list of products with other names, such as names only in Chinese."""


def read_formula_keys(text: str) -> tuple[str, ...]:
    """Return the Hill texts of every reading of a formula."""
    formula = read_formula(text)
    return tuple(reading.hill() for reading in formula.readings) or (formula.hill_formula,)


def read_inchi_key(text: str) -> str:
    """Return an InChIKey, or the first block of one, in capitals.

    Raises:
        InvalidQuery: it is neither.
    """
    key = text.strip().upper()
    if not is_inchi_key(key) and not (len(key) == 14 and key.isascii() and key.isalpha()):
        raise InvalidQuery("An InChIKey has 14, 10 and 1 letters with dashes between.", stated=text)
    return key


def has_inchi_key(key: str) -> ColumnElement[bool]:
    """Return the condition that a stated or borrowed structure has an InChIKey, or one with this first block."""
    columns = (products.c.inchi_key, products.c.borrowed_key)
    return or_(*[column == key if "-" in key else begins_with(column, key + "-") for column in columns])


def is_named(name: str) -> ColumnElement[bool]:
    """Return the condition that a product has a name, whatever stands for its Greek letters."""
    named = select(product_names.c.product_id).where(product_names.c.folded.in_(greek_variants(fold(name))))
    return products.c.id.in_(named)


def begins_with_character(name: str) -> ColumnElement[bool]:
    """Return the condition that a folded name belongs to the list for a letter, for digits, or for others."""
    key = products.c.name_key
    digits = (key >= "0") & (key < ":")
    conditions = {DIGITS: digits, OTHER: ~(digits | ((key >= "a") & (key < "{")))}
    return conditions[name] if name in conditions else begins_with(key, name)


def has_structure(is_known: bool) -> ColumnElement[bool]:  # As the filter is.
    """Return the condition that a structure is known, or that none is."""
    smiles = products.c.smiles
    return smiles.is_not(None) if is_known else smiles.is_(None)


def is_supplied_by(names: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a product is of one of some suppliers, by slug or name."""
    words = [supplier_key(name) for name in names]
    named = select(supplier_names.c.supplier_id).where(supplier_names.c.word.in_(words))
    return products.c.supplier_id.in_(named)


def grade_keys(texts: Sequence[str]) -> tuple[str, ...]:
    """Return grades as they are stored."""
    return tuple(map(grade_key, texts))


def capitals(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts in capitals."""
    return tuple(map(str.upper, texts))


def hazard_codes(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the codes as they are stored. They can be stated in any case."""
    return tuple(statement.code or statement.stated for text in texts for statement in read_statements(text))
