"""The regulatory lists on a product's page: which have its CAS RN, that of its parent compound, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.reference.reference import Reference
from catalog.store.compounds.joining import find_member
from catalog.store.database import Database
from catalog.store.facts.regulatory_lists import all_lists, lists_with


class Listing(NamedTuple):
    """What one list says of a product.

    Attributes:
        slug: the list's slug.
        name: its name.
        as_of: when it holds.
        source: who publishes it.
        numbers: the CAS RNs of the product that it has.
        parents: the CAS RNs of the parent compound that it has: a salt or a hydrate may count with its parent.
    """

    slug: str
    name: str
    as_of: str
    source: str
    numbers: tuple[str, ...]
    parents: tuple[str, ...]


def listings(database: Database, reference: Reference, key: str, document: Mapping[str, Any]) -> list[Listing]:
    """Return what each list says of a product; nothing if it has no CAS RN.

    Args:
        database: the stored products and lists.
        reference: knows the CAS RNs of parent compounds.
        key: the product's key.
        document: its document.
    """
    own = _numbers(document)
    if not own:
        return []
    with database.read() as transaction:
        lists = all_lists(transaction)
        if not lists:
            return []
        member = find_member(transaction, key)
        parent = member.parent_key if member is not None and member.parent_key != member.inchi_key else None
        parents = set(reference.numbers_of_key(parent) if parent else ()).difference(own)
        having = lists_with(transaction, [*own, *parents])
    return [
        Listing(
            one.slug,
            one.name,
            one.as_of,
            one.source,
            tuple(number for number in having.get(one.slug, ()) if number in own),
            tuple(number for number in having.get(one.slug, ()) if number in parents),
        )
        for one in lists
    ]


def _numbers(document: Mapping[str, Any]) -> list[str]:
    further = (one["value"] for one in document.get("identifiers") or () if one["type"] == "CAS")
    return [number for number in (document.get("cas_rn"), *further) if number]
