"""The commands that import files, check them, and undo and redo imports."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from catalog.chemistry.names.systematic_names import NameReader
from catalog.cli.console import console
from catalog.cli.opening import existing_database, opened_database, opened_reference
from catalog.cli.output import opened_output, require_readable, standard_output
from catalog.errors import NotFound
from catalog.intake.columns.mapping import LabelMapping, load_mapping
from catalog.intake.editing.rechecking import recheck
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.data_summary import summarize_report
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.terminal import TerminalProgress, interrupts, print_kept_errors, print_report
from catalog.intake.workers import import_workers
from catalog.settings import load_settings
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.redoing import redo_run
from catalog.store.writing.undoing import UndoResult, undo_run
from catalog.web.views.data_summary import WRITERS

Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", metavar="PATH…")]
Format = Annotated[str | None, typer.Option("--format", help="Read every file as this format.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding of text files that do not state it.")]
Supplier = Annotated[
    str | None, typer.Option("--supplier", callback=require_readable, help="The supplier of the products.")
]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="JSON file that maps labels to fields.")]
Complete = Annotated[
    bool, typer.Option("--complete", help="The files are the supplier's whole list: discontinue what they lack.")
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Worker processes for chemistry.")]
Names = Annotated[
    bool, typer.Option("--names", help="Compare systematic names with structures too (needs the extra `names`, Java).")
]
Run = Annotated[
    int, typer.Argument(min=1, max=2**63 - 1, help="The number of the run, as shown in the import's report.")
]
ReportFile = Annotated[
    str | None, typer.Option("--report", help="Write the whole report as JSON to this file (- for standard output).")
]


def _require_suffix(path: Path | None) -> Path | None:
    """Return the file of a summary. Refuse a suffix that says nothing about its format."""
    if path is not None and path.suffix.lower() not in WRITERS:
        raise typer.BadParameter(f"{path} must end in {', '.join(sorted(WRITERS))}.")
    return path


SummaryFile = Annotated[
    Path | None,
    typer.Option(
        "--summary",
        callback=_require_suffix,
        help="Write a summary of the data to this file: a page (.html), text (.txt) or JSON (.json).",
    ),
]


def import_(
    paths: Paths,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would happen, without importing.")] = False,
    format_: Format = None,
    encoding: Encoding = None,
    supplier: Supplier = None,
    mapping: MappingFile = None,
    jobs: Jobs = 2,
    report: ReportFile = None,
    names: Names = False,
    again: Annotated[bool, typer.Option("--again", help="Import files again that were imported before.")] = False,
    complete: Complete = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --complete: discontinue even more than 20 % of a supplier's products.")
    ] = False,
) -> None:
    """Import files or folders."""
    with opened_database(load_settings()) as database, interrupts() as interrupted, NameReader() as reader:
        options = IntakeOptions(
            actor="command line",
            supplier=supplier,
            read=ReadOptions(format=format_, encoding=encoding, limits=ReadLimits(**load_settings().read_limits())),
            mapping=loaded_mapping(mapping),
            dry_run=dry_run,
            again=again,
            complete=complete,
            force=force,
            names=reader if names else None,
            reference=opened_reference(load_settings()),
            report_products=report is not None,
            should_stop=interrupted,
        )
        _run_import(database, paths, options, jobs, report)


def demo(jobs: Jobs = 2) -> None:
    """Import the products for a demonstration that come with the program."""
    import_([demo_folder()], jobs=jobs)


def demo_folder() -> Path:
    """Return the folder of these products. It is beside the package in a checkout, else inside it.

    Raises:
        NotFound: there is none.
    """
    package = Path(__file__).parent.parent
    found = next((place for place in (package / "seeds", package.parent / "seeds") if place.is_dir()), None)
    if found is None:
        raise NotFound("The products for a demonstration are missing. Install the program again.")
    return found


def check(
    paths: Paths,
    format_: Format = None,
    encoding: Encoding = None,
    mapping: MappingFile = None,
    jobs: Jobs = 2,
    report: ReportFile = None,
    summary: SummaryFile = None,
    names: Names = False,
) -> None:
    """Read and check files as an import would, without a database."""
    if summary is not None and report is not None and summary.resolve() == Path(report).resolve():
        raise typer.BadParameter(f"{summary} cannot be both the report and the summary.")
    with _empty_database() as empty, interrupts() as interrupted, NameReader() as reader:
        options = IntakeOptions(
            actor="command line",
            read=ReadOptions(format=format_, encoding=encoding, limits=ReadLimits(**load_settings().read_limits())),
            mapping=loaded_mapping(mapping),
            dry_run=True,
            names=reader if names else None,
            reference=opened_reference(load_settings()),
            report_products=report is not None or summary is not None,
            should_stop=interrupted,
        )
        _run_import(empty, paths, options, jobs, report, summary)


def _run_import(
    database: Database,
    paths: list[Path],
    options: IntakeOptions,
    jobs: int,
    report_file: str | None,
    summary_file: Path | None = None,
) -> None:
    with import_workers(jobs) as pool, _report_output(report_file) as output, _summary_output(summary_file) as page:
        with TerminalProgress(console) as progress:
            report = import_files(database, pool, paths, options, progress)
        if output is not None:
            output.writelines(part.encode() for part in report.parts())
        if page is not None and summary_file is not None:
            page.write(WRITERS[summary_file.suffix.lower()](summarize_report(report)).encode())
        print_report(report, console)
        code = 2 if report.read_nothing() else int(report.has_trouble())
        report.close()
    if code:
        raise typer.Exit(code)


def _report_output(report_file: str | None) -> AbstractContextManager[BinaryIO | None]:
    """Open the output of the report, before any work is done."""
    if report_file is None:
        return nullcontext()
    return opened_output(None if report_file == "-" else Path(report_file), "The report")


def _summary_output(path: Path | None) -> AbstractContextManager[BinaryIO | None]:
    return nullcontext() if path is None else opened_output(path, "The summary")


def loaded_mapping(path: Path | None) -> LabelMapping | None:
    """Return the mapping of a file, or None without a file."""
    return None if path is None else load_mapping(path)


def recheck_(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would change, without changing it.")] = False,
    jobs: Jobs = 2,
    report: ReportFile = None,
    names: Names = False,
) -> None:
    """Examine all stored products again, by the present checks and reference knowledge."""
    settings = load_settings()
    with existing_database(settings) as database, interrupts() as interrupted, NameReader() as reader:
        options = IntakeOptions(
            actor="command line",
            dry_run=dry_run,
            names=reader if names else None,
            reference=opened_reference(settings),
            report_products=report is not None,
            should_stop=interrupted,
        )
        with import_workers(jobs) as pool, _report_output(report) as output:
            with TerminalProgress(console) as progress:
                done = recheck(database, pool, options, progress)
            if output is not None:
                output.writelines(part.encode() for part in done.parts())
            print_report(done, console)
            errors = print_kept_errors(done, console)
            done.close()
    if errors:
        raise typer.Exit(1)


def undo(
    run: Run,
    force: Annotated[bool, typer.Option("--force", help="Leave products that were changed later as they are.")] = False,
) -> None:
    """Undo an import, or continue an undo that was interrupted."""
    with existing_database(load_settings()) as database, import_workers(1) as pool:
        undone = undo_run(database, pool, run, "command line", force=force)
    _print_undone(f"Run {run} is undone", undone)


def redo(
    run: Run,
    force: Annotated[
        bool, typer.Option("--force", help="Leave products that were changed since the undo as they are.")
    ] = False,
) -> None:
    """Redo an import that was undone, or continue a redo that was interrupted."""
    with opened_database(load_settings()) as database, import_workers(1) as pool:
        redone = redo_run(database, pool, run, "command line", force=force)
    _print_undone(f"Run {run} is done again", redone)


def _print_undone(what: str, undone: UndoResult) -> None:
    console.print(f"{what}: {len(undone.removed)} products removed, {len(undone.restored)} restored.")
    if undone.left:
        console.print(f"Left unchanged, because they were changed later: {', '.join(undone.left)}")


def corrections(run: Run) -> None:
    """Write the held and refused records of a run as CSV to standard output, to be corrected and imported again."""
    with (
        existing_database(load_settings()) as database,
        database.read() as transaction,
        standard_output("The corrections"),
    ):
        write_corrections(transaction, run, sys.stdout)


@contextmanager
def _empty_database() -> Iterator[Database]:
    """Open an empty temporary database."""
    with tempfile.TemporaryDirectory(prefix="catalog-check-") as folder:
        database = Database(f"sqlite:///{folder}/empty.db", synchronous="NORMAL")
        migrate(database)
        try:
            yield database
        finally:
            database.close()
