"""Regulatory lists: written as a whole, and read by CAS RN, as a filter and as a facet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select

from catalog.errors import NotFound
from catalog.product.regulatory_list import RegulatoryList
from catalog.store.bulk import insert_rows
from catalog.store.log_tables import listed_numbers, regulatory_lists
from catalog.store.tables import product_cas_rns, products

_LISTED = (
    select(regulatory_lists.c.slug, product_cas_rns.c.product_id)
    .join(listed_numbers, listed_numbers.c.list_id == regulatory_lists.c.id)
    .join(product_cas_rns, product_cas_rns.c.cas_rn == listed_numbers.c.cas_rn)
)
"""The products on each list, once for each CAS RN."""
LISTED_PRODUCT = product_cas_rns.c.product_id
"""The product, in the query for their numbers."""


def put_list(connection: Connection, regulatory_list: RegulatoryList, numbers: Iterable[str]) -> int:
    """Write a list in the place of the one with its slug. Return how many CAS RNs it has."""
    unique = list(dict.fromkeys(numbers))
    connection.execute(delete(regulatory_lists).where(regulatory_lists.c.slug == regulatory_list.slug))
    values = regulatory_list._replace(numbers=len(unique))._asdict()
    key = connection.execute(insert(regulatory_lists).values(values).returning(regulatory_lists.c.id)).scalar_one()
    insert_rows(connection, listed_numbers, ("cas_rn", "list_id"), [(number, key) for number in unique])
    return len(unique)


def remove_list(connection: Connection, slug: str) -> None:
    """Remove a list.

    Raises:
        NotFound: there is no such list.
    """
    if not connection.execute(delete(regulatory_lists).where(regulatory_lists.c.slug == slug)).rowcount:
        raise NotFound(f"There is no list {slug!r}. `catalog lists show` names those that there are.")


def all_lists(connection: Connection) -> list[RegulatoryList]:
    """Return every list, by slug."""
    column = regulatory_lists.c
    query = select(*(column[name] for name in RegulatoryList._fields)).order_by(column.slug)
    return [RegulatoryList(*row) for row in connection.execute(query)]


def lists_with(connection: Connection, cas_rns: Collection[str]) -> dict[str, list[str]]:
    """Return the slugs of the lists that have one of some CAS RNs, each with those that it has."""
    query = (
        select(regulatory_lists.c.slug, listed_numbers.c.cas_rn)
        .join(listed_numbers, listed_numbers.c.list_id == regulatory_lists.c.id)
        .where(listed_numbers.c.cas_rn.in_(cas_rns))
        .order_by(regulatory_lists.c.slug, listed_numbers.c.cas_rn)
    )
    found: dict[str, list[str]] = {}
    for slug, number in connection.execute(query):
        found.setdefault(slug, []).append(number)
    return found


def is_listed(slugs: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product is on one of some lists."""
    on_one = _LISTED.where(regulatory_lists.c.slug.in_(list(slugs)))
    return products.c.id.in_(on_one.with_only_columns(LISTED_PRODUCT))


def listed_products() -> Select[Any]:
    """Return the query for the number of products on each list. A condition on ``LISTED_PRODUCT`` limits it."""
    slug = regulatory_lists.c.slug
    return _LISTED.with_only_columns(slug, func.count(LISTED_PRODUCT.distinct())).group_by(slug)
