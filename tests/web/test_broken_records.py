"""A record that comes alone over HTTP: whatever it holds, the answer is findings or a sentence, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from catalog.intake.editing import editing
from catalog.intake.fields import drafting
from catalog.web.api import check
from tests.intake import faults
from tests.web.conftest import make_key

BASE = {"catalog_number": "X1", "name": "Ethanol", "cas_rn": "64-17-5", "formula": "C2H6O"}
BOND = "\n\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n{}M  END\n".format(
    "    0.0000    0.0000    0.0000 C   0  0\n" * 2 + "  1  é  1  0\n"
)
BROKEN: list[dict[str, Any]] = [
    {"...": "x"},
    {".": "x", "..": ".", "...": "..."},
    {"specifications": {"..": "..."}, "variants": [{"...": "."}]},
    {"size": "5 g", "price": "9" * 28 + " EUR"},
    {"pack:5 g": f"{10**28} EUR"},
    {"packs": [{"size": "5 g", "price": 10**28, "currency": "EUR"}]},
    {"molecular_weight": 10**400},
    {"molfile": BOND},
    *({field: "\ud800"} for field in ("name", "molfile", "formula", "molecular_weight", "smiles", "spec:Water")),
    {"cas_rn": "64-17-\ud800"},
    {"spec:\ud800": "x"},
    {"catalog_number": "\ud800"},
    {"catalog_number": "A\x00"},
    {"catalog_number": "A" * 300},
    {"name": "\x00"},
    {"pack:5 g": ", " * 40_000},
]  # fmt: skip


def send(client: TestClient, method: str, path: str, body: object, headers: dict[str, str]) -> Response:
    content = json.dumps(body).encode()
    return client.request(method, path, content=content, headers={"Content-Type": "application/json", **headers})


def is_told(answer: Response) -> bool:
    """Tell whether a refusal says what is wrong, in a form that every program can read."""
    problem = answer.json()
    json.dumps(problem, ensure_ascii=False).encode()
    return answer.headers["Content-Type"] == "application/problem+json" and bool(problem["detail"])


@pytest.mark.parametrize("broken", BROKEN)
def test_is_checked(client: TestClient, broken: dict[str, Any]) -> None:
    answer = send(client, "POST", "/api/v1/check", BASE | broken, {})
    assert answer.status_code == 200 or (answer.status_code == 422 and is_told(answer)), answer.text
    if answer.status_code == 200:
        assert "record-failed" not in {finding["code"] for finding in answer.json()["findings"]}


def test_is_put_and_patched(own_client: TestClient, own_url: str) -> None:
    key = make_key(own_url, "editor")
    for number, broken in enumerate(BROKEN):
        place, fields = f"/api/v1/admin/products/X{number}", BASE | {"catalog_number": f"X{number}"}
        answer = send(own_client, "PUT", place, fields | broken, {**key, "If-None-Match": "*"})
        assert answer.status_code == 200 or (answer.status_code == 422 and is_told(answer)), (broken, answer.text)
        if answer.status_code != 200:
            assert send(own_client, "PUT", place, fields, {**key, "If-None-Match": "*"}).status_code == 200
        answer = send(own_client, "PATCH", place, broken, {**key, "If-Match": "*"})
        assert answer.status_code == 200 or (answer.status_code == 422 and is_told(answer)), (broken, answer.text)
        assert own_client.get(f"/products/X{number}", headers={"Accept": "text/html"}).status_code == 200


def test_at_which_the_program_fails_is_refused_with_a_sentence(
    own_client: TestClient, own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(own_url, "editor")
    place = "/api/v1/admin/products/X1"
    with monkeypatch.context() as patched:
        patched.setattr(check, "examine_fields", faults.fail)
        patched.setattr(editing, "prepare_edit", faults.fail)
        answers = [
            send(own_client, "POST", "/api/v1/check", BASE, {}),
            send(own_client, "PUT", place, BASE, {**key, "If-None-Match": "*"}),
        ]
    monkeypatch.setattr(drafting, "flatten", faults.fail)
    answers.append(send(own_client, "POST", "/api/v1/check", BASE, {}))
    for answer in answers:
        assert answer.status_code == 422
        assert is_told(answer)
        assert "(LookupError: nobody expected it)" in answer.json()["detail"]
