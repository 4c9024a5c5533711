"""What all HTML pages are made with: the templates, and the words that they share."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, StrictUndefined, Undefined
from starlette.responses import Response

from catalog.web.views.safety import safety_of
from catalog.web.views.typography import css_text, formula_html, name_html, script_json

KIND_WORDS = {
    "catalog_number": "catalog number",
    "cas_rn": "CAS RN",
    "inchi_key": "InChIKey",
    "inchi": "InChI",
    "identifier": "identifier",
    "formula": "formula",
    "smiles": "structure (SMILES)",
    "elements": "atom counts",
    "mass": "exact mass",
    "words": "text",
    "substructure": "substructure",
    "superstructure": "superstructure",
    "similar": "similar structure",
}
VERDICT_WORDS = {
    "agrees": "agrees",
    "within-range": "agrees within the natural range",
    "differs": "differs",
    "undetermined": "could not be checked",
    "not-stated": "not stated",
}
LOT_WORDS = {
    "within": "within specification",
    "outside": "outside specification",
    "undetermined": "could not be checked",
}


STATUS_WORDS = {
    HTTPStatus.FORBIDDEN: "Not allowed",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.CONFLICT: "Conflict with the current state",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Invalid input",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available at the moment",
    HTTPStatus.INSUFFICIENT_STORAGE: "Storage full",
}
"""Headings of pages that tell what went wrong, where the name of the status says little to a person."""


def is_web_address(text: str) -> bool:
    """Tell whether a link may lead there: to the web or to this site, and nowhere that a browser would run something.

    >>> is_web_address("https://example.org/sds.pdf"), is_web_address("javascript:alert(1)"), is_web_address("//evil")
    (True, False, False)
    """
    return text.lower().startswith(("https://", "http://")) or (text.startswith("/") and text[1:2] not in ("/", "\\"))


def product_path(catalog_number: str) -> str:
    """The canonical address of a product's page."""
    return f"/products/{quote(catalog_number, safe='')}"


def _environment(undefined: type[Undefined] = StrictUndefined) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "formula": formula_html,
        "chemical": name_html,
        "script_json": script_json,
        "product_path": product_path,
        "path_part": partial(quote, safe=""),
    }
    environment.filters["css_text"] = css_text
    environment.tests["web_address"] = is_web_address
    environment.globals |= {"kind_words": KIND_WORDS, "verdict_words": VERDICT_WORDS, "lot_words": LOT_WORDS}
    environment.globals["safety_of"] = safety_of
    return environment


templates = Jinja2Templates(env=_environment())
document_templates = Jinja2Templates(env=_environment(ChainableUndefined))
"""For pages of one document: what an older release wrote lacks the newer parts, which then are absent."""


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page from its template."""
    return templates.TemplateResponse(request, name, context, status_code=status)


def problem_page(request: Request, status: int, detail: str) -> Response:
    """The page that tells a person what went wrong."""
    context = {
        "title": STATUS_WORDS.get(HTTPStatus(status), HTTPStatus(status).phrase),
        "detail": detail,
        "status": status,
        "q": "",
    }
    return render(request, "problem.html", context, status)
