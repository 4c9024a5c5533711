"""Compounds that probably are one: the same CAS RN and formula, but structures that differ, or one without a structure.

A pair that an editor keeps apart waits no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from catalog.store.compounds.changes import SPLIT_MARK, kept_apart
from catalog.store.reading.kept_counts import kept_count
from catalog.store.tables import products

MOST_ALIKE = 8
"""Of so many compounds with one CAS RN and formula, pairs are made: those with the most products."""


class CompoundPair(NamedTuple):
    """Two compounds that probably are one.

    Attributes:
        number: the digits of the CAS RN, which pages continue from. A CAS RN has one pair at a time.
        cas_rn: what both have, as the first CAS RN of a product.
        key: the compound that would go, the one with fewer products.
        into: the compound that would stay.
    """

    number: int
    cas_rn: str
    key: str
    into: str


def count_pairs(connection: Connection) -> int:
    """Return how many pairs wait for a decision."""
    return len(_waiting(connection))


def compound_pairs(connection: Connection, *, after: int = 0, limit: int) -> list[CompoundPair]:
    """Return pairs that wait for a decision, in the order of their CAS RNs."""
    return [pair for pair in _waiting(connection) if pair.number > after][:limit]


def _waiting(connection: Connection) -> list[CompoundPair]:
    alike: Mapping[str, Sequence[tuple[str, str]]] = kept_count(connection, "alike", lambda: _alike(connection))
    apart = kept_apart(connection)
    pairs = []
    for cas_rn, found in alike.items():
        into, key = next((pair for pair in found if frozenset(pair) not in apart), ("", ""))
        if key:
            pairs.append(CompoundPair(int(cas_rn.replace("-", "")), cas_rn, key, into))
    return sorted(pairs)


def _alike(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of compounds with one CAS RN and one formula, by CAS RN, those with the most products first."""
    column = products.c
    several = select(column.cas_rn).where(column.cas_rn.is_not(None)).group_by(column.cas_rn).having(func.count() > 1)
    of_both = (column.cas_rn, column.formula_key)
    differing = (
        select(*of_both)
        .where(column.cas_rn.in_(several), column.formula_key.is_not(None))
        .group_by(*of_both)
        .having(func.min(column.group_key) != func.max(column.group_key))
        .subquery()
    )
    query = (
        select(*of_both, column.group_key)
        .join(differing, (differing.c.cas_rn == column.cas_rn) & (differing.c.formula_key == column.formula_key))
        .group_by(*of_both, column.group_key)
        .order_by(column.cas_rn, column.formula_key, func.count().desc(), column.group_key)
    )
    groups: dict[tuple[str, str], list[str]] = {}
    for cas_rn, formula, group in connection.execute(query):
        # An editor has split these off on purpose.
        if SPLIT_MARK not in group:
            groups.setdefault((cas_rn, formula), []).append(group)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for (cas_rn, _), some in groups.items():
        pairs.setdefault(cas_rn, []).extend(combinations(some[:MOST_ALIKE], 2))
    return pairs
