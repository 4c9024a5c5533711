"""The facts of the products' offers, one row for each. A product that states none has no row."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from catalog.product.offer.facts import OfferFact
from catalog.store.tables import product_facts, products


def has_fact(fact: OfferFact, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some values."""
    column = product_facts.c
    having = select(column.product_id).where(column.fact == fact, column.value.in_(list(values)))
    return products.c.id.in_(having)
