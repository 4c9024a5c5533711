"""The quote list: it stands in the address and in the reader's browser, and nowhere on this server."""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.feeds.csv_feed import csv_line
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
from catalog.web.services.services import Provided, Services
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)


class Asked(NoParameters):
    """The lines of the list: the first ``pack`` and ``quantity`` belong to the first ``n``, and so on."""

    n: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Catalog numbers.")
    pack: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Pack sizes.")
    quantity: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="How many of each.")


@router.get("/quote")
def get_quote(request: Request, services: Provided, asked: Annotated[Asked, Query()]) -> Response:
    """The list with its packs and quantities, to be copied, mailed or taken along as CSV."""
    lines, missing = quote_lines(services, asked)
    text = quote_text(lines)
    mail = f"mailto:?subject={quote('Request for quotation')}&body={quote(text)}"
    context = {
        "q": "",
        "lines": lines,
        "missing": missing,
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
def get_quote_csv(services: Provided, asked: Annotated[Asked, Query()]) -> Response:
    """The list as a table."""
    lines, _missing = quote_lines(services, asked)
    stream = io.BytesIO()
    stream.write(csv_line(COLUMNS))
    for line in lines:
        stream.write(csv_line(quote_cells(line)))
    headers = {"Content-Disposition": 'attachment; filename="quote.csv"'}
    return Response(stream.getvalue(), media_type="text/csv", headers=headers)


def quote_lines(services: Services, asked: Asked) -> tuple[list[QuoteLine], list[str]]:
    """The lines that were asked for, and the catalog numbers that there are not."""
    documents, missing = documents_of(services, asked.n)
    known = {document["catalog_number"]: document for document in documents}
    wanted = zip_longest(asked.n, asked.pack[: len(asked.n)], asked.quantity[: len(asked.n)], fillvalue="")
    lines: dict[str, QuoteLine] = {}
    for number, pack, quantity in wanted:
        document = known.get(number.strip()) or known.get(number.strip().upper())
        if document is not None:
            key = f"{document['catalog_number']}\n{pack}"
            lines.setdefault(key, quote_line(document, pack, _count(quantity)))
    return list(lines.values()), missing


def _count(text: str) -> int:
    """A quantity; one where it is no number that could be meant."""
    plain = text.strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= len(str(MOST_QUANTITY))
    return max(1, int(plain)) if is_number else 1


def _address(path: str, lines: list[QuoteLine]) -> str:
    parts = [
        pair
        for line in lines
        for pair in (("n", line.product["catalog_number"]), ("pack", line.pack), ("quantity", str(line.quantity)))
    ]
    return f"{path}?{urlencode(parts)}"
