"""The specification sheet of a product as a PDF with a QR code, to be filed with the bottle.

WeasyPrint and segno come with the extra ``pdf``. A page is laid out in a worker process with limits of time and
memory. Nothing is fetched from the network or from a disk.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from fastapi import HTTPException, Request
from markupsafe import Markup

from catalog.chemistry.formula.linear import linear_formula
from catalog.chemistry.structure.drawing.depiction import without_style
from catalog.errors import InvalidStructure, StructureRefused, TooManyRequests
from catalog.product.borrowed_structure import shown_structure
from catalog.product.hazard.pictograms import NAMES
from catalog.store.reading.products import StoredProduct
from catalog.web.api.products import draw_product
from catalog.web.http.responses import site_address
from catalog.web.services.services import Services
from catalog.web.views.addresses import path_of
from catalog.web.views.offer.packs import pack_rows
from catalog.web.views.product import (
    agreement,
    contradictions,
    gaps,
    other_names,
    reading,
    stated_weight,
    verdicts,
)
from catalog.web.views.rendering import document_templates

NEEDED = ("weasyprint", "segno")
SHEET_SECONDS = 10.0
"""The processor time for one sheet. The first sheet of a process loads the fonts, which takes a second or two."""

MOST_NAMES = 12
"""How many further names a sheet has room for."""
PICTOGRAMS = Path(__file__).parents[1] / "static" / "ghs"

QR_ERROR = "m"
"""Error correction of the QR code: up to 15 per cent of it may be damaged (ISO/IEC 18004)."""


def can_make_sheets() -> bool:
    """Tell whether the extra ``pdf`` is installed. Pages offer a sheet only if it is."""
    return all(map(_is_installed, NEEDED))


@cache
def _is_installed(name: str) -> bool:
    """Look for a library once: each look reads the folders of all libraries."""
    return importlib.util.find_spec(name) is not None


def product_sheet(request: Request, services: Services, product: StoredProduct) -> bytes:
    """Return the sheet of a product.

    Raises:
        HTTPException: 501, the extra ``pdf`` is not installed; 503, the sheet needed too much time or memory.
    """
    require_sheets()
    document = product.document
    url, hill = site_address(request) + path_of(product.document), document.get("hill_formula")
    page = document_templates.get_template("product_sheet.html").render(
        product=document,
        url=url,
        qr=_qr_code(url),
        drawing=_drawing(services, product, document),
        gaps=gaps(document),
        verdicts=verdicts(document),
        agreement=agreement(document),
        contradictions=contradictions(document),
        formula=linear_formula(document.get("stated_formula"), hill) if hill else None,
        stated_weight=stated_weight(document),
        names=other_names(document)[:MOST_NAMES],
        packs=pack_rows(document),
        pictograms=_pictograms(document),
        reading=reading,
    )
    return lay_out_sheet(services, page)


def require_sheets() -> None:
    """Check that sheets can be made.

    Raises:
        HTTPException: 501, the extra ``pdf`` is not installed.
    """
    if not can_make_sheets():
        message = "PDFs need the extra pdf (pip install 'catalog-service[pdf]'). The page has all facts."
        raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, message)


def lay_out_sheet(services: Services, page: str) -> bytes:
    """Return a page as a PDF.

    Raises:
        HTTPException: 501, the extra ``pdf`` is not installed; 503, it needed too much time or memory.
    """
    require_sheets()
    try:
        return services.chemistry.lay_out(write_pdf, page)
    except StructureRefused as error:
        message = "This has too much data for a PDF. The page has all facts."
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, message) from error


def write_pdf(page: str) -> bytes:
    """Lay out a page as a PDF with embedded fonts. Runs in a worker process."""
    weasyprint = importlib.import_module("weasyprint")
    document = weasyprint.HTML(string=page, url_fetcher=_refuse, base_url="about:blank")
    written: bytes = document.write_pdf(pdf_tags=True)
    return written


def _refuse(url: str, *_arguments: object, **_keywords: object) -> NoReturn:
    raise ValueError(f"A data sheet must not load {url!r}.")


def _pictograms(document: dict[str, Any]) -> list[Markup]:
    """Return the hazard pictograms as drawings."""
    codes = (document.get("hazards") or {}).get("pictograms") or ()
    return [_pictogram(code) for code in codes if code in NAMES]


@cache
def _pictogram(code: str) -> Markup:
    text = (PICTOGRAMS / f"{code}.svg").read_text(encoding="utf-8")
    return Markup(text[text.index("<svg") :])  # noqa: S704  # Our own file.


def _qr_code(url: str) -> Markup:
    segno = importlib.import_module("segno")
    code: Any = segno.make(url, error=QR_ERROR, micro=False)
    # segno draws it from its own numbers; the address is not in it as text.
    return Markup(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704


def _drawing(services: Services, product: StoredProduct, document: dict[str, Any]) -> Markup | None:
    if not shown_structure(document):
        return None
    try:
        drawn = draw_product(services, product)
    except (InvalidStructure, TooManyRequests):
        return None
    return Markup(without_style(drawn).replace("currentColor", "#16211e"))  # noqa: S704  # Our own SVG.
