"""Forgetting a person: a pseudonym stands for the name wherever it was written. The audit chain stays whole.

The chain knows a person by number, and each name under which somebody acted by the number of the name. So only
``audit_names`` and the columns with names change, and documents that say who edited a field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, bindparam, delete, func, or_, select, update

from catalog.errors import NotFound
from catalog.store.access.keys import list_keys, revoke_key
from catalog.store.access.people import FORGOTTEN, disable_person, get_person
from catalog.store.audit.actor_names import EDITED, NOBODY, Actor, ActorNames, renamed
from catalog.store.audit.audit_tables import audit_names
from catalog.store.audit.chain import append, marks_of
from catalog.store.database import Database
from catalog.store.kept_texts import read_texts, text_digest
from catalog.store.log_tables import (
    api_keys,
    column_choices,
    compound_changes,
    draft_changes,
    held_drafts,
    ignored_findings,
    people,
    person_links,
    quote_requests,
    reader_reports,
    runs,
    stored_files,
)
from catalog.store.tables import revisions, texts

SIGNED = (
    revisions,
    runs,
    compound_changes,
    ignored_findings,
    column_choices,
    reader_reports,
    quote_requests,
    stored_files,
)
"""The tables that name somebody as ``actor``, beside the number of the person."""
DRAFTS = (held_drafts, draft_changes)
"""The tables besides ``texts`` with documents that say who edited a field, as ``provenance``."""
CHUNK = 200
"""How many documents are in memory at a time."""


class _Renaming(NamedTuple):
    """A name to be replaced.

    Attributes:
        number: its number.
        person: the person who has it, or 0 for nobody known.
        old, new: the name, and the pseudonym.
        is_in_documents: whether documents with this name mean this one.
    """

    number: int
    person: int
    old: str
    new: str
    is_in_documents: bool


def forget_person(database: Database, number: int, also: Sequence[str] = (), by: Actor | None = None) -> str:
    """Replace the name, the e-mail address and the names of the keys of a person. Return the pseudonym.

    The account is disabled for good: the password is removed, and the keys are revoked. Texts that people wrote
    themselves, such as reasons, stay.

    Args:
        database: the database to change. The caller must not hold a transaction.
        number: the person.
        also: names without a person's number, from before there were accounts, that mean this person too.
        by: who does this; None for a command on the server.

    Raises:
        NotFound: there is no such person, or nobody acted under one of the other names.
    """
    with database.read() as connection:
        get_person(connection, number)
        plan = _plan(connection, number, also)
        found, last = _documents_with(connection, _in_documents(plan))
    with database.write(by=by) as connection:
        disable_person(connection, number)
        for key in list_keys(connection, number):
            revoke_key(connection, key.number)
        plan = _plan(connection, number, also)
        new = connection.scalars(select(texts.c.id).where(texts.c.id > last, texts.c.text.contains(EDITED))).all()
        _rename_in_texts(connection, [*found, *new], _in_documents(plan))
        for table in DRAFTS:
            _rename_in_drafts(connection, table, _in_documents(plan))
        for one in plan:
            _replace(connection, one)
        _note(connection, number, plan)
        return get_person(connection, number).name


def _plan(connection: Connection, person: int, also: Sequence[str]) -> list[_Renaming]:
    """Return the names to be replaced, each with a pseudonym that is not in use."""
    column, other = audit_names.c, audit_names.alias("other")
    lowest = select(func.min(other.c.number)).where(other.c.name == column.name).scalar_subquery()
    query = select(column.number, column.person, column.name, (column.number == lowest).label("is_lowest"))
    is_meant = or_(column.person == person, (column.person == NOBODY) & column.name.in_(also))
    rows = connection.execute(query.where(is_meant).order_by(column.number)).all()
    unknown = set(also) - {row.name for row in rows if row.person == NOBODY}
    if unknown:
        raise NotFound(f"Nobody without an account acted as {min(unknown)!r}.")
    used = set(connection.scalars(select(column.name).where(or_(column.person == person, column.person == NOBODY))))
    plan = []
    for row in rows:
        new = next(name for name in _pseudonyms(person, row.name) if name not in used)
        used.add(new)
        plan.append(_Renaming(row.number, row.person, row.name, new, bool(row.is_lowest)))
    return plan


def _pseudonyms(person: int, name: str) -> Iterable[str]:
    """Yield pseudonyms for a name: of the form of an e-mail address for one."""
    is_address = "@" in name
    yield f"person-{person}@{FORGOTTEN}" if is_address else f"Person {person}"
    further = 2
    while True:
        yield f"person-{person}-{further}@{FORGOTTEN}" if is_address else f"Person {person} ({further})"
        further += 1


def _in_documents(plan: Sequence[_Renaming]) -> dict[str, str]:
    return {one.old: one.new for one in plan if one.is_in_documents}


def _documents_with(connection: Connection, names: Mapping[str, str]) -> tuple[list[int], int]:
    """Return the ids of the texts that have some names, and the last id of all."""
    query = select(texts.c.id, texts.c.text).where(texts.c.text.contains(EDITED)).order_by(texts.c.id)
    rows = connection.execute(query.execution_options(yield_per=CHUNK))
    found = [row.id for row in rows if _renamed(row.text, names) != row.text]
    return found, connection.scalar(select(func.max(texts.c.id))) or 0


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = renamed(text, old, new)
    return text


def _rename_in_texts(connection: Connection, ids: Sequence[int], names: Mapping[str, str]) -> None:
    column = texts.c
    statement = update(texts).where(column.id == bindparam("number"))
    for start in range(0, len(ids), CHUNK):
        for number, text in read_texts(connection, ids[start : start + CHUNK]).items():
            new = _renamed(text, names)
            if new != text:
                connection.execute(statement.values(text=new, digest=text_digest(new)), {"number": number})


def _rename_in_drafts(connection: Connection, table: Table, names: Mapping[str, str]) -> None:
    own = [column == bindparam(f"of_{column.name}") for column in table.primary_key]
    query = select(*table.primary_key, table.c.provenance).where(table.c.provenance.contains(EDITED))
    for *key, text in connection.execute(query).all():
        new = _renamed(text, names)
        if new != text:
            where = {f"of_{column.name}": value for column, value in zip(table.primary_key, key, strict=True)}
            connection.execute(update(table).where(*own).values(provenance=new), where)


def _replace(connection: Connection, one: _Renaming) -> None:
    """Put the pseudonym in the place of a name in every column that has it."""
    for table in SIGNED:
        _replace_in(connection, table.c.actor, table.c.person_id, one)
    _replace_in(connection, api_keys.c.name, api_keys.c.person_id, one)
    for column in (people.c.name, people.c.email, people.c.email_key):
        _replace_in(connection, column, people.c.id, one)
    renaming = update(audit_names).where(audit_names.c.number == one.number)
    connection.execute(renaming.values(name=one.new, salt=None))


def _replace_in(connection: Connection, name: Column[str], person: Column[int], one: _Renaming) -> None:
    is_theirs = person.is_(None) if one.person == NOBODY else person == one.person
    connection.execute(update(name.table).where(name == one.old, is_theirs).values({name.name: one.new}))


def _note(connection: Connection, number: int, plan: Sequence[_Renaming]) -> None:
    """Remove what else is kept of the person, and note the change in the chain."""
    connection.execute(update(people).where(people.c.id == number).values(password=None))
    connection.execute(delete(person_links).where(person_links.c.person_id == number))
    names = ActorNames(connection, keeps=True)
    nobodys = [one.new for one in plan if one.person == NOBODY]
    is_renamed = or_(api_keys.c.person_id == number, api_keys.c.person_id.is_(None) & api_keys.c.name.in_(nobodys))
    keys = connection.scalars(select(api_keys.c.id).where(is_renamed)).all()
    marks = [
        *marks_of(connection, audit_names, [one.number for one in plan], names),
        *marks_of(connection, people, [number], names),
        *marks_of(connection, api_keys, keys, names),
    ]
    append(connection, "change", f"person {number} forgotten", marks, names)
