"""The command ``catalog serve``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from catalog import __version__
from catalog.cli.console import console
from catalog.cli.opening import opened_database, opened_structures
from catalog.settings import load_settings
from catalog.web.http.log.lines import begin_log
from catalog.web.services.uploads import open_uploads
from catalog.web.sockets.server import listen, run_server


def serve(
    host: Annotated[str | None, typer.Option(help="The address of the server (CATALOG_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port of the server (CATALOG_PORT).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="The number of server processes.")] = 1,
) -> None:
    """Serve the API and the pages. The database is migrated first."""
    settings = load_settings()
    begin_log(settings.log_form, settings.log_level)
    with opened_database(settings) as database, opened_structures(settings, database):
        # Errors are reported here, not by a server process that fails to start.
        open_uploads(settings.database_url, settings.uploads_folder)
    listener = listen(host or settings.host, settings.port if port is None else port)
    at, port = listener.getsockname()[:2]
    address = f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}"
    console.print(f"Catalog {__version__} serves on {address}")
    console.print(f"  pages  {address}/")
    console.print(f"  API    {address}/api/v1/products?cas=89604-92-2")
    console.print(f"  docs   {address}/docs")
    with _shared_metrics(workers), listener:
        run_server(listener, workers, settings.trusted_addresses())


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Let several server processes count into one folder, so that each of them reports the metrics of all."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="catalog-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        yield
