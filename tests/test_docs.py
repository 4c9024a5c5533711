"""The documents that follow from the code are those that the code would write now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog import __version__
from catalog.store.access.roles import RIGHTS
from scripts.write_docs import openapi_text, rules_text, settings_text

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_public_contract_is_unchanged() -> None:
    written, now = json.loads((DOCS / "openapi.json").read_text("utf-8")), json.loads(openapi_text())
    assert written["paths"].keys() == now["paths"].keys()
    assert written == now, "The API changed: if it was meant, `make docs` writes docs/openapi.json anew."


def test_the_settings_are_documented() -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == settings_text(), "`make docs` writes docs/settings.md anew."


def test_the_rules_are_documented() -> None:
    assert (DOCS / "rules.md").read_text("utf-8") == rules_text(), "`make docs` writes docs/rules.md anew."


def test_the_rights_of_each_role_are_documented() -> None:
    page = (DOCS / "operating.md").read_text("utf-8")
    rows = page.partition("| who | may |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    assert rows == [f"| {right.role} | {right.words} |" for right in RIGHTS]


def test_the_contract_names_the_release() -> None:
    assert json.loads((DOCS / "openapi.json").read_text("utf-8"))["info"]["version"] == __version__


@pytest.mark.parametrize("document", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_documents_have_a_title_and_no_broken_links_within_the_repository(document: Path) -> None:
    text = document.read_text("utf-8")
    assert text.startswith("# ")
    for target in text.split("](")[1:]:
        address = target.split(")")[0].split("#")[0]
        if address and "://" not in address:
            assert (document.parent / address).exists(), address
