"""Lists of open drafts: by run, supplier, kind of finding and field, in pages, with counts.

They are read from ``draft_findings``, whose rows are narrow, so a list of a hundred thousand drafts is as fast as its
page. The drafts themselves are read for the page only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, func, literal_column, or_, select

from catalog.store.log_tables import draft_findings, held_drafts
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.held_drafts import StoredDraft, drafts_of

T = TypeVar("T")


class DraftFilter(NamedTuple):
    """Which open drafts.

    Attributes:
        run: the run that held them, or None for any.
        of: slugs or names of their suppliers. Empty for all.
        code: the code of one of their errors, or None for any.
        field: the field of one of their errors, or None for any. With a code, both are of one error.
        is_repairable: whether a correction of this error is suggested; False for any.
    """

    run: int | None = None
    of: tuple[str, ...] = ()
    code: str | None = None
    field: str | None = None
    is_repairable: bool = False


ALL = DraftFilter()
_IS_OPEN = held_drafts.c.state == literal_column("'open'")
"""Written out, so that SQLite finds the index of open drafts. It does not with a parameter."""


def list_drafts(
    connection: Connection, wanted: DraftFilter = ALL, *, before: int | None = None, limit: int
) -> list[StoredDraft]:
    """Return open drafts, newest first.

    Args:
        connection: for reading.
        wanted: which drafts.
        before: only drafts before this number.
        limit: the largest number of drafts.
    """
    numbers = draft_numbers(connection, wanted, before=before, limit=limit)
    drafts = drafts_of(connection, numbers)
    return [drafts[number] for number in numbers]


def draft_numbers(connection: Connection, wanted: DraftFilter, *, before: int | None = None, limit: int) -> list[int]:
    """Return the numbers of open drafts, newest first."""
    if wanted == ALL:
        column = held_drafts.c.id
        query = select(column).where(_IS_OPEN)
    else:
        column = draft_findings.c.draft
        query = select(column).where(*_conditions(connection, wanted)).group_by(column)
    if before is not None:
        query = query.where(column < before)
    return list(connection.scalars(query.order_by(column.desc()).limit(limit)))


def count_drafts(connection: Connection, wanted: DraftFilter) -> int:
    """Return how many open drafts there are."""
    if wanted == ALL:
        query = select(func.count()).select_from(held_drafts).where(_IS_OPEN)
    else:
        column, conditions = draft_findings.c, _conditions(connection, wanted)
        if wanted.code is not None:
            query = select(func.count()).select_from(draft_findings).where(*conditions, *_once(wanted))
        else:
            some = select(column.draft).where(*conditions).distinct().subquery()
            query = select(func.count()).select_from(some)
    return connection.execute(query).scalar_one()


def count_kinds(connection: Connection, wanted: DraftFilter) -> dict[str, int]:
    """Return how many open drafts have each kind of error, by code, the most frequent first.

    The filter's own code is not a condition, so that each kind can be chosen in its place.
    """
    column, wanted = draft_findings.c, wanted._replace(code=None)
    query = select(column.code, func.count().label("drafts")).where(*_conditions(connection, wanted), *_once(wanted))
    rows = connection.execute(query.group_by(column.code).order_by(func.count().desc(), column.code))
    return {code: count for code, count in rows}  # noqa: C416  # Rows.


def oldest_drafts(connection: Connection, limit: int) -> list[StoredDraft]:
    """Return the open drafts that are held longest, the oldest first."""
    numbers = list(connection.scalars(select(held_drafts.c.id).where(_IS_OPEN).order_by(held_drafts.c.id).limit(limit)))
    drafts = drafts_of(connection, numbers)
    return [drafts[number] for number in numbers]


def count_fields(connection: Connection) -> dict[str, int]:
    """Return how many open drafts have errors of each field, the most frequent first. Errors of no field are left out.

    A draft with two kinds of errors in one field counts once for it.
    """
    column = draft_findings.c
    query = select(column.field, func.count(column.draft.distinct())).where(column.field != "").group_by(column.field)
    counted = [(field, count) for field, count in connection.execute(query)]
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _once(wanted: DraftFilter) -> list[ColumnElement[bool]]:
    """Return the condition that leaves one row of a draft and kind. With a field there is no other."""
    return [] if wanted.field is not None else [draft_findings.c.is_first == 1]


def held_fields(connection: Connection) -> list[str]:
    """Return the fields with errors of open drafts."""
    return list(_values(connection, draft_findings.c.field))


def held_suppliers(connection: Connection) -> list[str | None]:
    """Return the suppliers of open drafts as they state them. None is the house."""
    column = draft_findings.c.supplier
    is_of_house = connection.execute(select(column).where(column.is_(None)).limit(1)).first() is not None
    return [*([None] if is_of_house else []), *_values(connection, column)]


def held_runs(connection: Connection, limit: int) -> list[int]:
    """Return the latest runs with open drafts, newest first."""
    column = draft_findings.c.run
    return list(islice(_values(connection, column, newest=True), limit))


def _values(connection: Connection, column: ColumnElement[T], *, newest: bool = False) -> Iterator[T]:
    """Yield the values of a column in order. Each is found by its index, and not among all rows."""
    next_one = select(func.max(column) if newest else func.min(column))
    value = connection.scalar(next_one)
    while value is not None:
        yield value
        value = connection.scalar(next_one.where(column < value if newest else column > value))


def _conditions(connection: Connection, wanted: DraftFilter) -> list[ColumnElement[bool]]:
    column = draft_findings.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.run is not None:
        conditions.append(column.run == wanted.run)
    if wanted.of:
        conditions.append(_is_of_suppliers(connection, wanted.of))
    if wanted.code is not None:
        conditions.append(column.code == wanted.code)
    if wanted.field is not None:
        conditions.append(column.field == wanted.field)
    if wanted.is_repairable:
        conditions.append(column.is_repairable == 1)
    return conditions


def _is_of_suppliers(connection: Connection, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a draft states one of these suppliers, by any name that they have or had.

    A draft keeps its supplier's name as it was, and its supplier may have no product yet. So the few names that drafts
    have are compared as names are.
    """
    column = draft_findings.c.supplier
    stated = held_suppliers(connection)
    keys = known_keys(connection, {*words, *(name for name in stated if name is not None)})
    wanted = {keys[word] for word in words if word.strip()}
    names = [name for name in stated if name is not None and keys[name] in wanted]
    is_named = column.in_(names)
    return or_(is_named, column.is_(None)) if HOUSE in wanted else is_named
