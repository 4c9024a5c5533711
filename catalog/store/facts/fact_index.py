"""The facts of the products' offers and the codes of their findings, one row for each, and the fields that each product
states in one row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, select

from catalog.product.offer.facts import OfferFact
from catalog.store.tables import product_facts, products

Fact: TypeAlias = OfferFact | Literal["attribute", "finding", "has"]
"""The kinds of facts."""


def has_fact(fact: Fact, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some values."""
    column = product_facts.c
    having = select(column.product_id).where(column.fact == fact, column.value.in_(list(values)))
    return products.c.id.in_(having)


def states_fields(words: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product states all of some fields, by their words in ``COMPLETENESS``."""
    return _states(*(_is_named(word) for word in words))


def lacks_fields(words: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product states none of some fields."""
    return _states(*(~_is_named(word) for word in words))


def _states(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    column = product_facts.c
    return products.c.id.in_(select(column.product_id).where(column.fact == "has", *conditions))


def _is_named(word: str) -> ColumnElement[bool]:
    return (" " + product_facts.c.value + " ").contains(f" {word} ")
