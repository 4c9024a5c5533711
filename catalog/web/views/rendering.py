"""The templates of all HTML pages, and the words that they share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup
from starlette.responses import Response

from catalog.product.offer.unpriced import ON_REQUEST
from catalog.product.text.folding import catalog_key
from catalog.store.facts.shown_prices import words_for_hidden_prices
from catalog.store.reading.parameters import number_text
from catalog.store.reading.products import reference_to
from catalog.web.http.problems import ProductChoice
from catalog.web.http.security import is_of_the_desk
from catalog.web.http.static_files import static
from catalog.web.views.addresses import other_supplier, path_of, product_path
from catalog.web.views.api_reference import inline, prose
from catalog.web.views.finding_words import finding_title
from catalog.web.views.product import field_words
from catalog.web.views.result_rows import result_row
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
    HTTPStatus.MULTIPLE_CHOICES: "Several suppliers have this number",
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
"""Headings of error pages for statuses with names that say little to people."""


def is_web_address(text: str) -> bool:
    """Tell whether a link is safe: to the web or to this site, and never to code that a browser would run.

    >>> is_web_address("https://example.org/sds.pdf"), is_web_address("javascript:alert(1)"), is_web_address("//evil")
    (True, False, False)
    """
    return text.lower().startswith(("https://", "http://")) or (text.startswith("/") and text[1:2] not in ("/", "\\"))


def unpriced() -> str:
    """Return what stands where an offer has no price, or none for this reader."""
    return words_for_hidden_prices() or ON_REQUEST


def icon(name: str) -> Markup:
    """Return one of the signs of ``static/icons.svg``, in the ink of the text beside it."""
    return Markup('<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"/></svg>').format(
        static("icons.svg"), name
    )


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
        "number_text": number_text,
        "chemical": name_html,
        "script_json": script_json,
        "product_path": product_path,
        "path_of": path_of,
        "other_supplier": other_supplier,
        "reference_to": reference_to,
        "field_words": field_words,
        "path_part": partial(quote, safe=""),
        "prose": prose,
        "inline": inline,
    }
    environment.filters["css_text"] = css_text
    environment.tests["web_address"] = is_web_address
    environment.globals |= {"kind_words": KIND_WORDS, "verdict_words": VERDICT_WORDS, "lot_words": LOT_WORDS}
    environment.globals |= {"unpriced": unpriced, "prices_hidden": words_for_hidden_prices}
    environment.globals |= {"safety_of": safety_of, "finding_title": finding_title, "icon": icon, "static": static}
    return environment


def _brand(request: Request) -> dict[str, Any]:
    """Return who runs this catalog, which every page says, and who sees prices."""
    site = request.app.state.services.site
    return {"brand": site.brand, "audience": site.prices}


templates = Jinja2Templates(env=_environment(), context_processors=[_brand])
document_templates = Jinja2Templates(env=_environment(ChainableUndefined), context_processors=[_brand])
"""For pages of one document. A document of an older release lacks newer parts, which are then not shown."""


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """Return a page made from its template."""
    return templates.TemplateResponse(request, name, context, status_code=status)


def problem_page(request: Request, status: int, detail: str, choices: Sequence[ProductChoice] = ()) -> Response:
    """Return the page that says what went wrong, or which products an address may mean."""
    documents = [choice.document for choice in choices]
    context = {
        "title": STATUS_WORDS.get(HTTPStatus(status), HTTPStatus(status).phrase),
        "detail": detail,
        "status": status,
        "choices": choices,
        "rows": [None if document is None else result_row(document) for document in documents],
        "several": {catalog_key(choice.catalog_number) for choice in choices},
        "is_desk": is_of_the_desk(request.url.path),
        "q": "",
    }
    return render(request, "problem.html", context, status)
