"""The identity of this site: its public address, which a proxy may hide from the requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from catalog.web.http.audience import Audience
from catalog.web.http.brand import Brand


@dataclass(frozen=True, slots=True)
class Site:
    """What this site tells machines, and who runs it.

    Attributes:
        security_contact: where to report a security problem, as a URI, or None.
        metrics_token: the token for reading the metrics; None lets anyone read them.
        has_metrics: whether the site has metrics.
        brand: its name, logo, colour and texts.
        prices: who sees prices.
        is_private: whether only those who are known may read the catalog.
        downloads: the folder of the files to download, or None.
    """

    security_contact: str | None = None
    metrics_token: str | None = None
    has_metrics: bool = True
    brand: Brand = field(default_factory=Brand)
    prices: Audience = "everybody"
    is_private: bool = False
    downloads: Path | None = None


class SiteAddress:
    """ASGI middleware that gives every request the public address, so absolute links are right behind a proxy.

    Without a set address they follow the ``Host`` header, which the client chooses.
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
