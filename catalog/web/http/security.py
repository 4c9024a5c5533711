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

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        unkept = UNKEPT if is_of_the_desk(scope["path"]) else ()

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
