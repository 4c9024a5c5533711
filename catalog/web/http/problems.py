"""Errors as RFC 9457 problems. Only this module knows which HTTP status answers which error."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from catalog.errors import (
    CatalogError,
    Conflict,
    InvalidValue,
    KeyRefused,
    NotFound,
    NoWorker,
    RefusedRecord,
    SeveralSuppliers,
    StaleRevision,
    StoreBusy,
    StoreFull,
    StoreUnusable,
    TooManyRequests,
    UnreadableFile,
    UnwritableFile,
)
from catalog.web.http.log.lines import REQUEST_ID, logged_path
from catalog.web.http.negotiation import choose_offer
from catalog.web.http.route_table import allowed_methods

logger = logging.getLogger("catalog.web")

MEDIA_TYPE = "application/problem+json"
FORMS = (("application/json", "json"), (MEDIA_TYPE, "json"), ("text/html", "page"))
"""The forms of a problem. The last one is for people."""

MOST_NAMED = 100
"""How many fields a problem names. Thousands would help nobody, and take long to write."""

STATUSES: dict[type[CatalogError], HTTPStatus] = {
    CatalogError: HTTPStatus.INTERNAL_SERVER_ERROR,
    NoWorker: HTTPStatus.SERVICE_UNAVAILABLE,
    InvalidValue: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableFile: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    SeveralSuppliers: HTTPStatus.CONFLICT,
    RefusedRecord: HTTPStatus.UNPROCESSABLE_ENTITY,
    Conflict: HTTPStatus.CONFLICT,
    StaleRevision: HTTPStatus.PRECONDITION_FAILED,
    KeyRefused: HTTPStatus.UNAUTHORIZED,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    UnwritableFile: HTTPStatus.INSUFFICIENT_STORAGE,
    StoreUnusable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreFull: HTTPStatus.INSUFFICIENT_STORAGE,
}
"""The status of each error. A class that is not listed has the status of its nearest ancestor."""


RETRY_SECONDS = 5
"""After how many seconds a client may ask a busy database again."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of the operating system when a temporary file cannot grow: a disk, quota or limit is full."""


class FieldProblem(BaseModel):
    """A problem with one field or parameter."""

    field: str
    message: str


class ProductChoice(BaseModel):
    """One of the products that an address may mean.

    Attributes:
        supplier: the slug and the name of its supplier.
        catalog_number: as printed.
        url: the address that means this one.
        document: the product's document, for the page; None if the product was removed.
    """

    supplier: dict[str, str]
    catalog_number: str
    url: str
    document: SkipJsonSchema[dict[str, Any] | None] = Field(None, exclude=True)


class Problem(BaseModel):
    """A problem as defined by RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    choices: list[ProductChoice] | None = None


class Told(NamedTuple):
    """What an answer says about an error, as JSON or on a page; see ``problem_response``."""

    status: int
    detail: str
    errors: Sequence[FieldProblem] = ()
    headers: Mapping[str, str] | None = None
    choices: Sequence[ProductChoice] = ()


def problem_response(
    status: int,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
    choices: Sequence[ProductChoice] = (),
) -> Response:
    """Return the response for a problem. Type ``about:blank`` means that the status says its kind (RFC 9457, 4.2.1)."""
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = [error.model_dump() for error in errors]
    if choices:
        body["choices"] = [choice.model_dump() for choice in choices]
    # What was sent may be named in it, and hold halves of surrogate pairs, which no answer can.
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def status_of(error: CatalogError) -> HTTPStatus:
    """Return the status for an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


Handler = Callable[[Request, Exception], Told]
ProblemPage = Callable[[Request, int, str, Sequence[ProductChoice]], Response]


def install_problem_handlers(app: FastAPI, problem_page: ProblemPage) -> None:
    """Answer every error of this application with a problem: as JSON, or as a page for a browser."""
    answers: tuple[tuple[type[Exception], Handler], ...] = (
        (CatalogError, _answer_catalog_error),
        (RequestValidationError, _answer_invalid_request),
        (HTTPException, _answer_http_error),
        (OSError, _answer_os_error),
        (ClientDisconnect, _answer_cut_off),
        (Exception, _answer_surprise),
    )
    for kind, answer in answers:
        app.add_exception_handler(kind, partial(_answer, answer, problem_page))


def refusal_response(problem_page: ProblemPage, request: Request, status: HTTPStatus, detail: str) -> Response:
    """Return the answer to a request that must not reach a route."""
    return _answer(_answer_http_error, problem_page, request, HTTPException(status, detail))


def problem_response_of(problem_page: ProblemPage, request: Request, error: CatalogError) -> Response:
    """Return the answer to a request that a layer before the routes refuses by one of our errors."""
    return _answer(_answer_catalog_error, problem_page, request, error)


