"""JSON bodies, read in one place, with limits on depth and number of values, and only standard JSON.

Python's reader accepts ``NaN``, numbers that are too large, unpaired surrogates and repeated names, and raises an
exception for deep nesting. So the text is scanned first, once from left to right, and every refusal says where.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from catalog.errors import InvalidQuery

SMALL_BYTES = 16 << 10
"""Bodies up to this size are read on the event loop, in 5 ms at most."""
DEEPEST = 32
"""How deep values may be nested."""
MOST_VALUES = 5_000
"""How many names and values a body may have."""
LONGEST_NUMBER = 100
"""How many characters a number may have."""
LARGEST_INTEGER = 2**63 - 1
"""The largest integer that both databases can keep."""

_TOKEN = re.compile(
    r"""\s*+(?:(?P<string>"(?:[^"\\]++|\\.)*+"?)|(?P<open>[\[{])|(?P<close>[\]}])|[,:]|(?P<other>[^\s\[\]{},:"]++)|\Z)""",
    re.DOTALL,
)
"""Every text is a sequence of these tokens, so each part is read only once."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?P<fraction>(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)")


def read_json(body: bytes) -> object:
    """Return the value that a JSON body holds.

    Raises:
        InvalidQuery: it is not JSON (RFC 8259), or holds something that is not accepted.

    >>> read_json(b'{"identifiers": ["50-78-2"]}')
    {'identifiers': ['50-78-2']}
    >>> read_json(b'{"price": 1e400}')
    Traceback (most recent call last):
    ...
    catalog.errors.InvalidQuery: The body has a number that is too large at line 1, column 11.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8: the byte at position {error.start} (counted from 0) is not valid."
        raise InvalidQuery(message, stated="", field="body") from error
    _Scan(text).check()
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        trouble = f"{error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')}"
        raise _refused(text, error.pos, f"is not JSON: {trouble}") from error


class _Scan:
    """One pass over a text. It knows the objects and lists that are open at the current position."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values = 0
        self._open: list[set[str] | None] = []
        """The names in each open object; None for an open list."""
        self._before = ""
        """The previous token, which shows whether a string is a name or a value."""

    def check(self) -> None:
        """Check the whole text.

        Raises:
            InvalidQuery: it holds something that is not accepted. Python's reader reports errors of syntax.
        """
        for token in _TOKEN.finditer(self._text):
            kind, text = token.lastgroup, token[0].lstrip()
            if kind == "close":
                del self._open[-1:]
            elif kind is not None:
                trouble = self._value(kind, text)
                if trouble is not None:
                    raise _refused(self._text, token.start(kind), trouble)
            self._before = text if kind != "string" else ""

    def _value(self, kind: str, text: str) -> str | None:
        """Return what is wrong with a name or value, or None."""
        self._values += 1
        if self._values > MOST_VALUES:
            return f"has more than {MOST_VALUES:,} names and values"
        if kind == "open":
            self._open.append(set() if text == "{" else None)
            return f"is nested more than {DEEPEST} deep" if len(self._open) > DEEPEST else None
        if kind == "other":
            return _trouble_of_literal(text)
        names = self._open[-1] if self._open and self._before in ("{", ",") else None
        return _trouble_of_string(text, names)


def _trouble_of_literal(text: str) -> str | None:
    number = _NUMBER.fullmatch(text)
    if number is None:
        return None if text in ("true", "false", "null") else f"has {text[:20]!r}, which is not JSON,"
    if len(text) > LONGEST_NUMBER:
        return f"has a number of more than {LONGEST_NUMBER} characters"
    is_integer = not number["fraction"]
    too_large = not -LARGEST_INTEGER <= int(text) <= LARGEST_INTEGER if is_integer else math.isinf(float(text))
    return "has a number that is too large" if too_large else None


def _trouble_of_string(text: str, names: set[str] | None) -> str | None:
    """Return what is wrong with a string, or None. ``names`` are the names of its object if the string is a name."""
    if names is None and "\\u" not in text:
        return None
    try:
        value: str = json.loads(text)
        value.encode()
    except json.JSONDecodeError:
        return None  # Python's reader meets the same error and reports it.
    except UnicodeEncodeError:
        return "has half of a surrogate pair in a text"
    if names is not None:
        if value in names:
            return f"has the name {value[:40]!r} twice in one object, the second time"
        names.add(value)
    return None


def _refused(text: str, position: int, trouble: str) -> InvalidQuery:
    line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
    return InvalidQuery(f"The body {trouble} at line {line}, column {column}.", stated="", field="body")


_READER = ThreadPoolExecutor(1, "catalog-json")
"""Reads large bodies one by one: so the event loop shares the interpreter with one thread, not with many."""


class JsonRequest(Request):
    """A request that reads JSON with ``read_json``, in another thread if the body is large."""

    async def json(self) -> object:
        """Return the value in the body."""
        if not hasattr(self, "_json"):
            body = await self.body()
            if len(body) > SMALL_BYTES:
                self._json = await asyncio.get_running_loop().run_in_executor(_READER, read_json, body)
            else:
                self._json = read_json(body)
        return self._json


class JsonRoute(APIRoute):
    """A route for JSON bodies (``APIRouter(route_class=JsonRoute)``)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return a handler that reads the body first: FastAPI would answer 400 to every error raised while it reads."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_and_handle(request: Request) -> Response:
            """Read a JSON body, then handle the request. Any other body is left to the request itself."""
            if not is_json(request.headers.get("content-type", "")):
                return await handle(request)
            asked = JsonRequest(request.scope, request.receive)
            if await asked.body():
                await asked.json()
            return await handle(asked)

        return read_and_handle


def is_json(content_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 6839, 3.1).

    >>> is_json("application/json; charset=utf-8"), is_json("application/problem+json"), is_json("text/plain")
    (True, True, False)
    """
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
