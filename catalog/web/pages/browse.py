"""The pages for browsing the catalog by first letter, by element and by class of compound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.formula.periodic_table import PERIODS, SERIES
from catalog.chemistry.substructures.compound_classes import compound_classes
from catalog.errors import NotFound
from catalog.store.reading.browsing import (
    DIGITS,
    INORGANIC,
    LETTERS,
    OTHER,
    BrowseCounts,
    browse_counts,
    count_of_letter,
    list_by_first_character,
    list_without_structure,
)
from catalog.store.reading.filters import ProductFilter, Sort
from catalog.store.reading.listing import Page, list_products
from catalog.store.reading.products import numbers_of_several
from catalog.store.structures.index import StructureFilter
from catalog.store.structures.rows import last_change
from catalog.web.http.params import Cursor, PageParameters
from catalog.web.pages.search_address import SearchAddress
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render
from catalog.web.views.result_rows import result_rows

router = APIRouter(prefix="/browse", include_in_schema=False, default_response_class=Response)

SHOWN = 24
OTHER_CLASSES = {"inorganic": "Inorganic compounds", "without-structure": "Without a structure"}
"""Classes without a structural key: formulas without carbon, and products without a known structure."""


class BrowseParameters(PageParameters):
    """Which page of a list."""

    cursor: Cursor | None = None


BrowsePage = Annotated[BrowseParameters, Query()]
FindPage = Callable[[Services, str | None], Page]


@router.get("")
def get_browse(request: Request, services: ProvidedServices) -> Response:
    """Show the letters, elements and classes, each with its number of products."""
    counts = _counts(services)
    by_class = services.class_counts.counts(counts.seq) | _other_counts(counts)
    titles = {slug: entry.title for slug, entry in compound_classes().items()} | OTHER_CLASSES
    letters = [*LETTERS, DIGITS, *([OTHER] if counts.letters.get(OTHER) else [])]
    context = {
        "q": "",
        "letters": [(name, counts.letters.get(name, 0)) for name in letters],
        "periods": PERIODS,
        "series": SERIES,
        "elements": ELEMENTS,
        "counts": counts.elements,
        "classes": [(slug, title, by_class.get(slug)) for slug, title in titles.items()],
    }
    return render(request, "browse.html", context)


@router.get("/letter/{letter}")
def get_letter(request: Request, services: ProvidedServices, letter: str, paging: BrowsePage) -> Response:
    """List the products with names that begin with a letter or a digit."""
    name = letter.lower()
    if name not in (DIGITS, OTHER) and (len(name) != 1 or name not in LETTERS):
        raise NotFound(f"There is no page for {letter[:20]!r}. Use A to Z, {DIGITS} or {OTHER}.")

    def find(served: Services, cursor: str | None) -> Page:
        """Return a page of products by the first character."""
        with served.database.read() as transaction:
            return list_by_first_character(transaction, name, limit=SHOWN, cursor=cursor)

    with services.database.read() as transaction:
        total = count_of_letter(transaction, name)
    first = {DIGITS: "a digit", OTHER: "neither letter nor digit"}.get(name, name.upper())
    context = {"heading": f"Names beginning with {first}", "total": total}
    return _listed(request, services, paging, find, context)


@router.get("/element/{symbol}")
def get_element(request: Request, services: ProvidedServices, symbol: str, paging: BrowsePage) -> Response:
    """List the products with an element in the formula."""
    element = ELEMENTS.get(symbol)
    if element is None:
        raise NotFound(f"{symbol[:20]!r} is not an element.")
    context = {"heading": f"Compounds of {element.name} ({symbol})", "total": None}
    return _listed(
        request, services, paging, _by_filter(ProductFilter(elements=(ElementRange(symbol, 1, None),))), context
    )


@router.get("/class/{slug}")
def get_class(request: Request, services: ProvidedServices, slug: str, paging: BrowsePage) -> Response:
    """List the products of a class of compounds."""
    known = compound_classes().get(slug)
    if known is not None:
        with services.database.read() as transaction:
            seq = last_change(transaction)
        total = services.class_counts.counts(seq).get(slug)
        link = SearchAddress.model_validate({"q": known.smarts, "kind": "substructure"}).link()
        context = {"heading": known.title, "total": total, "smarts": known.smarts, "refine": link}
        return _listed(request, services, paging, _by_structure(known.smarts), context)
    if slug not in OTHER_CLASSES:
        raise NotFound(f"There is no class {slug[:40]!r}. /browse lists the classes.")
    find = _by_filter(INORGANIC) if slug == "inorganic" else _without_structure
    total = _other_counts(_counts(services))[slug]
    return _listed(request, services, paging, find, {"heading": OTHER_CLASSES[slug], "total": total})


def _by_filter(fitting: ProductFilter) -> FindPage:
    def find(services: Services, cursor: str | None) -> Page:
        """Return a page of products by name."""
        with services.database.read() as transaction:
            return list_products(transaction, fitting, Sort("name"), limit=SHOWN, cursor=cursor)

    return find


def _by_structure(smarts: str) -> FindPage:
    """Return a substructure search in the order of catalog numbers, so that it can stop at the end of its page."""

    def find(services: Services, cursor: str | None) -> Page:
        """Return a page of products that contain the structure."""
        wanted = StructureFilter(substructure=smarts)
        return services.chemistry.list_products(ProductFilter(), wanted, Sort(), limit=SHOWN, cursor=cursor)

    return find


def _without_structure(services: Services, cursor: str | None) -> Page:
    with services.database.read() as transaction:
        return list_without_structure(transaction, limit=SHOWN, cursor=cursor)


def _counts(services: Services) -> BrowseCounts:
    with services.database.read() as transaction:
        return browse_counts(transaction)


def _other_counts(counts: BrowseCounts) -> dict[str, int]:
    """Return the number of products in each class without a structural key."""
    return {"inorganic": counts.inorganic, "without-structure": counts.without_structure}


def _listed(
    request: Request, services: Services, paging: BrowseParameters, find: FindPage, context: Mapping[str, Any]
) -> Response:
    page = find(services, paging.cursor)
    total = context["total"] if page.total is None else page.total
    with services.database.read() as transaction:
        several = numbers_of_several(transaction, [item.catalog_number for item in page.items])
    following = None if page.cursor is None else str(request.url.replace_query_params(cursor=page.cursor).query)
    shown = {
        "q": "",
        "smarts": None,
        "refine": None,
        **context,
        "total": total,
        "page": page,
        "rows": result_rows(page, None),
        "several": several,
        "next": None if following is None else f"{request.url.path}?{following}",
        "first": request.url.path if paging.cursor is not None else None,
    }
    return render(request, "browse_list.html", shown)
