"""Health checks for load balancers and operators: is the server alive, and is it ready?"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from catalog.errors import StoreUnusable
from catalog.store.migrate import schema_state
from catalog.web.api.schemas.schema import HealthSchema
from catalog.web.http.responses import Responses
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["operation"])

UNREADY: Responses = {503: {"description": "The database is not available, or at another revision."}}


@router.get("/healthz", response_model=HealthSchema, summary="Alive")
async def get_health() -> Response:
    """Answer if the process is alive."""
    # On the event loop, so that busy threads cannot delay it.
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", response_model=HealthSchema, responses=UNREADY, summary="Ready")
def get_readiness(services: ProvidedServices) -> Response:
    """Check that the database is available and at the revision that this program needs.

    `writes` says why nothing can be written now (`disk full`, `read-only`, `unreachable`), if that is known. Reading
    still works.
    """
    now = schema_state(services.database)
    if not now.is_current:
        raise StoreUnusable(f"The database is at {now}. This program needs {now.head}. Run `catalog migrate`.")
    refusal = services.database.refusal()
    state = {"status": "ready"} if refusal is None else {"status": "ready", "writes": refusal}
    return JSONResponse(state, headers={"Cache-Control": "no-store"})
