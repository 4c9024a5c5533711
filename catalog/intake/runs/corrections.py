"""Corrections: the held and refused records of a run in their own columns, to be corrected and imported again."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TextIO

from catalog.intake.runs.settling import REFUSED_RECORD
from catalog.product.checks.presence import replace_broken
from catalog.product.text.cell_escape import escape_cell
from catalog.product.text.folding import supplier_key
from catalog.store.database import Transaction
from catalog.store.writing.intake_log import OPEN_OUTCOMES, LoggedRecord, get_run, logged_records

PROBLEM, SUGGESTION = "problem", "suggestion"
SUPPLIER = "supplier"


def write_corrections(transaction: Transaction, run: int, stream: TextIO) -> None:
    """Write the held and refused records of a run that are not corrected yet.

    The columns are those of the files, ``supplier`` if the run stated it or another row names it, then ``problem``,
    ``suggestion`` and ``refused_record``. The last one tells the next import which record a row corrects.
    Cells that a spreadsheet would run are escaped; the import unescapes them.

    Raises:
        NotFound: there is no such run.
    """
    imported = get_run(transaction, run)
    logged = logged_records(transaction, run, outcomes=OPEN_OUTCOMES)
    records = [record for record in logged if record.closed_by is None and record.raw]
    labels = list(dict.fromkeys(label for record in records for label in (record.raw or {})["labels"]))
    own = {PROBLEM, SUGGESTION, REFUSED_RECORD}
    labels = [label for label in labels if label not in own]
    cells_of = [dict(zip(raw["labels"], raw["texts"], strict=True)) for record in records if (raw := record.raw)]
    if imported.supplier or not all(map(_names_supplier, records, cells_of)):
        labels += [] if SUPPLIER in labels else [SUPPLIER]
        cells_of = [{**cells, SUPPLIER: record.supplier or ""} for record, cells in zip(records, cells_of, strict=True)]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*map(replace_broken, labels), PROBLEM, SUGGESTION, REFUSED_RECORD])
    for record, texts in zip(records, cells_of, strict=True):
        row = [texts.get(label, "") for label in labels]
        cells = [escape_cell(replace_broken(cell)) for cell in (*row, _problem(record), _suggestion(record))]
        writer.writerow([*cells, f"{run}:{record.position}"])


def _names_supplier(record: LoggedRecord, cells: Mapping[str, str]) -> bool:
    """Tell whether the cells of a record name its supplier, so that its correction becomes the same one's product."""
    return not record.supplier or supplier_key(record.supplier) in map(supplier_key, cells.values())


def _problem(record: LoggedRecord) -> str:
    errors = (finding for finding in record.findings if finding["severity"] == "error")
    return " | ".join(f"{finding['field']}: {finding['message']}" for finding in errors)


def _suggestion(record: LoggedRecord) -> str:
    expected = (finding for finding in record.findings if finding["severity"] == "error" and finding["expected"])
    return " | ".join(f"{finding['field']}: {finding['expected']}" for finding in expected)
