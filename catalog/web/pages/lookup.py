"""The page for looking up many identifiers at once, and its answer as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.product.checks.presence import has_broken
from catalog.search.lookup import LookupAnswer
from catalog.store.reading.products import reference_to
from catalog.web.api.lookup import csv_response, look_up_many
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.finding.search import suggestions_beside_relatives
from catalog.web.pages.finding.search_address import search_for
from catalog.web.pages.pasted_identifiers import FILE_BYTES, MOST, PastedIdentifiers, read_pasted
from catalog.web.pages.quote_list import MOST_LINES
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=Response)

PastedText = Annotated[str, Form(max_length=FILE_BYTES)]
PastedFile = Annotated[UploadFile | None, File()]


@dataclass(frozen=True, slots=True)
class LookupLine:
    """One identifier with its answer.

    Attributes:
        answer: the result of the lookup.
        state: ``found-it``, ``near`` or ``none``.
        words: the state in words.
        link: the address of the search for it.
        suggestions: near misses, each with the address of its search.
        relatives: products that are other forms of a missing product.
    """

    answer: LookupAnswer
    state: str
    words: str
    link: str
    suggestions: list[tuple[str, str]]
    relatives: list[dict[str, object]]


@router.get("/lookup")
def get_lookup(request: Request) -> Response:
    """Show the box for pasting identifiers."""
    return render(request, "lookup.html", _context("", None, None))


@router.post("/lookup", dependencies=[SameOrigin])
def post_lookup(
    request: Request, services: ProvidedServices, text: PastedText = "", file: PastedFile = None
) -> Response:
    """Show one answer for each identifier, in order."""
    given = text
    try:
        given = _given(text, file)
        pasted = read_pasted(given)
    except InvalidQuery as error:
        return render(request, "lookup.html", _context(given, None, str(error)), HTTPStatus.UNPROCESSABLE_ENTITY)
    lines = [_line(answer) for answer in _answers(services, pasted)]
    context = _context("\n".join(pasted.identifiers), lines, None)
    return render(request, "lookup.html", context | {"column": pasted.column})


@router.post("/lookup.csv", dependencies=[SameOrigin])
def post_lookup_csv(services: ProvidedServices, text: PastedText = "", file: PastedFile = None) -> Response:
    """Return the answers as CSV: one row for each product, at least one for each identifier."""
    return csv_response(_answers(services, read_pasted(_given(text, file))))


def _given(text: str, file: UploadFile | None) -> str:
    """Return the text of the file, if there is one, else of the box.

    Raises:
        InvalidQuery: the file is too large or is not text, or a character cannot be part of an identifier.
    """
    if file is not None and file.filename:
        content = file.file.read(FILE_BYTES + 1)
        if len(content) > FILE_BYTES:
            message = f"The file is larger than {FILE_BYTES // 1_000_000} MB. Split it."
            raise InvalidQuery(message, stated=file.filename, field="file")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = "The file is not UTF-8 text. Save it as CSV UTF-8, or paste its column."
            raise InvalidQuery(message, stated=file.filename, field="file") from error
    if has_broken(text):
        raise InvalidQuery("The text has control characters. Remove them.", stated="", field="text")
    return text


def _answers(services: Services, pasted: PastedIdentifiers) -> list[LookupAnswer]:
    return look_up_many(services, pasted.identifiers)


def _line(answer: LookupAnswer) -> LookupLine:
    state = "found-it" if answer.products else "near" if answer.suggestions else "none"
    words = {"found-it": "found", "near": "near miss", "none": "not found"}[state]
    suggestions = [
        (text, search_for(text)) for text in suggestions_beside_relatives(answer.suggestions, answer.relatives)
    ]
    relatives = [relative.document() for relative in answer.relatives]
    return LookupLine(answer, state, words, search_for(answer.text), suggestions, relatives)


def _context(text: str, lines: Sequence[LookupLine] | None, problem: str | None) -> dict[str, Any]:
    counts = {state: sum(line.state == state for line in lines or ()) for state in ("found-it", "near", "none")}
    found = _first_references(lines or ())
    return {
        "q": "",
        "text": text,
        "lines": lines,
        "problem": problem,
        "counts": counts,
        "most": MOST,
        "column": None,
        "quote_numbers": found[:MOST_LINES],
        "more_found": len(found[MOST_LINES:]),
    }


def _first_references(lines: Sequence[LookupLine]) -> list[str]:
    """Return the first product of each identifier, each once, as a quote list names it."""
    firsts = [line.answer.products[0] for line in lines if line.answer.products]
    return list(dict.fromkeys(reference_to(product) for product in firsts))
