"""JSON bodies: what is taken, what is refused, and where the refusal says that it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidQuery
from catalog.settings import Settings
from catalog.web.app import create_app
from catalog.web.http.json_bodies import DEEPEST, MOST_VALUES, read_json
from tests.web.conftest import make_key

DEEP = b"[" * DEEPEST + b"1" + b"]" * DEEPEST
MANY = b"[" + b"1," * (MOST_VALUES - 2) + b"1]"
KEYS = b"{" + b",".join(b'"%d":1' % number for number in range(MOST_VALUES)) + b"}"

REFUSED = [
    pytest.param(b'{"a": NaN}', "has 'NaN', which is not JSON, at line 1, column 7", id="NaN"),
    pytest.param(b'{"a":\n [1, -Infinity]}', "has '-Infinity', which is not JSON, at line 2, column 6", id="Infinity"),
    pytest.param(b'{"a": 1e400}', "has a number that is too large at line 1, column 7", id="1e400"),
    pytest.param(b"[-1" + b"0" * 30 + b"]", "has a number that is too large at line 1, column 2", id="10^30"),
    pytest.param(b"[9223372036854775808]", "has a number that is too large at line 1, column 2", id="2^63"),
    pytest.param(b"1" * 5000, "has a number of more than 100 characters at line 1, column 1", id="5,000 figures"),
    pytest.param(b"0." + b"1" * 5000, "has a number of more than 100 characters at line 1, column 1", id="fraction"),
    pytest.param(b'["a\xff"]', "is not UTF-8: the byte at position 3 ", id="not UTF-8"),
    pytest.param('["a"]'.encode("utf-16"), "is not UTF-8", id="UTF-16"),
    pytest.param(b'["\\ud800"]', "has half of a surrogate pair in a text at line 1, column 2", id="half a pair"),
    pytest.param(
        b'["\\udc00\\ud800"]', "has half of a surrogate pair in a text at line 1, column 2", id="a pair turned"
    ),
    pytest.param(b'[{"\\uDC00": 1}]', "has half of a surrogate pair in a text at line 1, column 3", id="in a name"),
    pytest.param(
        b'{"a": 1, "a": 1}', "has the name 'a' twice in one object, the second time at line 1, column 10", id="twice"
    ),
    pytest.param(b'[{"b": {"a": 1, "\\u0061": 2}}]', "has the name 'a' twice", id="twice, written otherwise"),
    pytest.param(b"[" + DEEP + b"]", f"is nested more than {DEEPEST} deep at line 1, column {DEEPEST + 1}", id="deep"),
    pytest.param(b'{"a":' * 100_000, f"is nested more than {DEEPEST} deep", id="very deep"),
    pytest.param(b"[1," + MANY[1:], "has more than 5,000 names and values", id="many values"),
    pytest.param(KEYS, "has more than 5,000 names and values", id="many names"),
    pytest.param(b'{"a":[' + b"[]," * 300_000 + b"1]}", "has more than 5,000 names and values", id="many lists"),
    pytest.param(b'{"a": 1,}', "is not JSON: expecting property name", id="a comma too many"),
    pytest.param(b'{"a" 1}', "is not JSON: expecting ':' delimiter at line 1, column 6", id="no colon"),
    pytest.param(b'["a', "is not JSON: unterminated string starting at line 1, column 2", id="no end of a string"),
    pytest.param(b'["a\\', "has '\\\\', which is not JSON", id="half of an escape"),
    pytest.param(b'["\\x"]', "is not JSON: invalid \\escape", id="no escape"),
    pytest.param(b'["a\x00"]', "is not JSON: invalid control character", id="NUL"),
    pytest.param(b"]]]", "is not JSON", id="nothing but ends"),
    pytest.param(b"1 2", "is not JSON: extra data at line 1, column 3", id="two values"),
    pytest.param(b"[01]", "has '01', which is not JSON,", id="a zero too many"),
    pytest.param("[\u0661]".encode(), "has '١', which is not JSON,", id="Arabic figures"),
    pytest.param(b" " * 900_000, "is not JSON: expecting value", id="blanks"),
    pytest.param(b'"' + b'\\"' * 400_000, "is not JSON: unterminated string", id="quotes"),
    pytest.param(b"a" * 900_000, "has 'aaaaaaaaaaaaaaaaaaaa', which is not JSON,", id="letters"),
]


@pytest.mark.parametrize(("body", "says"), REFUSED)
def test_what_is_refused_is_told_with_its_place(body: bytes, says: str) -> None:
    with pytest.raises(InvalidQuery, match=re.escape(f"The body {says}")):
        read_json(body)


@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        MANY,
        b"\xef\xbb\xbf[1]",
        b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}',
        b'{"a": "a", "b": "a"}',
        b'["\\ud83d\\ude00", "\\u0000", "\\\\ud800"]',
        b"[9223372036854775807, -0, 1e-400, 1.5E+10, true, false, null]",
        b"  \n 1 \t",
    ],
)
def test_what_is_taken_is_what_python_reads(body: bytes) -> None:
    assert read_json(body) == json.loads(body)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES, st.booleans())
def test_every_value_comes_back(value: object, plain: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=plain, indent=plain or None).encode()) == value


@given(st.binary() | st.text('{}[]",:\\u d8001eNaN.-', max_size=40).map(str.encode))
def test_nothing_is_taken_that_python_would_not_read(body: bytes) -> None:
    try:
        taken = read_json(body)
    except InvalidQuery:
        return
    assert json.loads(body) == taken


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=seeded_url, json_bytes=2_000_000))) as client:
        client.headers |= make_key(seeded_url, "editor") | {"If-Match": "*"}
        yield client


@pytest.fixture(scope="module")
def operations(served: TestClient) -> list[tuple[str, str]]:
    """Every operation that takes JSON."""
    paths: dict[str, dict[str, Any]] = served.get("/api/v1/openapi.json").json()["paths"]
    return [
        (method, re.sub(r"\{\w+\}", "XD95283", path))
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]


@pytest.mark.parametrize("body", [case.values[0] for case in REFUSED], ids=[case.id for case in REFUSED])
def test_every_call_that_takes_json_refuses_it(
    served: TestClient, operations: list[tuple[str, str]], body: bytes
) -> None:
    for place, (method, path) in enumerate(operations):
        kind = ("application/json", "application/vnd.x+json; charset=utf-8")[place % 2]
        answer = served.request(method, path, content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), path
        assert [error["field"] for error in answer.json()["errors"]] == ["body"]


def test_there_are_calls_that_take_json(operations: list[tuple[str, str]]) -> None:
    assert len(operations) >= 5
