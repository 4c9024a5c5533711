"""The API's numbers: what waits, how good and how complete the catalog is, what came in, what was searched in vain."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.store.database import snapshot
from catalog.store.json_text import to_json
from catalog.store.review.numbers import desk_numbers
from catalog.web.api.schemas.numbers import NumbersSchema
from catalog.web.http.params import NoParameters
from catalog.web.http.responses import JSON, conditional_response
from catalog.web.services.auth import Editor
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/numbers", tags=["operation"])


@router.get("", response_model=NumbersSchema, summary="The numbers of the desk")
def get_numbers(
    request: Request, services: ProvidedServices, _editor: Editor, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """Return the numbers that the desk shows at `/editor/numbers`, as they are now."""
    with snapshot(services.database) as transaction:
        numbers = desk_numbers(transaction)
    return conditional_response(request, to_json(numbers.document()), JSON)
