"""Requests must be text: an address or header that is not valid text is refused before anything reads it.

Otherwise the two databases would differ: PostgreSQL does not accept NUL. Bytes that are not UTF-8 would be read as
characters that nobody sent.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from catalog.web.http.problems import ProblemPage, refusal_response

READ_HEADERS = frozenset(
    {
        "accept", "accept-language", "authorization", "content-type", "cookie", "host", "if-match", "if-none-match",
        "origin", "sec-fetch-site",
    }
)  # fmt: skip
"""The headers that some route reads. Clients may fill the others with any bytes (RFC 9110, 5.5)."""
_READ = frozenset(name.encode() for name in READ_HEADERS)


class ReadableRequests:
    """ASGI middleware that answers 422 if the address or a header is not UTF-8, or the address contains NUL."""

    def __init__(self, app: ASGIApp, problem_page: ProblemPage) -> None:
        self.app = app
        self.problem_page = problem_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        broken = _broken_part(scope) if scope["type"] == "http" else None
        if broken is None:
            await self.app(scope, receive, send)
            return
        detail = f"The {broken} is not UTF-8, or has a NUL character. Encode it as UTF-8."
        request = Request(scope, receive)
        await refusal_response(self.problem_page, request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)(
            scope, receive, send
        )


def _broken_part(scope: Scope) -> str | None:
    """Return the part of a request that is not text, or None."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    if not _is_text(unquote_to_bytes(path)):
        return "address"
    if not _is_text(unquote_to_bytes(scope["query_string"])):
        return "query in the address"
    broken = (name for name, value in scope["headers"] if name in _READ and not _is_text(value))
    name = next(broken, None)
    return None if name is None else f"header {name.decode()}"


def _is_text(value: bytes) -> bool:
    if value.isascii():
        return 0 not in value
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return 0 not in value
