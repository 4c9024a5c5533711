"""The intake log: the runs, and the outcome of every record of each run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.store.bulk import Row, insert_rows
from catalog.store.clock import now
from catalog.store.json_text import from_json, to_json
from catalog.store.log_tables import held_drafts, run_records, runs
from catalog.store.writing.held_drafts import close_drafts
from catalog.store.writing.products import Author

RECORD_COLUMNS = ("run", "position", "file", "place", "catalog_number", "outcome", "findings", "raw")
OUTCOMES = ("created", "changed", "unchanged", "held", "refused", "skipped")
OPEN_OUTCOMES = ("held", "refused")
"""The outcomes of records with errors. They stay open until a later run accepts the corrected records."""


@dataclass(frozen=True, slots=True)
class Run:
    """One import.

    Attributes:
        number: its number.
        key: the digest of the imported files and of the options.
        state: ``running`` (or interrupted), ``done``, ``undoing`` (or interrupted in that) or ``undone``.
        actor: who started the import.
        person: the number of that person, or None if no person is known.
        supplier: the supplier of the products, if stated.
        started_at, finished_at: the times of its start and end.
        records_done: how many records are committed.
        files: one entry for each file, as in the report.
    """

    number: int
    key: str
    state: str
    actor: str
    supplier: str | None
    started_at: str
    finished_at: str | None
    records_done: int
    files: list[dict[str, Any]]
    person: int | None = None


class LoggedRecord(NamedTuple):
    """The outcome of one record.

    Attributes:
        position: its number in the run, from 0.
        file: the file that holds it.
        place: its place in the file.
        catalog_number: as stated, if any.
        outcome: one of ``OUTCOMES``.
        findings: in the form of the contract.
        raw: labels and texts as read, kept for held and refused records.
        closed_by: the later run that accepted the corrected record.
    """

    position: int
    file: str
    place: dict[str, Any]
    catalog_number: str | None
    outcome: str
    findings: list[dict[str, Any]]
    raw: dict[str, list[str]] | None = None
    closed_by: int | None = None


def _run(row: RowMapping) -> Run:
    return Run(
        number=row["id"],
        key=row["key"],
        state="undoing" if row["state"] == "done" and row["undoing_since"] else row["state"],
        actor=row["actor"],
        supplier=row["supplier"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        records_done=row["records_done"],
        files=from_json(row["files"])["files"],
        person=row["person_id"],
    )


def find_run(connection: Connection, key: str) -> Run | None:
    """Return the latest run with the same files and options that was not undone, or None."""
    query = select(runs).where(runs.c.key == key, runs.c.state != "undone").order_by(runs.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else _run(row)


def get_run(connection: Connection, number: int) -> Run:
    """Return one run.

    Raises:
        NotFound: there is no run with this number.
    """
    row = connection.execute(select(runs).where(runs.c.id == number)).mappings().first()
    if row is None:
        raise NotFound(f"There is no import run {number}.")
    return _run(row)


def list_runs(connection: Connection, *, before: int | None, limit: int) -> list[Run]:
    """Return the runs before a number, newest first."""
    query = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(runs.c.id < before)
    return [_run(row) for row in connection.execute(query).mappings()]


def begin_run(
    connection: Connection, key: str, author: Author, supplier: str | None, files: list[dict[str, Any]]
) -> int:
    """Open a run and return its number."""
    values = {
        "key": key,
        "state": "running",
        "actor": author.actor,
        "person_id": author.person,
        "supplier": supplier,
        "started_at": now(),
        "records_done": 0,
        "files": to_json({"files": files}),
    }
    number = connection.execute(insert(runs).values(values).returning(runs.c.id)).scalar_one()
    return int(number)


_MOVE_CURSOR = (
    update(runs)
    .where(runs.c.id == bindparam("number"), runs.c.records_done == bindparam("before"), runs.c.state == "running")
    .values(records_done=bindparam("after"))
)


def log_records(connection: Connection, number: int, done_before: int, records: Sequence[LoggedRecord]) -> None:
    """Log a chunk and move the run's cursor past it, in the transaction that saves its products.

    Raises:
        Conflict: the cursor has moved, because another process imports the same files.
    """
    cursor = {"number": number, "before": done_before, "after": done_before + len(records)}
    moved = connection.execute(_MOVE_CURSOR, cursor)
    if moved.rowcount != 1:
        raise Conflict(f"Another process is importing run {number} too. This process stops.")
    insert_rows(connection, run_records, RECORD_COLUMNS, [_record_row(number, record) for record in records])


def _record_row(number: int, record: LoggedRecord) -> Row:
    findings = to_json(record.findings) if record.findings else "[]"
    raw = None if record.raw is None else to_json(record.raw)
    head = (number, record.position, record.file, to_json(record.place))
    return (*head, record.catalog_number, record.outcome, findings, raw)


def has_open_records(connection: Connection) -> bool:
    """Tell whether any run has held or refused records that are not corrected."""
    column = run_records.c
    open_ones = select(column.run).where(column.outcome.in_(OPEN_OUTCOMES), column.closed_by.is_(None)).limit(1)
    return connection.execute(open_ones).first() is not None


def finish_run(connection: Connection, number: int, state: str = "done") -> None:
    """Close a run as ``done`` or ``undone``."""
    connection.execute(update(runs).where(runs.c.id == number).values(state=state, finished_at=now()))


def begin_undoing(connection: Connection, number: int) -> None:
    """Mark a finished run as being undone."""
    connection.execute(update(runs).where(runs.c.id == number).values(undoing_since=now()))


def summarize(connection: Connection, number: int) -> dict[str, int]:
    """Return how many records of a run had each outcome."""
    counts = dict.fromkeys(OUTCOMES, 0)
    query = select(run_records.c.outcome, func.count()).where(run_records.c.run == number)
    rows = connection.execute(query.group_by(run_records.c.outcome))
    counts.update((outcome, count) for outcome, count in rows)
    return counts


def logged_records(
    connection: Connection,
    number: int,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    after: int = -1,
    limit: int | None = None,
) -> Iterator[LoggedRecord]:
    """Return the records of a run after a position, in order, with any outcome or with some outcomes."""
    column = run_records.c
    query = select(run_records).where(column.run == number, column.position > after).order_by(column.position)
    if outcomes != OUTCOMES:
        query = query.where(column.outcome.in_(outcomes))
    if limit is not None:
        query = query.limit(limit)
    for row in connection.execute(query.execution_options(yield_per=500)):
        raw = None if row.raw is None else from_json(row.raw)
        findings: Any = from_json(row.findings)
        yield LoggedRecord(
            row.position, row.file, from_json(row.place), row.catalog_number, row.outcome, findings, raw, row.closed_by
        )


def close_records(connection: Connection, by_run: int, supplier: str | None, catalog_numbers: Sequence[str]) -> None:
    """Mark earlier held and refused records of a supplier as corrected. Their catalog numbers were accepted."""
    if catalog_numbers:
        column = run_records.c
        _close(connection, by_run, column.run < by_run, column.catalog_number.in_(catalog_numbers), _is_of(supplier))


def _is_of(supplier: str | None) -> ColumnElement[bool]:
    """Return the condition that a record has a supplier: a held one by its draft, a refused one by its run."""
    record, draft = run_records.c, held_drafts.c
    is_its_draft = (draft.run == record.run) & (draft.position == record.position)
    by_draft = select(draft.id).where(is_its_draft, draft.supplier.is_not_distinct_from(supplier)).exists()
    by_run = select(runs.c.id).where(runs.c.id == record.run, runs.c.supplier.is_not_distinct_from(supplier)).exists()
    return ((record.outcome == "held") & by_draft) | ((record.outcome == "refused") & by_run)


def close_record(connection: Connection, by_run: int, number: int, position: int) -> None:
    """Mark one held or refused record, by run and position, as corrected."""
    _close(connection, by_run, run_records.c.run == number, run_records.c.position == position)


def _close(connection: Connection, by_run: int, *which: ColumnElement[bool]) -> None:
    """Close some open records, and the drafts of the held ones."""
    column = run_records.c
    closing = (
        update(run_records)
        .where(column.outcome.in_(OPEN_OUTCOMES), column.closed_by.is_(None), *which)
        .values(closed_by=by_run)
    )
    rows = connection.execute(closing.returning(column.run, column.position)).all()
    close_drafts(connection, by_run, [(row.run, row.position) for row in rows])
