"""How this site names itself: its public address, which the proxy before it knows and the request may not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Site:
    """What machines are told about this site.

    Attributes:
        security_contact: whom to tell of a weakness, as a URI; None where nobody was named.
        metrics_token: what a scraper must send; None lets anyone read the metrics.
        has_metrics: whether there are metrics at all.
    """

    security_contact: str | None = None
    metrics_token: str | None = None
    has_metrics: bool = True


class SiteAddress:
    """ASGI middleware that gives every request the public address, so that absolute addresses are right behind a proxy.

    Without it they follow the ``Host`` header, which a stranger may choose.
    """

    def __init__(self, app: ASGIApp, address: str) -> None:
        parts = urlsplit(address)
        self.app = app
        self.scheme = parts.scheme
        self.host = parts.netloc.encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under the public address."""
        if scope["type"] == "http":
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope = {**scope, "scheme": self.scheme, "headers": [(b"host", self.host), *others]}
        await self.app(scope, receive, send)
