"""The documentation of the API: every operation is on the page, and its examples run as they stand there."""

from __future__ import annotations

import html
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from catalog.web.views.api_examples import FILE, KEY
from tests.web.conftest import make_key
from tests.web.pages.test_browser import ARTEFACTS, VIEWS, Watched, browser, serving, violations

__all__ = ["browser"]
ROWS = "catalog_number,name,cas_rn\nA-1,Ethanol,64-17-5\n"


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[str]:
    with serving(seeded_url) as address:
        yield address


@pytest.fixture(scope="module")
def key(seeded_url: str) -> str:
    return make_key(seeded_url, "editor")["Authorization"].removeprefix("Bearer ")


def written(page: str, language: str) -> list[str]:
    """The examples of a language, as they stand on the page."""
    found = re.findall(rf'<code data-language="{language}">(.*?)</code>', page, re.DOTALL)
    return [html.unescape(code) for code in found]


def run(command: list[str], folder: Path) -> str:
    (folder / FILE).write_text(ROWS)
    root = Path(__file__).parents[3]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_operation_and_document_is_on_the_page(client: TestClient) -> None:
    page, api = client.get("/docs").text, client.get("/api/v1/openapi.json").json()
    operations = [says["operationId"] for methods in api["paths"].values() for says in methods.values()]
    assert [name for name in operations if f'id="{name}"' not in page] == []
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert linked <= set(re.findall(r'id="([^"]+)"', page))


def test_curl_runs_as_it_stands(client: TestClient, served: str, key: str, tmp_path: Path) -> None:
    examples = written(client.get("/docs").text, "curl")
    assert len(examples) >= 7
    for code in examples:
        told = run(["sh", "-ec", code.replace("http://testserver", served).replace(KEY, key) + " --fail"], tmp_path)
        assert told.startswith("{")


def test_python_runs_as_it_stands(client: TestClient, served: str, key: str, tmp_path: Path) -> None:
    """With the successor of httpx, which has the same functions."""
    examples = written(client.get("/docs").text, "Python")
    assert len(examples) >= 7
    together = "\n".join(examples).replace("import httpx\n", "import httpx2 as httpx\n")
    told = run([sys.executable, "-c", together.replace("http://testserver", served).replace(KEY, key)], tmp_path)
    assert len(told.splitlines()) >= len(examples)


def test_rdkit_and_pandas_read_the_files_as_it_stands(client: TestClient, served: str, tmp_path: Path) -> None:
    page = client.get("/docs").text
    for language, module in (("RDKit", "rdkit"), ("pandas", "pandas")):
        (code,) = written(page, language)
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
        told = run([sys.executable, "-c", code.replace("http://testserver", served)], tmp_path)
        assert len(told.splitlines()) > 5
    assert all(len(code.splitlines()) <= 9 for language in ("R", "pandas", "RDKit") for code in written(page, language))


def test_javascript_runs_as_it_stands(client: TestClient, browser: Browser, served: str, key: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/docs")
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    examples = written(client.get("/docs").text, "JavaScript")
    assert len(examples) >= 7
    for code in examples:
        told.clear()
        page.evaluate(f"async () => {{ {code.replace('http://testserver', served).replace(KEY, key)} }}")
        assert told
    page.close()


@pytest.mark.parametrize("view", list(VIEWS))
def test_the_page_is_part_of_the_site_and_accessible(browser: Browser, served: str, view: str) -> None:
    context = browser.new_context(base_url=served, **VIEWS[view])
    watched = Watched(context.new_page(), served)
    page = watched.page
    page.goto("/docs")
    # All folds of one kind are made alike: one in ten is opened, which axe reads in a tenth of the time.
    page.evaluate("[...document.querySelectorAll('details')].forEach((one, at) => { one.open = at % 10 == 0; })")
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"docs-{view}.png")
    assert (page.locator("header.site").count(), page.locator("footer.site").count()) == (1, 1)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (violations(page), max(0, wide)) == ([], 0)
    assert watched.troubles == []
    context.close()


def test_a_link_to_a_document_opens_its_fold(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/docs#schema-Finding")
    assert page.locator("#schema-Finding").is_visible()
    page.close()
