"""The report of an import: the outcome of every record, each exactly once.

Records are written to a temporary file as they come, so that the report of a million records needs little memory.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from catalog.intake.readers.source import SourceFile
from catalog.intake.temporary_files import writing_temporary
from catalog.product.changes import FieldChange
from catalog.store.json_text import to_json
from catalog.store.writing.intake_log import OPEN_OUTCOMES, OUTCOMES, LoggedRecord

SPOOL_BYTES = 8 << 20


class Report:
    """The whole report. Fill it with ``add``, then read ``summary`` or ``parts``.

    Attributes:
        run: the run's number, or None for a dry run.
        dry_run: whether nothing is saved.
        supplier: the supplier of the products, if the import states it.
        recognized_as: the earlier run of the same files, if there is one.
        files: the files of the import.
        changed_fields: the stated fields that changed, each with the number of products.
    """

    def __init__(self, *, dry_run: bool, supplier: str | None, with_products: bool = True) -> None:
        """Begin.

        Args:
            dry_run: whether nothing is saved.
            supplier: the supplier of the products.
            with_products: include each document as read, which is half of the work.
        """
        self._with_products = with_products
        self.run: int | None = None
        self.dry_run = dry_run
        self.supplier = supplier
        self.recognized_as: int | None = None
        self.files: list[SourceFile] = []
        self._outcomes: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self.changed_fields: Counter[str] = Counter()
        # The file exists as long as the report and is closed with it.
        self._spool = tempfile.SpooledTemporaryFile(SPOOL_BYTES, "w+", encoding="utf-8")  # noqa: SIM115

    def add(self, record: LoggedRecord, content: str | None = None, changes: Sequence[FieldChange] = ()) -> None:
        """Add the outcome of one record.

        Args:
            record: the outcome, also one from the log of an earlier run.
            content: the document as read, as JSON text, if there is one.
            changes: how a changed record changes the stated fields of its product.
        """
        self._outcomes[record.outcome] += 1
        self._findings.update(finding["code"] for finding in record.findings)
        entry: dict[str, Any] = {
            "file": record.file,
            "place": record.place,
            "catalog_number": record.catalog_number,
            "supplier": record.supplier,
            "outcome": record.outcome,
            "findings": record.findings,
        }
        if record.outcome == "changed":
            entry["changes"] = [change._asdict() for change in changes]
            self.changed_fields.update(change.field for change in changes)
        product = content if self._with_products and content is not None else "null"
        with writing_temporary():
            self._spool.write(f'{to_json(entry)[:-1]},"product":{product}}}\n')

    def finish(self) -> None:
        """Write all records to the file, so that reading the report cannot fail later.

        Raises:
            UnwritableFile: there is no room for the file.
        """
        with writing_temporary():
            self._spool.flush()

    def summary(self) -> dict[str, Any]:
        """Return the counts of files, of records by outcome, and of findings by code."""
        counts = {outcome: self._outcomes[outcome] for outcome in OUTCOMES}
        files = sum(1 for file in self.files if file.passed_over is None)
        findings = dict(sorted(self._findings.items()))
        return {"files": files, "records": sum(counts.values()), **counts, "findings": findings}

    def has_trouble(self) -> bool:
        """Tell whether any record was held or refused, or any file could not be read."""
        return any(self._outcomes[outcome] for outcome in OPEN_OUTCOMES) or any(file.error for file in self.files)

    def read_nothing(self) -> bool:
        """Tell whether there were files and none of them could be read."""
        files = [file for file in self.files if file.passed_over is None]
        return bool(files) and all(file.error for file in files)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the entries of ``records``, in order."""
        return map(json.loads, self._lines())

    def _lines(self) -> Iterator[str]:
        """Yield the entries of ``records`` as JSON text."""
        self._spool.seek(0)
        for line in self._spool:
            yield line.rstrip("\n")
        self._spool.seek(0, 2)

    def head(self) -> dict[str, Any]:
        """Return the report without its records."""
        head: dict[str, Any] = {"run": self.run, "dry_run": self.dry_run, "supplier": self.supplier}
        if self.recognized_as is not None:
            head["recognized_as"] = self.recognized_as
        return {**head, "summary": self.summary(), "files": [file.document() for file in self.files]}

    def parts(self) -> Iterator[str]:
        """Yield the whole report as JSON text, in parts."""
        yield to_json(self.head())[:-1] + ', "records": ['
        for index, line in enumerate(self._lines()):
            yield ("," if index else "") + "\n" + line
        yield "\n]}\n"

    def close(self) -> None:
        """Close the temporary file."""
        # If there is no room to write the rest, nobody needs it any more.
        with suppress(OSError):
            self._spool.close()
