"""Fixtures for exports: files carried out of one catalog and into another."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.feeds.exporting import write_export
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.product.examination_jobs import examine_fields
from catalog.store.database import Database, snapshot
from catalog.store.entries import make_entry
from catalog.store.json_text import digest
from catalog.store.migrate import migrate
from catalog.store.reading.exporting import Export
from catalog.store.reading.filters import ProductFilter
from catalog.store.writing.intake_log import OPEN_OUTCOMES
from catalog.store.writing.products import Author, keep_products

NO_PROVENANCE: dict[str, object] = {"deliveries": [], "fields": {}}


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    with import_workers(2) as workers:
        yield workers


def exported(database: Database, format_name: str, wanted: ProductFilter | None = None, batch: int = 7) -> bytes:
    """An export as bytes; the batches are small, so that there are many."""
    stream = io.BytesIO()
    with snapshot(database) as transaction:
        write_export(Export(transaction, wanted or ProductFilter(), batch), format_name, stream)
    return stream.getvalue()


def stated(database: Database) -> dict[str, dict[str, str]]:
    """What is stated about every product."""
    with snapshot(database) as transaction:
        return {product.catalog_number: product.fields for product in Export(transaction)}


def keep_drafts(database: Database, drafts: Sequence[Mapping[str, str]]) -> None:
    """Put drafts into the catalog without any file."""
    entries = [
        make_entry(fields, digest(dict(fields)), examine_fields(fields).content, NO_PROVENANCE) for fields in drafts
    ]
    with database.write() as connection:
        keep_products(connection, entries, Author("test"))


@dataclass
class Carrier:
    """Carries files between catalogs.

    Attributes:
        pool: for the examination.
        folder: where the files are.
    """

    pool: WorkerPool
    folder: Path

    def bring(self, database: Database, paths: Sequence[Path]) -> dict[str, Any]:
        """Import files; the report's summary."""
        report = import_files(database, self.pool, paths, IntakeOptions(actor="test", rest_seconds=0))
        errors = [file.error for file in report.files if file.error]
        summary = report.summary()
        left_out = [record for record in report.records() if record["outcome"] in OPEN_OUTCOMES]
        report.close()
        assert not errors
        assert not left_out, json.dumps(left_out[0], indent=1)
        return summary

    def take(self, database: Database, format_name: str, wanted: ProductFilter | None = None) -> Path:
        """Export into a file."""
        path = self.folder / f"export.{format_name}"
        path.write_bytes(exported(database, format_name, wanted))
        return path


@pytest.fixture
def carrier(pool: WorkerPool, tmp_path: Path) -> Carrier:
    return Carrier(pool, tmp_path)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """A second catalog, empty."""
    database = Database(f"sqlite:///{tmp_path}/other.db", synchronous="NORMAL")
    migrate(database)
    yield database
    database.close()
