"""The application. ``create_app`` builds everything from the settings; importing builds nothing."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import cache

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from catalog import __version__
from catalog.chemistry.names.systematic_names import NameReader
from catalog.chemistry.substructures.compound_classes import class_keys
from catalog.chemistry.workers.fair_queue import WAITING_ALL, FairQueue
from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.limits import ReadLimits
from catalog.intake.reference_additions import own_reference
from catalog.intake.workers import import_workers
from catalog.product.offer.currency_rates import CurrencyRates
from catalog.reference.references import open_references
from catalog.settings import Settings
from catalog.store.access.last_uses import LastUses
from catalog.store.compounds.comparing import CatalogComparer
from catalog.store.database import Connections, Database
from catalog.store.review.unanswered_searches import UnansweredSearches
from catalog.store.structures.class_counting import ClassCounter
from catalog.store.structures.engine import open_structure_index
from catalog.store.structures.index import StructureIndex
from catalog.store.words.vocabulary import Vocabulary
from catalog.web.api import health, metrics
from catalog.web.api.description import INVALID, TAGS, WORDS, DescribedApplication, operation_id
from catalog.web.api.metrics import Metrics, RequestCounter
from catalog.web.api.routers import API_ROUTES
from catalog.web.api.sheet import SHEET_SECONDS
from catalog.web.doors.pubchem import router as pubchem
from catalog.web.http import problems
from catalog.web.http.admission import Admission, BodyLimits
from catalog.web.http.audience import AnswersByAudience, Audience
from catalog.web.http.brand import read_brand
from catalog.web.http.compression import Compression
from catalog.web.http.cross_origin import CrossOrigin
from catalog.web.http.limiter import (
    REPORTS,
    REPORTS_RATE,
    REQUESTS,
    STRUCTURES,
    WRONG_KEYS,
    WRONG_PASSWORDS,
    Limiter,
    RateLimits,
)
from catalog.web.http.log.requests import RequestLog
from catalog.web.http.readable_requests import ReadableRequests
from catalog.web.http.route_table import RouteTemplates
from catalog.web.http.security import SecurityHeaders, StrictTransport
from catalog.web.http.short_path import ShortPath, short_answers
from catalog.web.http.site import Site, SiteAddress
from catalog.web.http.standby_reads import StandbyReads
from catalog.web.http.static_files import StaticFolder
from catalog.web.pages.audience import shows_prices_to
from catalog.web.pages.desk.signed_out import answer_signed_out
from catalog.web.pages.editor_session import SignedOut
from catalog.web.pages.private_site import PrivateSite
from catalog.web.pages.routers import PAGE_ROUTERS
from catalog.web.services.chemistry import READ_AT_ONCE, READ_WAITING, ChemistryService, QueuedPool
from catalog.web.services.computed_properties import ComputedProperties
from catalog.web.services.drawings import Drawings
from catalog.web.services.jobs import Jobs
from catalog.web.services.kept_results import KeptResults
from catalog.web.services.services import Services
from catalog.web.services.uploads import open_uploads
from catalog.web.views import rendering

API = "/api/v1"

THREADS = 40
"""The most requests at a time, not counting those that wait in their own thread for their turn at chemistry."""
EDIT_SECONDS = 20.0
"""The time in seconds for an editor's record on a busy machine. Other records have the time of their request."""
WRONG_PASSWORDS_RATE = "10 per 15 minutes"
"""How many wrong passwords one account may have, from whatever addresses."""
DESCRIBED = 20_000
"""How many descriptions of structures are kept in memory; each takes less than 1 kB."""
STAND_BACK = 10
"""How much the workers for public chemistry yield to the server (nice(2))."""


@cache
def _routes(prices: Audience) -> list[BaseRoute]:
    """Return the routes of the API and the pages. FastAPI works on them for long, so all applications share them.

    Args:
        prices: who sees prices.
    """
    audience = [] if prices == "everybody" else [Depends(shows_prices_to(prices))]
    routes = APIRouter(responses=INVALID, generate_unique_id_function=operation_id)
    routes.include_router(health.router)
    routes.include_router(metrics.router)
    routes.include_router(API_ROUTES, prefix=API, dependencies=audience)
    for router in PAGE_ROUTERS:
        routes.include_router(router, dependencies=audience)
    routes.include_router(pubchem.router, dependencies=audience)
    return routes.routes


class Application(DescribedApplication):
    """The application, with its log around everything, also around what answers an unexpected error."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return all layers."""
        return RequestLog(super().build_middleware_stack())


def create_app(settings: Settings) -> FastAPI:
    """Build the application: API, pages, problems, and the services of the running server."""
    app = Application(
        title="Catalog",
        summary="A chemical catalog in which every stated fact is checked against the others.",
        version=__version__,
        description=WORDS,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        openapi_tags=TAGS,
        servers=[{"url": settings.base_url or "/"}],
        contact=_contact(settings),
        license_info={"name": "MIT", "identifier": "MIT"},
        lifespan=_lifespan,
        routes=_routes(settings.prices),
    )
    # The services live as long as the server. The end of the lifespan closes them.
    app.state.closing = ExitStack()
    app.state.metrics = Metrics()
    app.state.services = _services(settings, app.state.closing, app.state.metrics)
    is_for_all = settings.prices == "everybody"
    # Short answers are the same for everybody.
    app.state.short_answers = short_answers(app.state.services.database) if is_for_all else None
    problems.install_problem_handlers(app, rendering.problem_page)
    app.add_exception_handler(SignedOut, answer_signed_out)
    app.mount("/static", StaticFolder(), name="static")
    _add_middleware(app, settings)
    return app


