"""Which products are one compound: resolved whenever it is asked, by indexed keys, and stored nowhere.

A product with a structure belongs to the compound of its InChIKey. One without belongs to the one compound with
structure that goes by the same CAS RN and whose formula its own does not contradict, where there is exactly one; else
to the compound of its CAS RN. What editors moved is moved before (products) or after (compounds). So every product
belongs to one compound at most, whatever came in first, and an import writes nothing for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from catalog.store.tables import compound_moves, product_cas_rns, products

MOST_MEMBERS = 500
"""How many products of one compound are read at most."""
IN_LIMIT = 500


class Member(NamedTuple):
    """What joining needs of a product, and its document.

    Attributes:
        catalog_key: the catalog number as it is looked up.
        catalog_number: as printed.
        own_key: its InChIKey, else its CAS RN.
        inchi_key: None where no structure is known.
        parent_key: the InChIKey of its parent.
        smiles: canonical.
        formula: Hill text.
        body: the whole document, JSON text.
    """

    catalog_key: str
    catalog_number: str
    own_key: str | None
    inchi_key: str | None
    parent_key: str | None
    smiles: str | None
    formula: str | None
    body: str


class Structured(NamedTuple):
    """A compound with structure that goes by some CAS RN.

    Attributes:
        key: the compound's.
        formula: Hill text.
    """

    key: str
    formula: str | None


def member_query() -> Select[Any]:
    """The query for members, in the order of catalog numbers, to be narrowed."""
    column = products.c
    return select(
        column.catalog_key, column.catalog_number, column.compound_key, column.inchi_key, column.parent_key,
        column.smiles, column.formula_key, column.body,
    ).order_by(column.catalog_key)  # fmt: skip


def read_members(connection: Connection, query: Select[Any], most: int = MOST_MEMBERS) -> list[Member]:
    """The products that a narrowed ``member_query`` yields."""
    return [Member._make(row) for row in connection.execute(query.limit(most)).all()]


def find_member(connection: Connection, catalog_key: str) -> Member | None:
    """The product under a catalog key."""
    return next(iter(read_members(connection, member_query().where(products.c.catalog_key == catalog_key), 1)), None)


def canonical_keys(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Under which key each compound is now: its own, or that of the one that it was merged into, perhaps in turn."""
    found = {key: key for key in keys}
    ends = set(found)
    while ends:
        moved = _moves(connection, "compound", ends)
        found = {key: moved.get(end, end) for key, end in found.items()}
        ends = set(moved.values())
    return found


def _moves(connection: Connection, kind: str, moved: Collection[str]) -> dict[str, str]:
    """Where editors moved some compounds or products."""
    move, wanted = compound_moves.c, list(moved)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), IN_LIMIT):
        query = select(move.moved, move.target).where(move.kind == kind)
        batch = query.where(move.moved.in_(wanted[start : start + IN_LIMIT]))
        found.update((moved_key, target) for moved_key, target in connection.execute(batch))
    return found


def merged_keys(connection: Connection, key: str) -> list[str]:
    """The keys of the compounds that were merged into this one, and into those."""
    move = compound_moves.c
    found: list[str] = []
    targets = [key]
    while targets:
        query = select(move.moved).where(move.kind == "compound", move.target.in_(targets[:IN_LIMIT]))
        targets = targets[IN_LIMIT:] + list(connection.scalars(query.order_by(move.moved)))
        found = list(dict.fromkeys([*found, *targets]))
    return found


def structured_under(connection: Connection, cas_rns: Collection[str]) -> dict[str, set[Structured]]:
    """The compounds with structure that go by each of some CAS RNs."""
    found: dict[str, set[Structured]] = {number: set() for number in cas_rns}
    numbers, move = list(found), compound_moves.c
    moved = and_(move.kind == "product", move.moved == products.c.catalog_key)
    key = func.coalesce(move.target, products.c.inchi_key)
    query = (
        select(product_cas_rns.c.cas_rn, key, products.c.formula_key)
        .distinct()
        .join(products, products.c.id == product_cas_rns.c.product_id)
        .outerjoin(compound_moves, moved)
        .where(products.c.inchi_key.is_not(None))
    )
    rows = [
        tuple(row)
        for start in range(0, len(numbers), IN_LIMIT)
        for row in connection.execute(query.where(product_cas_rns.c.cas_rn.in_(numbers[start : start + IN_LIMIT])))
    ]
    now = canonical_keys(connection, (row[1] for row in rows))
    for number, own, formula in rows:
        found[number].add(Structured(now[own], formula))
    return found


def fitting(structured: Iterable[Structured], formula: str | None) -> set[str]:
    """The compounds that a formula does not contradict; none stated contradicts nothing."""
    return {one.key for one in structured if formula is None or one.formula in (None, formula)}


def compounds_of(connection: Connection, members: Sequence[Member]) -> list[str | None]:
    """The compound that each product belongs to; None for one with neither structure nor CAS RN that nobody placed."""
    placed = _moves(connection, "product", [member.catalog_key for member in members])
    bare = {m.own_key for m in members if m.own_key and not m.inchi_key and m.catalog_key not in placed}
    by_number = structured_under(connection, bare) if bare else {}
    own = [placed.get(member.catalog_key) or _own_key(member, by_number) for member in members]
    now = canonical_keys(connection, (key for key in own if key))
    return [None if key is None else now[key] for key in own]


def _own_key(member: Member, by_number: dict[str, set[Structured]]) -> str | None:
    """The compound of a product that nobody placed."""
    if member.inchi_key or member.own_key is None:
        return member.own_key
    fits = fitting(by_number.get(member.own_key, ()), member.formula)
    return fits.pop() if len(fits) == 1 else member.own_key


def members_of(connection: Connection, key: str) -> list[Member]:
    """The products of a compound, by catalog number; at most ``MOST_MEMBERS``.

    Args:
        connection: a reading transaction.
        key: a key under which a compound is now.
    """
    keys = [key, *merged_keys(connection, key)]
    move = compound_moves.c
    placed = select(move.moved).where(move.kind == "product", move.target.in_(keys))
    query = member_query().where(or_(products.c.compound_key.in_(keys), products.c.catalog_key.in_(placed)))
    found = read_members(connection, query)
    known = {member.catalog_key for member in found}
    numbers = cas_rns_of(connection, [member.catalog_key for member in found if member.inchi_key])
    bare = member_query().where(products.c.compound_key.in_(numbers), products.c.inchi_key.is_(None))
    rows = read_members(connection, bare) if numbers else []
    found += [member for member in rows if member.catalog_key not in known]
    now = compounds_of(connection, found)
    own = [member for member, compound in zip(found, now, strict=True) if compound == key]
    return sorted(own, key=lambda member: member.catalog_key)[:MOST_MEMBERS]


def cas_rns_of(connection: Connection, catalog_keys: Sequence[str]) -> list[str]:
    """Every CAS RN that some products go by."""
    query = select(product_cas_rns.c.cas_rn).distinct().join(products, products.c.id == product_cas_rns.c.product_id)
    found: set[str] = set()
    for start in range(0, len(catalog_keys), IN_LIMIT):
        found.update(
            connection.scalars(query.where(products.c.catalog_key.in_(catalog_keys[start : start + IN_LIMIT])))
        )
    return sorted(found)
