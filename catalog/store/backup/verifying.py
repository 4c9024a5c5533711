"""Whether a database is sound: its pages, its texts, its tables against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from catalog.errors import StoreUnusable
from catalog.store.backup.copying import require_sound
from catalog.store.derived_rows import CHUNK, DERIVED, DerivedTable, document_of
from catalog.store.kept_texts import document_rows, text_digest
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import products, revisions, texts

NAMED = 5
"""How many products or rows a complaint names."""


def complaints(connection: Connection) -> Iterator[str]:
    """Return what is wrong with a database, a sentence each. Nothing is a sound database.

    Args:
        connection: a transaction that sees one state.
    """
    if connection.dialect.name == "sqlite":
        try:
            require_sound(connection, "The database")
        except StoreUnusable as error:
            yield str(error)
            return
    altered = _altered_texts(connection)
    if altered:  # Nothing that is read of them can be held against anything.
        yield f"{_some('text', altered)} is not what was stored. Restore a backup."
        return
    yield from _wrong_states(connection)
    yield from _wrong_indexes(connection)


def _altered_texts(connection: Connection) -> list[int]:
    """Return the ids of the stored texts that do not have their digest."""
    rows = connection.execute(select(texts.c.id, texts.c.digest, texts.c.text), execution_options={"yield_per": CHUNK})
    return [row.id for row in rows if text_digest(row.text) != bytes(row.digest)]


def _wrong_states(connection: Connection) -> Iterator[str]:
    """Hold each product against its last revision."""
    now, said = products.c, revisions.c
    last = select(said.product_key, func.max(said.seq).label("seq")).group_by(said.product_key).subquery()
    query = select(now.product_key).join(last, last.c.product_key == now.product_key, isouter=True)
    query = query.join(revisions, said.seq == last.c.seq, isouter=True)
    fits = and_(said.number == now.revision, said.content_hash == now.content_hash)
    wrong = list(connection.scalars(query.where(or_(said.seq.is_(None), ~fits)).order_by(now.product_key)))
    if wrong:
        yield f"{_some('product', wrong)} is not at its last revision. Restore a backup."


def _wrong_indexes(connection: Connection) -> Iterator[str]:
    """Hold the tables that follow from documents against the documents."""
    wrong: dict[str, list[int]] = {}
    last = 0
    query = document_rows().order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        documents = {row.id: document_of(row) for row in rows}
        for derived in DERIVED:
            expected = Counter(
                (number, *values) for number, document in documents.items() for values in derived.rows(document)
            )
            found = _found(connection, derived, list(documents))
            differing = (expected - found) + (found - expected)
            wrong.setdefault(derived.table.name, []).extend(sorted({number for number, *_ in differing}))
        last = rows[-1].id
    for table, ids in wrong.items():
        if ids:
            yield f"The index {table} is wrong for {_some('product', ids)}. Run `catalog reindex`."


def _found(connection: Connection, derived: DerivedTable, ids: list[int]) -> Counter[tuple[Any, ...]]:
    columns = derived.table.c
    engine = connection.dialect.name
    query = select(columns.product_id, *(columns[name] for name in derived.columns))
    rows = connection.execute(query.where(is_one_of(engine, columns.product_id)), list_parameter(engine, ids))
    return Counter(tuple(row) for row in rows)


def _some(what: str, members: list[int] | list[str]) -> str:
    """Return a count with the first few members.

    >>> _some("text", [3]), _some("text", [1, 2, 3, 4, 5, 6])
    ('1 text (3)', '6 texts (1, 2, 3, 4, 5, …)')
    """
    named = ", ".join(str(one) for one in members[:NAMED])
    return f"{len(members)} {what}{'' if len(members) == 1 else 's'} ({named}{', …' if len(members) > NAMED else ''})"
