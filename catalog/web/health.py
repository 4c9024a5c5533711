"""Is it alive, and is it ready? For load balancers and operators."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from catalog.errors import StoreUnusable
from catalog.store.migrate import standing
from catalog.web.problems import Problem
from catalog.web.responses import Responses
from catalog.web.schemas import HealthSchema
from catalog.web.services import Provided

router = APIRouter(tags=["operation"])

UNREADY: Responses = {503: {"model": Problem, "description": "The database is out of reach or at another revision."}}


@router.get("/healthz", response_model=HealthSchema, summary="Alive")
async def get_health() -> Response:
    """The process answers."""
    # On the event loop: it waits for no thread, whatever keeps these busy.
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", response_model=HealthSchema, responses=UNREADY, summary="Ready")
def get_readiness(services: Provided) -> Response:
    """The database is within reach and at the revision that this program needs."""
    now = standing(services.database)
    if not now.is_current:
        raise StoreUnusable(f"The database is at revision {now.at}, this program needs {now.head}: catalog migrate.")
    return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})
