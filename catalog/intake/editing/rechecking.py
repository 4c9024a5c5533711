"""Examining the stored products again, by the present checks and reference knowledge.

It is a run like an import: each stored product is a record that states nothing new. A product gets a revision only if
its document changes. One that has an error now stays published as it was, and is listed. After an interruption the next
call continues.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict
from catalog.intake.records import RawRecord
from catalog.intake.runs.garbage import infrequent_collection
from catalog.intake.runs.importing import report_logged, settle_all, settler_of
from catalog.intake.runs.number_owners import key_hash, number_hash
from catalog.intake.runs.options import IntakeOptions, Progress
from catalog.intake.runs.preparing import Delivery, IncomingRecord
from catalog.intake.runs.report import Report
from catalog.intake.runs.survey import Survey
from catalog.product.examine import CHECKS_VERSION
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.entries import SupplierName
from catalog.store.json_text import digest
from catalog.store.reading.products import count_products
from catalog.store.suppliers import numbers_after
from catalog.store.writing.intake_log import Run, begin_run, find_run, finish_run, logged_records, versioned_key
from catalog.store.writing.products import Author

AT_ONCE = 500
"""How many catalog numbers one query reads."""
KEY = digest(["products examined again"])
"""The key of such a run, without the version of the checks."""


def recheck(database: Database, pool: WorkerPool, options: IntakeOptions, progress: Progress | None = None) -> Report:
    """Examine every stored product again. The caller closes the report.

    Args:
        database: the database to change, unless ``options.dry_run`` is set.
        pool: the workers that examine the products.
        options: the options of the run, except those about files.
        progress: receives the progress.

    Raises:
        ImportStopped: the caller asked to stop. The same call continues.
        Conflict: another process does the same, or an earlier such run is being undone.
    """
    with ExitStack() as cleanup, infrequent_collection():
        surveyed = Survey()
        cleanup.callback(surveyed.close)
        report = Report(dry_run=options.dry_run, supplier=None, with_products=options.report_products)
        cleanup.callback(report.close)
        earlier = None if options.dry_run else _unfinished(database)
        if not options.dry_run:
            report.run = _open_run(database, options) if earlier is None else earlier.number
        _recheck(database, pool, options, surveyed, earlier, report, progress or Progress())
        if report.run is not None:
            with database.write() as transaction:
                finish_run(transaction, report.run)
        report.finish()
        surveyed.close()
        # From here on the caller must close the report.
        cleanup.pop_all()
    return report


def _unfinished(database: Database) -> Run | None:
    with database.read() as transaction:
        run = find_run(transaction, KEY, CHECKS_VERSION)
    if run is not None and run.state in ("undoing", "redoing"):
        said = "undone" if run.state == "undoing" else "redone"
        raise Conflict(f"Run {run.number}, which examined the products again, is being {said}. Wait until it is.")
    return run if run is not None and run.state == "running" else None


def _open_run(database: Database, options: IntakeOptions) -> int:
    with database.write() as transaction:
        return begin_run(transaction, versioned_key(KEY, CHECKS_VERSION), Author(options.actor), None, [])


def _recheck(
    database: Database,
    pool: WorkerPool,
    options: IntakeOptions,
    surveyed: Survey,
    earlier: Run | None,
    report: Report,
    progress: Progress,
) -> None:
    done = 0 if earlier is None else earlier.records_done
    with database.read() as transaction:
        total = max(done, count_products(transaction))
    progress.begin(total)
    if earlier is not None:
        report_logged(database, earlier, report)
        progress.advance(done)
    settled = _settled_keys(database, earlier)
    delivery = Delivery(report.run, None, None, options.reference, recheck=True)
    settler = settler_of(database, pool, options, surveyed, delivery, done)
    records = (item for item in _stored_records(database) if not _is_among(item.key_hash, settled))
    settle_all(settler, records, total, report, progress)


def _settled_keys(database: Database, earlier: Run | None) -> np.ndarray:
    """Return the sorted hashes of the products that an interrupted run has examined."""
    if earlier is None:
        return np.array([], dtype=np.int64)
    with database.read() as transaction:
        logged = logged_records(transaction, earlier.number)
        hashes = (key_hash(number_hash(one.catalog_number or ""), one.supplier or "") for one in logged)
        return np.sort(np.fromiter(hashes, dtype=np.int64))


def _is_among(number: int, known: np.ndarray) -> bool:
    place = int(np.searchsorted(known, number))
    return place < len(known) and known[place] == number


def _stored_records(database: Database) -> Iterator[IncomingRecord]:
    """Yield a record for each stored product, oldest first."""
    last = 0
    while True:
        with database.read() as transaction:
            some = numbers_after(transaction, last, AT_ONCE)
        for _, number, key, name in some:
            raw = RawRecord({}, ("catalog_number",), (number,))
            supplier = SupplierName(key, name if key else "")
            of_key = key_hash(number_hash(number), supplier.name)
            yield IncomingRecord("", 0, product_key(number, key), of_key, supplier, raw)
        if not some:
            return
        last = some[-1][0]
