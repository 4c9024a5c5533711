"""The routes of PubChem's door, under ``/pug`` and under PubChem's own path ``/rest/pug``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from catalog.chemistry.anatomy.picture import LARGEST, SMALLEST, draw_png
from catalog.errors import CatalogError, InvalidQuery, NotFound, StoreUnusable, TooManyRequests
from catalog.store.compounds.structure_products import first_products
from catalog.store.json_text import to_json
from catalog.web.doors.pubchem import compounds, substances
from catalog.web.doors.pubchem.asking import Asking
from catalog.web.doors.pubchem.faults import fault, fault_status
from catalog.web.doors.pubchem.finding import found_structures
from catalog.web.doors.pubchem.forms import MEDIA_TYPES, Document, as_csv, as_lines, as_xml
from catalog.web.doors.pubchem.properties import read_properties
from catalog.web.doors.pubchem.questions import Question, list_key_of, read_question
from catalog.web.http.responses import conditional_response, site_address
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(include_in_schema=False)

IMAGE_SIZES = {"small": (100, 100), "large": (300, 300)}
MOST_FIELDS = 10


async def sent_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, as far as they are texts; none of another body."""
    if request.method != "POST":
        return {}
    async with request.form(max_fields=MOST_FIELDS, max_files=1) as form:
        return {
            name: value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")
            for name, value in form.items()
        }


SentForm = Annotated[dict[str, str], Depends(sent_form)]


@router.api_route("/pug/{path:path}", methods=["GET", "POST"])
@router.api_route("/rest/pug/{path:path}", methods=["GET", "POST"])
def answer_pug(request: Request, services: ProvidedServices, form: SentForm) -> Response:
    """Answer one question of PUG REST."""
    output = "JSON"
    try:
        question = read_question(_segments(request), form, request.query_params)
        output = question.output
        answered = _answer(request, Asking(services, question, site_address(request)))
    except CatalogError as error:
        words = error.public if isinstance(error, StoreUnusable) else str(error)
        answered = _fault(fault_status(error), words, output)
        if isinstance(error, TooManyRequests):
            answered.headers["Retry-After"] = str(error.retry_after)
    answered.headers["X-Throttling-Control"] = throttling(services)
    return answered


def throttling(services: Services) -> str:
    """Return how much of its share of the server's time the client has used, in PubChem's words."""
    used = services.chemistry.share_used()
    colour = "Green" if used < 0.5 else "Yellow" if used < 0.75 else "Red" if used < 1 else "Black"
    waiting = sum(services.chemistry.service.waiting().values())
    busy = "Green" if waiting < 10 else "Yellow"
    return (
        f"Request Count status: Green (0%), Request Time status: {colour} ({used:.0%}), "
        f"Service status: {busy} ({min(waiting, 100)}%)"
    )


def _segments(request: Request) -> list[str]:
    """Return the parts of the path behind ``pug``. A slash that belongs to an identifier was sent encoded."""
    sent = (request.scope.get("raw_path") or request.url.path.encode()).partition(b"?")[0].decode("ascii", "replace")
    return [unquote(part) for part in sent.partition("/pug/")[2].split("/")]


def _answer(request: Request, asking: Asking) -> Response:
    question = asking.question
    if question.output not in MEDIA_TYPES:
        return _fault(HTTPStatus.NOT_IMPLEMENTED, f"{question.output} is not written here.")
    if question.operation == "record" and question.domain != "sources" and question.output in ("XML", "CSV", "TXT"):
        return _fault(HTTPStatus.NOT_IMPLEMENTED, f"Records are JSON or SDF here, not {question.output}.")
    if question.waits:
        found = {"Waiting": {"ListKey": list_key_of(question), "Message": "Your request is running"}}
        return Response(to_json(found), HTTPStatus.ACCEPTED, media_type=MEDIA_TYPES["JSON"])
    media_type = MEDIA_TYPES[question.output]
    if question.output == "PNG":
        return conditional_response(request, _picture(asking), media_type)
    if question.output == "SDF":
        of = compounds if question.domain == "compound" else substances
        return conditional_response(request, of.sd_file(asking), media_type)
    answers = {"compound": compounds.answer, "substance": substances.answer, "sources": substances.sources}
    return conditional_response(request, _written(question, answers[question.domain](asking)), media_type)


def _written(question: Question, document: Document) -> str:
    if question.output == "JSON":
        return to_json(document)
    if question.output == "XML":
        return as_xml(document)
    if question.output == "CSV":
        return as_csv(document, ("CID", *read_properties(question.of)))
    return as_lines(document)


def _picture(asking: Asking) -> bytes:
    """Return the picture of the first compound of a question."""
    width, height = _image_size(asking.question.options.get("image_size", "large"))
    keys = found_structures(asking)[:1]
    with asking.services.database.read() as transaction:
        first = first_products(transaction, keys)
    if not first:
        raise NotFound("No CID found")
    return asking.services.chemistry.draw(draw_png, first[keys[0]].smiles, width, height)


def _image_size(text: str) -> tuple[int, int]:
    """Return the size of a picture: ``small``, ``large`` or ``300x200``."""
    if text in IMAGE_SIZES:
        return IMAGE_SIZES[text]
    sides = [int(side) for side in text.split("x") if side.isascii() and side.isdecimal() and len(side) < 6]
    if len(sides) != 2 or text.count("x") != 1 or not all(SMALLEST <= side <= LARGEST for side in sides):
        message = f"image_size is small, large, or a size between {SMALLEST}x{SMALLEST} and {LARGEST}x{LARGEST}."
        raise InvalidQuery(message, stated=text[:80])
    return sides[0], sides[1]


def _fault(status: HTTPStatus, words: str, output: str = "JSON") -> Response:
    document = fault(status, words)
    if output == "XML":
        return Response(as_xml(document), status, media_type=MEDIA_TYPES["XML"])
    return Response(to_json(document), status, media_type=MEDIA_TYPES["JSON"])
