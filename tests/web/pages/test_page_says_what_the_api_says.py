"""What a person reads on a product's page equals what the API says, for every seed and for the sample."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.chemistry.formula.formula import read_formula
from catalog.web.views.addresses import product_path
from catalog.web.views.product import typed_text
from tests.web.conftest import SAMPLED, every_product
from tests.web.page_text import PageText

Json = dict[str, Any]

VERDICTS = {
    "agrees": "agrees",
    "within-range": "agrees within the natural range",
    "differs": "differs",
    "undetermined": "could not be checked",
    "not-stated": "not stated",
}


def folded(text: str) -> str:
    return " ".join(text.split())


def expected_texts(document: Json) -> Iterator[tuple[str, str]]:
    """The id of each fact on the page, with the words that the API has for it."""
    yield "(h1)", document["name"]
    yield "catalog-number", document["catalog_number"]
    yield "cas-rn", document["cas_rn"] or "not stated"
    yield "revision", str(document["revision"])
    if document["monoisotopic_mass"]:
        yield "monoisotopic-mass", f"{document['monoisotopic_mass']} Da"
    if document["grade"]:
        yield "grade", document["grade"]
    if document["storage"]:
        yield "storage", document["storage"]["text"]
    if document["provenance"]["supplier"]:
        yield "supplier", document["provenance"]["supplier"]
    if document["molecular_weight"]:
        stated = other_weight(document["stated_molecular_weight"], document["molecular_weight"])
        yield "molecular-weight", f"{document['molecular_weight']} g/mol" + (f" (stated: {stated})" if stated else "")
    description = document["description"]
    if description and description["status"] == "published":
        yield "description-text", description["text"]


def other_weight(stated: str | None, ours: float) -> str | None:
    """The stated weight, if it is not ours rounded as much."""
    if stated is None:
        return None
    try:
        exponent = int(Decimal(stated).as_tuple().exponent)
        is_same = abs(Decimal(str(ours)) - Decimal(stated)) <= Decimal(5).scaleb(exponent - 1)
    except InvalidOperation:
        return stated
    return None if is_same else stated


def promised(row: Json) -> str:
    """What is read of a value with the supplier's words beside it; those alone where they say the same."""
    read, stated = typed_text(row), row["text"]
    little = re.compile(r"\b(?:lit|at)\b|\.0*(?!\d)|(?<!\d)\.|(?<=\.\d)0+(?!\d)|[^\w<>≤≥.-]")
    letters = [little.sub("", text.replace("–", "-").replace("\u2212", "-").casefold()) for text in (read, stated)]
    is_same = letters[0] == letters[1] and (row.get("unit") or "") in stated
    return stated if not read or is_same else f"{read} stated: {stated}"


def differences(document: Json, page: PageText) -> list[str]:
    """Where the page says something else than the API."""
    found = [
        f"{name}: {page.by_id.get(name)!r} for {text!r}"
        for name, text in expected_texts(document)
        if page.by_id.get(name) != folded(text)
    ]
    tables = {
        "Specification table": [[row["test"], promised(row)] for row in document["specifications"]],
        "Evidence table": [
            [row["fact"], row["stated"] or "—", row["found"] or "—", f"{VERDICTS[row['verdict']]} {row['explanation']}"]
            for row in document["evidence"]
        ],
    }
    for name, rows in tables.items():
        read = [[cell.replace("\u2212", "-") for cell in row] for row in page.tables.get(name, [[]])[1:]]
        if read != [[folded(cell) for cell in row] for row in rows]:
            found.append(f"{name}: {read} for {rows}")
    if document["hill_formula"] and not set("+-") & set(document["hill_formula"]):
        shown, hill = page.by_id["formula"], page.by_id.get("hill-formula", page.by_id["formula"])
        is_same = shown == hill or read_formula(shown).hill_formula == hill
        found += [] if is_same and hill == document["hill_formula"] else [f"formula: {shown}, {hill}"]
    packs = [row[0] for row in page.tables.get("Packs and prices table", [[]])[1:]]
    sizes = [folded(pack["size"]) for pack in document["packs"]]
    is_there = len(packs) == len(sizes) and all(map(str.startswith, packs, sizes))
    found += [] if is_there else [f"packs: {packs}"]
    return found


@pytest.mark.parametrize("which", ["client", "sampled_client"])
def test_the_page_says_what_the_api_says(which: str, request: pytest.FixtureRequest) -> None:
    client: TestClient = request.getfixturevalue(which)
    compared = 0
    for document in every_product(client):
        page = PageText(client.get(product_path(document["catalog_number"])).text)
        assert differences(document, page) == [], document["catalog_number"]
        compared += 1
    assert compared >= SAMPLED


def test_a_difference_would_be_noticed(client: TestClient) -> None:
    document = client.get("/api/v1/products/XD95283").json()
    page = PageText(client.get("/products/XD95283").text)
    assert differences(document, page) == []
    assert len(differences({**document, "cas_rn": "64-17-5", "specifications": []}, page)) == 2
