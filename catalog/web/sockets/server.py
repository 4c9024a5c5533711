"""How the server runs: its socket, its limits for connections, and its processes."""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import socket
from collections.abc import Sequence

from uvicorn import Config, Server, _subprocess
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from catalog.errors import InvalidValue
from catalog.web.sockets.open_files import max_backlog, raise_open_files

SERVING = "catalog.web.serving"
"""The module that builds the application in each server process."""
KEEP_ALIVE_SECONDS = 15
ENDING_SECONDS = 5
"""How long requests in work may go on after the server receives a signal to stop."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that accepts connections at an address. With port 0 the system chooses one.

    Raises:
        InvalidValue: the address does not exist, or another program uses it already.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if family == socket.AF_INET6:
        # Otherwise an IPv4 client would have a second address here, which trusted proxies and limits do not know.
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit this. asyncio sets it only on sockets that it makes, but the server's processes share this
    # one. Without it, the second part of an answer waits 40 ms for the client to acknowledge the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        message = f"The server cannot listen on {host}, port {port}: {error.strerror}."
        raise InvalidValue(message, stated=f"{host}:{port}", field="port") from error
    listener.set_inheritable(True)
    return listener


def configuration(workers: int, trusted_proxies: Sequence[str]) -> Config:
    """Return the configuration of uvicorn: our protocol, and only these proxies may name the client."""
    return Config(
        f"{SERVING}:application",
        factory=True,
        http="catalog.web.sockets.protocol:PatientProtocol",
        ws="none",
        workers=workers,
        backlog=max_backlog(),
        # The log is that of the application.
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=ENDING_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )


def run_server(listener: socket.socket, workers: int, trusted_proxies: Sequence[str]) -> None:
    """Serve until a signal stops it. The server's processes build the application from the environment's settings."""
    raise_open_files()
    config = configuration(workers, trusted_proxies)
    if workers > 1:
        _share_what_is_loaded()
        Multiprocess(config, sockets=[listener]).run()
        return
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


def _share_what_is_loaded() -> None:
    """Load the application's modules, and let uvicorn fork its server processes, so that they share this memory.

    uvicorn spawns them, and each would load some 100 MB of its own. This process has no thread that holds a lock and no
    open database, so it can fork. A collection of garbage would write to all objects that it visits, and written memory
    is no longer shared; so these are left out of it.
    """
    importlib.import_module(SERVING)
    gc.collect()
    gc.freeze()
    # uvicorn has no setting for this.
    _subprocess.spawn = multiprocessing.get_context("fork")  # type: ignore[assignment]
