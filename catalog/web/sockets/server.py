"""How the server is run: its socket, its limits towards those who connect, and its processes."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence

from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from catalog.errors import InvalidValue
from catalog.web.sockets.open_files import max_backlog, raise_open_files

KEEP_ALIVE_SECONDS = 15
ENDING_SECONDS = 5
"""How long requests may go on that are in work when the server is told to end."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at an address; port 0 lets the system choose one.

    Raises:
        InvalidValue: there is no such address, or somebody listens there already.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if family == socket.AF_INET6:
        # A client of IPv4 would have a second address here, which no trusted proxy and no limit is named by.
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. asyncio sets it where it makes the socket itself, but the processes of one server share
    # this one; without it, the second part of an answer waits 40 ms for the client to acknowledge the first.
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
    """How uvicorn is to serve: with our protocol, and believing nobody but these proxies who the client is."""
    return Config(
        "catalog.web.serving:application",
        factory=True,
        http="catalog.web.sockets.protocol:PatientProtocol",
        ws="none",
        workers=workers,
        backlog=max_backlog(),
        log_level="warning",
        timeout_graceful_shutdown=ENDING_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )


def run_server(listener: socket.socket, workers: int, trusted_proxies: Sequence[str]) -> None:
    """Serve until a signal ends it; the server's processes build the application from the environment's settings."""
    raise_open_files()
    config = configuration(workers, trusted_proxies)
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
        return
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)
