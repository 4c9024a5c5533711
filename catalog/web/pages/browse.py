"""The pages for browsing the catalog by first letter, by element and by class of compound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.formula.periodic_table import PERIODS, SERIES
from catalog.chemistry.structure.drawing.depiction import draw_svg
from catalog.chemistry.substructures.compound_classes import CompoundClass, compound_classes
from catalog.errors import NotFound
from catalog.search.interpretation import QueryInterpretation
from catalog.search.search_box import SearchAnswer
from catalog.store.reading.browsing import INORGANIC, LETTERS, BrowseCounts, browse_counts
from catalog.store.reading.filter_conditions import DIGITS, OTHER
from catalog.store.reading.filters import FACETS, read_filter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort, read_sort
from catalog.store.structures.index import StructureFilter
from catalog.web.http.responses import conditional_response
from catalog.web.pages.finding.search import (
    chips_of,
    results_context,
    unfiltered,
    usual_grouping,
    views_of,
    with_present_slugs,
)
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render

router = APIRouter(prefix="/browse", include_in_schema=False, default_response_class=Response)

DAY = 86_400
"""How long a browser keeps the picture of a class, in seconds."""
OTHER_CLASSES = {"inorganic": "Inorganic compounds", "without-structure": "Without a structure"}
"""Classes without a structural key: formulas without carbon, and products without a known structure."""
BrowseAddress = Annotated[SearchAddress, Query()]


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
        "classes": [(slug, title, by_class.get(slug), slug in compound_classes()) for slug, title in titles.items()],
    }
    return render(request, "browse.html", context)


class Browsed(NamedTuple):
    """What a page of the catalog has.

    Attributes:
        heading: of the page.
        wanted: the filters that make it.
        smarts: the structure that its products contain, or None.
    """

    heading: str
    wanted: Mapping[str, Any]
    smarts: str | None = None


@router.get("/letter/{letter}")
def get_letter(request: Request, services: ProvidedServices, letter: str, address: BrowseAddress) -> Response:
    """List the products with names that begin with a letter or a digit."""
    name = letter.lower()
    if name not in (DIGITS, OTHER) and (len(name) != 1 or name not in LETTERS):
        raise NotFound(f"There is no page for {letter[:20]!r}. Use A to Z, {DIGITS} or {OTHER}.")
    first = {DIGITS: "a digit", OTHER: "neither letter nor digit"}.get(name, name.upper())
    return _listed(request, services, address, Browsed(f"Names beginning with {first}", {"letter": name}))


@router.get("/element/{symbol}")
def get_element(request: Request, services: ProvidedServices, symbol: str, address: BrowseAddress) -> Response:
    """List the products with an element in the formula."""
    element = ELEMENTS.get(symbol)
    if element is None:
        raise NotFound(f"{symbol[:20]!r} is not an element.")
    wanted = {"elements": (ElementRange(symbol, 1, None),)}
    return _listed(request, services, address, Browsed(f"Compounds of {element.name} ({symbol})", wanted))


@router.get("/class/{slug}")
def get_class(request: Request, services: ProvidedServices, slug: str, address: BrowseAddress) -> Response:
    """List the products of a class of compounds."""
    known = compound_classes().get(slug)
    if known is not None:
        return _listed(request, services, address, Browsed(known.title, {}, known.smarts))
    if slug not in OTHER_CLASSES:
        raise NotFound(f"There is no class {slug[:40]!r}. /browse lists the classes.")
    wanted = {"elements": INORGANIC.elements} if slug == "inorganic" else {"has_structure": False}
    return _listed(request, services, address, Browsed(OTHER_CLASSES[slug], wanted))


@router.get("/class/{slug}/structure.svg")
def get_class_drawing(request: Request, slug: str) -> Response:
    """Return the drawing of a plain member of a class."""
    known = compound_classes().get(slug)
    if known is None:
        raise NotFound(f"There is no class {slug[:40]!r}. /browse lists the classes.")
    return conditional_response(request, _drawn(known), "image/svg+xml", **{"Cache-Control": f"max-age={DAY}"})


@cache
def _drawn(known: CompoundClass) -> str:
    """Return the drawing. It is small and our own, so it waits for no worker."""
    return draw_svg(known.example, title=known.title, description=known.example)


def _counts(services: Services) -> BrowseCounts:
    with services.database.read() as transaction:
        return browse_counts(transaction)


def _other_counts(counts: BrowseCounts) -> dict[str, int]:
    """Return the number of products in each class without a structural key."""
    return {"inorganic": counts.inorganic, "without-structure": counts.without_structure}


def _listed(request: Request, services: Services, address: SearchAddress, browsed: Browsed) -> Response:
    """Return a page of products with the same filters and views as the page of a search."""
    usual = usual_grouping(services)
    grouping = address.group or usual
    address, suppliers = with_present_slugs(services, address.on(request.url.path))
    found = _found(services, address, browsed, by_compound=grouping == "compound")
    if found.page.complete is False:
        found = _found(services, address, browsed, by_compound=grouping == "compound", facets=())
    context = {
        "q": "",
        "heading": browsed.heading,
        "address": address,
        "chips": chips_of(address, suppliers),
        "unfiltered": unfiltered(address),
        **results_context(services, address, found),
        "action": request.url.path,
        "views": views_of(address, grouping, usual),
    }
    return render(request, "browse_list.html", context)


def _found(
    services: Services,
    address: SearchAddress,
    browsed: Browsed,
    *,
    by_compound: bool,
    facets: tuple[str, ...] = tuple(FACETS),
) -> SearchAnswer:
    """Return what a page has. A class is in the order of catalog numbers, so that its search can stop at the end of the
    page.
    """
    wanted = replace(read_filter(dict(address)).priced_by(services.rates), **browsed.wanted)
    usual = Sort("name") if browsed.smarts is None else Sort()
    sort = usual if address.sort is None else read_sort(address.sort).priced_by(wanted.currency, services.rates)
    sort = replace(sort, by_compound=by_compound)
    limit, cursor = address.limit, address.cursor
    reading = QueryInterpretation("words", "", wanted)
    if browsed.smarts is None:
        with services.database.read() as transaction:
            page = list_products(transaction, wanted, sort, limit=limit, cursor=cursor, facets=facets)
        return SearchAnswer(reading, (), page, wanted, sort)
    structures = StructureFilter(substructure=browsed.smarts)
    page = services.chemistry.list_products(wanted, structures, sort, limit=limit, cursor=cursor, facets=facets)
    return SearchAnswer(reading, (), page, wanted, sort, structures)
