"""Every product of the seeds and of every sample file: document, JSON-LD and page are as they should be.

The files come in one after another, so that a product that several of them sell is looked at as each of them left it.
JSON-LD is made of all that stood at any time; pages are asked for of each thirtieth product, since all of them take a
minute and a half. ``python -m benchmarks.page_speed`` asks for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.reading.history import changes_since
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.app import create_app
from catalog.web.views.addresses import product_path
from catalog.web.views.json_ld import product_json_ld
from tests.settings_made import unhurried
from tests.web.conftest import SEEDS, every_product
from tests.web.pages.test_pages import json_ld
from tests.web.views.test_json_ld import misfits

ASKED = 30
"""One page in so many is asked for."""

MOST_BYTES = 75_000
"""A page; its styles, scripts and pictograms are some 24 kB beside it, and all is to be below 100 kB."""

AT_LEAST = 8_000
"""How many documents the files bring, so that nothing passes by having nothing to look at."""


@pytest.fixture(scope="module")
def samples_url(tmp_path_factory: pytest.TempPathFactory, test_data: Path) -> str:
    """A database into which the seeds and each sample file came, each in a run of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('samples')}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    options = IntakeOptions(actor="test", rest_seconds=0, report_products=False)
    with import_workers(2) as pool:
        for path in [SEEDS, *sorted((test_data / "products").iterdir())]:
            report = import_files(database, pool, [path], options)
            assert all(file.error is None for file in report.files), path.name
            report.close()
    database.close()
    return url


def documents(url: str) -> Iterator[dict[str, Any]]:
    """Every product as it stood after any of the files."""
    database, last = Database(url), 0
    with database.read() as transaction:
        while found := changes_since(transaction, last, 500):
            yield from (json.loads(revision.body) for revision in found if revision.body is not None)
            last = found[-1].seq
    database.close()


def test_each_document_is_as_it_is_described(samples_url: str) -> None:
    """Here no key may be one that the description lacks, which to others is open for what comes later."""
    for document in documents(samples_url):
        ProductSchema.model_validate(document, strict=True, extra="forbid")


def test_each_document_is_served_as_it_is_described(samples_url: str) -> None:
    with TestClient(create_app(unhurried(samples_url))) as client:
        for document in every_product(client):
            ProductSchema.model_validate(document, strict=True, extra="forbid")


def test_json_ld_has_the_shapes_of_its_profiles(samples_url: str) -> None:
    looked_at = 0
    for document in documents(samples_url):
        url = "https://example.org" + product_path(document["catalog_number"])
        assert misfits(product_json_ld(document, url)) == [], document["catalog_number"]
        looked_at += 1
    assert looked_at >= AT_LEAST


def test_its_page_is_answered_and_bears_that_json_ld(samples_url: str) -> None:
    with TestClient(create_app(unhurried(samples_url)), follow_redirects=False) as client:
        for document in list(every_product(client))[::ASKED]:
            path = product_path(document["catalog_number"])
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert len(answer.content) < MOST_BYTES, path
            assert json_ld(answer.text) == product_json_ld(document, f"http://testserver{path}"), path
