"""The log of a server: lines for people or as JSON, each with the id of the request that it belongs to.

No line has a query, a body or a header. Only a wrong key or password is logged with the address of the client.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

LogForm = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered."""

PATH_CHARACTERS = 200
_SECRET = re.compile(r"[\w-]{32,}")
"""What may be a one-time token, or that of an upload."""
_FACTS = ("method", "path", "status", "milliseconds")
"""What the line of a request has beside its message."""


def logged_path(path: str) -> str:
    """Return a path as the log may have it: encoded, without anything that may be secret, not too long.

    >>> logged_path("/editor/welcome/nX3Zk0Q1yPqLr8s7T-uVwXyZaBcDeFgHiJkLmNoPqRs"), logged_path("/products/A 1")
    ('/editor/welcome/…', '/products/A%201')
    """
    return _SECRET.sub("…", quote(path))[:PATH_CHARACTERS]


def begin_log(form: LogForm, level: LogLevel) -> None:
    """Write the log to standard error. Other libraries write warnings only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else ConsoleLines())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("catalog").setLevel(level.upper())


class ConsoleLines(logging.Formatter):
    """Lines for people: ``2026-11-30T22:10:00.123Z info catalog.web [id] message``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, and below it the traceback, if there is one."""
        name = REQUEST_ID.get()
        whose = f" [{name}]" if name else ""
        # No text of a client can look like a line of its own.
        message = record.getMessage().replace("\n", "\n    ")
        line = f"{_time(record)} {record.levelname.lower()} {record.name}{whose} {message}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """JSON Lines: each record is an object, with what the line of a request tells as fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return an object in one line."""
        told: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (name := REQUEST_ID.get()) is not None:
            told["request_id"] = name
        told |= {fact: getattr(record, fact) for fact in _FACTS if hasattr(record, fact)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
