"""Tables with rows that follow only from the documents. They serve filters and searches.

The rows are written with a product, filled after the migration that makes the table, and can be rebuilt at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, delete
from sqlalchemy import Row as StoredRow

from catalog.product.attribute_facts import attribute_facts
from catalog.product.completeness import stated_fields
from catalog.product.identifier_keys import document_identifiers
from catalog.product.offer.facts import offer_facts
from catalog.product.offer.unit_prices import CheapestPrices, cheapest_prices
from catalog.product.values import ProductValue, product_values
from catalog.store import tables
from catalog.store.bulk import Row, insert_rows
from catalog.store.json_text import Document, from_json
from catalog.store.kept_texts import document_rows, with_catalog_findings
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import products

CHUNK = 2_000
"""How many documents are read at once."""


class DerivedTable(NamedTuple):
    """A table with rows that follow from the documents.

    Attributes:
        table: with the column ``product_id``.
        columns: its other columns.
        rows: returns the values of those columns for a document.
    """

    table: Table
    columns: tuple[str, ...]
    rows: Callable[[Document], Iterable[Row]]


def _facts(document: Document) -> list[Row]:
    """Return the facts of a document's offers, its common attributes, the codes of its findings, each once, and the
    fields that it states.
    """
    codes = sorted({finding["code"] for finding in document["findings"]})
    own = (("attribute", stated) for stated in attribute_facts(document))
    found = (("finding", code) for code in codes)
    return [*offer_facts(document), *own, *found, ("has", " ".join(stated_fields(document)))]


def _values(document: Document) -> list[Row]:
    return [(position, *value) for position, value in enumerate(product_values(document))]


DERIVED: tuple[DerivedTable, ...] = (
    DerivedTable(tables.product_identifiers, ("type", "value"), document_identifiers),
    DerivedTable(tables.product_facts, ("fact", "value"), _facts),
    DerivedTable(tables.product_prices, CheapestPrices._fields, cheapest_prices),
    DerivedTable(tables.product_values, ("position", *ProductValue._fields), _values),
)
"""All derived tables. A new one needs its table, a migration that marks it, and an entry in ``filling``."""


def derived_rows(document: Document) -> tuple[tuple[Row, ...], ...]:
    """Return the rows of a document for each of ``DERIVED``, without the product's id."""
    return tuple(tuple(derived.rows(document)) for derived in DERIVED)


def index_derived(connection: Connection, rows: Iterable[tuple[int, Sequence[Sequence[Row]]]]) -> None:
    """Write the rows of some products in a writing transaction: each id with the result of ``derived_rows``."""
    listed = list(rows)
    for place, derived in enumerate(DERIVED):
        _insert(connection, derived, [(number, *row) for number, some in listed for row in some[place]])


def rebuild(connection: Connection, table: Table, stored: Sequence[StoredRow[Any]]) -> None:
    """Rebuild the rows of some products, as ``document_rows`` reads them, in a writing transaction."""
    derived = next(one for one in DERIVED if one.table is table)
    _delete(connection, table, [row.id for row in stored])
    _insert(connection, derived, [(row.id, *values) for row in stored for values in derived.rows(document_of(row))])


def rebuild_all(connection: Connection) -> None:
    """Rebuild all rows from the stored documents, in a writing transaction."""
    last = 0
    query = document_rows().order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        for derived in DERIVED:
            _delete(connection, derived.table, [row.id for row in rows])
        index_derived(connection, [(row.id, derived_rows(document_of(row))) for row in rows])
        last = rows[-1].id


def document_of(row: StoredRow[Any]) -> Document:
    """Return the whole document of a product, of a row of ``document_rows``."""
    return with_catalog_findings(from_json(row.body), row.catalog_findings)


def _delete(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    engine, owner = connection.dialect.name, table.c.product_id
    connection.execute(delete(table).where(is_one_of(engine, owner)), list_parameter(engine, ids))


def _insert(connection: Connection, derived: DerivedTable, rows: Sequence[Row]) -> None:
    insert_rows(connection, derived.table, ("product_id", *derived.columns), rows)
