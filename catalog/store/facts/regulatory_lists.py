"""Regulatory lists: written as a whole, and read by CAS RN, as a filter and as a facet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select

from catalog.errors import NotFound
from catalog.product.regulatory_list import RegulatoryList
from catalog.store.bulk import insert_rows
from catalog.store.log_tables import listed_numbers, regulatory_lists
from catalog.store.tables import product_cas_rns, products

LISTED = (
    select(regulatory_lists.c.slug, product_cas_rns.c.product_id)
    .join(listed_numbers, listed_numbers.c.list_id == regulatory_lists.c.id)
    .join(product_cas_rns, product_cas_rns.c.cas_rn == listed_numbers.c.cas_rn)
    .distinct()
    .subquery("listed")
)
"""The products on each list, each once."""


def put_list(connection: Connection, regulatory_list: RegulatoryList, numbers: Iterable[str]) -> int:
    """Write a list in the place of the one with its slug. Return how many CAS RNs it has."""
    connection.execute(delete(regulatory_lists).where(regulatory_lists.c.slug == regulatory_list.slug))
    values = {name: value for name, value in regulatory_list._asdict().items() if name != "numbers"}
    key = connection.execute(regulatory_lists.insert().values(values)).inserted_primary_key
    rows = [(number, key[0]) for number in dict.fromkeys(numbers)] if key else []
    insert_rows(connection, listed_numbers, ("cas_rn", "list_id"), rows)
    return len(rows)


def remove_list(connection: Connection, slug: str) -> None:
    """Remove a list.

    Raises:
        NotFound: there is no such list.
    """
    if not connection.execute(delete(regulatory_lists).where(regulatory_lists.c.slug == slug)).rowcount:
        raise NotFound(f"There is no list {slug!r}. `catalog lists show` names those that there are.")


def all_lists(connection: Connection) -> list[RegulatoryList]:
    """Return every list with the number of its CAS RNs, by slug."""
    column = regulatory_lists.c
    number = select(func.count()).where(listed_numbers.c.list_id == column.id).scalar_subquery()
    query = select(column.slug, column.name, column.as_of, column.source, column.licence, number).order_by(column.slug)
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
    return products.c.id.in_(select(LISTED.c.product_id).where(LISTED.c.slug.in_(list(slugs))))


def listed_products() -> Select[Any]:
    """Return the query for the number of products on each list; its column ``product_id`` can be limited."""
    return select(LISTED.c.slug, func.count()).group_by(LISTED.c.slug)
