"""Held drafts: records of imports that state a product, but with errors, kept until they are corrected.

A draft is closed and reopened together with its record in the intake log. If its own run is undone, it is closed until
that run is redone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Update, bindparam, case, delete, select, update

from catalog.errors import NotFound
from catalog.store.audit.chain import note
from catalog.store.bulk import insert_rows
from catalog.store.clock import now
from catalog.store.json_text import from_json, to_json
from catalog.store.log_tables import draft_findings, held_drafts, run_records
from catalog.store.membership import is_one_of, list_parameter

DRAFT_COLUMNS = (
    "run", "position", "supplier", "catalog_key", "fields", "findings", "provenance", "created_at", "state"
)  # fmt: skip
FINDING_COLUMNS = ("draft", "code", "field", "run", "supplier", "is_repairable", "is_first")


class HeldDraft(NamedTuple):
    """What a held record states.

    Attributes:
        position: the record's number in its run, from 0.
        supplier: the supplier of the product, if stated.
        catalog_key: the catalog number in the form for look-up, or None if it states no valid one.
        fields: canonical field to the text as stated. The stored product under the number is not part of it.
        findings: in the form of the intake log.
        provenance: of these fields only, in the form of a product document.
    """

    position: int
    supplier: str | None
    catalog_key: str | None
    fields: dict[str, str]
    findings: list[dict[str, Any]]
    provenance: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A stored draft.

    Attributes:
        number: its number.
        run: the run that held it.
        draft: what it states.
        created_at: the time when it was held.
        state: ``open`` or ``closed``.
        closed_as: ``mended`` in a later run, ``undone`` with its own run, or None while it is open.
        closed_by: the number of that run.
    """

    number: int
    run: int
    draft: HeldDraft
    created_at: str
    state: str
    closed_as: str | None
    closed_by: int | None


def keep_drafts(connection: Connection, run: int, drafts: Sequence[HeldDraft]) -> None:
    """Save the drafts of a chunk, in the transaction that logs its records."""
    if not drafts:
        return
    at = now()
    rows = [
        (
            run,
            draft.position,
            draft.supplier,
            draft.catalog_key,
            to_json(draft.fields),
            to_json(draft.findings),
            to_json(draft.provenance),
            at,
            "open",
        )
        for draft in drafts
    ]
    insert_rows(connection, held_drafts, DRAFT_COLUMNS, rows)
    column = held_drafts.c
    at_positions = is_one_of(connection.dialect.name, column.position)
    query = select(column.id).where(column.run == run, at_positions)
    positions = list_parameter(connection.dialect.name, [draft.position for draft in drafts])
    index_drafts(connection, list(connection.scalars(query, positions)))


def index_drafts(connection: Connection, numbers: Sequence[int]) -> None:
    """Write the rows again by which some drafts are listed. Closed drafts have none."""
    engine = connection.dialect.name
    connection.execute(
        delete(draft_findings).where(is_one_of(engine, draft_findings.c.draft)), list_parameter(engine, numbers)
    )
    column = held_drafts.c
    query = select(column.id, column.run, column.supplier, column.findings)
    drafts = connection.execute(
        query.where(is_one_of(engine, column.id), column.state == "open"), list_parameter(engine, numbers)
    )
    rows = [
        (draft.id, kind.code, kind.field, draft.run, draft.supplier, kind.is_repairable, kind.is_first)
        for draft in drafts
        for kind in _kinds(draft.findings)
    ]
    insert_rows(connection, draft_findings, FINDING_COLUMNS, rows)


class _Kind(NamedTuple):
    """The errors of one kind and field, as ``draft_findings`` has them."""

    code: str
    field: str
    is_repairable: int
    is_first: int


def _kinds(text: str) -> list[_Kind]:
    """Return the kinds of errors among findings, given as JSON text."""
    findings: Any = from_json(text)
    errors = [finding for finding in findings if finding["severity"] == "error"]
    repairable = {finding["code"] for finding in errors if finding["expected"]}
    kinds: list[_Kind] = []
    seen: set[str] = set()
    for code, field in dict.fromkeys((finding["code"], finding["field"]) for finding in errors):
        kinds.append(_Kind(code, field, int(code in repairable), int(code not in seen)))
        seen.add(code)
    return kinds


def get_draft(connection: Connection, number: int) -> StoredDraft:
    """Return one draft, open or closed.

    Raises:
        NotFound: there is no draft with this number.
    """
    row = connection.execute(select(held_drafts).where(held_drafts.c.id == number)).mappings().first()
    if row is None:
        raise NotFound(f"There is no held draft {number}.")
    return stored_draft(row)


