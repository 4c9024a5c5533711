"""Changes of compounds by editors: merging two, keeping two apart, splitting products off, relating a CAS RN.

Each change is appended to ``compound_changes`` with who, when and why. ``compound_moves`` has their result, so joining
reads one index. A later change can undo an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select

from catalog.errors import Conflict, NotFound
from catalog.product.text.folding import catalog_key
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.compounds.grouping import regroup
from catalog.store.compounds.joining import CompoundJoiner
from catalog.store.json_text import from_json, to_json
from catalog.store.log_tables import compound_changes, compound_moves

CasRelation = Literal["same", "salt", "hydrate", "stereo", "isotope", "mixture", "replaced"]
APART, UNDECIDED = "different", "undecided"
"""What an editor states of two compounds: that they are two, or that this is open again."""
SPLIT_MARK = "~"
"""Separates the key of a split-off compound from the number of its change."""


class CompoundChange(NamedTuple):
    """One change of a compound.

    Attributes:
        seq: the number of the change.
        change: merged, split or related.
        key: the changed compound.
        target: the compound it was merged into, the new compound of its products, the related CAS RN, or the compound
            that it is kept apart from.
        catalog_numbers: the split-off products.
        relation: of the target to the compound, if they are related.
        actor: the editor.
        at: the time.
        reason: the stated reason.
    """

    seq: int
    change: str
    key: str
    target: str
    catalog_numbers: list[str]
    relation: str | None
    actor: str
    at: str
    reason: str


def merge_compounds(
    connection: Connection, key: str, into: str, actor: str, reason: str, person: int | None = None
) -> CompoundChange:
    """Move the products of one compound to another. Its address then leads there.

    Args:
        connection: a writing transaction.
        key: the present key of the compound that is removed.
        into: the compound that stays.
        actor: the editor.
        reason: the stated reason.
        person: the number of the editor as a person, if known.

    Raises:
        NotFound: one of them has no products.
        Conflict: they are already one compound.
    """
    names = CompoundJoiner(connection).canonical((key, into))
    source, target = names[key], names[into]
    if source == target:
        raise Conflict(f"{key} and {into} are already one compound.")
    for wanted in (source, target):
        _members(connection, wanted)
    _place(connection, "compound", source, target)
    return _append(connection, "merged", source, target, actor, reason, person=person)


def split_compound(
    connection: Connection,
    key: str,
    catalog_numbers: Sequence[str],
    actor: str,
    reason: str,
    supplier: str | None = None,
    person: int | None = None,
) -> CompoundChange:
    """Split products from a compound. All products of a merger go back; others make a new compound.

    Args:
        connection: a writing transaction.
        key: the compound.
        catalog_numbers: the products.
        actor: the editor.
        reason: the stated reason.
        supplier: the slug of their supplier, if several suppliers have these numbers.
        person: the number of the editor as a person, if known.

    Raises:
        NotFound: the compound has no products.
        Conflict: one of the products is not of the compound, or none of it would be left.
    """
    source = CompoundJoiner(connection).canonical((key,))[key]
    members = {member.product_key: member for member in _members(connection, source)}
    numbers_of: dict[str, list[str]] = {}
    for member in members.values():
        if supplier is None or member.slug == supplier:
            numbers_of.setdefault(catalog_key(member.catalog_number), []).append(member.product_key)
    wanted = dict.fromkeys(one for number in catalog_numbers for one in numbers_of.get(catalog_key(number), ()))
    strangers = [number for number in catalog_numbers if catalog_key(number) not in numbers_of]
    if strangers:
        raise Conflict(f"{', '.join(strangers)}: not among the products of {source}.")
    if len(wanted) == len(members):
        raise Conflict("A split must leave at least one product. To move all of them, merge the compound.")
    numbers = [members[catalog].catalog_number for catalog in wanted]
    returned = _unmerged(connection, source, set(wanted), set(members))
    if returned is not None:
        return _append(connection, "split", source, returned, actor, reason, numbers, person=person)
    target = f"{source.partition(SPLIT_MARK)[0]}{SPLIT_MARK}{_next_seq(connection)}"
    for catalog in wanted:
        _place(connection, "product", catalog, target)
    return _append(connection, "split", source, target, actor, reason, numbers, person=person)


def relate_cas_rn(
    connection: Connection,
    key: str,
    cas_rn: str,
    relation: CasRelation,
    actor: str,
    reason: str,
    person: int | None = None,
) -> CompoundChange:
    """Relate a CAS RN to a compound.

    Raises:
        NotFound: the compound has no products.
    """
    source = CompoundJoiner(connection).canonical((key,))[key]
    _members(connection, source)
    return _append(connection, "related", source, cas_rn, actor, reason, relation=relation, person=person)


def keep_apart(
    connection: Connection, key: str, other: str, actor: str, reason: str, person: int | None = None
) -> CompoundChange:
    """State that two compounds are two, in a writing transaction. Nothing is moved.

    Raises:
        NotFound: one of them has no products.
        Conflict: they are one compound.
    """
    names = CompoundJoiner(connection).canonical((key, other))
    if names[key] == names[other]:
        raise Conflict(f"{key} and {other} are already one compound.")
    for wanted in (names[key], names[other]):
        _members(connection, wanted)
    return _append(connection, "related", names[key], names[other], actor, reason, relation=APART, person=person)


def take_back(connection: Connection, seq: int, actor: str, reason: str, person: int | None = None) -> CompoundChange:
    """Take back a merger, or that two compounds were kept apart, in a writing transaction.

    Raises:
        NotFound: there is no such change.
        Conflict: a later change depends on it.
    """
    row = connection.execute(select(compound_changes).where(compound_changes.c.seq == seq)).first()
    if row is None or (row.change, row.relation) not in (("merged", None), ("related", APART)):
        raise NotFound(f"There is no merger {seq} to take back.")
    if row.change == "related":
        return _append(connection, "related", row.key, row.target, actor, reason, relation=UNDECIDED, person=person)
    move = compound_moves.c
    stands = (move.kind == "compound", move.moved == row.key, move.target == row.target)
    if connection.execute(delete(compound_moves).where(*stands)).rowcount == 0:
        raise Conflict(f"{row.key} was changed since it was merged. Its page splits products off.")
    numbers = [member.catalog_number for member in CompoundJoiner(connection).members_of(row.key)]
    return _append(connection, "split", row.target, row.key, actor, reason, numbers, person=person)


def kept_apart(connection: Connection) -> set[frozenset[str]]:
    """Return the pairs of compounds that editors keep apart."""
    column = compound_changes.c
    query = select(column.key, column.target, column.relation).where(column.relation.in_((APART, UNDECIDED)))
    latest = {frozenset(pair): relation for *pair, relation in connection.execute(query.order_by(column.seq))}
    return {pair for pair, relation in latest.items() if relation == APART}


def compound_history(connection: Connection, key: str) -> list[CompoundChange]:
    """Return every change that names a compound, newest first."""
    column = compound_changes.c
    query = (
        select(*(column[name] for name in CompoundChange._fields))
        .where(or_(column.key == key, column.target == key))
        .order_by(column.seq.desc())
    )
    return [_change(row) for row in connection.execute(query)]


_OF_CAS_RN = (compound_changes.c.change == "related") & compound_changes.c.relation.not_in((APART, UNDECIDED))


def stated_relations(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return the latest relation that editors gave to each CAS RN of a compound."""
    column = compound_changes.c
    query = select(column.target, column.relation).where(_OF_CAS_RN, column.key.in_(keys))
    return {number: str(relation) for number, relation in connection.execute(query.order_by(column.seq))}


