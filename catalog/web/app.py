"""The application: everything is built by ``create_app`` from the settings, nothing at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from catalog import __version__
from catalog.chemistry.compound_classes import class_keys
from catalog.chemistry.names import NameReader
from catalog.chemistry.pool import WorkerPool
from catalog.intake.limits import ReadLimits
from catalog.intake.workers import import_workers
from catalog.settings import Settings
from catalog.store.browsing import CountsKeeper
from catalog.store.class_counting import ClassCounter
from catalog.store.database import Database
from catalog.store.structures.engine import open_structure_index
from catalog.store.vocabulary import Vocabulary
from catalog.web import (
    api_admin_products,
    api_check,
    api_compounds,
    api_documents,
    api_history,
    api_imports,
    api_lookup,
    api_product,
    api_products,
    api_search,
    health,
    machines,
    metrics,
    pages,
    pages_browse,
    pages_compare,
    pages_compound,
    pages_download,
    pages_editor,
    pages_editor_compounds,
    pages_lookup,
    pages_product,
    pages_quote,
    pages_search,
    problems,
)
from catalog.web.admission import Admission, BodyLimits
from catalog.web.computed import ComputedProperties
from catalog.web.drawings import Drawings
from catalog.web.metrics import CountRequests, Metrics
from catalog.web.problems import Problem
from catalog.web.responses import Responses
from catalog.web.security import SecurityHeaders
from catalog.web.services import Services
from catalog.web.sheet import SHEET_SECONDS
from catalog.web.short_path import ShortPath, short_answers
from catalog.web.site import Site, SiteAddress
from catalog.web.uploads import Uploads

API = "/api/v1"

INVALID: Responses = {422: {"model": Problem, "description": "A parameter cannot be read; `errors` names it."}}

API_ROUTERS = (
    api_products.router,
    api_search.router,
    api_lookup.router,
    api_check.router,
    api_compounds.router,
    api_documents.router,
    api_history.router,
    api_admin_products.router,
    api_imports.router,
    api_product.router,
)
"""In the order in which paths are tried: that of one product takes any number, so it comes last."""

PAGE_ROUTERS = (
    api_documents.pages,
    machines.router,
    metrics.router,
    pages_search.router,
    pages_download.router,
    pages_compare.router,
    pages_lookup.router,
    pages_browse.router,
    pages_quote.router,
    pages.router,
    pages_product.router,
    pages_compound.router,
    pages_editor.router,
    pages_editor_compounds.router,
)


def create_app(settings: Settings) -> FastAPI:
    """Build the application: API, pages, problems, and what lives as long as the server."""
    app = FastAPI(
        title="Catalog",
        summary="A chemical catalog in which every printed fact has been cross-examined.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        license_info={"name": "MIT", "identifier": "MIT"},
        lifespan=_lifespan,
        responses={422: INVALID[422]},
    )
    # It lives as long as the server: the end of the lifespan closes it.
    app.state.closing = ExitStack()
    app.state.services = _services(settings, app.state.closing)
    app.state.metrics = Metrics()
    app.state.short_answers = short_answers(app.state.services.database)
    _add_middleware(app, settings)
    problems.install(app, pages.problem_page)
    app.include_router(health.router)
    for router in API_ROUTERS:
        app.include_router(router, prefix=API)
    for router in PAGE_ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    return app


def _services(settings: Settings, closing: ExitStack) -> Services:
    """What the request handlers need; ``closing`` ends what must be ended."""
    pool = WorkerPool(settings.structure_workers)
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    structures = closing.enter_context(
        open_structure_index(
            database,
            settings.database_url,
            settings.index_folder,
            engine=settings.structure_engine,
            workers=settings.structure_workers,
            seconds=settings.search_seconds,
            serves=True,
        )
    )
    return Services(
        database,
        pool,
        structures,
        import_workers(settings.structure_workers),
        settings.upload_bytes,
        Drawings(pool),
        ComputedProperties(pool),
        Uploads(),
        CountsKeeper(),
        closing.enter_context(ClassCounter(structures, class_keys())),
        ReadLimits(**settings.read_limits()),
        Vocabulary(),
        WorkerPool(1, cpu_seconds=SHEET_SECONDS, wall_seconds=4 * SHEET_SECONDS),
        Site(settings.security_contact, settings.metrics_token, settings.metrics),
        settings.document_bytes,
        NameReader() if settings.check_names else None,
    )


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The layers around all answers; the one that is added last is met first."""
    app.add_middleware(Admission, limits=BodyLimits(settings.json_bytes, settings.upload_bytes))
    app.add_middleware(CountRequests, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders)
    if settings.base_url is not None:
        app.add_middleware(SiteAddress, address=settings.base_url)
    if app.state.short_answers is not None:
        app.add_middleware(ShortPath, answers=app.state.short_answers, count=app.state.metrics.count_short)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    services: Services = app.state.services
    if app.state.short_answers is not None:
        app.state.short_answers.close()
    services.pool.close()
    app.state.closing.close()
    services.import_pool.close()
    services.sheet_pool.close()
    services.database.close()
    if services.names is not None:
        services.names.close()
