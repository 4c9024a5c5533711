"""The page of search results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidValue
from catalog.search.interpretation import QueryInterpretation, Relative
from catalog.search.search_box import SearchAnswer
from catalog.store.facts.shown_prices import words_for_hidden_prices
from catalog.store.reading.facets import Counts
from catalog.store.reading.front_page import has_several_suppliers
from catalog.store.reading.listing import Page
from catalog.store.reading.products import numbers_of_several
from catalog.store.reading.sorts import PRICE_SORTS
from catalog.store.suppliers import HOUSE_SLUG, find_supplier, names_of_slugs
from catalog.web.pages.finding.facet_choices import boxes, facets_of, narrowed_words, ranges_of, typed_conditions
from catalog.web.pages.finding.search_address import FILTERS, Grouping, SearchAddress, search_for
from catalog.web.pages.finding.search_answer import MOST_DOWNLOADED, answer_search
from catalog.web.pages.finding.search_hints import hints_for
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.services.unanswered import note_unanswered
from catalog.web.views.rendering import render
from catalog.web.views.result_rows import ResultRow, result_rows

router = APIRouter(include_in_schema=False, default_response_class=Response)

STRUCTURE_KINDS = (
    ("smiles", "the same compound"),
    ("substructure", "contains this substructure"),
    ("superstructure", "is contained in this structure"),
    ("similar", "similar to this structure"),
)
"""The kinds of structure search, with their words on the page."""

IGNORED = (("stereo", "stereochemistry"), ("salt", "salt form"), ("isotope", "isotopes"), ("tautomer", "tautomer"))
"""The differences that a search for the same compound can ignore, with their words on the page."""

SORTS = (
    ("", "Best match"),
    ("price_per_gram", "Price per gram, lowest first"),
    ("-assay_min", "Purity, highest first"),
    ("-updated_at", "Newest first"),
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("catalog_number", "Catalog number"),
    ("molecular_weight", "Weight, lightest first"),
    ("-molecular_weight", "Weight, heaviest first"),
    ("-price_per_gram", "Price per gram, highest first"),
    ("price_per_mole", "Price per mole, lowest first"),
    ("-price_per_mole", "Price per mole, highest first"),
    ("price_per_millilitre", "Price per millilitre, lowest first"),
    ("-price_per_millilitre", "Price per millilitre, highest first"),
)


class ResultView(NamedTuple):
    """One way to show the results: its view, its words, and its address."""

    view: str
    words: str
    link: str
    is_shown: bool


@router.get("/search")
def get_search_page(
    request: Request, services: ProvidedServices, address: Annotated[SearchAddress, Query()]
) -> Response:
    """Show the products that a text finds, how it was read, and other readings."""
    if not address.q.strip() and not address.is_filtered():
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    address, suppliers = with_present_slugs(services, address)
    chips = chips_of(address, suppliers)
    context = {"q": address.q, "address": address, "chips": chips, "unfiltered": unfiltered(address)}
    context |= {"hints": (), **draw_panel(address)}
    try:
        usual = usual_grouping(services)
        grouping: Grouping = "offers" if address.kind == "similar" else address.group or usual
        found = answer_search(services, address, by_compound=grouping == "compound")
    except InvalidValue as error:
        context |= {"found": None, "problem": str(error)}
        return render(request, "search.html", context, HTTPStatus.UNPROCESSABLE_ENTITY)
    if address.cursor is None:
        note_unanswered(services, address.q, found)
    context |= {"problem": None, **results_context(services, address, found)}
    context["views"] = views_of(address, grouping, usual)
    return render(request, "search.html", context)


def draw_panel(address: SearchAddress | None) -> dict[str, Any]:
    """Return the values of the drawing panel, with the structure that was searched for."""
    is_structure = address is not None and address.kind in {kind for kind, _ in STRUCTURE_KINDS}
    return {
        "structure_kinds": STRUCTURE_KINDS,
        "drawn": address.q if address is not None and is_structure else None,
        "drawn_kind": address.kind if address is not None and is_structure else None,
        "drawn_threshold": None if address is None else address.threshold,
        "drawn_ignore": () if address is None else address.ignore,
        "ignorable": IGNORED,
        "drawn_open": False,
    }


def results_context(services: Services, address: SearchAddress, found: SearchAnswer) -> dict[str, Any]:
    """Return the values of the parts that show results and filters."""
    page = found.page
    reading = found.read_as
    facets = page.facets or {}
    with services.database.read() as transaction:
        several = numbers_of_several(transaction, [item.catalog_number for item in page.items])
        suppliers = names_of_slugs(transaction, [*dict(address)["supplier"], *_values_of(facets, "supplier")])
    if HOUSE_SLUG in suppliers:
        suppliers = {**suppliers, HOUSE_SLUG: services.site.brand.name}
    rows = result_rows(page, (reading.corrected or reading.value) if reading.kind == "words" else None)
    return {
        "found": found,
        "page": page,
        "rows": rows,
        "several": several,
        "shown": _columns(rows),
        "headline": _headline(page, is_nearest=address.kind == "similar" and bool(reading.note)),
        "span": _span(address, page),
        "stated": [name for name in FILTERS if getattr(address, name)],
        "action": None,
        "similarities": page.similarities,
        "highlight": address.q if reading.kind == "substructure" else None,
        "others": _others(address, found),
        "facets": facets_of(facets, address, suppliers, page.total),
        "first_boxes": boxes(first=True),
        "boxes": boxes(first=False),
        "ranges": ranges_of(address),
        "typed_conditions": typed_conditions(address),
        "filters": [name for name, parameter in FILTERS.items() if parameter.title],
        "sorts": _sorts(),
        "next": None if page.cursor is None else address.following(page.cursor),
        "preceding": address.preceding(),
        "near": [
            (text, search_for(text)) for text in suggestions_beside_relatives(reading.suggestions, reading.relatives)
        ],
        "relatives": [relative.document() for relative in reading.relatives],
        "note": reading.note,
        "hints": hints_for(reading, address),
        "most": MOST_DOWNLOADED,
    }


def _sorts() -> list[tuple[str, str]]:
    """Return the orders with their words: those by price only for readers who see prices."""
    is_hidden = words_for_hidden_prices() is not None
    return [(key, words) for key, words in SORTS if not (is_hidden and key.removeprefix("-") in PRICE_SORTS)]


def _values_of(facets: Mapping[str, Counts], name: str) -> list[str]:
    return [str(entry["value"]) for entry in facets.get(name, ())]


def suggestions_beside_relatives(suggestions: Sequence[str], relatives: Sequence[Relative]) -> list[str]:
    """Return the suggestions without the catalog numbers of relatives, which the page shows separately."""
    shown = {relative.catalog_number for relative in relatives}
    return [text for text in suggestions if text not in shown]


def _others(address: SearchAddress, found: SearchAnswer) -> list[tuple[QueryInterpretation, str]]:
    """Return the other readings with their addresses. Numbers without a digit are too rare to offer."""
    numbers = () if any(char.isdigit() for char in address.q) else ("catalog_number", "identifier")
    likely = (reading for reading in found.alternatives if reading.kind not in numbers)
    return [(reading, address.link(kind=reading.kind)) for reading in likely]


def _columns(rows: Sequence[ResultRow]) -> dict[str, bool]:
    """Return which columns of the table have content."""
    return {
        "assay": any(row.assay for row in rows),
        "storage": any(row.product["storage"] for row in rows),
        "packs": any(row.packs for row in rows),
        "prices": any(row.offer.prices for row in rows),
    }


def _headline(page: Page, *, is_nearest: bool) -> str:
    thing = "product" if page.offers is None else "substance"
    if page.total is None:
        return f"{thing.capitalize()}s found" if page.items else "Nothing found yet"
    number = f"{page.total:,} {thing}{'' if page.total == 1 else 's'}"
    return f"The nearest {number}" if is_nearest and page.items else number


def _span(address: SearchAddress, page: Page) -> str | None:
    """Return which of all results a page has, such as ``25–48 of 498``, or None if it has all or is not counted."""
    if page.total is None or len(page.items) >= page.total:
        return None
    first = (address.page - 1) * address.limit + 1
    return f"{first:,}–{first + len(page.items) - 1:,} of {page.total:,}"


def usual_grouping(services: Services) -> Grouping:
    """Return how results are grouped if nobody says so. Where one supplier sells all, there is hardly anything to
    group.
    """
    with services.database.read() as transaction:
        return "compound" if has_several_suppliers(transaction) else "offers"


def views_of(address: SearchAddress, grouping: Grouping, usual: Grouping) -> list[ResultView]:
    """Return how the results can be shown. An address does not say what is usual."""
    ways: dict[Grouping, str] = {"compound": "By substance", "offers": "Single offers"}
    if address.kind == "similar":
        del ways["compound"]
    cards = [
        ResultView(
            "cards",
            words,
            address.link(view="cards", group=None if way == usual else way),
            is_shown=address.view == "cards" and grouping == way,
        )
        for way, words in ways.items()
    ]
    return [*cards, ResultView("table", "Table", address.link(view="table"), is_shown=address.view == "table")]


def with_present_slugs(services: Services, address: SearchAddress) -> tuple[SearchAddress, dict[str, str]]:
    """Return an address with the present slugs of its suppliers, which are stated by any slug or name, and the names
    of these suppliers by slug.
    """
    stated: tuple[str, ...] = dict(address)["supplier"]
    if not stated:
        return address, {}
    with services.database.read() as transaction:
        found = {word: find_supplier(transaction, word) for word in stated}
    slugs = dict.fromkeys(word if one is None else one.slug for word, one in found.items())
    house = services.site.brand.name
    names = {one.slug: house if one.slug == HOUSE_SLUG else one.name for one in found.values() if one is not None}
    return address.model_copy(update={"supplier": tuple(slugs)}), names


def chips_of(address: SearchAddress, suppliers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the filters of the search in words, each with the address without it."""
    stated = ((name, getattr(address, name)) for name in FILTERS)
    values = ((name, value) for name, some in stated for value in (some if isinstance(some, tuple) else (some,)))
    return [(narrowed_words(*one, suppliers), address.without(*one)) for one in values if one[1] is not None]


def unfiltered(address: SearchAddress) -> str:
    """Return the address without any filter."""
    none = {name: type(address).model_fields[name].default for name in FILTERS}
    return address.link(**none)
