"""Sending a quote list to the sellers from here: a request to each supplier, for the inbox of the desk."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from catalog.errors import InvalidQuery, TooManyRequests
from catalog.store.access.people import usable_email
from catalog.store.review.reader_messages import keep_request
from catalog.store.suppliers import get_supplier
from catalog.web.http.limiter import REQUESTS, client_of
from catalog.web.http.params import Text, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.quote import QuoteParameters, decided_lines, quote_page, read_list
from catalog.web.pages.quote_list import MOST_LINES, QuoteLine, split_by_supplier
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

Typed = Annotated[TypedText, Form(default_factory=str)]
Listed = Annotated[list[Text], Form(default_factory=list, max_length=MOST_LINES)]


@router.post("/quote/requests", dependencies=[SameOrigin])
def post_requests(
    request: Request,
    services: ProvidedServices,
    n: Listed,
    pack: Listed,
    quantity: Listed,
    email: Typed,
    text: Typed,
    website: Typed,
) -> Response:
    """Keep a request to each supplier of the list, or show the list again with what was typed and why not.

    Programs that fill every field of a form fill ``website`` too, which no person sees. They are thanked all the same.
    """
    asked = QuoteParameters(n=tuple(n), pack=tuple(pack), quantity=tuple(quantity))
    client = client_of(request.scope)
    problem, status, wait = None, HTTPStatus.OK, None
    lines: list[QuoteLine] = []
    try:
        lines = _sent_lines(services, asked)
        sender = usable_email(email.strip())
        services.limiter.require(REQUESTS, client)
    except InvalidQuery as error:
        problem, status = str(error), HTTPStatus.UNPROCESSABLE_ENTITY
    except TooManyRequests as error:
        problem, status, wait = str(error), HTTPStatus.TOO_MANY_REQUESTS, error.retry_after
    if problem is not None:
        typed = {"email": email, "text": text}
        answer = quote_page(request, services, read_list(services, asked), typed, problem, status)
        if wait is not None:
            answer.headers["Retry-After"] = str(wait)
        return answer
    services.limiter.spend(REQUESTS, client)
    count = len(split_by_supplier(lines)) if website else _keep(services, lines, text, sender)
    return render(request, "quote_sent.html", {"q": "", "count": count})


def _sent_lines(services: Services, asked: QuoteParameters) -> list[QuoteLine]:
    """Return the lines of a list that is sent.

    Raises:
        InvalidQuery: it has none, or something cannot be taken as it is stated.
    """
    lines = decided_lines(services, asked)
    if not lines:
        raise InvalidQuery("The list is empty.", stated="", field="n")
    return lines


def _keep(services: Services, lines: list[QuoteLine], text: str, sender: str) -> int:
    said, requests = text.strip(), split_by_supplier(lines)
    with services.database.write() as transaction:
        for one in requests:
            keep_request(transaction, get_supplier(transaction, one.slug), one.text, said, sender)
    return len(requests)
