"""The quote list. It is stored in the address and in the browser, never on this server."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import zip_longest
from types import MappingProxyType
from typing import Annotated, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.feeds.csv_feed import csv_line
from catalog.feeds.xlsx_feed import write_rows
from catalog.store.json_text import Document
from catalog.store.reading.products import find_referenced, no_such_product, numbers_of_several, reference_to
from catalog.store.suppliers import HOUSE_SLUG, find_supplier
from catalog.web.api.sheet import can_make_sheets, lay_out_sheet
from catalog.web.http.params import PageParameters, Text
from catalog.web.pages.quote_list import (
    COLUMNS,
    LONGEST_AMOUNT,
    MOST_LINES,
    MOST_QUANTITY,
    QuoteLine,
    SupplierRequest,
    plain_cells,
    quote_cells,
    quote_line,
    recipient_in,
    split_by_supplier,
)
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.addresses import other_supplier
from catalog.web.views.offer.prices import amount_text
from catalog.web.views.rendering import render, templates

router = APIRouter(include_in_schema=False, default_response_class=Response)


class QuoteParameters(PageParameters):
    """The lines of the list: the first ``pack`` and ``quantity`` belong to the first ``n``, and so on."""

    n: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Catalog numbers.")
    pack: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="Pack sizes.")
    quantity: tuple[Text, ...] = Field((), max_length=MOST_LINES, description="How many of each.")


@router.get("/quote")
def get_quote(request: Request, services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Show the list with its packs and quantities, to copy, mail or download as CSV."""
    return quote_page(request, services, read_list(services, asked))


