"""Metrics in the text format of Prometheus: requests and durations by route, products, waiting structure jobs.

With several server processes, each counts into a shared folder (``PROMETHEUS_MULTIPROC_DIR``, which ``catalog
serve --workers`` sets before they start). Any process then answers for all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated, get_args

from fastapi import APIRouter, HTTPException, Query, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import NotFound
from catalog.store.database import Database
from catalog.store.disk_space import Refusal
from catalog.store.reading.server_facts import work_facts
from catalog.web.http.params import NoParameters
from catalog.web.http.route_table import RouteTemplates
from catalog.web.services.auth import count_guess, require_few_guesses
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(include_in_schema=False, default_response_class=Response)

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SHORT_PATH = "/api/v1/products (short path)"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The metrics of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "catalog_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "catalog_http_request_seconds",
            "Time from a request to the beginning of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._searches = Histogram(
            "catalog_structure_search_seconds",
            "Time of a structure search, without waiting for its turn.",
            ("kind",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.count_short = self._requests.labels("GET", SHORT_PATH, "200").inc

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def observe_search(self, kind: str, seconds: float) -> None:
        """Count one structure search."""
        self._searches.labels(kind).observe(seconds)


class RequestCounter:
    """ASGI middleware around the routes. The short path in front of it counts its own requests and measures no time."""

    def __init__(self, app: ASGIApp, metrics: Metrics, templates: RouteTemplates) -> None:
        self.app = app
        self.metrics = metrics
        self.templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count its answer under its route's template, never under the path that was sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            """Pass the answer on, and count it."""
            if message["type"] == "http.response.start":
                route = self.templates.of(scope)
                method = scope["method"] if scope["method"] in METHODS else "other"
                self.metrics.observe(method, route, message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, send_and_count)


METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""The methods that the metrics name. Clients may send any word as a method."""


class _ServiceGauges:
    """The gauges, read when the metrics are requested."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """Yield the gauges."""
        yield from self._of_database(self._services.database)
        workers = GaugeMetricFamily(
            "catalog_pool_workers", "Worker processes of the process that answers.", labels=("pool", "state")
        )
        for name, pool in self._pools():
            free, every = pool.occupancy()
            workers.add_metric((name, "free"), free)
            workers.add_metric((name, "busy"), every - free)
        yield workers
        waiting = GaugeMetricFamily(
            "catalog_chemistry_waiting", "Jobs that wait for their turn at chemistry.", labels=("queue",)
        )
        for name, count in self._services.chemistry.service.waiting().items():
            waiting.add_metric((name,), count)
        yield waiting

    def _of_database(self, database: Database) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        with database.read() as transaction:
            done = work_facts(transaction)
        yield GaugeMetricFamily("catalog_products", "Products in the catalog.", value=done.products)
        yield CounterMetricFamily("catalog_changes", "Changes of products, as by imports.", value=done.changes)
        records = "Records that the newest import has dealt with so far."
        yield GaugeMetricFamily("catalog_run_records", records, value=done.run_records)
        refused = GaugeMetricFamily("catalog_writes_refused", "Whether nothing can be written now.", labels=("reason",))
        refusal = database.refusal()
        for reason in get_args(Refusal):
            refused.add_metric((reason,), reason == refusal)
        yield refused
        used = GaugeMetricFamily("catalog_database_connections", "Connections in use.", labels=("server",))
        for name, count in database.connections_in_use().items():
            used.add_metric((name,), count)
        yield used
        if database.standby is not None:
            near, age = database.standby.is_near(), database.standby.age()
            yield GaugeMetricFamily("catalog_standby_near", "Whether the standby is read.", value=near)
            if age is not None:
                yield GaugeMetricFamily("catalog_standby_age_seconds", "When the standby knew everything.", value=age)

    def _pools(self) -> tuple[tuple[str, WorkerPool], ...]:
        services = self._services
        chemistry = services.chemistry.service
        return (
            ("structures", chemistry.strangers.pool),
            ("drawings", chemistry.drawings.pool),
            ("imports", services.import_pool),
            ("sheets", chemistry.sheets.pool),
        )


def _require_token(request: Request, services: Services, token: str) -> None:
    given = request.headers.get("authorization", "").encode()
    if given:
        require_few_guesses(request, services)
    if not compare_digest(given, f"Bearer {token}".encode()):
        if given:
            count_guess(request, services)
        headers = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED, "The metrics need a token (CATALOG_METRICS_TOKEN). Ask the operator.", headers
        )


@router.get("/metrics")
def get_metrics(request: Request, services: ProvidedServices, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """Return the metrics, to those who may read them."""
    site = services.site
    if not site.has_metrics:
        raise NotFound("The metrics of this server are switched off (CATALOG_METRICS).")
    if site.metrics_token is not None:
        _require_token(request, services, site.metrics_token)
    state = CollectorRegistry()
    state.register(_ServiceGauges(services))
    counted: CollectorRegistry = request.app.state.metrics.registry
    if SHARED_FOLDER in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # The library has no type for it.
    body = generate_latest(counted) + generate_latest(state)
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
