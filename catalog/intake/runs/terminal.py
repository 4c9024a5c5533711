"""The terminal output of an import: progress, the summary, the held and refused records, and the next steps."""

from __future__ import annotations

import json
import logging
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Event
from types import FrameType, TracebackType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from catalog.intake.columns.mapping import editable_mapping
from catalog.intake.runs.options import Progress
from catalog.intake.runs.report import Report
from catalog.store.writing.intake_log import OPEN_OUTCOMES

SHOWN_TROUBLES = 10
"""How many held or refused records are shown, and how many changed ones."""
SHOWN_FIELDS = 20
SHOWN_CHARACTERS = 60


class DetailsFile(logging.Handler):
    """Writes the log of a command into its own file, so that the terminal shows no tracebacks.

    Attributes:
        path: the file, or None if nothing is logged yet.
    """

    path: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        try:
            if self.path is None:
                number, self.path = tempfile.mkstemp(prefix="catalog-", suffix=".log")
                os.close(number)
            with Path(self.path).open("a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(f"{self.format(record)}\n")
        except OSError:
            # There is no room for the message. If this also stops the import, it is reported there.
            self.path = None


@contextmanager
def interrupts(*stops: signal.Signals) -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C, or other signals, stop the import after the current chunk. A second one ends it at once.

    Yields:
        A function that tells whether there was one.
    """
    asked = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        """Remember the first one. Stop at the second."""
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.signal(number, ask) for number in stops or (signal.SIGINT,)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class TerminalProgress(Progress):
    """A progress bar with the rate and the time left on a terminal; elsewhere a plain line from time to time."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.total = self.done = 0
        self._bar: Bar | None = None

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int) -> None:
        """Show the total number of records."""
        self.total = total
        if self.console.is_terminal and total:
            speed = TextColumn("{task.speed:.0f}/s")
            columns = (TextColumn("records"), BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn())
            self._bar = Bar(*columns, console=self.console, transient=True)
            self._task = self._bar.add_task("records", total=total)
            self._bar.start()

    def advance(self, records: int) -> None:
        """Show the number of further finished records."""
        before, self.done = self.done, self.done + records
        if self._bar is not None:
            self._bar.advance(self._task, records)
        elif self.total > 10_000 and self.done * 10 // self.total > before * 10 // self.total:
            self.console.print(f"{self.done:,} of {self.total:,} records", highlight=False)


def print_report(report: Report, console: Console) -> None:
    """Print the summary table, the first held or refused records with reasons, and what to do next."""
    summary = report.summary()
    for file in report.files:
        if file.error:
            console.print(f"[red]{escape(file.path)}[/red]: {escape(str(file.error))}", highlight=False)
    if not summary["files"]:
        console.print("No file was found that an import reads. docs/import-formats.md lists the formats.")
    _print_columns(report, console)
    _print_troubles(report, console)
    table = Table("records", *list(summary)[2:-1], title=_title(report))
    table.add_row(str(summary["records"]), *(str(summary[name]) for name in list(summary)[2:-1]))
    console.print(table)
    if summary["findings"]:
        counts = ", ".join(f"{code} {count}" for code, count in summary["findings"].items())
        console.print(f"findings: {counts}", highlight=False)
    _print_changes(report, console)
    if report.dry_run:
        _print_mapping(report, console)
    if report.run is not None and any(summary[outcome] for outcome in OPEN_OUTCOMES):
        console.print(
            f"To correct held and refused records: catalog corrections {report.run} > corrections.csv", highlight=False
        )


def _print_columns(report: Report, console: Console) -> None:
    """Print what was guessed from the contents of columns, and which headings are nearly known ones."""
    for file in report.files:
        for guess in file.guesses:
            samples = ", ".join(guess["samples"])
            line = f"{file.path}: column ‘{guess['label']}’ read as {guess['field']}: {guess['reason']} ({samples})"
            console.print(escape(line), highlight=False)
        for label, known in file.nearly_known.items():
            console.print(
                escape(f"{file.path}: heading ‘{label}’ is nearly ‘{known}’. It is not read."), highlight=False
            )


def _print_changes(report: Report, console: Console) -> None:
    """Print which fields changed, and the first changes by product."""
    if not report.changed_fields:
        return
    counts = ", ".join(f"{field} {count}" for field, count in report.changed_fields.most_common(SHOWN_FIELDS))
    console.print(f"changed fields: {counts}", markup=False, highlight=False)
    shown = islice((record for record in report.records() if record.get("changes")), SHOWN_TROUBLES)
    for record in shown:
        for change in record["changes"]:
            old, new = (_shortened(change[name]) for name in ("old", "new"))
            line = f"  {record['catalog_number']} {change['field']}: {old} -> {new}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _shortened(text: str | None) -> str:
    if text is None:
        return "(nothing)"
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"


def print_kept_errors(report: Report, console: Console) -> int:
    """Print the first products that stay published with errors. Return how many there are."""
    count = 0
    for record in report.records():
        if any(finding["severity"] == "error" for finding in record["findings"]):
            count += 1
            if count <= SHOWN_TROUBLES:
                console.print(_trouble({**record, "outcome": "published with an error"}), highlight=False)
    if count:
        console.print(f"{count:,} products have errors now. They stay published as they were. Correct them.")
    return count


def _print_mapping(report: Report, console: Console) -> None:
    """Print the meaning of the labels as a mapping file."""
    used = {label: field for file in report.files for label, field in file.mapping.items()}
    unknown = [label for file in report.files for label in file.unknown_columns if label not in used]
    if not used and not unknown:
        return
    console.print("How the columns were read. To change it, edit it, save it, and use --mapping FILE:", highlight=False)
    text = json.dumps(editable_mapping(used, unknown), ensure_ascii=False, indent=2)
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _title(report: Report) -> str:
    if report.recognized_as is not None:
        return f"Imported before by run {report.recognized_as}. Nothing was changed"
    return "Dry run: nothing is changed" if report.dry_run else f"Run {report.run}"


def _print_troubles(report: Report, console: Console) -> None:
    shown = 0
    for record in report.records():
        if record["outcome"] not in OPEN_OUTCOMES:
            continue
        if shown == SHOWN_TROUBLES:
            console.print("… and more. Use --report FILE for all.")
            return
        shown += 1
        console.print(_trouble(record), highlight=False)


def _trouble(record: dict[str, Any]) -> str:
    place = escape(_place(record["file"], record["place"]))
    lines = [f"[yellow]{record['outcome']}[/yellow] {place} {escape(record['catalog_number'] or '')}"]
    for finding in record["findings"]:
        if finding["severity"] == "error":
            where = ", ".join(f"{key} {value}" for key, value in finding["place"].items())
            lines.append(escape(f"  {finding['field']} ({where}): {finding['message']}"))
    return "\n".join(lines)


def _place(file: str, place: dict[str, Any]) -> str:
    return ", ".join([*([file] if file else []), *(f"{key} {value}" for key, value in place.items())])
