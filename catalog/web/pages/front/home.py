"""The home page: what can be asked, what there is, what is new, and how facts are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from catalog.chemistry.substructures.compound_classes import CompoundClass, compound_classes
from catalog.store.clock import last_change
from catalog.store.json_text import Document
from catalog.store.reading.front_page import CONTRADICTIONS, catalog_numbers, newest_products, told_contradiction
from catalog.store.reading.products import StoredProduct, numbers_of_several
from catalog.web.pages.finding.search import draw_panel
from catalog.web.services.services import ProvidedServices
from catalog.web.views.rendering import render
from catalog.web.views.result_rows import result_row

router = APIRouter(include_in_schema=False, default_response_class=Response)

NEW = 6
"""The number of new products on the page."""
CLASSES = 12
"""The number of classes on the page."""
AGREEING = 3
"""How many facts that agree stand before the one that does not."""
EXAMPLES = (
    ("Name", "caffeine"),
    ("CAS RN", "50-78-2"),
    ("Elements", "C10-12 N>=2 no Cl"),
    ("Mass", "478.0803±5ppm"),
    ("SMILES", "CC(=O)Oc1ccccc1C(=O)O"),
)
"""What can be typed, each with what it is."""


class Contradiction(NamedTuple):
    """A product whose facts do not agree.

    Attributes:
        product: its document.
        agreeing: rows of its evidence that agree.
        finding: what contradicts.
    """

    product: Document
    agreeing: list[Document]
    finding: Document


@router.get("/")
def get_home(request: Request, services: ProvidedServices) -> Response:
    """Show the search box, the drawing panel, and what there is to find."""
    with services.database.read() as transaction:
        numbers = catalog_numbers(transaction)
        seq = last_change(transaction)
        newest = newest_products(transaction, NEW)
        told = told_contradiction(transaction)
        shown = [*newest, *([] if told is None else [told])]
        several = numbers_of_several(transaction, [one.catalog_number for one in shown])
    context = {
        "q": "",
        "numbers": numbers,
        "examples": EXAMPLES,
        "classes": _classes(services.class_counts.counts(seq)),
        "newest": [result_row(one.document) for one in newest],
        "told": None if told is None else _contradiction(told),
        "several": several,
        **draw_panel(None),
    }
    return render(request, "home.html", context)


def _classes(counts: Mapping[str, int]) -> list[tuple[CompoundClass, int | None]]:
    """Return the largest classes with their numbers, in their usual order. Those not counted yet come after them."""
    known = [(one, counts.get(slug)) for slug, one in compound_classes().items() if counts.get(slug) != 0]
    largest = sorted(known, key=lambda one: -(one[1] or 0))[:CLASSES]
    return [one for one in known if one in largest]


def _contradiction(product: StoredProduct) -> Contradiction | None:
    document = product.document
    findings: dict[str, Any] = {finding["code"]: finding for finding in reversed(document["findings"])}
    told = next((findings[code] for code in CONTRADICTIONS if code in findings), None)
    agreeing = [row for row in document["evidence"] if row["verdict"] == "agrees" and row["stated"]]
    return None if told is None else Contradiction(document, agreeing[:AGREEING], told)
