"""Headers of every response: a page may run, load or frame only what this server sent, and the desk is not kept."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.chemistry.structure.drawing.depiction import STYLE_DIGEST

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"style-src 'self' '{STYLE_DIGEST}'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
"""The same headers in the form that ASGI uses."""

STATIC = "/static/"
UNKEPT = ((b"cache-control", b"no-store"),)
"""For the desk. What a signed-in person sees must not come back from a cache after they signed out."""


def is_of_the_desk(path: str) -> bool:
    """Tell whether an address belongs to the desk, also if there is nothing.

    >>> is_of_the_desk("/editor"), is_of_the_desk("/editor/held"), is_of_the_desk("/editors")
    (True, True, False)
    """
    return path == "/editor" or path.startswith("/editor/")


class SecurityHeaders:
    """ASGI middleware that adds the headers, and answers HEAD like GET but without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp, is_private: bool = False) -> None:
        """Set up.

        Args:
            app: the layers below.
            is_private: whether no answer may be kept except static files, because nobody may read them unknown.
        """
        self.app = app
        self.is_private = is_private

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        is_unkept = is_of_the_desk(scope["path"]) or (self.is_private and not scope["path"].startswith(STATIC))
        unkept = UNKEPT if is_unkept else ()

        async def send_with_headers(message: Message) -> None:
            """Send a message of the response, with the headers added at its start."""
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if not unkept or pair[0] != b"cache-control"]
                present = {name for name, _ in headers}
                headers += [pair for pair in (*RAW_HEADERS, *unkept) if pair[0] not in present]
                message = {**message, "headers": headers}
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_with_headers)


class StrictTransport:
    """ASGI middleware that tells browsers to come by https only from now on (RFC 6797), if they came by https."""

    def __init__(self, app: ASGIApp, seconds: int, is_https: bool) -> None:
        """Set up.

        Args:
            app: the layers below.
            seconds: how long browsers remember it.
            is_https: whether the public address is https in any case.
        """
        self.app = app
        self.header = (b"strict-transport-security", f"max-age={seconds}".encode())
        self.is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the header to the answer."""
        if scope["type"] != "http" or not (self.is_https or scope["scheme"] == "https"):
            await self.app(scope, receive, send)
            return

        async def send_with_header(message: Message) -> None:
            """Pass a message of the answer on."""
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], self.header]}
            await send(message)

        await self.app(scope, receive, send_with_header)
