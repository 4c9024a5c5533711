"""Forms are accepted only from pages of this server."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Depends, HTTPException, Request


def require_same_origin(request: Request) -> None:
    """Let a form pass only if a page of this server sent it (Fetch Metadata, or else the origin, RFC 6454)."""
    site = request.headers.get("sec-fetch-site")
    host = request.headers.get("origin", "").partition("://")[2]
    own = site == "same-origin" if site is not None else host == request.headers.get("host")
    if not own:
        raise HTTPException(HTTPStatus.FORBIDDEN, "This form was sent from another site. Nothing was changed.")


SameOrigin = Depends(require_same_origin)
