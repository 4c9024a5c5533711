"""Which products have which facts of an offer: a row for each, and none for a product that states none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, select

from catalog.product.offer_facts import OfferFact, offer_facts
from catalog.store.bulk import Row, insert_rows
from catalog.store.entries import from_json
from catalog.store.tables import product_facts, products

CHUNK = 2_000
FACT_COLUMNS = ("product_id", "fact", "value")


def take_in_facts(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of ``FACT_COLUMNS``; in a writing transaction."""
    insert_rows(connection, product_facts, FACT_COLUMNS, rows)


def take_in_kept_offers(connection: Connection) -> None:
    """Make all rows anew from the documents that are kept; in a writing transaction."""
    connection.execute(delete(product_facts))
    last = 0
    query = select(products.c.id, products.c.body).order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        take_in_facts(connection, [(row.id, *fact) for row in rows for fact in offer_facts(from_json(row.body))])
        last = rows[-1].id


def has_fact(fact: OfferFact, values: Iterable[str]) -> ColumnElement[bool]:
    """The condition on ``products`` that one has any of some values."""
    column = product_facts.c
    having = select(column.product_id).where(column.fact == fact, column.value.in_(list(values)))
    return products.c.id.in_(having)
