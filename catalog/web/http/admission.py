"""Admission of requests: limits for the size of a body and for the number of requests in work at once."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.web.http.problems import problem_response

FORM_BYTES = 64 << 10
"""The largest URL-encoded form; reading it takes 10 ms. Longer texts are sent as multipart."""
MOST_IN_WORK = 1_000
"""How many requests one process works on at once: those received in full and not answered yet."""
BUSY = "The server is busy with other requests. Try again in 1 s."
ENDING = "The server is being stopped. Send the request again."
RETRY = {"Retry-After": "1"}

_DOCUMENT = re.compile("/api/v1/admin/products/.+/documents/[^/]+")
_UNTOUCHED = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that have no body to read."""
_ALWAYS = "/healthz"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large a body may be, in bytes.

    Attributes:
        json_bytes: JSON, and everything else that is not an upload.
        upload_bytes: a form with files, or a document of a product.
    """

    json_bytes: int
    upload_bytes: int

    def limit_of(self, scope: Scope, content_type: str) -> tuple[int, str]:
        """Return the limit for a request, and the words for it."""
        kind = content_type.partition(";")[0].strip().lower()
        is_document = scope["method"] == "PUT" and _DOCUMENT.fullmatch(scope["path"])
        if kind == "multipart/form-data" or is_document:
            return self.upload_bytes, f"the limit for uploads is {self.upload_bytes:,} (CATALOG_UPLOAD_BYTES)"
        if kind == "application/x-www-form-urlencoded":
            limit = min(FORM_BYTES, self.json_bytes)
            return limit, f"the limit for forms is {limit:,}. Send longer ones as multipart/form-data"
        return self.json_bytes, f"the limit for JSON is {self.json_bytes:,} (CATALOG_JSON_BYTES)"


class Admission:
    """ASGI middleware around the routes. It refuses when the body is read, so the route's own error answer is kept."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self.app = app
        self.limits = limits
        self.in_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, unless there are too many."""
        if scope["type"] != "http" or scope["path"] == _ALWAYS:
            await self.app(scope, receive, send)
            return
        visit = _Visit(self, scope, receive, send)
        if not visit.has_body and not visit.begin():
            answer = problem_response(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, headers=RETRY)
            await answer(scope, receive, send)
            return
        try:
            await self.app(scope, visit.receive if visit.has_body else receive, visit.send)
        except asyncio.CancelledError:
            # The server is stopping, and has waited for this request as long as it may.
            if not visit.is_answered:
                answer = problem_response(HTTPStatus.SERVICE_UNAVAILABLE, ENDING, headers=RETRY)
                await answer(scope, receive, send)
        finally:
            visit.end()


class _Visit:
    """One request: it waits while its body arrives, and is in work until its answer begins."""

    def __init__(self, door: Admission, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        stated = headers.get("content-length", "")
        self.has_body = bool(stated or "transfer-encoding" in headers) and scope["method"] not in _UNTOUCHED
        self._door = door
        self._receive = receive
        self._send = send
        self._stated = int(stated) if stated.isdecimal() else 0
        self._limit, self._words = door.limits.limit_of(scope, headers.get("content-type", ""))
        self._read = 0
        self._works = self._passes = self.is_answered = False

    def begin(self) -> bool:
        """Begin the work. Return False if too much is in work already."""
        self._works = self._door.in_work < MOST_IN_WORK
        self._door.in_work += self._works
        return self._works

    def end(self) -> None:
        """End the work, if it was begun."""
        self._door.in_work -= self._works
        self._works = False

    async def send(self, message: Message) -> None:
        """Pass an answer on. While the client takes it, the request does not count as work."""
        if message["type"] == "http.response.start":
            self._passes = self.is_answered = True
            self.end()
        await self._send(message)

    async def receive(self) -> Message:
        """Pass a part of the body on.

        Raises:
            HTTPException: the body is too large, the client left before its end, or too many requests are in work.
        """
        if self._passes:
            return await self._receive()
        if self._stated > self._limit:
            raise self._too_large()
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(HTTPStatus.BAD_REQUEST, "The client left before its request was complete.")
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise self._too_large()
        if not message.get("more_body", False):
            self._passes = True
            if not self.begin():
                raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, RETRY)
        return message

    def _too_large(self) -> HTTPException:
        size = f"{self._stated:,}" if self._stated > self._limit else f"more than {self._limit:,}"
        detail = f"The body has {size} bytes; {self._words}."
        return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, {"Connection": "close"})
