"""A catalog with a few products and revisions, and an editor who is signed in, for tests of the desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from fastapi.testclient import TestClient

from tests.web.conftest import make_key

OWN = {"sec-fetch-site": "same-origin"}
API = "/api/v1/admin/products"
DESK = "/editor/suppliers/house/products"

WATER = {"name": "Water", "cas_rn": "7732-18-5", "formula": "H2O", "assay": "99 %", "pack:1 L": "9 EUR"}


def sign_in(client: TestClient, url: str) -> dict[str, str]:
    """Sign in, and return the header of the same key for the API."""
    key = make_key(url, "editor")
    answer = client.post("/editor/sign-in", data={"key": key["Authorization"].removeprefix("Bearer ")}, headers=OWN)
    assert answer.status_code == 303
    return key


def keep(
    client: TestClient, key: dict[str, str], number: str, fields: Mapping[str, str | None], reason: str = ""
) -> None:
    """Add a product, or change fields of it."""
    is_new = client.get(f"/api/v1/products/{number}").status_code == 404
    send = client.put if is_new else client.patch
    condition = {"If-None-Match": "*"} if is_new else {"If-Match": "*"}
    answer = send(f"{API}/{number}", json=fields, params={"reason": reason}, headers={**key, **condition})
    assert answer.status_code == 200, answer.text


def text_of(page: str) -> str:
    """The words of a page without its tags, with one blank between."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
