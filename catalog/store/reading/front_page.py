"""What the home page tells of the catalog: its numbers, its newest products, and a contradiction that was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.listing import count_all
from catalog.store.reading.products import StoredProduct, stored_products
from catalog.store.tables import product_facts, products

CONTRADICTIONS = (
    "description-off-topic",
    "description-other-compound",
    "cas-other-compound",
    "name-other-compound",
    "name-isomer-mismatch",
    "lot-out-of-specification",
    "cas-name-mismatch",
    "formula-weight-mismatch",
    "name-strength-mismatch",
)
"""Findings that a visitor understands without a chemist's words, the plainest first."""


class CatalogNumbers(NamedTuple):
    """How large the catalog is.

    Attributes:
        products: its products.
        compounds: its different compounds; a product without a known compound counts as one.
        suppliers: its suppliers that have products.
        in_stock: its products that a supplier states to be in stock.
    """

    products: int
    compounds: int
    suppliers: int
    in_stock: int


def catalog_numbers(connection: Connection) -> CatalogNumbers:
    """Return the numbers at the time of this transaction. They are counted once after each change."""
    return kept_count(connection, "front page", lambda: _counted(connection))


def _counted(connection: Connection) -> CatalogNumbers:
    compounds = select(func.count(products.c.group_key.distinct()))
    suppliers = select(func.count(products.c.supplier_id.distinct()))
    fact = product_facts.c
    in_stock = select(func.count()).where(fact.fact == "availability", fact.value == "in-stock")
    others = (connection.scalar(query) or 0 for query in (compounds, suppliers, in_stock))
    return CatalogNumbers(count_all(connection), *others)


def has_several_suppliers(connection: Connection) -> bool:
    """Tell whether more than one supplier has products. An index has the first and the last of them."""
    column = products.c.supplier_id
    ends = (select(find(column)).scalar_subquery() for find in (func.min, func.max))
    first, last = connection.execute(select(*ends)).one()
    return bool(first != last)


def newest_products(connection: Connection, limit: int) -> list[StoredProduct]:
    """Return the products that came last, newest first. Ids are given in the order of arrival."""
    ids = connection.scalars(select(products.c.id).order_by(products.c.id.desc()).limit(limit)).all()
    return stored_products(connection, ids)


def told_contradiction(connection: Connection, codes: Sequence[str] = CONTRADICTIONS) -> StoredProduct | None:
    """Return a product with one of some findings, the first of them that any has; the oldest product that has it."""
    number = kept_count(connection, ("contradiction", *codes), lambda: _contradicted(connection, codes))
    found = [] if number is None else stored_products(connection, [number])
    return found[0] if found else None


def _contradicted(connection: Connection, codes: Sequence[str]) -> int | None:
    fact = product_facts.c
    query = select(fact.value, func.min(fact.product_id)).where(fact.fact == "finding", fact.value.in_(codes))
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query.group_by(fact.value))}
    return next((found[code] for code in codes if code in found), None)
