"""Corrections: the held and refused records of a run in their own columns, to be corrected and imported again."""

from __future__ import annotations

import csv
from typing import TextIO

from catalog.intake.runs.settling import REFUSED_RECORD
from catalog.product.checks.presence import replace_broken
from catalog.product.text.cell_escape import escape_cell
from catalog.store.database import Transaction
from catalog.store.writing.intake_log import OPEN_OUTCOMES, LoggedRecord, Run, get_run, logged_records

PROBLEM, SUGGESTION = "problem", "suggestion"
SUPPLIER = "supplier"


def write_corrections(transaction: Transaction, run: int, stream: TextIO) -> None:
    """Write the held and refused records of a run that are not corrected yet.

    The columns are those of the files, ``supplier`` where the run had one that a record does not name, then
    ``problem``, ``suggestion`` and ``refused_record``. The last one tells the next import which record a row corrects.
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
    owned = [_with_supplier(record, imported) for record in records]
    labels += [SUPPLIER] if SUPPLIER not in labels and any(SUPPLIER in texts for texts in owned) else []
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*map(replace_broken, labels), PROBLEM, SUGGESTION, REFUSED_RECORD])
    for record, texts in zip(records, owned, strict=True):
        row = [texts.get(label, "") for label in labels]
        cells = [escape_cell(replace_broken(cell)) for cell in (*row, _problem(record), _suggestion(record))]
        writer.writerow([*cells, f"{run}:{record.position}"])


def _with_supplier(record: LoggedRecord, imported: Run) -> dict[str, str]:
    """Return the texts of a record by label. If it names no supplier, it states the one of its run, so that its
    correction becomes the same supplier's product.
    """
    raw = record.raw or {"labels": [], "texts": []}
    texts = dict(zip(raw["labels"], raw["texts"], strict=True))
    naming = {label for file in imported.files for label, field in file.get("mapping", {}).items() if field == SUPPLIER}
    own = [label for label in texts if label in naming]
    if imported.supplier and not any(texts[label].strip() for label in own):
        texts[own[0] if own else SUPPLIER] = imported.supplier
    return texts


def _problem(record: LoggedRecord) -> str:
    errors = (finding for finding in record.findings if finding["severity"] == "error")
    return " | ".join(f"{finding['field']}: {finding['message']}" for finding in errors)


def _suggestion(record: LoggedRecord) -> str:
    expected = (finding for finding in record.findings if finding["severity"] == "error" and finding["expected"])
    return " | ".join(f"{finding['field']}: {finding['expected']}" for finding in expected)