def _answer(answer: Handler, problem_page: ProblemPage, request: Request, error: Exception) -> Response:
    told = answer(request, error)
    if request.url.path.startswith("/api/") or choose_offer(request.headers.get("accept"), FORMS) != "page":
        return problem_response(*told)
    status = HTTPStatus.MULTIPLE_CHOICES if told.choices else told.status
    page = problem_page(request, status, told.detail.encode("utf-8", "replace").decode(), told.choices)
    # What else the answer says, such as when to try again, is not for programs alone.
    page.headers.update(told.headers or {})
    return page


def _answer_catalog_error(request: Request, error: Exception) -> Told:
    assert isinstance(error, CatalogError)  # noqa: S101  # Starlette calls this for that class only.
    status, detail = status_of(error), str(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log(request, error)
    if isinstance(error, StoreUnusable):
        detail = error.public
    errors = []
    if isinstance(error, RefusedRecord):
        errors += [FieldProblem(field=str(f["field"]), message=str(f["message"])) for f in error.findings]
    if isinstance(error, InvalidValue) and error.field:
        errors.append(FieldProblem(field=error.field, message=str(error)))
    choices = _choices(request, error) if isinstance(error, SeveralSuppliers) else []
    return Told(status, detail, errors, _headers(error), choices)


def _choices(request: Request, error: SeveralSuppliers) -> list[ProductChoice]:
    """Return what an address may mean, each with its own address: the one asked for, with the supplier in it."""
    # As it was sent: a slash that belongs to a catalog number is encoded.
    sent = (request.scope.get("raw_path") or request.url.path.encode()).partition(b"?")[0].decode("ascii", "replace")
    before, _, behind = sent.partition("/products/")
    return [
        ProductChoice(
            supplier={"slug": slug, "name": name},
            catalog_number=number,
            url=f"{before}/suppliers/{quote(slug, safe='')}/products/{behind}",
            document=None if document is None else dict(document),
        )
        for (slug, name, number), document in zip(error.choices, error.documents, strict=True)
    ]


def _headers(error: CatalogError) -> dict[str, str]:
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, StoreBusy):
        return {"Retry-After": str(RETRY_SECONDS)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, KeyRefused) else {}


def _log(request: Request, error: Exception) -> None:
    """Write one line to the log for a known problem that needs no traceback."""
    logger.error("%s %s: %s", request.method, logged_path(request.url.path), error)


def _answer_invalid_request(_request: Request, error: Exception) -> Told:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # Starlette calls this for that class only.
    named = error.errors()[:MOST_NAMED]
    errors = [FieldProblem(field=_field(entry["loc"]), message=_message(entry)) for entry in named]
    detail = "; ".join(f"{entry.field}: {entry.message}" for entry in errors[:5])
    return Told(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)


def _field(location: Sequence[str | int]) -> str:
    parts = [str(part) for part in location if part not in ("query", "body", "path", "header")]
    return ".".join(parts) or str(location[0])


def _message(entry: Mapping[str, Any]) -> str:
    if entry["type"] == "extra_forbidden":
        return "There is no such parameter. /docs lists the parameters."
    if entry["type"] == "too_long":
        return "There are {actual_length}; the limit is {max_length}.".format_map(entry["ctx"])
    # Our own validators already write full sentences.
    return str(entry["msg"]).removeprefix("Value error, ")


def _answer_http_error(request: Request, error: Exception) -> Told:
    assert isinstance(error, HTTPException)  # noqa: S101  # Starlette calls this for that class only.
    if isinstance(error.__cause__, OSError):
        # FastAPI blames the client when there is no disk space for an upload.
        return _answer_os_error(request, error.__cause__)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return _answer_unknown_method(request)
    return Told(error.status_code, str(error.detail), headers=error.headers)


def _answer_os_error(request: Request, error: Exception) -> Told:
    if not isinstance(error, OSError) or error.errno not in NO_ROOM:
        return _answer_surprise(request, error)
    _log(request, error)
    detail = "There is no disk space for temporary files. Try again later."
    return Told(HTTPStatus.INSUFFICIENT_STORAGE, detail)


def _answer_unknown_method(request: Request) -> Told:
    allowed = ", ".join(allowed_methods(request))
    detail = f"This address does not take {request.method[:20]}. Use {allowed}."
    return Told(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})


def _answer_cut_off(_request: Request, _error: Exception) -> Told:
    """Return an answer for the request log only: a client that sent half a request is no longer there to read it."""
    return Told(HTTPStatus.BAD_REQUEST, "The request ended before its body was complete. Nothing was changed.")


def _answer_surprise(request: Request, error: Exception) -> Told:
    logger.error("An unexpected error at %s", logged_path(request.url.path), exc_info=error)
    name = REQUEST_ID.get()
    where = f" as {name}" if name else ""
    detail = f"An unexpected error occurred and was logged{where}. Try again later."
    return Told(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
