"""The command ``catalog watch``: import what arrives in a folder."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from catalog.chemistry.workers.pool import WorkerPool
from catalog.cli.console import console
from catalog.cli.intake import Complete, Jobs, MappingFile, Supplier, loaded_mapping
from catalog.cli.opening import opened_database, opened_reference
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.report import Report
from catalog.intake.runs.terminal import interrupts
from catalog.intake.runs.watching import WatchedFolder
from catalog.intake.workers import import_workers
from catalog.settings import load_settings
from catalog.store.database import Database, database_file

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder.")]


def watch(
    folder: Folder,
    supplier: Supplier = None,
    mapping: MappingFile = None,
    jobs: Jobs = 2,
    complete: Complete = False,
) -> None:
    """Import each file that arrives in a folder, then move it to its folder `done` or `held`, with the report."""
    settings = load_settings()
    kept = database_file(settings.database_url)
    if kept is not None and kept.resolve().parent == folder.resolve():
        raise typer.BadParameter(f"{folder} has the database. Its files would be moved. Use another folder.")
    stops = (signal.SIGINT, signal.SIGTERM)
    with opened_database(settings) as database, interrupts(*stops) as interrupted, import_workers(jobs) as pool:
        options = IntakeOptions(
            actor="watched folder",
            supplier=supplier,
            read=ReadOptions(limits=ReadLimits(**settings.read_limits())),
            mapping=loaded_mapping(mapping),
            complete=complete,
            reference=opened_reference(settings),
            should_stop=interrupted,
        )
        watched = WatchedFolder(folder, partial(_import, database, pool, options))
        for done in watched.watch(interrupted):
            line = f"{done.name}: {done.said}. Moved to {done.moved_to.parent.name}."
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _import(database: Database, pool: WorkerPool, options: IntakeOptions, path: Path) -> Report:
    return import_files(database, pool, [path], options)
