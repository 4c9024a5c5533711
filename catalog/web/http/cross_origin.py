"""Cross-origin requests (CORS): which other sites' pages may use the API in a browser."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/api/"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT = ("Authorization", "Content-Type", "If-Match", "If-None-Match", "Prefer")
"""The headers that the API reads and a browser asks about."""
SHOWN = ("ETag", "Link", "Location", "Retry-After", "X-Complete")
"""The headers of answers that scripts may read."""
ASKED_AGAIN = 600
"""How many seconds a browser keeps what it was told."""


class CrossOrigin:
    """ASGI middleware, outside all others: it tells browsers that pages of some sites may use the API.

    Cookies are never accepted from there, so a signed-in person's session is out of reach. Pages of the site itself
    are not opened.
    """

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self.app = app
        self.opened = CORSMiddleware(
            _with_own_messages(app),
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=SENT,
            expose_headers=SHOWN,
            max_age=ASKED_AGAIN,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers if it is for the API."""
        is_api = scope["type"] == "http" and scope["path"].startswith(API)
        await (self.opened if is_api else self.app)(scope, receive, send)


def _with_own_messages(app: ASGIApp) -> ASGIApp:
    """Return an application that copies each message. Kept answers are sent again, and must not be changed."""

    async def copying(scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, with a copy of each message."""

        async def send_copy(message: Message) -> None:
            """Send a copy."""
            await send({**message})

        await app(scope, receive, send_copy)

    return copying
