"""“Report a problem”: what a reader without an account says is wrong about a product, for the queue of editors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from catalog.errors import InvalidQuery, TooManyRequests
from catalog.store.access.people import usable_email
from catalog.store.reading.products import StoredProduct, get_product
from catalog.store.review.reader_messages import keep_report
from catalog.web.http.limiter import REPORTS, client_of
from catalog.web.http.params import PageParameters, Text, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.addresses import product_path
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

SHORTEST = 10
"""The fewest letters of a report. Less says nothing."""
Typed = Annotated[TypedText, Form(default_factory=str)]


class ReportParameters(PageParameters):
    """The product of a report."""

    product: Text
    supplier: Text | None = None


@router.get("/report")
def get_report_form(
    request: Request, services: ProvidedServices, about: Annotated[ReportParameters, Query()]
) -> Response:
    """Show the form alone."""
    return _page(request, _product(services, about.product, about.supplier or None), {})


@router.post("/report", dependencies=[SameOrigin])
def post_report(
    request: Request,
    services: ProvidedServices,
    product: Annotated[Text, Form()],
    supplier: Typed,
    text: Typed,
    email: Typed,
    website: Typed,
) -> Response:
    """Keep a report, or show the form again with what was typed and why not.

    Programs that fill every field of a form fill ``website`` too, which no person sees. They are thanked all the same.
    """
    found, typed = _product(services, product, supplier or None), {"text": text, "email": email}
    text, email = text.strip(), email.strip()
    if sum(char.isalnum() for char in text) < SHORTEST:
        problem = f"Say in {SHORTEST} letters or more what is wrong."
        return _page(request, found, typed, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    client = client_of(request.scope)
    try:
        sender = usable_email(email) if email else None
        services.limiter.require(REPORTS, client)
    except InvalidQuery as error:
        return _page(request, found, typed, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyRequests as error:
        answer = _page(request, found, typed, str(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    services.limiter.spend(REPORTS, client)
    if not website:
        with services.database.write() as transaction:
            keep_report(transaction, found, text, sender)
    return _page(request, found, {}, is_done=True)


def _product(services: Services, number: str, supplier: str | None) -> StoredProduct:
    """Return the product of a report.

    Raises:
        NotFound: there is no such product.
        SeveralSuppliers: several suppliers have the number.
    """
    with services.database.read() as transaction:
        return get_product(transaction, number, supplier)


def _page(
    request: Request,
    product: StoredProduct,
    typed: dict[str, str],
    problem: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    is_done: bool = False,
) -> Response:
    context: dict[str, Any] = {
        "q": "",
        "product": product.document,
        "path": product_path(product.catalog_number, product.slug),
        "typed": {"text": "", "email": "", **typed},
        "problem": problem,
        "is_done": is_done,
    }
    return render(request, "report.html", context, status)
