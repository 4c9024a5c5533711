"""What tests of the intake share: a pool of workers, and one import as a function call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database

PLAIN = IntakeOptions(actor="test", rest_seconds=0)


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    with import_workers(2) as workers:
        yield workers


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports files into one database."""

    database: Database
    pool: WorkerPool

    def __call__(self, *paths: Path, **changes: object) -> dict[str, Any]:
        """The whole report of an import."""
        options = replace(PLAIN, **changes)  # type: ignore[arg-type]  # Each test names real options.
        report = import_files(self.database, self.pool, list(paths), options)
        document = report.head() | {"records": list(report.records())}
        report.close()
        return document


@pytest.fixture
def importer(database: Database, pool: WorkerPool) -> Importer:
    return Importer(database, pool)