def compounds_of_cas_rn(connection: Connection, cas_rn: str) -> list[str]:
    """Return the compounds that an editor related to a CAS RN, or with a CAS RN that replaced it."""
    said = relations_of_cas_rn(connection, cas_rn)
    return [key for key, relation in said.items() if relation in ("same", "replaced")]


def relations_of_cas_rn(connection: Connection, cas_rn: str) -> dict[str, str]:
    """Return the latest relation of a CAS RN to some compounds, by the compounds' keys."""
    column = compound_changes.c
    query = select(column.key, column.relation).where(_OF_CAS_RN, column.target == cas_rn)
    return {key: str(relation) for key, relation in connection.execute(query.order_by(column.seq))}


def _members(connection: Connection, key: str) -> list[Any]:
    members = CompoundJoiner(connection).members_of(key)
    if not members:
        raise NotFound(f"There is no compound {key!r} with products.")
    return members


def _unmerged(connection: Connection, key: str, wanted: set[str], members: set[str]) -> str | None:
    """Undo the merger of exactly these products, if there is one. Return their key, or None."""
    move = compound_moves.c
    for merged in CompoundJoiner(connection).merged(key):
        condition = (move.kind == "compound", move.moved == merged)
        before = connection.scalar(select(move.target).where(*condition)) or key
        connection.execute(delete(compound_moves).where(*condition))
        left = {member.product_key for member in CompoundJoiner(connection).members_of(key)}
        back = {member.product_key for member in CompoundJoiner(connection).members_of(merged)}
        if back == wanted and left == members - wanted:
            return merged
        _place(connection, "compound", merged, before)
    return None


def _place(connection: Connection, kind: str, moved: str, target: str) -> None:
    move = compound_moves.c
    connection.execute(delete(compound_moves).where(move.kind == kind, move.moved == moved))
    connection.execute(insert(compound_moves).values(kind=kind, moved=moved, target=target))


def _next_seq(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(compound_changes.c.seq))) or 0) + 1


def _append(
    connection: Connection,
    change: str,
    key: str,
    target: str,
    actor: str,
    reason: str,
    catalog_numbers: Sequence[str] = (),
    relation: str | None = None,
    person: int | None = None,
) -> CompoundChange:
    made = CompoundChange(
        _next_seq(connection), change, key, target, list(catalog_numbers), relation, actor, now(), reason
    )
    values = {**made._asdict(), "catalog_numbers": to_json(made.catalog_numbers), "person_id": person}
    connection.execute(insert(compound_changes).values(values))
    note(connection, compound_changes, [made.seq], f"compound {key} {change}")
    if change != "related":
        regroup(connection, (key, target))
    return made


def _change(row: Any) -> CompoundChange:  # noqa: ANN401  # A row has no type that says what it holds.
    values = dict(row._mapping)
    return CompoundChange(**{**values, "catalog_numbers": from_json(values["catalog_numbers"])})
