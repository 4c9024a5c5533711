"""The operator's commands."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog import __version__
from catalog.chemistry.names import NameReader
from catalog.chemistry.pool import WorkerPool
from catalog.cli_export import add_export
from catalog.cli_keys import add_keys
from catalog.cli_output import opened_output, readable, standard_output
from catalog.errors import CatalogError
from catalog.intake.accept import import_files
from catalog.intake.corrections import write_corrections
from catalog.intake.limits import ReadLimits
from catalog.intake.mapping import LabelMapping, load_mapping
from catalog.intake.options import IntakeOptions
from catalog.intake.source import ReadOptions
from catalog.intake.terminal import DetailsFile, Interrupts, TerminalProgress, print_report
from catalog.intake.workers import import_workers
from catalog.search.lookup import look_up
from catalog.settings import Settings, load_settings, unknown_variables
from catalog.store.database import Database
from catalog.store.migrate import migrate, standing
from catalog.store.reader import Reader
from catalog.store.reindexing import reindex_texts
from catalog.store.structures.engine import open_structure_index
from catalog.store.structures.index import StructureIndex
from catalog.store.undoing import undo_run
from catalog.store.vocabulary import Vocabulary
from catalog.surprises import Surprise, attempt
from catalog.web.server import listen, run
from catalog.web.uploads import open_uploads

app = typer.Typer(name="catalog", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True)
logger = logging.getLogger("catalog.cli")
details = DetailsFile()

Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", metavar="PATH…")]
Format = Annotated[str | None, typer.Option("--format", help="Read every file as this format.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding of text files that do not say.")]
Supplier = Annotated[str | None, typer.Option("--supplier", callback=readable, help="Whose products they are.")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="JSON file: label to field.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Worker processes for chemistry.")]
Names = Annotated[
    bool, typer.Option("--names", help="Hold systematic names against structures too (needs the extra `names`, Java).")
]
ReportFile = Annotated[
    str | None, typer.Option("--report", help="Write the whole report as JSON to this file; - is standard output.")
]


@app.callback()
def catalog(context: typer.Context) -> None:
    """Serve and keep a chemical catalog in which every printed fact has been cross-examined."""
    if context.invoked_subcommand != "serve":  # A server's log is its standard error.
        logging.getLogger("catalog").addHandler(details)
    load_settings()
    unknown = unknown_variables()
    if unknown:
        _say(f"No settings, and ignored: {', '.join(unknown)}; docs/settings.md lists those that there are.", "yellow")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on (CATALOG_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to listen on (CATALOG_PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve the API and the pages; migrates the database first."""
    settings = load_settings()
    with _database(settings) as database, _structures(settings, database):
        # What cannot be served is told here, and not by a server process that does not start.
        open_uploads(settings.database_url, settings.uploads_folder)
    listener = listen(host or settings.host, settings.port if port is None else port)
    at, port = listener.getsockname()[:2]
    address = f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}"
    console.print(f"Catalog {__version__} serves on {address}")
    console.print(f"  pages  {address}/")
    console.print(f"  API    {address}/api/v1/products?cas=89604-92-2")
    console.print(f"  docs   {address}/docs")
    with _shared_metrics(workers), listener:
        run(listener, workers, settings.trusted_addresses())


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Let several server processes count into one folder, so that whichever is asked for metrics answers for all."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="catalog-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        yield


@app.command("import")
def import_(
    paths: Paths,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")] = False,
    format_: Format = None,
    encoding: Encoding = None,
    supplier: Supplier = None,
    mapping: MappingFile = None,
    jobs: Jobs = 2,
    report: ReportFile = None,
    names: Names = False,
    again: Annotated[bool, typer.Option("--again", help="Import even what was imported already.")] = False,
) -> None:
    """Import files or folders."""
    with _database(load_settings()) as database, Interrupts() as interrupts, NameReader() as reader:
        options = IntakeOptions(
            actor="command line",
            supplier=supplier,
            read=ReadOptions(format=format_, encoding=encoding, limits=ReadLimits(**load_settings().read_limits())),
            mapping=_mapping(mapping),
            dry_run=dry_run,
            again=again,
            names=reader if names else None,
            report_products=report is not None,
            should_stop=interrupts.asked,
        )
        _run_import(database, paths, options, jobs, report)


@app.command()
def check(
    paths: Paths,
    format_: Format = None,
    encoding: Encoding = None,
    mapping: MappingFile = None,
    jobs: Jobs = 2,
    report: ReportFile = None,
    names: Names = False,
) -> None:
    """Read and check files as an import would, with no database at all."""
    with _empty_database() as empty, Interrupts() as interrupts, NameReader() as reader:
        options = IntakeOptions(
            actor="command line",
            read=ReadOptions(format=format_, encoding=encoding, limits=ReadLimits(**load_settings().read_limits())),
            mapping=_mapping(mapping),
            dry_run=True,
            names=reader if names else None,
            report_products=report is not None,
            should_stop=interrupts.asked,
        )
        _run_import(empty, paths, options, jobs, report)


