"""Compression: only for clients that accept it, with a tag of its own, and nothing held back of what is streamed."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from catalog.web.http.compression import LEAST_BYTES, Compression, accepts_gzip

LONG = b"caffeine, 58-08-2\n" * 200
TAG = '"1-ab"'


class Told:
    """What an application was asked, and what a client got."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.messages: list[Message] = []

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])


def ask(
    parts: Iterable[bytes],
    asked: Mapping[str, str] | None = None,
    answered: Mapping[str, str] | None = None,
    status: int = 200,
) -> Told:
    """Ask an application that answers with these parts."""
    told = Told()
    bodies = list(parts)
    headers = {"content-type": "application/json", "etag": TAG, "vary": "Accept", **(answered or {})}
    if len(bodies) == 1:
        headers["content-length"] = str(len(bodies[0]))

    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        told.asked = {name.decode(): value.decode() for name, value in scope["headers"]}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        for number, body in enumerate(bodies):
            more = number + 1 < len(bodies)
            await send({"type": "http.response.body", "body": body, "more_body": more})

    async def send(message: Message) -> None:
        told.messages.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    raw = [(name.encode(), value.encode()) for name, value in (asked or {}).items()]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": raw}
    asyncio.run(Compression(application)(scope, receive, send))
    return told


GZIP = {"accept-encoding": "gzip, deflate, br"}


def test_an_answer_is_compressed_for_a_client_that_accepts_it() -> None:
    told = ask([LONG], GZIP)
    assert gzip.decompress(told.body) == LONG
    assert told.headers["content-encoding"] == "gzip"
    assert told.headers["content-length"] == str(len(told.body))
    assert told.headers["etag"] == '"1-ab-gzip"'
    assert told.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accepted", [None, "identity", "br", "gzip;q=0", "*;q=0, br", "gzip;q=much"])
def test_an_answer_is_plain_for_others_and_says_that_it_varies(accepted: str | None) -> None:
    told = ask([LONG], {} if accepted is None else {"accept-encoding": accepted})
    assert (told.body, told.headers["etag"], told.headers["vary"]) == (LONG, TAG, "Accept, Accept-Encoding")
    assert "content-encoding" not in told.headers


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        (b"short", {}),
        (b"x" * (LEAST_BYTES - 1), {}),
        (LONG, {"content-type": "application/pdf"}),
        (LONG, {"content-type": "image/png"}),
        (LONG, {"content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
        (LONG, {"content-encoding": "gzip"}),
        (LONG, {"content-range": "bytes 0-9/20"}),
    ],
)
def test_what_would_not_become_smaller_stays_as_it_is(body: bytes, answered: dict[str, str]) -> None:
    told = ask([body], GZIP, answered)
    assert (told.body, told.headers["etag"], told.headers["vary"]) == (body, TAG, "Accept")


def test_a_range_is_asked_of_the_plain_bytes() -> None:
    told = ask([LONG], {**GZIP, "range": "bytes=0-9"})
    assert ("content-encoding" in told.headers, told.headers["etag"], told.body) == (False, TAG, LONG)


@pytest.mark.parametrize("name", ["if-none-match", "if-match"])
def test_the_application_sees_the_tags_that_it_gave(name: str) -> None:
    told = ask([LONG], {**GZIP, name: '"0", "1-ab-gzip", W/"2-gzip"'})
    assert told.asked[name] == '"0", "1-ab", W/"2"'
    told = ask([LONG], {**GZIP, name: '"1-gzip-b"'})
    assert told.asked[name] == '"1-gzip-b"'


@pytest.mark.parametrize(("known", "tag"), [('"1-ab-gzip"', '"1-ab-gzip"'), ('"1-ab"', '"1-ab"'), ("*", '"1-ab"')])
def test_a_304_has_the_tag_that_the_client_named(known: str, tag: str) -> None:
    told = ask([b""], {**GZIP, "if-none-match": known}, status=304)
    assert (told.status, told.headers["etag"], told.headers["vary"]) == (304, tag, "Accept, Accept-Encoding")
    assert "content-encoding" not in told.headers


PARTS = st.lists(st.binary(max_size=300), min_size=2, max_size=8)


@given(PARTS)
def test_each_part_of_a_stream_can_be_read_when_it_has_come(parts: list[bytes]) -> None:
    told = ask(parts, GZIP)
    reader = zlib.decompressobj(31)
    assert "content-length" not in told.headers
    assert len(told.messages) == len(parts) + 1
    for part, message in zip(parts, told.messages[1:], strict=True):
        assert reader.decompress(message["body"]) == part
    assert reader.eof


def test_a_long_body_comes_out_whole() -> None:
    body = LONG * 100
    assert gzip.decompress(ask([body], GZIP).body) == body
    assert gzip.decompress(ask([body, body], GZIP).body) == body * 2


def test_the_same_content_gives_the_same_bytes() -> None:
    assert ask([LONG], GZIP).body == ask([LONG], GZIP).body


@given(st.binary(max_size=40))
def test_any_wish_can_be_read(text: bytes) -> None:
    assert accepts_gzip(text) in (True, False)
