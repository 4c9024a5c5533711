"""A catalog with a few products and revisions, and an editor who is signed in, for tests of the desk."""

from __future__ import annotations

import re
import time
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


def settled(client: TestClient, path: str) -> str:
    """A page of the desk, as soon as the work that it tells of has ended."""
    for _ in range(3_000):
        answer = client.get(path, headers={"accept": "text/html"})
        if answer.status_code == 303:
            path = answer.headers["location"]
        elif answer.status_code != 200 or "data-progress" not in answer.text:
            return answer.text
        else:
            time.sleep(0.02)
    raise AssertionError(f"{path} still works")


def upload(client: TestClient, content: bytes, name: str = "rows.csv", **fields: str) -> str:
    """The address of an upload, looked at."""
    answer = client.post("/editor/uploads", files={"file": (name, content)}, data=fields, headers=OWN)
    assert answer.status_code == 303, answer.text
    settled(client, answer.headers["location"])
    return str(answer.headers["location"])


def commit(client: TestClient, upload: str) -> str:
    """The address of the run of an upload, done."""
    answer = client.post("/editor/imports", data={"token": upload.rsplit("/", 1)[1]}, headers=OWN)
    assert answer.status_code == 303, answer.text
    settled(client, answer.headers["location"])
    led = client.get(answer.headers["location"])
    assert led.status_code == 303, led.text
    return str(led.headers["location"])
