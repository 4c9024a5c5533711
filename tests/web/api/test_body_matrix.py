"""Bodies that break parsers, sent to every route that takes JSON: never an error of ours, always a problem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from catalog.settings import Settings
from catalog.web.app import create_app
from catalog.web.http.problems import MEDIA_TYPE
from tests.conftest import migrated
from tests.web.api.test_contract import DESCRIPTION
from tests.web.conftest import make_key

API = "/api/v1"
PRODUCT = {"name": "Ethanol", "cas_rn": "64-17-5", "smiles": "CCO"}
BODIES: dict[tuple[str, str], dict[str, object]] = {
    ("post", f"{API}/admin/compounds/{{key}}/cas-rns"): {"cas_rn": "64-17-5", "relation": "salt", "reason": "why"},
    ("post", f"{API}/admin/compounds/{{key}}/merge"): {"into": "64-17-5", "reason": "why"},
    ("post", f"{API}/admin/compounds/{{key}}/split"): {"catalog_numbers": ["A-1"], "reason": "why"},
    ("post", f"{API}/admin/drafts"): {
        "drafts": [1],
        "action": "ignore",
        "code": "cas-invalid",
        "field": "cas_rn",
        "fields": {"assay": "98%"},
        "reason": "why",
    },
    ("post", f"{API}/admin/keys"): {"name": "k", "role": "reader", "person": 1, "expires_at": "2050-01-01T00:00:00Z"},
    ("post", f"{API}/admin/product-changes"): {
        "action": "set",
        "fields": {"grade": "AR"},
        "discontinued": "2026",
        "replaced_by": "A-1",
        "revisions": [1],
        "reason": "why",
    },
    ("post", f"{API}/admin/product-changes/look"): {
        "action": "set",
        "fields": {"grade": "AR"},
        "discontinued": "2026",
        "replaced_by": "A-1",
    },
    ("post", f"{API}/admin/review/texts/{{item}}"): {"decision": "remove"},
    ("post", f"{API}/admin/review/warnings/{{item}}"): {
        "decision": "leave",
        "code": "transport-unread",
        "reason": "why",
    },
    ("post", f"{API}/admin/review/reports/{{item}}"): {"answer": "mended"},
    ("post", f"{API}/admin/review/requests/{{item}}"): {"answer": "quoted"},
    ("post", f"{API}/admin/review/compounds"): {
        "decision": "apart",
        "key": "64-17-5",
        "into": "64-17-6",
        "reason": "why",
    },
    ("patch", f"{API}/admin/uploads/{{upload}}"): {"columns": {"Art": "name"}, "supplier": "Nord", "remember": False},
    ("patch", f"{API}/admin/products/{{catalog_number}}"): {"assay": "98%", "spec:Water": "0.1 % max"},
    ("put", f"{API}/admin/products/{{catalog_number}}"): {**PRODUCT, "spec:Water": "0.1 % max"},
    ("post", f"{API}/admin/products/{{catalog_number}}/restore"): {"revision": 1},
    ("patch", f"{API}/admin/suppliers/{{supplier}}"): {"name": "House", "country": "FR"},
    ("post", f"{API}/admin/users"): {"name": "Ada", "email": "ada@example.org", "role": "reader"},
    ("post", f"{API}/admin/users/{{user}}/forget"): {"also": ["Ada"]},
    ("patch", f"{API}/admin/users/{{user}}"): {"role": "editor", "disabled": False},
    ("post", f"{API}/check"): {"catalog_number": "A-1", **PRODUCT, "specifications": {"Water": "0.1 %"}, "assay": 98.5},
    ("post", f"{API}/lookup"): {"identifiers": ["64-17-5", "CCO"]},
}
BODIES |= {
    (method, path.replace("/admin/products/", "/admin/suppliers/{supplier}/products/")): body
    for (method, path), body in BODIES.items()
    if "/admin/products/" in path
}
"""A body that each route takes, by method and path."""

NO_JSON = [
    b"",
    b" ",
    b"{",
    b"nothing",
    b"{'a': 1}",
    b'{"a": 1,}',
    b'{"a": 1} {"b": 2}',
    b'{"a": "\xff"}',
    b'{"a": "\xed\xa0\x80"}',
    b'{"\xc3\x28": 1}',
    b'{"a": "\x00"}',
    b"\x00",
    b'{"a": 01}',
    b'{"a": "\\x"}',
    "{}".encode("utf-16"),
    b"\x1f\x8b\x08\x00",
    b"[" * 100_000,
    b'{"a":' * 100_000,
]
"""What is no JSON at all (RFC 8259): refused wherever it is sent."""

NO_OBJECT = [b"null", b"true", b"1", b'"a"', b"[]", b"[{}]", b"[" * 200 + b"]" * 200]
"""JSON, but not what any route takes."""

REFUSED_VALUES = [b"NaN", b"Infinity", b"-Infinity"]
"""What Python reads and JSON does not know."""

VALUES = [
    b"1e400",
    b"-1e400",
    b"1e-400",
    b"1" + b"0" * 30,
    b"-1" + b"0" * 30,
    b"9" * 5_000,
    b"0." + b"9" * 5_000,
    rb'"\u0000"',
    rb'"a\u0000b"',
    rb'"\ud800"',
    rb'"\udc00\ud800"',
    rb'"\ud800\u0041"',
    rb'"\uffff"',
    rb'"\u202eevil\u202c"',
    rb'"\u2066\u200b\u200d\u2060\ufeff"',
    "\u202e\u200b".join('""').encode(),
    rb'"\r\nSet-Cookie: a=b"',
    b'""',
    b'" "',
    b'"' + b"a" * 150_000 + b'"',
    b'"' + "é".encode() * 2_001 + b'"',
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"[null]",
    b'["a", 1, null, {}]',
    b"[" * 400 + b"]" * 400,
    b'{"a":' * 400 + b"1" + b"}" * 400,
]
"""Stands in the place of each value of a body in turn, and of each name where it is a text."""

CONTENT_TYPES = [
    "text/plain",
    "text/html",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=a",
    "application/json-seq",
    "json",
    "/",
    ";",
    "",
]
"""Under none of these is a body JSON."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over a catalog of one product and one person, for an admin."""
    folder = tmp_path_factory.mktemp("bodies")
    url = f"sqlite:///{folder}/catalog.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with ExitStack() as stack:
        database = stack.enter_context(migrated(url))
        if not database.is_sqlite:
            # Other tests had people in this database. The first of this catalog is number 1 all the same.
            with database.write() as connection:
                connection.execute(text("ALTER SEQUENCE people_id_seq RESTART"))
        application = create_app(Settings(database_url=url))
        client = stack.enter_context(TestClient(application, raise_server_exceptions=False))
        client.headers.update(make_key(url, "admin"))
        invited = client.post(f"{API}/admin/users", json={"name": "Eve", "email": "eve@example.org", "role": "reader"})
        assert (invited.status_code, invited.json()["person"]["id"]) == (201, 1), invited.text
        made = client.put(f"{API}/admin/products/A-1", json=PRODUCT, headers={"If-None-Match": "*"})
        assert made.status_code == 200, made.text
        yield client


