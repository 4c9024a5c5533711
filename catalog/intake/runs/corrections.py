"""Corrections: the held and refused records of a run in their own columns, to be corrected and imported again."""

from __future__ import annotations

import csv
from typing import TextIO

from catalog.intake.runs.settling import REFUSED_RECORD
from catalog.product.checks.presence import replace_broken
from catalog.product.text.cell_escape import escape_cell
from catalog.store.database import Transaction
from catalog.store.writing.intake_log import OPEN_OUTCOMES, LoggedRecord, get_run, logged_records

PROBLEM, SUGGESTION = "problem", "suggestion"


def write_corrections(transaction: Transaction, run: int, stream: TextIO) -> None:
    """Write the held and refused records of a run that are not corrected yet.

    The columns are those of the files, then ``problem``, ``suggestion`` and ``refused_record``. The last one tells the
    next import which record a row corrects. Cells that a spreadsheet would run are escaped; the import unescapes them.

    Raises:
        NotFound: there is no such run.
    """
    get_run(transaction, run)
    logged = logged_records(transaction, run, outcomes=OPEN_OUTCOMES)
    records = [record for record in logged if record.closed_by is None and record.raw]
    labels = list(dict.fromkeys(label for record in records for label in (record.raw or {})["labels"]))
    own = {PROBLEM, SUGGESTION, REFUSED_RECORD}
    labels = [label for label in labels if label not in own]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*map(replace_broken, labels), PROBLEM, SUGGESTION, REFUSED_RECORD])
    for record in records:
        raw = record.raw or {"labels": [], "texts": []}
        texts = dict(zip(raw["labels"], raw["texts"], strict=True))
        row = [texts.get(label, "") for label in labels]
        cells = [escape_cell(replace_broken(cell)) for cell in (*row, _problem(record), _suggestion(record))]
        writer.writerow([*cells, f"{run}:{record.position}"])


def _problem(record: LoggedRecord) -> str:
    errors = (finding for finding in record.findings if finding["severity"] == "error")
    return " | ".join(f"{finding['field']}: {finding['message']}" for finding in errors)


def _suggestion(record: LoggedRecord) -> str:
    expected = (finding for finding in record.findings if finding["severity"] == "error" and finding["expected"])
    return " | ".join(f"{finding['field']}: {finding['expected']}" for finding in expected)