def _contact(settings: Settings) -> dict[str, str]:
    """Return whom the description of the API names: the site, with its contact if that is a mail or web address."""
    kind, _, rest = (settings.contact or "").partition(":")
    more = {"mailto": {"email": rest}, "https": {"url": settings.contact or ""}}.get(kind, {})
    return {"name": settings.site_name, **more}


def _services(settings: Settings, closing: ExitStack, metrics: Metrics) -> Services:
    """Return the services for the request handlers. ``closing`` ends them."""
    database, limiter = _database(settings), _limiter(settings)
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
    chemistry = _chemistry(settings, structures, limiter, metrics)
    closing.callback(chemistry.close)
    class_counts = closing.enter_context(ClassCounter(structures, class_keys()))
    uploads = open_uploads(settings.database_url, settings.uploads_folder)
    jobs = Jobs(uploads)
    # The last one added is closed first: no job works without the others.
    closing.callback(jobs.close)
    return Services(
        database,
        chemistry.for_client("server"),
        chemistry.strangers.pool,
        import_workers(settings.structure_workers),
        settings.upload_bytes,
        Drawings(),
        ComputedProperties(),
        KeptResults(DESCRIBED),
        uploads,
        jobs,
        class_counts,
        ReadLimits(**settings.read_limits()),
        Vocabulary(),
        _site(settings),
        settings.document_bytes,
        limiter,
        LastUses(database),
        UnansweredSearches(database),
        CurrencyRates(*settings.rates()),
        open_references(own_reference(settings.database_url, settings.reference_file)),
        NameReader() if settings.check_names else None,
    )


def _database(settings: Settings) -> Database:
    return Database(
        settings.database_url,
        synchronous=settings.sqlite_synchronous,
        audit_key=settings.audit_key_file,
        connections=Connections(
            settings.database_connections, settings.statement_seconds, settings.prepare_threshold or None
        ),
        read_url=settings.read_url,
    )


def _chemistry(settings: Settings, structures: StructureIndex, limiter: Limiter, metrics: Metrics) -> ChemistryService:
    workers = settings.structure_workers
    return ChemistryService(
        QueuedPool(workers, WorkerPool(workers, wall_seconds=EDIT_SECONDS, niceness=STAND_BACK)),
        QueuedPool(1, WorkerPool(1)),
        QueuedPool(1, WorkerPool(1, cpu_seconds=SHEET_SECONDS, wall_seconds=4 * SHEET_SECONDS, niceness=STAND_BACK)),
        structures,
        FairQueue(workers),
        FairQueue(READ_AT_ONCE, waiting_each=READ_WAITING // 2, waiting_all=READ_WAITING),
        FairQueue(1),
        limiter,
        settings.search_seconds,
        metrics.observe_search,
    )


def _site(settings: Settings) -> Site:
    return Site(
        settings.security_contact,
        settings.metrics_token,
        settings.metrics,
        read_brand(settings.site_name, settings.contact, settings.accent, settings.brand_folder),
        settings.prices,
        settings.private,
        settings.downloads_folder,
    )


def _limiter(settings: Settings) -> Limiter:
    return Limiter(
        {
            WRONG_KEYS: f"{settings.wrong_keys} per minute",
            WRONG_PASSWORDS: WRONG_PASSWORDS_RATE,
            REPORTS: REPORTS_RATE,
            REQUESTS: REPORTS_RATE,
            STRUCTURES: f"{round(1000 * settings.client_seconds)} per minute",
        }
    )


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add the layers around all answers. The last one added sees a request first."""
    services: Services = app.state.services
    standby = services.database.standby
    if settings.private:
        app.add_middleware(PrivateSite, services=services, problem_page=rendering.problem_page)
    app.add_middleware(RateLimits, limiter=services.limiter)
    if standby is not None:
        app.add_middleware(StandbyReads, standby=standby)
    app.add_middleware(Admission, limits=BodyLimits(settings.json_bytes, settings.upload_bytes))
    app.add_middleware(ReadableRequests, problem_page=rendering.problem_page)
    app.add_middleware(RequestCounter, metrics=app.state.metrics, templates=RouteTemplates(app.routes))
    if settings.prices != "everybody":
        app.add_middleware(AnswersByAudience)
    # Inside the layer that answers HEAD like GET, and outside those that answer themselves.
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders, is_private=settings.private)
    if settings.base_url is not None:
        app.add_middleware(SiteAddress, address=settings.base_url)
    if app.state.short_answers is not None and not settings.private:
        app.add_middleware(ShortPath, answers=app.state.short_answers, count=app.state.metrics.count_short)
    if settings.cors_origins is not None:
        app.add_middleware(CrossOrigin, origins=settings.allowed_origins())
    if settings.hsts_seconds:
        is_https = (settings.base_url or "").startswith("https:")
        app.add_middleware(StrictTransport, seconds=settings.hsts_seconds, is_https=is_https)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    chemistry = services.chemistry.service
    current_default_thread_limiter().total_tokens = THREADS + 5 * WAITING_ALL + READ_WAITING
    threading.Thread(target=chemistry.warm_up, name="warm-up", daemon=True).start()
    if services.database.standby is not None:
        services.database.standby.start()
    comparer = CatalogComparer(services.database)
    comparer.start()
    services.unanswered.start()
    yield
    comparer.close()
    services.unanswered.close()
    if app.state.short_answers is not None:
        app.state.short_answers.close()
    app.state.closing.close()
    services.import_pool.close()
    services.database.close()
    if services.names is not None:
        services.names.close()
