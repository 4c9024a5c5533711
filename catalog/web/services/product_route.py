"""Addresses below that of a product. Catalog numbers may have slashes, encoded or not."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from starlette.routing import Match
from starlette.types import Scope

from catalog.web.http.json_bodies import JsonRoute

_ENCODED_SLASH = re.compile(rb"%2f", re.IGNORECASE)
_STAND_IN = "\0"
"""Replaces an encoded slash. No address has this character, since ``ReadableRequests`` refuses it."""


class ProductRoute(JsonRoute):
    """A route that is matched on the address as sent. An encoded slash is a part of the name, and only other slashes
    separate the name from the rest.

    So ``/products/A%2Frevisions`` is the product ``A/revisions``, and ``/products/A/B/revisions`` the history of
    ``A/B``.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match the route; see Starlette."""
        raw: bytes = scope.get("raw_path") or b""
        if scope["type"] != "http" or _ENCODED_SLASH.search(raw) is None:
            return super().matches(scope)
        sent = unquote_to_bytes(_ENCODED_SLASH.sub(b"%00", raw.partition(b"?")[0])).decode(errors="replace")
        match, child = super().matches({**scope, "path": sent})
        if match is not Match.NONE:
            found = child["path_params"].items()
            child["path_params"] = {
                name: value.replace(_STAND_IN, "/") if isinstance(value, str) else value for name, value in found
            }
        return match, child