def texts_of(body: dict[str, object], value: bytes) -> Iterator[bytes]:
    """The body with a value in each place, and with a name of that text beside the others."""
    for name, usual in body.items():
        yield json.dumps({**body, name: "\0"}).encode().replace(rb'"\u0000"', value)
        if isinstance(usual, list):
            yield json.dumps({**body, name: ["\0"]}).encode().replace(rb'"\u0000"', value)
    if value.startswith(b'"'):
        for family in (b"", b"spec:", b"identifier:"):
            name_too = json.dumps({**body, "\0": "a"}).encode()
            yield name_too.replace(rb'"\u0000"', b'"' + family + value[1:])
    else:
        yield json.dumps({**body, "unknown": "\0", "spec:Unknown": "\0"}).encode().replace(rb'"\u0000"', value)


def send(
    client: TestClient, method: str, path: str, content: bytes, content_type: str = "application/json"
) -> str | None:
    """What is wrong with the answer to a body, if anything is; its status where it is refused."""
    address = (
        path.replace("{key}", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N")
        .replace("{catalog_number}", "A-1")
        .replace("{supplier}", "house")
        .replace("{user}", "1")
        .replace("{item}", "1")
        .replace("{upload}", "0" * 32)
    )
    headers = {"If-Match": "*", **({"Content-Type": content_type} if content_type else {})}
    answer = client.request(method, address, content=content, headers=headers)
    shown = f"{answer.status_code} to {content[:80]!r} as {content_type}: {answer.text[:200]}"
    if answer.status_code >= 500:
        return shown
    if answer.status_code < 400:
        return f"taken: {shown}"
    problem = json.loads(answer.text)
    is_problem = answer.headers["content-type"] == MEDIA_TYPE and problem["status"] == answer.status_code
    return None if is_problem and len(problem["detail"]) > 10 else f"no problem: {shown}"


def test_every_route_that_takes_json_is_here() -> None:
    routes = {
        (method, path)
        for path, operations in DESCRIPTION["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", ())
    }
    assert routes == BODIES.keys()


@pytest.mark.parametrize(("method", "path"), BODIES)
class TestEveryRoute:
    def test_refuses_what_is_no_json(self, served: TestClient, method: str, path: str) -> None:
        assert [wrong for content in (*NO_JSON, *NO_OBJECT) if (wrong := send(served, method, path, content))] == []

    def test_refuses_what_json_does_not_know(self, served: TestClient, method: str, path: str) -> None:
        bodies = [text for value in REFUSED_VALUES for text in texts_of(BODIES[method, path], value)]
        assert [wrong for content in bodies if (wrong := send(served, method, path, content))] == []

    def test_refuses_a_name_that_comes_twice(self, served: TestClient, method: str, path: str) -> None:
        body = json.dumps(BODIES[method, path])
        twice = [f"{body[:-1]}, {body[1:]}".encode(), body.replace("}", ', "a": 1, "\\u0061": 2}').encode()]
        assert [wrong for content in twice if (wrong := send(served, method, path, content))] == []

    def test_refuses_what_it_is_not_told_to_be_json(self, served: TestClient, method: str, path: str) -> None:
        body = json.dumps(BODIES[method, path]).encode()
        assert [wrong for kind in CONTENT_TYPES if (wrong := send(served, method, path, body, kind))] == []

    def test_takes_or_refuses_any_value(self, served: TestClient, method: str, path: str) -> None:
        bodies = [text for value in VALUES for text in texts_of(BODIES[method, path], value)]
        answers = [send(served, method, path, content) for content in bodies]
        assert [wrong for wrong in answers if wrong and not wrong.startswith("taken")] == []


def test_the_catalog_can_still_be_read_afterwards(served: TestClient) -> None:
    for path in ("products/A-1", "products?q=ethanol", "changes", "products/A-1/revisions", "products/A-1.csv"):
        answer = served.get(f"{API}/{path}")
        assert answer.status_code == 200, answer.text
        answer.text.encode()