def quote_page(
    request: Request,
    services: Services,
    found: QuoteList,
    typed: Mapping[str, str] = MappingProxyType({}),
    problem: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Return the page of a list.

    Args:
        request: the request.
        services: the services of the server.
        found: the list.
        typed: what was typed into the form that asks here, if it is shown again.
        problem: why it is shown again, or None.
        status: of the response.
    """
    requests = split_by_supplier(found.lines)
    with services.database.read() as transaction:
        suppliers = {one.slug: find_supplier(transaction, one.slug) for one in requests}
    recipients = {slug: recipient_in(one.contact if one else None) for slug, one in suppliers.items()}
    if not recipients.get(HOUSE_SLUG):
        recipients[HOUSE_SLUG] = recipient_in(services.site.brand.contact)
    context = {
        "q": "",
        "lines": found.lines,
        "requests": [(one, _sending(one, recipients[one.slug])) for one in requests],
        "undecided": found.undecided,
        "notes": found.notes,
        "several": found.several,
        "removals": {(line.reference, line.pack): _address("/quote", found.without(line)) for line in found.lines},
        "choices": [
            [(product, _address("/quote", found.with_choice(line, product))) for product in line.products]
            for line in found.undecided
        ],
        "most_quantity": MOST_QUANTITY,
        "longest_amount": LONGEST_AMOUNT,
        "sheets": can_make_sheets(),
        "amount_text": amount_text,
        "typed": {"email": "", "text": "", **typed},
        "problem": problem,
    }
    return render(request, "quote.html", context, status)


def _sending(request: SupplierRequest, recipient: str) -> dict[str, str]:
    """Return the ways in which the request to a supplier can be sent, each with its address."""
    subject = quote("Request for quotation")
    return {
        "recipient": recipient,
        "mail": f"mailto:{quote(recipient)}?subject={subject}&body={quote(request.text)}",
        **{suffix: _address(f"/quote.{suffix}", request.lines) for suffix in ("csv", "xlsx", "pdf")},
    }


@router.get("/quote.csv")
def get_quote_csv(services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Return the list as CSV."""
    stream = io.BytesIO()
    for row in (COLUMNS, *map(quote_cells, decided_lines(services, asked))):
        stream.write(csv_line(row))
    return _file(stream.getvalue(), "text/csv", "csv")


@router.get("/quote.xlsx")
def get_quote_xlsx(services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Return the list as a workbook."""
    stream = io.BytesIO()
    write_rows([COLUMNS, *map(plain_cells, decided_lines(services, asked))], stream, "Quote list")
    return _file(stream.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")


@router.get("/quote.pdf")
def get_quote_pdf(services: ProvidedServices, asked: Annotated[QuoteParameters, Query()]) -> Response:
    """Return the list as a PDF, with a page for each supplier."""
    requests = split_by_supplier(decided_lines(services, asked))
    day = datetime.now(tz=UTC).date().isoformat()
    page = templates.get_template("quote_sheet.html").render(requests=requests, day=day, amount_text=amount_text)
    return _file(lay_out_sheet(services, page), "application/pdf", "pdf")


def _file(content: bytes, media_type: str, suffix: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="quote.{suffix}"'}
    return Response(content, media_type=media_type, headers=headers)


def decided_lines(services: Services, asked: QuoteParameters) -> list[QuoteLine]:
    """Return the lines of a list for a file, which has no room for notes.

    Raises:
        InvalidQuery: something cannot be taken as it is stated.
    """
    for stated in asked.quantity:
        if _count(stated) is None:
            raise InvalidQuery(_no_quantity(stated), stated=stated, field="quantity")
    found = read_list(services, asked)
    if found.undecided:
        stated, products = found.undecided[0].reference, found.undecided[0].products
        references = ", ".join(reference_to(product, found.several) for product in products)
        message = f"Several suppliers have the catalog number {stated!r}; write one of {references}."
        raise InvalidQuery(message, stated=stated, field="n")
    if found.notes:
        raise InvalidQuery(found.notes[0], stated="", field="n")
    return found.lines


@dataclass(frozen=True, slots=True)
class UndecidedLine:
    """A line whose catalog number several suppliers have.

    Attributes:
        reference: the number as stated.
        pack: the pack as stated.
        quantity: the number of packs.
        products: the documents of the products that it may mean.
    """

    reference: str
    pack: str
    quantity: int
    products: tuple[Document, ...]


class QuoteList(NamedTuple):
    """A quote list as it is read from an address.

    Attributes:
        lines: the lines, each with its product.
        undecided: the lines for which a supplier must be chosen.
        notes: what was not taken as it was stated, in sentences.
        several: the catalog keys that several suppliers have.
    """

    lines: list[QuoteLine]
    undecided: list[UndecidedLine]
    notes: list[str]
    several: set[str]

    def without(self, line: QuoteLine) -> list[QuoteLine | UndecidedLine]:
        """Return all lines but one."""
        return [*(kept for kept in self.lines if kept is not line), *self.undecided]

    def with_choice(self, line: UndecidedLine, product: Document) -> list[QuoteLine | UndecidedLine]:
        """Return all lines, one of them with the chosen product."""
        others = [kept for kept in self.undecided if kept is not line]
        chosen = quote_line(product, line.pack, line.quantity, reference_to(product, self.several))
        return [*self.lines, chosen, *others]


def read_list(services: Services, asked: QuoteParameters) -> QuoteList:
    """Return the list that an address states. Whatever cannot be taken is said in a note or left undecided."""
    wanted = list(zip_longest(asked.n, asked.pack[: len(asked.n)], asked.quantity[: len(asked.n)], fillvalue=""))
    with services.database.read() as transaction:
        found = {stated: find_referenced(transaction, stated.strip()) for stated in asked.n if stated.strip()}
        numbers = {product.catalog_number for products in found.values() for product in products}
        several = numbers_of_several(transaction, numbers)
    lines: dict[tuple[str, str], QuoteLine] = {}
    undecided: dict[tuple[str, str], UndecidedLine] = {}
    notes: list[str] = []
    for stated, pack, quantity in wanted:
        products = found.get(stated)
        if not products:
            notes += [] if products is None else [str(no_such_product(stated.strip()))]
            continue
        count = _count(quantity)
        if count is None:
            notes.append(f"{products[0].catalog_number}: {_no_quantity(quantity)}")
        if len(products) > 1:
            documents = tuple(product.document for product in products)
            line = UndecidedLine(stated.strip(), pack, count or 1, documents)
            undecided.setdefault((products[0].catalog_number, pack), line)
            continue
        document = products[0].document
        reference = reference_to(document, several)
        taken = quote_line(document, pack, count or 1, reference, other_supplier(document, several))
        if pack and taken.pack != pack:
            notes.append(f"{reference}: there is no pack of {pack[:40]!r} any more; it is now {_pack_words(taken)}.")
        first = lines.setdefault((products[0].key, taken.pack), taken)
        if first.quantity != taken.quantity:
            notes.append(f"{reference} is listed twice. The first quantity, {first.quantity}, counts.")
    return QuoteList(list(lines.values()), list(undecided.values()), notes, several)


def _pack_words(line: QuoteLine) -> str:
    return f"the pack of {line.pack!r}" if line.pack else "to be agreed"


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


def _address(path: str, lines: Sequence[QuoteLine | UndecidedLine]) -> str:
    parts = [
        pair
        for line in lines
        for pair in (("n", line.reference), ("pack", line.pack), ("quantity", str(line.quantity)))
    ]
    return f"{path}?{urlencode(parts)}"
