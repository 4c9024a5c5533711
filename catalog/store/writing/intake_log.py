"""The intake log: the runs, and the outcome of every record of each run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.store.audit.chain import note
from catalog.store.bulk import Row, insert_rows
from catalog.store.clock import now
from catalog.store.json_text import from_json, to_json
from catalog.store.log_tables import run_records, runs
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.held_drafts import close_drafts
from catalog.store.writing.products import Author

RECORD_COLUMNS = ("run", "position", "file", "place", "catalog_number", "outcome", "findings", "raw", "supplier")
OUTCOMES = ("created", "changed", "unchanged", "held", "refused", "skipped")
NO_FINDINGS = "[]"
OPEN_OUTCOMES = ("held", "refused")
"""The outcomes of records with errors. They stay open until a later run accepts the corrected records."""


@dataclass(frozen=True, slots=True)
class Run:
    """One import.

    Attributes:
        number: its number.
        key: the digest of the imported files and of the options, and the version of the checks.
        state: ``running``, ``done``, ``undoing``, ``undone`` or ``redoing``. What goes on may be interrupted.
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
        supplier: the supplier of its product, or None for the house.
    """

    position: int
    file: str
    place: dict[str, Any]
    catalog_number: str | None
    outcome: str
    findings: list[dict[str, Any]]
    raw: dict[str, list[str]] | None = None
    closed_by: int | None = None
    supplier: str | None = None


def _state(row: RowMapping) -> str:
    if row["state"] == "done" and row["undoing_since"]:
        return "undoing"
    return "redoing" if row["state"] == "undone" and row["finished_at"] is None else str(row["state"])


def _run(row: RowMapping) -> Run:
    return Run(
        number=row["id"],
        key=row["key"],
        state=_state(row),
        actor=row["actor"],
        supplier=row["supplier"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        records_done=row["records_done"],
        files=from_json(row["files"])["files"],
        person=row["person_id"],
    )


def find_run(connection: Connection, key: str, checks_version: int) -> Run | None:
    """Return the latest run with the same files and options that was not undone, or None.

    Args:
        connection: for reading.
        key: the digest of the files and options.
        checks_version: the version of the checks. A finished run of an earlier version is not the same, but an
            unfinished one is continued.
    """
    column = runs.c
    is_same = column.key == versioned_key(key, checks_version)
    is_unfinished = column.finished_at.is_(None) | column.undoing_since.is_not(None)
    # The keys of earlier releases had no version.
    is_earlier = ((column.key == key) | column.key.startswith(f"{key}.")) & is_unfinished
    stands = (column.state != "undone") | column.finished_at.is_(None)
    query = select(runs).where(is_same | is_earlier, stands).order_by(column.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else _run(row)


def versioned_key(key: str, checks_version: int) -> str:
    """Return the key of a run: the digest of its files and options, and the version of the checks."""
    return f"{key}.{checks_version}"


def get_run(connection: Connection, number: int) -> Run:
    """Return one run.

    Raises:
        NotFound: there is no run with this number.
    """
    row = connection.execute(select(runs).where(runs.c.id == number)).mappings().first()
    if row is None:
        raise NotFound(f"There is no import run {number}.")
    return _run(row)


class RunFilter(NamedTuple):
    """Which runs to list. A filter that is None lets all pass.

    Attributes:
        state: as in ``Run``.
        supplier: the supplier that the import stated.
        actor: who started it.
    """

    state: str | None = None
    supplier: str | None = None
    actor: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions on the rows."""
        column = runs.c
        found: list[ColumnElement[bool]] = []
        if self.state in ("done", "undoing"):
            since = column.undoing_since
            found += [column.state == "done", since.is_(None) if self.state == "done" else since.is_not(None)]
        elif self.state in ("undone", "redoing"):
            until = column.finished_at
            found += [column.state == "undone", until.is_not(None) if self.state == "undone" else until.is_(None)]
        elif self.state is not None:
            found.append(column.state == self.state)
        if self.supplier is not None:
            found.append(column.supplier == self.supplier)
        if self.actor is not None:
            found.append(column.actor == self.actor)
        return found


EVERY_RUN = RunFilter()


