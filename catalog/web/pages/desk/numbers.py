"""The numbers of the catalog at a glance, each with a link to its list."""

from __future__ import annotations

from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from catalog.store.database import snapshot
from catalog.store.review.numbers import CHANGES, CatalogNumbers, desk_numbers
from catalog.store.writing.held_drafts import StoredDraft
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.pages.finding.search_address import search_for
from catalog.web.services.services import ProvidedServices
from catalog.web.views import charts, number_links
from catalog.web.views.finding_words import SHAPES, finding_title
from catalog.web.views.held_drafts import age_of

HERE = "/editor/numbers"

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)


class HeldRow(NamedTuple):
    """A held draft: its number, what it states, since when and how long it is held, and its first error in words."""

    number: int
    catalog_number: str
    created_at: str
    age: str
    why: str


@router.get("/numbers")
def get_numbers(request: Request, services: ProvidedServices, editor: Editor) -> Response:
    """Show the numbers as charts and tables."""
    with snapshot(services.database) as transaction:
        numbers = desk_numbers(transaction)
    catalog = numbers.catalog
    context: dict[str, Any] = {
        "numbers": numbers,
        "catalog": catalog,
        "coverage": coverage(catalog),
        "grade_rows": charts.grade_rows(catalog.suppliers),
        "finding_rows": charts.finding_rows(catalog.findings),
        "field_rows": charts.field_rows(catalog.completeness),
        "charts": charts,
        "links": number_links,
        "changes": CHANGES,
        "shapes": SHAPES,
        "drafts": [_held(one) for one in numbers.held_longest],
        "points": _points(catalog),
        "search_for": search_for,
    }
    return desk_page(request, services, editor, "desk/numbers.html", context, here=HERE)


def coverage(catalog: CatalogNumbers) -> list[dict[str, Any]]:
    """Return the few shares that stand above all: words, number, share, and the address of the list."""
    every = catalog.products
    stated = {one.field: one.has for one in catalog.completeness}
    good = sum(catalog.grades[grade] for grade in ("A", "B"))
    rows = [
        ("Products", every, "", number_links.all_products(catalog.statuses)),
        *(
            (words, stated[field], charts.percent(stated[field], every), number_links.products_list(has=field))
            for words, field in (
                ("with a structure", "structure"),
                ("with a price", "price"),
                ("with a safety data sheet", "sds"),
                ("with hazards", "hazards"),
            )
        ),
        ("Grade A or B", good, charts.percent(good, every), number_links.good_products()),
    ]
    return [dict(zip(("words", "count", "share", "path"), row, strict=True)) for row in rows]


def _held(stored: StoredDraft) -> HeldRow:
    codes = [finding["code"] for finding in stored.draft.findings if finding["severity"] == "error"]
    number = stored.draft.fields.get("catalog_number", "")[:80]
    why = finding_title(codes[0]) if codes else ""
    return HeldRow(stored.number, number, stored.created_at, age_of(stored.created_at), why)


def _points(catalog: CatalogNumbers) -> dict[str, str]:
    """Return what each chart says, in a sentence."""
    worst = max(catalog.suppliers, key=lambda one: one.grades["E"] / one.products, default=None)
    grades = "Share of products by the grade of their data, A to E, by supplier."
    if worst is not None and worst.grades["E"]:
        share = charts.percent(worst.grades["E"], worst.products)
        grades += f" {worst.name or 'The house'} has the largest share of E: {share}."
    findings = "Products with a finding, by its kind and the month of their last change, twelve months."
    if catalog.findings:
        most = catalog.findings[0]
        findings += f" Most frequent: {finding_title(most.code)}, {most.products:,} products."
    fields = "Share of products that state each field."
    if catalog.products:
        least = min(catalog.completeness, key=lambda one: one.has)
        fields += f" Least: {least.title}, {charts.percent(least.has, catalog.products)}."
    return {"grades": grades, "findings": findings, "fields": fields}
