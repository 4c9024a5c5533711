"""The page that shows products side by side."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.chemistry.structure.common_core import common_core
from catalog.errors import InvalidStructure, ServerBusy, TooManyRequests
from catalog.product.borrowed_structure import shown_structure
from catalog.product.hazard.pictograms import NAMES
from catalog.store.reading.products import find_referenced, no_such_product, numbers_of_several, reference_to
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
    found = _find(services, chosen.n)
    shown, several = found.documents[:MOST], found.several
    context = {
        "q": "",
        "core": _core(services, shown),
        "products": shown,
        "groups": _groups(shown, only=chosen.only is not None) if len(shown) >= LEAST else [],
        "notes": _notes(found),
        "only": chosen.only,
        "pictogram_names": NAMES,
        "several": several,
        "link": _address(shown, several, chosen.only),
        "toggled": _address(shown, several, None if chosen.only else "differences"),
        "removals": [_address([d for d in shown if d is not document], several, chosen.only) for document in shown],
    }
    status = HTTPStatus.NOT_FOUND if found.missing and not shown else HTTPStatus.OK
    return render(request, "compare.html", context, status)


def _core(services: Services, documents: list[Document]) -> str | None:
    """Return what the structures have in common, to draw them alike, or None if there is no time to find it."""
    drawn = dict.fromkeys(s["smiles"] for document in documents if (s := shown_structure(document)))
    if len(drawn) < LEAST:
        return None
    try:
        return services.chemistry.run(common_core, tuple(drawn))
    except (InvalidStructure, ServerBusy, TooManyRequests):
        return None


class _Compared(NamedTuple):
    """The documents of some references, each once, in order; the references that were not found; and the catalog keys
    that several suppliers have.
    """

    documents: list[Document]
    missing: list[str]
    several: set[str]


def _find(services: Services, references: tuple[str, ...]) -> _Compared:
    found: dict[str, Document] = {}
    missing = []
    with services.database.read() as transaction:
        for number in dict.fromkeys(n.strip() for n in references if n.strip()):
            products = find_referenced(transaction, number)
            if not products:
                missing.append(number)
            found.update((product.key, product.document) for product in products)
        several = numbers_of_several(transaction, [document["catalog_number"] for document in found.values()])
    return _Compared(list(found.values()), missing, several)


def _groups(documents: list[Document], *, only: bool) -> list[ComparisonGroup]:
    groups = compare_products(documents)
    if not only:
        return groups
    kept = (ComparisonGroup(group.title, tuple(row for row in group.rows if row.differs)) for group in groups)
    return [group for group in kept if group.rows]


def _notes(found: _Compared) -> list[str]:
    notes = [str(no_such_product(number)) for number in found.missing]
    if len(found.documents) > MOST:
        notes.append(f"At most {MOST} products can be compared. These are the first {MOST} of {len(found.documents)}.")
    return notes


def _address(documents: list[Document], several: set[str], only: str | None) -> str:
    pairs = [("n", reference_to(document, several)) for document in documents]
    return "/compare?" + urlencode([*pairs, *([("only", only)] if only else [])])
