"""Which products have which facts of an offer: a row for each, and none for a product that states none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, select

from catalog.product.offer.facts import OfferFact, offer_facts
from catalog.store.bulk import Row, insert_rows
from catalog.store.json_text import from_json
from catalog.store.kept_texts import document_rows
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.price_index import reindex_prices
from catalog.store.tables import product_facts, products

CHUNK = 2_000
FACT_COLUMNS = ("product_id", "fact", "value")


def index_facts(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of ``FACT_COLUMNS``, in a writing transaction."""
    insert_rows(connection, product_facts, FACT_COLUMNS, rows)


def reindex_offers(connection: Connection, bodies: Sequence[tuple[int, str]]) -> None:
    """Rebuild the rows of some products, by id, from their documents, in a writing transaction."""
    engine = connection.dialect.name
    ids = [number for number, _body in bodies]
    connection.execute(
        delete(product_facts).where(is_one_of(engine, product_facts.c.product_id)), list_parameter(engine, ids)
    )
    index_facts(connection, [(number, *fact) for number, body in bodies for fact in offer_facts(from_json(body))])


def reindex_all_offers(connection: Connection) -> None:
    """Rebuild all rows of facts and of prices from the stored documents, in a writing transaction."""
    last = 0
    query = document_rows().order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        reindex_offers(connection, [(row.id, row.body) for row in rows])
        reindex_prices(connection, [(row.id, row.body) for row in rows])
        last = rows[-1].id


def has_fact(fact: OfferFact, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some values."""
    column = product_facts.c
    having = select(column.product_id).where(column.fact == fact, column.value.in_(list(values)))
    return products.c.id.in_(having)
