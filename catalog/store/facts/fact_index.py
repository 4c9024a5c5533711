"""The facts of the products' offers and the codes of their findings, one row for each. A product without any has no
row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, select

from catalog.product.offer.facts import OfferFact
from catalog.store.tables import product_facts, products

Fact: TypeAlias = OfferFact | Literal["finding"]
"""The kinds of facts."""


def has_fact(fact: Fact, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some values."""
    column = product_facts.c
    having = select(column.product_id).where(column.fact == fact, column.value.in_(list(values)))
    return products.c.id.in_(having)