def drafts_of(connection: Connection, numbers: Sequence[int]) -> dict[int, StoredDraft]:
    """Return some drafts by number, open or closed."""
    engine = connection.dialect.name
    query = select(held_drafts).where(is_one_of(engine, held_drafts.c.id))
    rows = connection.execute(query, list_parameter(engine, numbers)).mappings()
    return {row["id"]: stored_draft(row) for row in rows}


def stored_draft(row: RowMapping) -> StoredDraft:
    """Return the draft of a row of ``held_drafts``."""
    findings: Any = from_json(row["findings"])
    return StoredDraft(
        number=row["id"],
        run=row["run"],
        draft=HeldDraft(
            position=row["position"],
            supplier=row["supplier"],
            catalog_key=row["catalog_key"],
            fields=from_json(row["fields"]),
            findings=findings,
            provenance=from_json(row["provenance"]),
        ),
        created_at=row["created_at"],
        state=row["state"],
        closed_as=row["closed_as"],
        closed_by=row["closed_by"],
    )


_IS_RECORD = (held_drafts.c.run == bindparam("of_run"), held_drafts.c.position == bindparam("at_position"))
_NUMBER = select(held_drafts.c.id).where(*_IS_RECORD)
_CLOSE = (
    update(held_drafts)
    .where(*_IS_RECORD, held_drafts.c.state == "open")
    .values(state="closed", closed_as="mended", closed_by=bindparam("by_run"))
)
_REOPEN = (
    update(held_drafts)
    .where(*_IS_RECORD, held_drafts.c.closed_as == "mended", held_drafts.c.closed_by == bindparam("by_run"))
    .values(state="open", closed_as=None, closed_by=None)
)


def close_drafts(connection: Connection, by_run: int, records: Iterable[tuple[int, int]]) -> None:
    """Close the open drafts of some records, each given by run and position, as corrected by a run."""
    _execute_for(connection, _CLOSE, by_run, records, "closed as mended")


def reopen_drafts(connection: Connection, by_run: int, records: Iterable[tuple[int, int]]) -> None:
    """Reopen the drafts of some records that a run had corrected."""
    _execute_for(connection, _REOPEN, by_run, records, "reopened by the undo")


def _execute_for(
    connection: Connection, statement: Update, by_run: int, records: Iterable[tuple[int, int]], what: str
) -> None:
    keys = [{"of_run": run, "at_position": position, "by_run": by_run} for run, position in records]
    if keys:
        connection.execute(statement, keys)
        found = [connection.scalar(_NUMBER, key) for key in keys]
        numbers = [number for number in found if number is not None]
        index_drafts(connection, numbers)
        note(connection, held_drafts, numbers, f"held drafts {what} of run {by_run}")


def drafts_to_withdraw(connection: Connection, run: int) -> list[int]:
    """Return the numbers of a run's drafts that its undo has not closed yet."""
    column = held_drafts.c
    query = select(column.id).where(column.run == run, column.closed_as.is_distinct_from("undone"))
    return list(connection.scalars(query.order_by(column.id)))


def withdraw_drafts(connection: Connection, run: int, numbers: Sequence[int]) -> None:
    """Close some drafts of a run finally, because the run is undone."""
    engine = connection.dialect.name
    statement = update(held_drafts).where(is_one_of(engine, held_drafts.c.id))
    values = {"state": "closed", "closed_as": "undone", "closed_by": run}
    connection.execute(statement.values(values), list_parameter(engine, numbers))
    index_drafts(connection, numbers)
    note(connection, held_drafts, numbers, f"held drafts withdrawn by the undo of run {run}")


def withdrawn_drafts(connection: Connection, run: int) -> list[int]:
    """Return the numbers of a run's drafts that its undo has closed."""
    column = held_drafts.c
    return list(
        connection.scalars(select(column.id).where(column.run == run, column.closed_as == "undone").order_by(column.id))
    )


def return_drafts(connection: Connection, run: int, numbers: Sequence[int]) -> None:
    """Give some withdrawn drafts of a run back, because the run is done again: open, unless a run has mended them."""
    record, column, engine = run_records.c, held_drafts.c, connection.dialect.name
    mender = (
        select(record.closed_by).where(record.run == column.run, record.position == column.position).scalar_subquery()
    )
    values = {
        "state": case((mender.is_(None), "open"), else_="closed"),
        "closed_as": case((mender.is_not(None), "mended")),
        "closed_by": mender,
    }
    statement = update(held_drafts).where(is_one_of(engine, column.id)).values(values)
    connection.execute(statement, list_parameter(engine, numbers))
    index_drafts(connection, numbers)
    note(connection, held_drafts, numbers, f"held drafts given back by the redo of run {run}")