def _run_import(
    database: Database, paths: list[Path], options: IntakeOptions, jobs: int, report_file: str | None
) -> None:
    with import_workers(jobs) as pool, _report_output(report_file) as output:
        with TerminalProgress(console) as progress:
            report = import_files(database, pool, paths, options, progress)
        if output is not None:
            output.writelines(part.encode() for part in report.parts())
        print_report(report, console)
        code = 2 if report.read_nothing() else int(report.has_trouble())
        report.close()
    if code:
        raise typer.Exit(code)


def _report_output(report_file: str | None) -> AbstractContextManager[BinaryIO | None]:
    """Where the report is written; that it can be is known before any work is done."""
    if report_file is None:
        return nullcontext()
    return opened_output(None if report_file == "-" else Path(report_file), "The report")


def _mapping(path: Path | None) -> LabelMapping | None:
    return None if path is None else load_mapping(path)


@app.command()
def undo(
    run: Annotated[int, typer.Argument(help="The number of the run, as the import's report gives it.")],
    force: Annotated[bool, typer.Option("--force", help="Leave products with later changes as they are.")] = False,
) -> None:
    """Take an import back; where that was cut short, go on with it."""
    with _database(load_settings()) as database, import_workers(1) as pool:
        undone = undo_run(database, pool, run, "command line", force=force)
    console.print(f"Run {run} is undone: {len(undone.removed)} products removed, {len(undone.restored)} restored.")
    if undone.left:
        console.print(f"Left as they are, since later changes stand on them: {', '.join(undone.left)}")


@app.command()
def corrections(run: Annotated[int, typer.Argument(help="The number of the run.")]) -> None:
    """Write the refused records of a run as CSV to standard output, ready to be mended and imported again."""
    with _database(load_settings()) as database, database.read() as transaction, standard_output("The corrections"):
        write_corrections(transaction, run, sys.stdout)


@app.command()
def lookup(identifiers: Annotated[list[str], typer.Argument(help="Identifiers of any kind.", metavar="ID…")]) -> None:
    """Read each identifier as the search box would, and print the products."""
    with _database(load_settings()) as database, WorkerPool(1) as pool, Reader(database) as reader:
        answers = look_up(reader, identifiers, pool, Vocabulary())
    table = Table("identifier", "read as", "catalog number", "name", "CAS RN", "formula", "g/mol")
    for answer in answers:
        read_as = "" if answer.read_as is None else f"{answer.read_as.kind} {answer.read_as.value}"
        for product in answer.products:
            table.add_row(*map(escape, [answer.text, read_as, *(str(value or "") for value in product.values())]))
        if answer.note:
            table.add_row(*map(escape, [answer.text, read_as, "", " ".join([answer.note, *answer.suggestions])]))
    with standard_output("The answer"):
        Console().print(table)
    if not all(answer.products for answer in answers):
        raise typer.Exit(1)


@app.command()
def reindex() -> None:
    """Make the search indexes anew from the tables."""
    settings = load_settings()
    with _database(settings) as database:
        with database.write() as transaction:
            reindex_texts(transaction)
        with _structures(settings, database) as structures:
            count = structures.make_anew()
    console.print(f"The search indexes are made anew; {count:,} structures can be searched.")


@app.command("migrate")
def migrate_() -> None:
    """Bring the database to this release's revision."""
    settings = load_settings()
    database = Database(settings.database_url)
    try:
        done = migrate(database)
        where = standing(database).head
    finally:
        database.close()
    console.print(f"The database is {'now' if done else 'already'} at revision {where}.")


@contextmanager
def _empty_database() -> Iterator[Database]:
    """A database that holds nothing and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="catalog-check-") as folder:
        database = Database(f"sqlite:///{folder}/empty.db", synchronous="NORMAL")
        migrate(database)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    """The database, brought to this release's revision; refused where it is newer."""
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def _structures(settings: Settings, database: Database) -> AbstractContextManager[StructureIndex]:
    """The structure index that the settings name."""
    return open_structure_index(
        database,
        settings.database_url,
        settings.index_folder,
        engine=settings.structure_engine,
        workers=1,
        seconds=settings.search_seconds,
    )


add_export(app, lambda: _database(load_settings()))
add_keys(app, lambda: _database(load_settings()), console)


def _say(message: str, style: str) -> None:
    """A sentence on stderr, in one line wherever it goes, if anything can be told."""
    with suppress(OSError):
        console.print(f"catalog: {message}", style=style, markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line (the ``catalog`` program); whatever cannot be done ends with a sentence and exit code 2."""
    try:
        surprise = attempt(app, passed=(CatalogError, OSError))
        if isinstance(surprise, Surprise):
            logger.error("The program failed:\n%s", surprise.traceback)
            _give_up(f"The program failed, which should never happen ({surprise.what}).")
    except CatalogError as error:
        _give_up(str(error))
    except OSError as error:
        # Whatever else the operating system refuses: a folder for temporary files, a port, a process.
        _give_up(f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror or error}.")
    finally:
        if details.path is not None:
            _say(f"What the program failed at: {details.path}. Please report it.", "default")


def _give_up(why: str) -> NoReturn:
    _say(why, "red")
    raise SystemExit(2)
