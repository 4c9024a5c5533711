"""The quote list. It is stored in the address and in the browser, never on this server."""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.feeds.csv_feed import csv_line
from catalog.store.reading.products import reference_to
from catalog.web.http.params import NoParameters, Text
from catalog.web.pages.compare import documents_of
from catalog.web.pages.quote_list import (
    COLUMNS,
    MOST_LINES,
    MOST_QUANTITY,
    QuoteLine,
    quote_cells,
    quote_line,
    quote_text,
    totals,
)
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)


class QuoteParameters(NoParameters):
    """The lines of the list: the first ``pack`` and ``quantity`` belong to the first ``n``, and so on."""

    n: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Catalog numbers.")
    pack: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Pack sizes.")
    quantity: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="How many of each.")


@router.get("/quote")
def get_quote(request: Request, services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Show the list with its packs and quantities, to copy, mail or download as CSV."""
    lines, notes = quote_lines(services, asked)
    text = quote_text(lines)
    mail = f"mailto:?subject={quote('Request for quotation')}&body={quote(text)}"
    context = {
        "q": "",
        "lines": lines,
        "notes": notes,
        "text": text,
        "mail": mail,
        "csv": _address("/quote.csv", lines),
        "removals": [_address("/quote", [kept for kept in lines if kept is not line]) for line in lines],
        "totals": totals(lines),
        "most_quantity": MOST_QUANTITY,
        "was_asked": bool(request.url.query),
    }
    return render(request, "quote.html", context)


@router.get("/quote.csv")
def get_quote_csv(services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Return the list as CSV. An invalid quantity is refused."""
    for stated in asked.quantity:
        if _count(stated) is None:
            raise InvalidQuery(_no_quantity(stated), stated=stated, field="quantity")
    lines, _notes = quote_lines(services, asked)
    stream = io.BytesIO()
    stream.write(csv_line(COLUMNS))
    for line in lines:
        stream.write(csv_line(quote_cells(line)))
    headers = {"Content-Disposition": 'attachment; filename="quote.csv"'}
    return Response(stream.getvalue(), media_type="text/csv", headers=headers)


def quote_lines(services: Services, asked: QuoteParameters) -> tuple[list[QuoteLine], list[str]]:
    """Return the requested lines, and notes on what was left out: unknown products and invalid quantities."""
    documents, missing = documents_of(services, asked.n)
    known = {reference_to(document): document for document in documents}
    wanted = zip_longest(asked.n, asked.pack[: len(asked.n)], asked.quantity[: len(asked.n)], fillvalue="")
    lines: dict[str, QuoteLine] = {}
    notes = [f"The product {number} is not in the catalog any more." for number in missing]
    for number, pack, quantity in wanted:
        document = known.get(number.strip()) or known.get(number.strip().upper())
        if document is not None:
            key = f"{document['catalog_number']}\n{pack}"
            count = _count(quantity)
            lines.setdefault(key, quote_line(document, pack, count or 1))
            if count is None:
                notes.append(f"{document['catalog_number']}: {_no_quantity(quantity)}")
    return list(lines.values()), notes


def _count(text: str) -> int | None:
    """Return a quantity: 1 if none is stated, None if the text is not a possible quantity.

    >>> _count(" 012 "), _count(""), _count("0"), _count("10000"), _count("1e3")
    (12, 1, None, None, None)
    """
    plain = text.strip().lstrip("0") if text.strip() else "1"
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= len(str(MOST_QUANTITY))
    return int(plain) if is_number else None


def _no_quantity(stated: str) -> str:
    return f"The quantity {stated[:20]!r} is not valid. Write a whole number from 1 to {MOST_QUANTITY:,}."


def _address(path: str, lines: list[QuoteLine]) -> str:
    parts = [
        pair
        for line in lines
        for pair in (("n", reference_to(line.product)), ("pack", line.pack), ("quantity", str(line.quantity)))
    ]
    return f"{path}?{urlencode(parts)}"
