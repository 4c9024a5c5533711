"""What the operator puts into the brand's folder, as pages and files."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from catalog.errors import NotFound
from catalog.web.http.brand import TEXTS
from catalog.web.http.responses import conditional_response
from catalog.web.services.services import ProvidedServices
from catalog.web.views.rendering import render

router = APIRouter(prefix="/brand", include_in_schema=False, default_response_class=Response)

ACCENTS = """:root {{
  --accent: light-dark({0}, {1});
  --accent-soft: light-dark(color-mix(in srgb, {0} 10%, #fff), color-mix(in srgb, {1} 18%, #10161c));
}}
"""


@router.get("/logo")
def get_logo(services: ProvidedServices) -> Response:
    """Return the logo."""
    logo = services.site.brand.logo
    if logo is None:
        raise NotFound("This catalog has no logo of its own.")
    return Response(logo.content, media_type=logo.media_type)


@router.get("/accent.css")
def get_accent(request: Request, services: ProvidedServices) -> Response:
    """Return the house's colour, which takes the place of ours."""
    accents = services.site.brand.accents
    if accents is None:
        raise NotFound("This catalog has no colour of its own.")
    return conditional_response(request, ACCENTS.format(*accents), "text/css; charset=utf-8")


@router.get("/{name}")
def get_text(request: Request, services: ProvidedServices, name: str) -> Response:
    """Show the terms or the imprint."""
    text = services.site.brand.texts.get(name)
    if text is None or name not in TEXTS:
        raise NotFound("This catalog states no such text.")
    return render(request, "brand_text.html", {"q": "", "title": name.capitalize(), "text": text})
