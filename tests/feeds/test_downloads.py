"""The files of the whole catalog: complete, with right checksums, the same for the same products, served in ranges."""

from __future__ import annotations

import contextvars
import gzip
import hashlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from catalog.cli.program import app
from catalog.feeds.downloads import CHECKSUMS, WRITERS, read_downloads, write_downloads
from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from catalog.web.app import create_app
from tests.feeds.conftest import exported, keep_drafts
from tests.settings_made import unhurried
from tests.web.conftest import own_url

__all__ = ["own_url"]

STOCK = [{"catalog_number": f"A{n}", "name": f"Water {n}", "cas_rn": "7732-18-5", "smiles": "O"} for n in range(30)]


def written(database: Database, folder: Path) -> dict[str, bytes]:
    with snapshot(database) as transaction:
        write_downloads(Export(transaction), folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_hold_the_whole_catalog_and_are_the_same_for_the_same_products(other: Database, tmp_path: Path) -> None:
    keep_drafts(other, STOCK)
    first = written(other, tmp_path / "a")
    assert set(first) == {*WRITERS, CHECKSUMS}
    for name in WRITERS:
        assert gzip.decompress(first[name]) == exported(other, name.split(".")[1])
    assert written(other, tmp_path / "b") == first
    for file in read_downloads(tmp_path / "a"):
        assert (file.size, file.sha256) == (len(first[file.name]), hashlib.sha256(first[file.name]).hexdigest())


def test_the_older_files_stay_if_one_cannot_be_written(other: Database, tmp_path: Path) -> None:
    before = written(other, tmp_path)
    keep_drafts(other, STOCK)
    (tmp_path / "catalog.csv.gz").unlink()
    (tmp_path / "catalog.csv.gz").mkdir()
    with pytest.raises(OSError, match="directory"):
        written(other, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(before)
    assert (tmp_path / CHECKSUMS).read_bytes() == before[CHECKSUMS]


def test_are_listed_and_served_in_ranges(own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "files"
    with TestClient(create_app(unhurried(own_url, downloads_folder=folder))) as client:
        assert client.get("/downloads").status_code == 404
        monkeypatch.setenv("CATALOG_DATABASE_URL", own_url)
        monkeypatch.setenv("CATALOG_DOWNLOADS_FOLDER", str(folder))
        done = CliRunner().invoke(app, ["downloads"])
        assert done.exit_code == 0, done.output
        whole = (folder / "catalog.csv.gz").read_bytes()
        page = client.get("/downloads").text
        assert hashlib.sha256(whole).hexdigest() in page
        answer = client.get("/downloads/catalog.csv.gz")
        assert (answer.content, answer.headers["content-type"]) == (whole, "application/gzip")
        part = client.get("/downloads/catalog.csv.gz", headers={"Range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, whole[5:10])
        assert client.get(f"/downloads/{CHECKSUMS}").text.count("  catalog.") == 3
        (folder / "secret.txt").write_text("x")
        for name in ("secret.txt", "..%2Fown.db", "none"):
            assert client.get(f"/downloads/{name}").status_code == 404


def test_a_folder_must_be_named(own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG_DATABASE_URL", own_url)
    assert "CATALOG_DOWNLOADS_FOLDER" in str(CliRunner().invoke(app, ["downloads"]).exception)


@pytest.mark.parametrize("prices", ["everybody", "signed-in"])
def test_have_prices_only_if_everybody_may_see_them(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prices: str
) -> None:
    database = Database(own_url)
    keep_drafts(database, [{"catalog_number": "A", "name": "Water", "pack:5 g": "12.34 EUR"}])
    database.close()
    monkeypatch.setenv("CATALOG_DATABASE_URL", own_url)
    monkeypatch.setenv("CATALOG_PRICES", prices)
    contextvars.copy_context().run(CliRunner().invoke, app, ["downloads", str(tmp_path / "files")])
    texts = [gzip.decompress((tmp_path / "files" / name).read_bytes()) for name in WRITERS]
    assert [b"12.34" in text for text in texts] == [prices == "everybody"] * 3