def list_runs(connection: Connection, *, before: int | None, limit: int, wanted: RunFilter = EVERY_RUN) -> list[Run]:
    """Return the runs before a number, newest first."""
    query = select(runs).where(*wanted.conditions()).order_by(runs.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(runs.c.id < before)
    return [_run(row) for row in connection.execute(query).mappings()]


def run_choices(connection: Connection) -> dict[str, list[str]]:
    """Return the suppliers and actors of all runs, in order, to choose from."""
    column = runs.c
    return {
        name: sorted(value for value in connection.scalars(select(column[name]).distinct()) if value is not None)
        for name in ("supplier", "actor")
    }


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
    number = int(connection.execute(insert(runs).values(values).returning(runs.c.id)).scalar_one())
    note(connection, runs, [number], f"run {number} begun")
    return number


def begin_mending(connection: Connection, key: str, author: Author, files: list[dict[str, Any]]) -> int:
    """Open a run that is finished after each of its parts, and return its number."""
    number = begin_run(connection, key, author, None, files)
    finish_run(connection, number)
    return number


def log_mended(connection: Connection, number: int, records: Sequence[LoggedRecord]) -> None:
    """Log further records of such a run, in the transaction that saves their products. Number them from where it was.

    Raises:
        Conflict: the run was undone meanwhile.
    """
    column = runs.c
    of_run = (column.id == number, column.state == "done", column.undoing_since.is_(None))
    done = connection.scalar(select(column.records_done).where(*of_run))
    if done is None:
        raise Conflict(f"Run {number} was undone meanwhile. What it had not changed yet stays as it is.")
    values = {"records_done": done + len(records), "finished_at": now()}
    connection.execute(update(runs).where(*of_run).values(values))
    note(connection, runs, [number], f"run {number} continued")
    numbered = [record._replace(position=done + place) for place, record in enumerate(records)]
    insert_rows(connection, run_records, RECORD_COLUMNS, [_record_row(number, record) for record in numbered])


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
    findings = to_json(record.findings) if record.findings else NO_FINDINGS
    raw = None if record.raw is None else to_json(record.raw)
    head = (number, record.position, record.file, to_json(record.place))
    return (*head, record.catalog_number, record.outcome, findings, raw, record.supplier)


_IS_OPEN = (run_records.c.outcome.in_(OPEN_OUTCOMES), run_records.c.closed_by.is_(None))


def has_open_records(connection: Connection) -> bool:
    """Tell whether any run has held or refused records that are not corrected."""
    return connection.execute(select(run_records.c.run).where(*_IS_OPEN).limit(1)).first() is not None


def finish_run(connection: Connection, number: int, state: str = "done") -> None:
    """Close a run as ``done`` or ``undone``."""
    connection.execute(update(runs).where(runs.c.id == number).values(state=state, finished_at=now()))
    note(connection, runs, [number], f"run {number} {state}")


def begin_undoing(connection: Connection, number: int) -> None:
    """Mark a finished run as being undone."""
    connection.execute(update(runs).where(runs.c.id == number).values(undoing_since=now()))
    note(connection, runs, [number], f"undo of run {number} begun")


def begin_redoing(connection: Connection, number: int) -> None:
    """Mark an undone run as being redone."""
    connection.execute(update(runs).where(runs.c.id == number).values(undoing_since=None, finished_at=None))
    note(connection, runs, [number], f"redo of run {number} begun")


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
    with_findings: bool = False,
) -> Iterator[LoggedRecord]:
    """Return the records of a run after a position, in order, with any outcome or with some, or those with findings."""
    column = run_records.c
    query = select(run_records).where(column.run == number, column.position > after).order_by(column.position)
    if outcomes != OUTCOMES:
        query = query.where(column.outcome.in_(outcomes))
    if with_findings:
        query = query.where(column.findings != NO_FINDINGS)
    if limit is not None:
        query = query.limit(limit)
    for row in connection.execute(query.execution_options(yield_per=500)):
        raw = None if row.raw is None else from_json(row.raw)
        findings: Any = from_json(row.findings)
        yield LoggedRecord(
            row.position,
            row.file,
            from_json(row.place),
            row.catalog_number,
            row.outcome,
            findings,
            raw,
            row.closed_by,
            row.supplier,
        )


def close_records(connection: Connection, by_run: int, accepted: Mapping[str, Collection[str]]) -> None:
    """Mark earlier held and refused records as corrected.

    Args:
        connection: a writing transaction.
        by_run: the run that accepted the corrected records.
        accepted: the catalog numbers that it accepted, by the key of their supplier.
    """
    column = run_records.c
    numbers = sorted({number for some in accepted.values() for number in some})
    if not numbers:
        return
    query = select(column.run, column.position, column.catalog_number, column.supplier)
    query = query.where(column.run < by_run, column.catalog_number.in_(numbers), *_IS_OPEN)
    rows = connection.execute(query).all()
    # A supplier may have had other names.
    keys = known_keys(connection, {row.supplier for row in rows if row.supplier})
    corrected = [row for row in rows if row.catalog_number in accepted.get(keys.get(row.supplier or "", HOUSE), ())]
    close_each(connection, by_run, [(row.run, row.position) for row in corrected])


def close_each(connection: Connection, by_run: int, records: Iterable[tuple[int, int]]) -> None:
    """Mark held or refused records, each given by run and position, as corrected, and close their drafts."""
    column, closed = run_records.c, []
    for number, position in records:
        closing = update(run_records).where(column.run == number, column.position == position, *_IS_OPEN)
        if connection.execute(closing.values(closed_by=by_run)).rowcount:
            closed.append((number, position))
    close_drafts(connection, by_run, closed)
