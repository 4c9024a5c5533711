"""Importing: files in, a report out, with every record in it exactly once.

A run is committed in chunks, each with its log and the run's cursor. So after any interruption the same command
continues after the last commit. The same files a second time are recognised and change nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, islice
from operator import attrgetter

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict, ImportStopped, StoreUnusable, UnwritableFile
from catalog.intake.runs.chunks import LEAST, ChunkSize, cut
from catalog.intake.runs.complete_list import ListedNumbers, missing_records
from catalog.intake.runs.garbage import infrequent_collection
from catalog.intake.runs.kept_columns import with_kept_columns
from catalog.intake.runs.options import IntakeOptions, Progress
from catalog.intake.runs.preparing import Delivery, FileDrafters, IncomingRecord
from catalog.intake.runs.read_ahead import read_ahead
from catalog.intake.runs.report import Report
from catalog.intake.runs.segments import RecordPreparer, prepared_segments
from catalog.intake.runs.settling import Settler
from catalog.intake.runs.survey import Inbox, Survey, incoming_records, survey
from catalog.product.examine import CHECKS_VERSION
from catalog.store.database import Database
from catalog.store.writing.intake_log import (
    Run,
    begin_run,
    find_run,
    finish_run,
    has_open_records,
    logged_records,
    versioned_key,
)
from catalog.store.writing.products import Author


def import_files(
    database: Database,
    pool: WorkerPool,
    inbox: Inbox,
    options: IntakeOptions,
    progress: Progress | None = None,
) -> Report:
    """Import files and folders, or report what an import would do.

    Raises:
        UnreadableFile: a path does not exist.
        ImportStopped: the caller asked to stop. Committed records stay, and the same command resumes.
        Conflict: another process imports the same files at the same time, or undoes an import of them; or a complete
            list lacks too many products, or cannot be read; or the kept meanings of columns differ between the files.
        StoreUnusable: the database cannot be used any more, or is full. Committed records stay.
        UnwritableFile: there is no room for the report or another temporary file. Committed records stay.
    """
    options = with_kept_columns(database, inbox, options)
    with ExitStack() as cleanup, infrequent_collection():
        surveyed = survey(inbox, options, pool)
        cleanup.callback(surveyed.close)
        report = Report(dry_run=options.dry_run, supplier=options.supplier, with_products=options.report_products)
        cleanup.callback(report.close)
        report.files = surveyed.files
        _import_surveyed(database, pool, inbox, options, surveyed, report, progress or Progress())
        report.finish()
        # From here on the caller must close the report.
        cleanup.pop_all()
        surveyed.close()
    return report


def _import_surveyed(
    database: Database,
    pool: WorkerPool,
    inbox: Inbox,
    options: IntakeOptions,
    surveyed: Survey,
    report: Report,
    progress: Progress,
) -> None:
    with database.read() as transaction:
        earlier = None if options.again else find_run(transaction, surveyed.key, CHECKS_VERSION)
    if earlier is not None and earlier.state == "done":
        progress.begin(surveyed.total)
        _recognize(database, earlier, report)
        progress.advance(surveyed.total)
        return
    missing = _missing(database, pool, inbox, options, surveyed) if options.complete else []
    progress.begin(surveyed.total + len(missing))
    if options.dry_run:
        _settle_all(database, pool, inbox, options, surveyed, missing, report, progress, None)
        return
    report.run = _open_run(database, options, surveyed, earlier)
    progress.open_run(report.run, 0 if earlier is None else earlier.records_done)
    _settle_all(database, pool, inbox, options, surveyed, missing, report, progress, earlier)
    with database.write() as transaction:
        finish_run(transaction, report.run)


def _missing(
    database: Database, pool: WorkerPool, inbox: Inbox, options: IntakeOptions, surveyed: Survey
) -> list[IncomingRecord]:
    """Return the records that discontinue what a complete list lacks."""
    for file in surveyed.files:
        if file.error is not None:
            raise Conflict(f"{file.path} cannot be read, so the list is not complete: {file.error}")
    listed = ListedNumbers.of(incoming_records(inbox, options, surveyed, pool), options.supplier)
    path = next(iter(surveyed.readable), "")
    with database.read() as transaction:
        return missing_records(transaction, listed, path, force=options.force)


def _recognize(database: Database, earlier: Run, report: Report) -> None:
    """Report a finished run of the same files. Its accepted records need nothing more."""
    report.recognized_as = earlier.number
    report.run = None if report.dry_run else earlier.number
    with database.read() as transaction:
        for logged in logged_records(transaction, earlier.number):
            accepted = logged.outcome in ("created", "changed")
            report.add(logged._replace(outcome="unchanged") if accepted else logged)


def _open_run(database: Database, options: IntakeOptions, surveyed: Survey, earlier: Run | None) -> int:
    if earlier is not None and earlier.state == "undoing":
        raise Conflict(
            f"Run {earlier.number} of these files is being undone. Wait until it is undone, then import them again."
        )
    if earlier is not None and earlier.state == "redoing":
        raise Conflict(f"Run {earlier.number} of these files is being redone, so there is nothing to import.")
    if earlier is not None:
        return earlier.number
    files = [file.document() for file in surveyed.files]
    with database.write() as transaction:
        key, author = versioned_key(surveyed.key, CHECKS_VERSION), Author(options.actor, person=options.person)
        return begin_run(transaction, key, author, options.supplier, files)


def _settle_all(
    database: Database,
    pool: WorkerPool,
    inbox: Inbox,
    options: IntakeOptions,
    surveyed: Survey,
    missing: Sequence[IncomingRecord],
    report: Report,
    progress: Progress,
    earlier: Run | None,
) -> None:
    done = 0 if earlier is None or report.run is None else earlier.records_done
    if done and earlier is not None:
        report_logged(database, earlier, report)
        progress.advance(done)
    delivery = Delivery(report.run, options.supplier, options.mapping, options.reference, guessed=surveyed.guessed)
    # What is discontinued already is not among the missing ones any more.
    records = chain(islice(incoming_records(inbox, options, surveyed, pool), done, None), missing)
    settle_all(
        settler_of(database, pool, options, surveyed, delivery, done),
        records,
        max(done, surveyed.total) + len(missing),
        report,
        progress,
    )


def report_logged(database: Database, earlier: Run, report: Report) -> None:
    """Report the records that an interrupted run has settled already."""
    with database.read() as transaction:
        for logged in logged_records(transaction, earlier.number):
            report.add(logged)


def settler_of(
    database: Database, pool: WorkerPool, options: IntakeOptions, surveyed: Survey, delivery: Delivery, done: int
) -> Settler:
    """Return the settler of a run that has settled some records already."""
    with database.read() as transaction:
        mends = has_open_records(transaction)
    workshop = RecordPreparer(database, pool, delivery, options.names)
    return Settler(workshop, options, surveyed, done, mends, FileDrafters(delivery), ChunkSize(options.chunk))


def settle_all(
    settler: Settler, records: Iterable[IncomingRecord], total: int, report: Report, progress: Progress
) -> None:
    """Prepare and settle records in segments, until all are settled or the caller asks to stop.

    Args:
        settler: settles the segments of the run.
        records: the records that are not settled yet.
        total: the number of all records.
        report: receives the outcomes.
        progress: receives the numbers of settled records.

    Raises:
        ImportStopped: the caller asked to stop.
    """
    options, database, size = settler.options, settler.workshop.database, settler.size
    segments = prepared_segments(settler.workshop, records, size=options.chunk or LEAST)
    # After this ends in any way, no more segments are read.
    with closing(read_ahead(segments)) as drawn, _told_how_to_resume(settler, total):
        for chunk in cut(chain.from_iterable(drawn), lambda: size.load, attrgetter("load"), size.most):
            settler.settle(chunk, report)
            progress.advance(len(chunk))
            if options.should_stop():
                raise ImportStopped(_stopped_after(settler, total))
            # PostgreSQL's lock is a queue. On SQLite the first to ask at the right moment comes next.
            if database.is_sqlite and report.run is not None and settler.done < total:
                time.sleep(options.rest_seconds)


def _stopped_after(settler: Settler, total: int) -> str:
    further = "Nothing was changed." if settler.options.dry_run else "Run the same command to continue."
    return f"Stopped after {settler.done} of {total} records. {further}"


@contextmanager
def _told_how_to_resume(settler: Settler, total: int) -> Iterator[None]:
    """If there is no room or no database to continue, say how much is saved and how to resume."""
    try:
        yield
    except (StoreUnusable, UnwritableFile) as error:
        if settler.run is not None:
            error.args = (f"{error} {_stopped_after(settler, total)}",)
        raise
