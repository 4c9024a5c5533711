"""The page of the API's documentation."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)


@router.get("/docs")
def get_docs(request: Request) -> Response:
    """Show the API's documentation, made from its OpenAPI document. All files come from this server."""
    return render(request, "docs.html", {"q": ""})
