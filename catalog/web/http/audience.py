"""Who may see prices, and that no cache gives the answer for one reader to another."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Audience = Literal["everybody", "signed-in", "nobody"]

WORDS = MappingProxyType({"signed-in": "Sign in to see prices", "nobody": "Price on request"})
"""What stands in the place of prices, by who may see them."""
SAME_FOR_ALL = "/static/"


class AnswersByAudience:
    """ASGI middleware that says of each answer that it depends on who asks, and is kept for nobody else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and say so in the response."""
        if scope["type"] != "http" or scope["path"].startswith(SAME_FOR_ALL):
            await self.app(scope, receive, send)
            return

        async def send_private(message: Message) -> None:
            """Send a message of the response, with the headers changed at its start."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                for name in ("Authorization", "Cookie"):
                    headers.add_vary_header(name)
                kept = headers.get("cache-control", "no-cache")
                headers["cache-control"] = kept if "no-store" in kept else f"private, {kept}"
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, send_private)
