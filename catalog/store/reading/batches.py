"""Products by many exact keys at once: a few queries for a thousand CAS RNs, catalog numbers, InChIKeys or names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select, union_all

from catalog.product.text.folding import product_key
from catalog.store.facts.identifier_index import Asked, identified
from catalog.store.reading.products import STORED, StoredProduct, parts_of_reference, stored_query
from catalog.store.suppliers import known_keys
from catalog.store.tables import product_cas_rns, product_names, products

IN_LIMIT = 500
SupplierIds = Sequence[int] | None
"""The ids of the suppliers whose products are wanted, or None for all."""


@dataclass(frozen=True, slots=True)
class KeyMatches:
    """The products under one key.

    Attributes:
        bodies: the documents of the first products, as JSON text.
        total: how many there are.
    """

    bodies: Sequence[str]
    total: int


def products_by_numbers(
    connection: Connection, keys: Collection[str], most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by catalog key."""
    return _by_column(connection, products.c.catalog_key, keys, most, of)


def products_by_references(
    connection: Connection, references: Collection[str], of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by ``NUMBER~SLUG``, by the reference as it is written."""
    parts = {text: named for text in references if (named := parts_of_reference(text)) is not None}
    if not parts:
        return {}
    suppliers = known_keys(connection, {supplier for _, supplier in parts.values()})
    keys = {text: product_key(number, suppliers[supplier]) for text, (number, supplier) in parts.items()}
    by_key = _by_column(connection, products.c.product_key, set(keys.values()), 1, of)
    return {text: by_key[key] for text, key in keys.items() if key in by_key}


def products_by_cas_rns(
    connection: Connection, keys: Collection[str], most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by any of their CAS RNs, in the order of their catalog numbers."""
    column = product_cas_rns.c
    found = select(column.cas_rn.label("key"), products.c.id, products.c.product_key.label("place")).join(
        products, products.c.id == column.product_id
    )
    return _batches(connection, found, column.cas_rn, keys, most, of)


def products_by_inchi_keys(
    connection: Connection, keys: Collection[str], most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by the whole InChIKey of the structure that is shown, in the order of their catalog numbers."""
    column = products.c
    either = union_all(
        *(
            select(key.label("key"), column.id, column.product_key.label("place"), column.supplier_id)
            for key in (column.inchi_key, column.borrowed_key)
        )
    ).subquery()
    found = select(either.c.key, either.c.id, either.c.place)
    if of is not None:
        found = found.where(either.c.supplier_id.in_(of))
    return _batches(connection, found, either.c.key, keys, most, None)


def products_by_formulas(
    connection: Connection, keys: Collection[str], most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by the Hill text of their formula, in the order of their catalog numbers."""
    return _by_column(connection, products.c.formula_key, keys, most, of)


def products_by_names(
    connection: Connection, keys: Collection[str], most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by folded name or synonym. Matches of the name come before matches of a synonym."""
    name = product_names.c
    kind = func.min(case((name.kind == "synonym", "1"), else_="0"))
    found = (
        select(name.folded.label("key"), products.c.id, (kind + products.c.product_key).label("place"))
        .join(products, products.c.id == name.product_id)
        .group_by(name.folded, products.c.id, products.c.product_key)
    )
    return _batches(connection, found, name.folded, keys, most, of)


def products_by_identifiers(
    connection: Connection, asked: Asked, most: int, of: SupplierIds = None
) -> dict[str, KeyMatches]:
    """Return products by identifier, in the order of their catalog numbers. This takes one statement."""
    rows = identified(connection, asked)
    found = select(rows.c.text.label("key"), products.c.id, products.c.catalog_key.label("place")).distinct()
    found = found.join_from(rows, products, products.c.id == rows.c.product_id)
    return _first_of_each(connection, _of_suppliers(found, of), most)


def _by_column(
    connection: Connection, column: ColumnElement[Any], keys: Collection[str], most: int, of: SupplierIds
) -> dict[str, KeyMatches]:
    found = select(column.label("key"), products.c.id, products.c.product_key.label("place"))
    return _batches(connection, found, column, keys, most, of)


def _batches(
    connection: Connection,
    found: Select[Any],
    column: ColumnElement[Any],
    keys: Collection[str],
    most: int,
    of: SupplierIds,
) -> dict[str, KeyMatches]:
    """Return, for each key, its first products in the order of ``place``, and their number."""
    batches: dict[str, KeyMatches] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), IN_LIMIT):
        some = _of_suppliers(found.where(column.in_(ordered[start : start + IN_LIMIT])), of)
        batches.update(_first_of_each(connection, some, most))
    return batches


def _of_suppliers(found: Select[Any], of: SupplierIds) -> Select[Any]:
    return found if of is None else found.where(products.c.supplier_id.in_(of))


def _first_of_each(connection: Connection, found: Select[Any], most: int) -> dict[str, KeyMatches]:
    """Return, for each ``key``, its first products in the order of ``place``, and their number."""
    rows = found.subquery()
    place = func.row_number().over(partition_by=rows.c.key, order_by=rows.c.place).label("place")
    total = func.count().over(partition_by=rows.c.key).label("total")
    placed = select(rows.c.key, rows.c.id, place, total).subquery()
    query = (
        stored_query(placed.c.key, placed.c.total, *STORED)
        .join(placed, placed.c.id == products.c.id)
        .where(placed.c.place <= most)
        .order_by(placed.c.key, placed.c.place)
    )
    bodies: dict[str, list[str]] = {}
    totals: dict[str, int] = {}
    for key, number, *stored in connection.execute(query):
        bodies.setdefault(key, []).append(StoredProduct(*stored).body)
        totals[key] = number
    return {key: KeyMatches(some, totals[key]) for key, some in bodies.items()}
