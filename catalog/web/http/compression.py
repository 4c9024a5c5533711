"""Compression of answers with gzip (RFC 9110, 8.4), where the client accepts it and the answer becomes smaller.

A compressed answer is another representation, so it has an entity tag of its own: that of the plain one with ``-gzip``.
The application knows only plain tags. What a client sends back is turned into them here, also in ``If-Match``.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 1_000
"""A smaller answer fits into one packet of the network, compressed or not."""
LEVEL = 5
"""Of zlib. Level 9 takes three times as long for 3 % less."""
GZIP = 31
"""The window of zlib for the gzip format."""
LONG_BYTES = 1 << 16
"""Longer bodies are compressed in a thread, so that other answers do not wait."""
SUFFIX = b"-gzip"

_TEXTS = ("text/", "chemical/")
_KINDS = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "application/jsonl",
        "application/x-ndjson",
        "application/xml",
    }
)
_ENDINGS = ("+json", "+xml")

RawHeaders = Sequence[tuple[bytes, bytes]]


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Tell whether an ``Accept-Encoding`` accepts gzip.

    >>> [accepts_gzip(text) for text in (b"gzip, deflate, br", b"gzip;q=0, *", b"*;q=0.1", b"identity", b"")]
    [True, False, True, False, False]
    """
    weights = {}
    for item in accept_encoding.decode("latin-1").lower().split(","):
        name, _, weight = item.partition(";")
        weights[name.strip()] = weight.replace(" ", "").removeprefix("q=") or "1"
    try:
        return float(weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))) > 0
    except ValueError:
        return False


@lru_cache(maxsize=256)
def is_compressible(media_type: str) -> bool:
    """Tell whether answers of a media type become smaller. Pictures and workbooks are compressed already.

    >>> [is_compressible(text) for text in ("text/csv; charset=utf-8", "image/svg+xml", "application/pdf", "image/png")]
    [True, True, False, False]
    """
    kind = media_type.partition(";")[0].strip().lower()
    return kind.startswith(_TEXTS) or kind in _KINDS or kind.endswith(_ENDINGS)


def gzip(content: bytes, level: int = LEVEL) -> bytes:
    """Return a content compressed; always the same bytes for the same content."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    return compressor.compress(content) + compressor.flush()


def varies(headers: RawHeaders, size: int | None) -> bool:
    """Tell whether an answer of this size is compressed for clients that accept it. None is a size not known yet."""
    found = {name.lower(): value for name, value in headers}
    if b"content-encoding" in found or b"content-range" in found or (size is not None and size < LEAST_BYTES):
        return False
    return is_compressible(found.get(b"content-type", b"").decode("latin-1"))


def with_variation(headers: RawHeaders) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer, saying that it depends on ``Accept-Encoding``."""
    changed = MutableHeaders(raw=list(headers))
    changed.add_vary_header("Accept-Encoding")
    return changed.raw


def compressed_headers(headers: RawHeaders, size: int | None) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer for its compressed body. None is a size not known yet.

    The length stands where that of the plain body stood.
    """
    changed: list[tuple[bytes, bytes]] = [(b"content-encoding", b"gzip")] if size is None else []
    for name, value in with_compressed_tag(headers):
        if name == b"content-length":
            changed += [] if size is None else [(b"content-encoding", b"gzip"), (name, b"%d" % size)]
        elif name != b"accept-ranges":
            changed.append((name, value))
    return changed


def with_compressed_tag(headers: RawHeaders) -> list[tuple[bytes, bytes]]:
    """Return headers with the entity tag of the compressed representation."""
    return [(name, compressed_tag(value) if name == b"etag" else value) for name, value in headers]


def compressed_tag(tag: bytes) -> bytes:
    """Return the entity tag of the compressed representation.

    >>> compressed_tag(b'"1-ab"'), plain_tags(b'"1-ab-gzip", W/"2"')
    (b'"1-ab-gzip"', b'"1-ab", W/"2"')
    """
    return tag[:-1] + SUFFIX + b'"' if tag.endswith(b'"') else tag


def plain_tags(header: bytes) -> bytes:
    """Return a header of entity tags with those of the plain representations."""
    return header.replace(SUFFIX + b'"', b'"')


@dataclass(slots=True)
class _Answer:
    """One answer on its way to a client that accepts gzip or not.

    Attributes:
        send: sends to the client.
        accepts: whether the client accepts gzip.
        known: the entity tags of compressed answers that the client named.
        start: the start, held back until the first part of the body shows whether it is the whole.
        compressor: what compresses a body that comes in parts.
    """

    send: Send
    accepts: bool
    known: bytes
    start: Message | None = None
    compressor: zlib._Compress | None = None

    async def pass_on(self, message: Message) -> None:
        """Send a message of the answer, compressed if that is possible."""
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] != "http.response.body":
            await self.send(message)
        elif self.start is not None:
            await self._begin(message)
        elif self.compressor is not None:
            await self._continue(message)
        else:
            await self.send(message)

    async def _begin(self, message: Message) -> None:
        """Send the start, and the first part of the body."""
        start, self.start = self.start, None
        assert start is not None  # noqa: S101  # The caller has seen it.
        body, more = message.get("body", b""), message.get("more_body", False)
        if start["status"] == 304:
            headers = with_variation(start["headers"])
            start = {**start, "headers": with_compressed_tag(headers) if self._knows(headers) else headers}
        elif start["status"] >= 200 and varies(start["headers"], None if more else len(body)):
            start = {**start, "headers": with_variation(start["headers"])}
            if self.accepts:
                await self._compress(start, body, more=more)
                return
        await self.send(start)
        await self.send(message)

    def _knows(self, headers: RawHeaders) -> bool:
        """Tell whether the client named the entity tag of the compressed answer."""
        return any(name == b"etag" and compressed_tag(value) in self.known for name, value in headers)

    async def _compress(self, start: Message, body: bytes, *, more: bool) -> None:
        if more:
            self.compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
            await self.send({**start, "headers": compressed_headers(start["headers"], None)})
            await self._continue({"type": "http.response.body", "body": body, "more_body": True})
            return
        content = await run_sync(gzip, body) if len(body) > LONG_BYTES else gzip(body)
        await self.send({**start, "headers": compressed_headers(start["headers"], len(content))})
        await self.send({"type": "http.response.body", "body": content})

    async def _continue(self, message: Message) -> None:
        """Send one part of a body. It arrives at once, and does not wait for the next."""
        more = message.get("more_body", False)
        squeeze = partial(self._squeezed, message.get("body", b""), is_last=not more)
        content = await run_sync(squeeze) if len(message.get("body", b"")) > LONG_BYTES else squeeze()
        await self.send({"type": "http.response.body", "body": content, "more_body": more})

    def _squeezed(self, part: bytes, *, is_last: bool) -> bytes:
        assert self.compressor is not None  # noqa: S101  # Only called for a compressed answer.
        return self.compressor.compress(part) + self.compressor.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)


class Compression:
    """ASGI middleware that compresses answers. What asks for a range of bytes gets plain bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with plain entity tags, and the answer back compressed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        accepts = has_range = False
        known = b""
        headers = []
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepts = accepts or accepts_gzip(value)
            elif name == b"range":
                has_range = True
            elif name in (b"if-none-match", b"if-match") and SUFFIX in value:
                known += value
                headers.append((name, plain_tags(value)))
                continue
            headers.append((name, value))
        answer = _Answer(send, accepts and not has_range, known)
        await self.app({**scope, "headers": headers} if known else scope, receive, answer.pass_on)
