"""The page that shows products side by side."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.product.hazard.pictograms import NAMES
from catalog.store.reading.products import find_referenced, no_such_product, reference_to
from catalog.web.http.params import PageParameters, Text
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.comparison import LEAST, MOST, ComparisonGroup, Document, compare_products
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)


class ComparisonParameters(PageParameters):
    """The chosen products, and which rows to show."""

    n: tuple[Text, ...] = Field((), max_length=100, description="Catalog numbers.")
    only: str | None = Field(None, pattern="^differences$", description="Show only the rows that differ.")


@router.get("/compare")
def get_comparison(
    request: Request, services: ProvidedServices, chosen: Annotated[ComparisonParameters, Query()]
) -> Response:
    """Show two to six products side by side."""
    documents, missing = documents_of(services, chosen.n)
    shown = documents[:MOST]
    context = {
        "q": "",
        "products": shown,
        "groups": _groups(shown, only=chosen.only is not None) if len(shown) >= LEAST else [],
        "notes": _notes(documents, missing),
        "only": chosen.only,
        "pictogram_names": NAMES,
        "link": _address(shown, chosen.only),
        "toggled": _address(shown, None if chosen.only else "differences"),
        "removals": [_address([d for d in shown if d is not document], chosen.only) for document in shown],
    }
    return render(request, "compare.html", context, HTTPStatus.NOT_FOUND if missing and not shown else HTTPStatus.OK)


def documents_of(services: Services, numbers: tuple[str, ...]) -> tuple[list[Document], list[str]]:
    """Return the documents of some catalog numbers, each once, in order; and the numbers that were not found."""
    found: dict[str, Document] = {}
    missing = []
    with services.database.read() as transaction:
        for number in dict.fromkeys(n.strip() for n in numbers if n.strip()):
            products = find_referenced(transaction, number)
            if not products:
                missing.append(number)
            found.update((product.key, product.document) for product in products)
    return list(found.values()), missing


def _groups(documents: list[Document], *, only: bool) -> list[ComparisonGroup]:
    groups = compare_products(documents)
    if not only:
        return groups
    kept = (ComparisonGroup(group.title, tuple(row for row in group.rows if row.differs)) for group in groups)
    return [group for group in kept if group.rows]


def _notes(documents: list[Document], missing: list[str]) -> list[str]:
    notes = [str(no_such_product(number)) for number in missing]
    if len(documents) > MOST:
        notes.append(f"At most {MOST} products can be compared. These are the first {MOST} of {len(documents)}.")
    return notes


def _address(documents: list[Document], only: str | None) -> str:
    pairs = [("n", reference_to(document)) for document in documents]
    return "/compare?" + urlencode([*pairs, *([("only", only)] if only else [])])
