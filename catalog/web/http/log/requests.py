"""One line of the log for each request, and an id that the request, its answer and every line about it have."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.web.http.log.lines import REQUEST_ID, logged_path

logger = logging.getLogger("catalog.requests")

HEADER = b"x-request-id"
_TAKEN = re.compile(rb"[A-Za-z0-9._:-]{8,64}")
"""An id that a proxy or client gave. Any other is replaced."""


class RequestLog:
    """ASGI middleware around everything: it takes or gives ``X-Request-ID``, and writes the line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and log it when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, name, status = time.perf_counter(), _id_of(scope), 0

        async def send_with_id(message: Message) -> None:
            """Pass the answer on with the id."""
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (HEADER, name)]}
            await send(message)

        token = REQUEST_ID.set(name.decode())
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            if logger.isEnabledFor(logging.INFO):
                _write(scope, status, time.perf_counter() - began)
            REQUEST_ID.reset(token)


def _id_of(scope: Scope) -> bytes:
    stated = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return stated if _TAKEN.fullmatch(stated) else secrets.token_hex(8).encode()


def _write(scope: Scope, status: int, seconds: float) -> None:
    """Write the line. The status is 0 if the client was gone before the answer began."""
    method, path, milliseconds = scope["method"][:20], logged_path(scope["path"]), round(1000 * seconds, 1)
    facts = {"method": method, "path": path, "status": status, "milliseconds": milliseconds}
    logger.info("%s %s %d %.1f ms", method, path, status, milliseconds, extra=facts)
