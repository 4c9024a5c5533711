"""Connections that keep the server waiting, over real sockets: what they are told, and that they are left behind."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from catalog.web.sockets.connection_limits import FREE_PIECES, HEAD_BYTES, HEAD_LINES
from catalog.web.sockets.protocol import Patience, PatientProtocol
from catalog.web.sockets.server import configuration, listen

LARGE = 30 << 20
"""Bytes of an answer that no system takes off a server whose client does not read."""
DROPS = 400
"""How many single bytes a slow client sends at most, one each 20 ms: more than twice as long as anybody has."""


class Impatient(PatientProtocol):
    patience = Patience(head=0.8, body=1.2, reader=1.0, look=0.1)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with what it read, with what it was told of the client, or with much."""
    body = b"ok"
    if scope["path"] == "/read":
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
    elif scope["path"] == "/host":
        body = dict(scope["headers"])[b"host"]
    elif scope["path"] == "/client":
        body = f"{scope['scheme']} {scope['client'][0]}".encode()
    elif scope["path"] == "/work":
        await asyncio.sleep(1)
    elif scope["path"] == "/large":
        body = bytes(LARGE)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


class Running:
    """A server in a thread, with its port."""

    def __init__(self, stack: ExitStack, trusted_proxies: Sequence[str] = ()) -> None:
        listener = stack.enter_context(listen("127.0.0.1", 0))
        config = configuration(1, trusted_proxies)
        # The command's own configuration, but for the application, for times that a test can wait, and for the log.
        config.app, config.factory, config.lifespan, config.http = application, False, "off", Impatient
        config.timeout_keep_alive = 1
        self.port: int = listener.getsockname()[1]
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.server.run, args=([listener],), daemon=True)
        self._thread.start()
        stack.callback(self.end)

    def end(self) -> None:
        """End as at SIGTERM."""
        self.server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()

    def connect(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        connection.settimeout(30)
        for _ in range(100):
            if connection.connect_ex(("127.0.0.1", self.port)) == 0:
                return connection
            time.sleep(0.1)
        pytest.fail("nobody listens")

    def said(self, *parts: bytes, drops: int = 0) -> str:
        """The statuses that come back until the server closes, where the parts are sent, then drops of one byte.

        A byte that meets a closed connection resets it: an end like any other, after what came before it.
        """
        with self.connect() as connection:
            for part in parts:
                connection.sendall(part)
                time.sleep(0.1)
            answers = threading.Thread(target=self._drip, args=(connection, drops), daemon=True)
            answers.start()
            received = b""
            with suppress(ConnectionResetError):
                while chunk := connection.recv(1 << 16):
                    received += chunk
            answers.join()
        return " ".join(status.decode() for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received))

    @staticmethod
    def _drip(connection: socket.socket, drops: int) -> None:
        try:
            for _ in range(drops):
                connection.sendall(b"a")
                time.sleep(0.02)
        except OSError:
            return


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with ExitStack() as stack:
        yield Running(stack)


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test of these makes the server or the event loop log an error."""
    logging.getLogger("uvicorn").propagate = True
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
POST = b"POST %s HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n"
READ = POST % (b"/read", b"Content-Length: 1000")
IGNORED = POST % (b"/", b"Content-Length: 1000")
CHUNKED = POST % (b"/read", b"Transfer-Encoding: chunked")
WORK = b"GET /work HTTP/1.1\r\nHost: a\r\n\r\n"
TINY = b"1\r\na\r\n"


@pytest.mark.parametrize(
    ("parts", "drops", "statuses"),
    [
        pytest.param([], 0, "", id="nothing at all"),
        pytest.param([b"GET / HT"], 0, "408", id="half of a first line"),
        pytest.param([GET], 0, "408", id="half of a head"),
        pytest.param([GET + b"X: "], DROPS, "408", id="a head byte by byte"),
        pytest.param([GET + b"\r\n"], 0, "200", id="nothing after an answer"),
        pytest.param([GET + b"\r\n", GET], 0, "200 408", id="half of a second head"),
        pytest.param([GET + b"\r\n", GET + b"X: "], DROPS, "200 408", id="a second head byte by byte"),
        pytest.param([READ], 0, "408", id="no body"),
        pytest.param([READ], DROPS, "408", id="a body byte by byte"),
        pytest.param([CHUNKED, TINY], 0, "408", id="a body of chunks without an end"),
        pytest.param([IGNORED], 0, "200", id="a body that nobody reads and that does not come"),
        pytest.param([IGNORED], DROPS, "200", id="a body that nobody reads, byte by byte"),
        pytest.param(
            [IGNORED, bytes(1000), GET + b"\r\n"], 0, "200 200", id="a request after a body that nobody reads"
        ),
        pytest.param([READ, bytes(1000), READ], DROPS, "200 408", id="a second body byte by byte"),
        pytest.param([GET + b"X: " + bytes(HEAD_BYTES)], 0, "431", id="a large head"),
        pytest.param([GET + b"X: " + b"a" * 200_000 + b"\r\n\r\n"], 0, "431", id="a huge head"),
        pytest.param([GET + b"a:\r\n" * HEAD_LINES + b"\r\n"], 0, "431", id="many lines"),
        pytest.param([GET + b"\r\n" + GET + b"a:\r\n" * HEAD_LINES + b"\r\n"], 0, "200 431", id="many lines behind"),
        pytest.param([GET + b"a:\r\n" * (HEAD_LINES - 3) + b"\r\n"], 0, "200", id="as many lines as may be"),
        pytest.param([b"\x16\x03\x01\r\n\r\n"], 0, "400", id="no HTTP"),
        pytest.param([CHUNKED, b"zz\r\n"], 0, "400", id="no chunk"),
        pytest.param(
            [POST % (b"/", b"Transfer-Encoding: chunked"), b"zz\r\n"], 0, "200", id="no chunk, after the answer"
        ),
        pytest.param([CHUNKED, TINY * FREE_PIECES * 2 + b"0\r\n\r\n"], 0, "400", id="a body of crumbs"),
        pytest.param([CHUNKED, TINY * (FREE_PIECES // 2) + b"0\r\n\r\n"], 0, "200", id="a body of not too many crumbs"),
    ],
)
def test_a_client_has_its_time(running: Running, parts: list[bytes], drops: int, statuses: str) -> None:
    assert running.said(*parts, drops=drops) == statuses


CLOSE = b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "statuses", "says"),
    [
        pytest.param([b"GET http://b:80/host?x=1 HTTP/1.1\r\nHost: a\r\n" + CLOSE], "200", b"b:80", id="absolute"),
        pytest.param([b"GET HTTP://b HTTP/1.1\r\nHost: a\r\n" + CLOSE], "200", b"ok", id="absolute without a path"),
        pytest.param([b"GET http://b@c/ HTTP/1.1\r\nHost: a\r\n" + CLOSE], "400", b"host", id="absolute, no host"),
        pytest.param([b"GET /host HTTP/1.1\r\nHost: [::1]:80\r\n" + CLOSE], "200", b"[::1]:80", id="IPv6"),
        pytest.param([b"GET /host HTTP/1.1\r\nHost:\r\n" + CLOSE], "200", b"", id="an empty host"),
        pytest.param([b'GET / HTTP/1.1\r\nHost: a b"\r\n\r\n'], "400", b"host", id="words for a host"),
        pytest.param([b"GET / HTTP/1.1\r\nHost: [\r\n\r\n"], "400", b"host", id="half of an IPv6 address"),
        pytest.param(
            [POST % (b"/read", b"Content-Length: 1\r\nTransfer-Encoding: chunked") + TINY + b"0\r\n\r\n" + WORK],
            "200",
            b"a",
            id="a body of two lengths",
        ),
    ],
)
def test_a_head_is_read_as_rfc_9112_has_it(running: Running, parts: list[bytes], statuses: str, says: bytes) -> None:
    assert running.said(*parts) == statuses
    with running.connect() as connection:
        connection.sendall(b"".join(parts))
        received = b""
        while chunk := connection.recv(1 << 16):
            received += chunk
    assert says in received.partition(b"\r\n\r\n")[2]


def test_a_client_that_has_sent_all_gets_its_answer(running: Running) -> None:
    with running.connect() as connection:
        connection.sendall(WORK)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(1 << 16):
            received += chunk
    assert received.endswith(b"ok")


def test_a_body_may_take_longer_where_it_comes_fast_enough(running: Running) -> None:
    # 25 pieces within more than twice the time that a body has otherwise.
    head = POST % (b"/read", b"Connection: close\r\nContent-Length: %d" % (25 << 16))
    assert running.said(head, *[bytes(1 << 16)] * 25) == "200"


def test_a_refusal_is_read_by_a_client_that_sends_first(running: Running) -> None:
    head = POST % (b"/", b"Connection: close\r\nContent-Length: 20000000")
    assert running.said(head, bytes(20_000_000)) == "200"


def test_a_reader_that_does_not_read_is_left(running: Running) -> None:
    with running.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(1) == b"H"
        until_all_are_gone(running)
        received = 0
        try:
            while chunk := connection.recv(1 << 16):
                received += len(chunk)
        except ConnectionResetError:
            pass
    assert received < LARGE


def test_answers_that_nobody_reads_do_not_pile_up(running: Running) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(running.connect()) for _ in range(12)]
        for reader in readers:
            reader.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert running.said(GET + b"\r\n") == "200"
        held = [one.transport.get_write_buffer_size() for one in running.server.server_state.connections]
    assert sum(held) < 6 * LARGE


def test_a_server_that_ends_waits_for_nobody() -> None:
    with ExitStack() as stack:
        running = Running(stack)
        heads = [b"", GET, READ, READ + b"a", GET + b"\r\n", b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", WORK]
        connections = [stack.enter_context(running.connect()) for _ in heads]
        for connection, head in zip(connections, heads, strict=True):
            connection.sendall(head)
        time.sleep(0.5)
        running.end()
        said = [connection.recv(1 << 16)[9:12] for connection in connections]
    assert said == [b"", b"", b"503", b"503", b"200", b"200", b"200"]


@pytest.mark.parametrize(
    ("trusted", "headers", "client"),
    [
        ([], "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "http 127.0.0.1"),
        (["10.0.0.0/8"], "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "http 127.0.0.1"),
        (["127.0.0.1"], "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "https 1.2.3.4"),
        (["127.0.0.0/8"], "X-Forwarded-For: 9.9.9.9, 1.2.3.4\r\n", "http 1.2.3.4"),
        (["127.0.0.1", "10.0.0.0/8"], "X-Forwarded-For: 9.9.9.9, 1.2.3.4, 10.1.1.1\r\n", "http 1.2.3.4"),
        (["127.0.0.1"], "", "http 127.0.0.1"),
    ],
)
def test_trusted_proxies_alone_say_who_the_client_is(trusted: list[str], headers: str, client: str) -> None:
    with ExitStack() as stack:
        connection = stack.enter_context(Running(stack, trusted).connect())
        connection.sendall(f"GET /client HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n".encode())
        received = b""
        while chunk := connection.recv(1 << 16):
            received += chunk
    assert received.partition(b"\r\n\r\n")[2].decode() == client


def test_connections_of_a_shared_socket_send_at_once() -> None:
    """Several server processes share the socket: what it says of delay holds for their connections (44 ms each)."""
    with listen("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def until_all_are_gone(running: Running) -> None:
    for _ in range(300):
        if not running.server.server_state.connections:
            return
        time.sleep(0.1)
    pytest.fail("some connections are kept")
