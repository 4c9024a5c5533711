"""The commands of regulatory lists, and what pages and the API say of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from fastapi.testclient import TestClient
from rich.console import Console
from typer.testing import CliRunner

from catalog.cli.lists import add_lists
from catalog.errors import CatalogError
from catalog.store.database import Database
from tests.web.conftest import make_key, own_client, own_url

__all__ = ["own_client", "own_url"]


def run(url: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a command and what it says, or the error that the program would print."""

    @contextmanager
    def opened() -> Iterator[Database]:
        database = Database(url)
        yield database
        database.close()

    said = io.StringIO()
    app = typer.Typer(pretty_exceptions_enable=False)
    add_lists(app, opened, Console(file=said, width=200))
    app.callback()(lambda: None)
    answer = CliRunner().invoke(app, ["lists", *arguments])
    error = answer.exception if isinstance(answer.exception, CatalogError) else ""
    return answer.exit_code, f"{said.getvalue()}{answer.output}{error}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "nowhere.csv"], "--as-of"),
        (["add", "nowhere.csv", "--name", "N", "--as-of", "2020"], "There is no file"),
        (["add", "nowhere.csv", "--name", "N", "--as-of", "soon"], "write 2025-06-27"),
        (["remove", "nosuch"], "catalog lists show"),
    ],
)
def test_errors_say_what_to_do(own_url: str, arguments: list[str], words: str) -> None:
    code, said = run(own_url, *arguments)
    assert code
    assert words in " ".join(said.split())


def test_a_product_says_which_lists_have_it(own_client: TestClient, own_url: str, tmp_path: Path) -> None:
    key = make_key(own_url, "editor")
    caffeine = {"catalog_number": "A1", "name": "Caffeine", "cas_rn": "58-08-2", "smiles": "Cn1cnc2c1c(=O)n(C)c(=O)n2C"}
    salt = {
        "catalog_number": "A2",
        "name": "Procaine hydrochloride",
        "cas_rn": "51-05-8",
        "smiles": "CCN(CC)CCOC(=O)c1ccc(N)cc1.Cl",
    }
    for record in (caffeine, salt):
        path = f"/api/v1/admin/products/{record['catalog_number']}"
        own_client.put(path, json=record, headers={**key, "If-None-Match": "*"}).raise_for_status()
    (tmp_path / "a.txt").write_text("58-08-2\n59-46-1\nx\n")
    stated = ["--name", "Alpha", "--as-of", "2025-06", "--source", "Alpha Agency"]
    said = run(own_url, "add", str(tmp_path / "a.txt"), *stated)[1]
    assert "2 CAS RNs as of 2025-06" in said
    assert "CAS RN: 1." in said
    assert "67,635 CAS RNs" in run(own_url, "add", "tsca")[1]
    assert "Alpha Agency" in run(own_url, "show")[1]
    page = " ".join(own_client.get("/products/A1", headers={"Accept": "text/html"}).text.split())
    assert 'On <a href="/search?listed=alpha">Alpha</a> <small>as of 2025-06</small>' in page
    page = " ".join(own_client.get("/products/A2", headers={"Accept": "text/html"}).text.split())
    assert "Not on Alpha; its parent compound is (59-46-1) <small>as of 2025-06</small>" in page
    found = own_client.get("/api/v1/products?listed=alpha&facets=listed").json()
    assert [one["catalog_number"] for one in found["items"]] == ["A1"]
    lists = own_client.get("/api/v1/lists?cas=59-46-1").json()["items"]
    assert [one["slug"] for one in lists if one["slug"] == "alpha"] == ["alpha"]
    assert [one["slug"] for one in own_client.get("/api/v1/lists").json()["items"]] == ["alpha", "tsca"]
    assert own_client.get("/api/v1/lists?cas=58-08-3").status_code == 422
    assert "removed" in run(own_url, "remove", "alpha")[1]
    assert "Alpha" not in own_client.get("/products/A1", headers={"Accept": "text/html"}).text
