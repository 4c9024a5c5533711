"""The products of structures, and the structures of names, formulas and identifiers: as many at once as are asked for.

A structure is one InChIKey, as in PubChem; editors' merged compounds are not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from catalog.product.checks.presence import has_broken
from catalog.product.identifier_keys import identifier_key
from catalog.product.identifier_systems import identifier_type
from catalog.product.text.folding import catalog_key, fold, supplier_key
from catalog.store.compounds.numbers import STRUCTURE_KEY
from catalog.store.facts.identifier_index import has_identifier
from catalog.store.list_rows import is_among
from catalog.store.tables import product_identifiers, product_names, products, suppliers

MOST_KEYS = 10_000
"""The most structures or products that one question finds."""


def structures_with(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    """Return the structures of the products that fulfil a condition, those of the oldest products first."""
    query = select(STRUCTURE_KEY).where(STRUCTURE_KEY.is_not(None), condition).group_by(STRUCTURE_KEY)
    return list(connection.scalars(query.order_by(func.min(products.c.id)).limit(MOST_KEYS)))


def products_with(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    """Return the keys of the products that fulfil a condition, the oldest first."""
    query = select(products.c.product_key).where(condition).order_by(products.c.id).limit(MOST_KEYS)
    return list(connection.scalars(query))


def is_called(text: str) -> ColumnElement[bool]:
    """Return the condition that a product has this name, synonym or catalog number, or this identifier."""
    if has_broken(text):
        return products.c.id.in_(())
    folded = fold(text)
    named = select(product_names.c.product_id).where(product_names.c.folded == folded)
    return or_(products.c.id.in_(named), has_identifier([text])) if folded else has_identifier([text])


def has_registered(system: str | None, text: str) -> ColumnElement[bool]:
    """Return the condition that a product has this identifier of a system, or, without one, of any system or as its
    catalog number.
    """
    if has_broken(text):
        return products.c.id.in_(())
    if system is None:
        return or_(products.c.catalog_key == catalog_key(text), has_identifier([text]))
    column = product_identifiers.c
    stated = select(column.product_id).where(
        column.value == identifier_key(system, text), column.type == identifier_type(system)
    )
    return products.c.id.in_(stated)


def has_structure(connection: Connection, keys: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some structures."""
    listed = [key for key in keys if not has_broken(key)]
    return or_(
        is_among(connection, products.c.inchi_key, listed), is_among(connection, products.c.borrowed_key, listed)
    )


def has_formula(keys: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some formulas, in Hill order."""
    return products.c.formula_key.in_(keys)


def is_product_of(source: str, number: str) -> ColumnElement[bool]:
    """Return the condition that a product is a supplier's, by any name of theirs, with a catalog number."""
    named = select(suppliers.c.id).where(or_(suppliers.c.name == source, suppliers.c.key == supplier_key(source)))
    return (products.c.catalog_key == catalog_key(number)) & products.c.supplier_id.in_(named)


def structures_in_order(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Return those of some structures that a product has, in their order."""
    there = set(structures_with(connection, has_structure(connection, keys)))
    return [key for key in dict.fromkeys(keys) if key in there]


def products_of(connection: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """Return the keys of the products of each structure, the oldest first."""
    return _lists(connection, keys, select(STRUCTURE_KEY, products.c.product_key).order_by(products.c.id))


class FirstProduct(NamedTuple):
    """The oldest product of a structure, whose name and description stand for it.

    Attributes:
        id: the id of its row.
        name: its name.
        smiles: its structure.
    """

    id: int
    name: str
    smiles: str


def first_products(connection: Connection, keys: Collection[str]) -> dict[str, FirstProduct]:
    """Return the oldest product of each structure."""
    column = products.c
    query = select(STRUCTURE_KEY, column.id, column.name, column.smiles).where(has_structure(connection, keys))
    found: dict[str, FirstProduct] = {}
    for key, *product in connection.execute(query.order_by(column.id)):
        found.setdefault(key, FirstProduct(*product))
    return found


def ids_of(connection: Connection, product_keys: Sequence[str]) -> list[int]:
    """Return the ids of some products in their order."""
    query = select(products.c.product_key, products.c.id).where(
        is_among(connection, products.c.product_key, product_keys)
    )
    found = {key: number for key, number in connection.execute(query)}  # noqa: C416  # Rows.
    return [found[key] for key in product_keys if key in found]


def structures_of(connection: Connection, product_keys: Collection[str]) -> dict[str, str]:
    """Return the structure of each product that has one."""
    query = select(products.c.product_key, STRUCTURE_KEY).where(
        is_among(connection, products.c.product_key, product_keys), STRUCTURE_KEY.is_not(None)
    )
    return {key: structure for key, structure in connection.execute(query)}  # noqa: C416  # Rows.


def names_of(connection: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """Return the names of the products of each structure, then their synonyms, then their CAS RNs, each once."""
    named = (
        select(STRUCTURE_KEY, product_names.c.text)
        .join(products, products.c.id == product_names.c.product_id)
        .where(product_names.c.kind != "catalog_number")
        .order_by(product_names.c.kind, product_names.c.id)
    )
    found: dict[str, dict[str, str]] = {}
    for key, texts in [*_lists(connection, keys, named).items(), *cas_rns_of(connection, keys).items()]:
        _keep(found.setdefault(key, {}), texts)
    return {key: list(texts.values()) for key, texts in found.items()}


def cas_rns_of(connection: Connection, keys: Collection[str]) -> dict[str, list[str]]:
    """Return the CAS RNs of the products of each structure."""
    column = product_identifiers.c
    query = select(STRUCTURE_KEY, column.value).join(products, products.c.id == column.product_id).distinct()
    return _lists(connection, keys, query.where(column.type == "CAS").order_by(column.value))


class Source(NamedTuple):
    """Where a product comes from.

    Attributes:
        slug, supplier: of its supplier.
        catalog_number: as printed.
    """

    slug: str
    supplier: str
    catalog_number: str


def sources_of(connection: Connection, keys: Collection[str]) -> dict[str, list[Source]]:
    """Return the source of each product of each structure, the oldest product first."""
    column = suppliers.c
    query = select(STRUCTURE_KEY, column.slug, column.name, products.c.catalog_number).order_by(products.c.id)
    query = query.join(suppliers, column.id == products.c.supplier_id).where(has_structure(connection, keys))
    found: dict[str, list[Source]] = {}
    for key, *source in connection.execute(query):
        found.setdefault(key, []).append(Source(*source))
    return found


def _lists(connection: Connection, keys: Collection[str], query: Select[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, text in connection.execute(query.where(has_structure(connection, keys))):
        found.setdefault(key, []).append(text)
    return found


def _keep(kept: dict[str, str], texts: Iterable[str]) -> None:
    for text in texts:
        kept.setdefault(text.casefold(), text)
