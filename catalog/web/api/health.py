"""Is it alive, and is it ready? For load balancers and operators."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from catalog.errors import StoreUnusable
from catalog.store.migrate import schema_state
from catalog.web.api.schemas.schema import HealthSchema
from catalog.web.http.responses import Responses
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["operation"])

UNREADY: Responses = {503: {"description": "The database is out of reach or at another revision."}}


@router.get("/healthz", response_model=HealthSchema, summary="Alive")
async def get_health() -> Response:
    """The process answers."""
    # On the event loop: it waits for no thread, whatever keeps these busy.
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", response_model=HealthSchema, responses=UNREADY, summary="Ready")
def get_readiness(services: ProvidedServices) -> Response:
    """The database is within reach and at the revision that this program needs.

    `writes` says why nothing can be written just now (`disk full`, `read-only`), where that is known; reads go on.
    """
    now = schema_state(services.database)
    if not now.is_current:
        raise StoreUnusable(f"The database is at {now}, and this program needs {now.head}: catalog migrate.")
    refusal = services.database.writes.refusal()
    state = {"status": "ready"} if refusal is None else {"status": "ready", "writes": refusal}
    return JSONResponse(state, headers={"Cache-Control": "no-store"})
