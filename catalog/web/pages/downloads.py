"""The whole catalog as files, and the page that lists them. `catalog downloads` writes them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, Response

from catalog.errors import NotFound
from catalog.feeds.downloads import CHECKSUMS, read_downloads
from catalog.store.facts.shown_prices import words_for_hidden_prices
from catalog.web.http.responses import site_address
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

NONE = "This catalog has no files to download. `catalog downloads` writes them."
_MEDIA_TYPES = {CHECKSUMS: "text/plain; charset=utf-8"}


@router.get("/downloads")
def get_downloads(request: Request, services: ProvidedServices) -> Response:
    """List the files with size, date and checksum."""
    files = read_downloads(_folder(services))
    if not files:
        raise NotFound(NONE)
    return render(request, "downloads.html", {"q": "", "files": files, "site": site_address(request)})


@router.get("/downloads/{name}")
def get_download(services: ProvidedServices, name: str) -> Response:
    """Send a file, whole or the ranges that are asked for (RFC 9110, 14)."""
    folder = _folder(services)
    if name not in (CHECKSUMS, *(file.name for file in read_downloads(folder))):
        raise NotFound(f"There is no file {name!r}. /downloads lists the files.")
    return FileResponse(folder / name, media_type=_MEDIA_TYPES.get(name, "application/gzip"), filename=name)


def _folder(services: Services) -> Path:
    if services.site.downloads is None:
        raise NotFound(NONE)
    hidden = words_for_hidden_prices()
    if hidden is not None:
        raise HTTPException(HTTPStatus.FORBIDDEN, f"The files have prices. {hidden}.")
    return services.site.downloads
