"""A connection of the server. A connection that keeps the server waiting is ended, so no proxy is needed in front.

uvicorn has no time limit for the rest of a request or for a reader. Here each connection checks itself every second:
what it waits for, and since when. A request's head must arrive within 10 s and its body within 30 s. A large upload may
take longer if it arrives fast enough. The client must also read its answer. The number of connections is limited by
files, and that of unread answers by memory: those that have waited longest are ended first.
"""

from __future__ import annotations

import asyncio
import heapq
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any, ClassVar, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from catalog.web.http.admission import ENDING
from catalog.web.http.problems import problem_response
from catalog.web.http.security import RAW_HEADERS
from catalog.web.sockets.connection_limits import HEAD_BYTES, READ_BYTES, StrictConnection
from catalog.web.sockets.lingering import LingeringTransport
from catalog.web.sockets.open_files import max_connections

LEAST_RATE = 64 << 10
"""A body may take longer at this rate, in bytes a second: an upload of 32 MB on a line of 0.5 Mbit/s."""
DISCARDED_BYTES = 64 << 20
"""How much of a refused body is read and discarded, so that the client gets to read the reason."""
TAKEN_BYTES = 64 << 10
"""How much of an answer a reader must take within its time."""
UNREAD_BYTES = 128 << 20
"""How many bytes of unread answers one process holds."""
ENDING_SECONDS = 0.5
"""How long a stopping server waits for a reader."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client may keep its connection waiting, in seconds.

    Attributes:
        head: for the rest of a request's head. The first request must arrive in this time from its start.
        body: for a body, after its head; longer for what arrives at ``LEAST_RATE``.
        reader: for a reader to take ``TAKEN_BYTES`` of an answer.
        look: how often a connection checks itself.
    """

    head: float = 10.0
    body: float = 30.0
    reader: float = 30.0
    look: float = 1.0


class Phase(Enum):
    """What a connection waits for."""

    NEXT = "another request"
    HEAD = "the head of a request"
    BODY = "the body of a request"
    WORK = "the application"
    READER = "the client to read its answer"


class PatientProtocol(H11Protocol, asyncio.BufferedProtocol):
    """uvicorn's protocol with time limits, and with answers to invalid requests (``uvicorn.run(http=…)``)."""

    patience: ClassVar[Patience] = Patience()
    transport: LingeringTransport

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = StrictConnection(h11.SERVER, HEAD_BYTES)
        self._chunk = bytearray()
        self._received = 0
        self._seen: tuple[Phase, object] = (Phase.HEAD, None)
        self._since = self.loop.time()
        self._received_then = self._unread_then = 0
        self._timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept a connection. If there are too many, end those that have waited longest."""
        super().connection_made(LingeringTransport(cast("asyncio.Transport", transport), self._still_sends))
        self._timer = self.loop.call_later(self.patience.look, self._look)
        most = max_connections()
        if len(self.connections) > most:
            # End a few more than necessary, so that this is not repeated for every connection.
            self._abandon(1 + most // 32, set(Phase) - {Phase.WORK})

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the connection."""
        self._timer.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn returns None, which ends the connection.
        """Keep a connection until it has its answer, although the client sends no more. True keeps it."""
        if self.cycle is None or self.cycle.response_complete or self._still_sends():
            return False
        self.cycle.keep_alive = False
        return True

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002  # The name is asyncio's.
        """Return the buffer for the next bytes. It is small, so that handling them delays nobody."""
        self._chunk = bytearray(READ_BYTES)
        return self._chunk

    def buffer_updated(self, nbytes: int) -> None:
        """Handle the bytes that arrived."""
        chunk, self._chunk = self._chunk, bytearray()
        self._received += nbytes
        if not self.transport.is_lingering:
            self.data_received(bytes(memoryview(chunk)[:nbytes]))
        if self._lets_pass() and self._received - self._received_then > DISCARDED_BYTES:
            self.transport.abort()

    def pause_writing(self) -> None:
        """Wait for a reader. If too much is unread, end the reader that has taken nothing for longest."""
        super().pause_writing()
        held = sum(connection.transport.get_write_buffer_size() for connection in self._all())
        if held > UNREAD_BYTES:
            self._abandon(1, {Phase.READER})

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # The name is uvicorn's, which calls it.
        """Say why a request is invalid. uvicorn calls this while it handles the error."""
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else HTTPStatus.BAD_REQUEST
        # After the reason, h11 quotes the bytes in Python's notation.
        trouble = str(error).partition(": bytearray(")[0]
        if self._refuse(status, f"This is not a valid HTTP/1.1 request: {trouble}."):
            self.transport.linger()

    def shutdown(self) -> None:
        """End with the server: answer the requests in work, and wait for nobody else."""
        match self.phase():
            case Phase.WORK:
                super().shutdown()
            case Phase.BODY:
                if self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, ENDING):
                    self.transport.end()
            case Phase.READER:
                if self.cycle is not None:
                    self.cycle.keep_alive = False
                self.loop.call_later(ENDING_SECONDS, self.transport.abort)
            case Phase.NEXT | Phase.HEAD:
                self.transport.end()

    def phase(self) -> Phase:
        """Return what the connection waits for now."""
        if self.transport.is_lingering:
            return Phase.BODY
        if self.transport.is_closing() or self.flow.write_paused:
            return Phase.READER
        if self.conn.their_state is h11.SEND_BODY:
            return Phase.BODY
        if self.conn.their_state is not h11.IDLE:
            return Phase.WORK
        return Phase.HEAD if self.cycle is None or self.conn.trailing_data[0] else Phase.NEXT

    def since(self) -> float:
        """Return since when it has waited for that, in the loop's time."""
        return self._since if self._seen == (self.phase(), self.cycle) else self.loop.time()

    def _still_sends(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY

    def _lets_pass(self) -> bool:
        """Tell whether what arrives is discarded."""
        answered = self.cycle is not None and self.cycle.response_complete
        return self.transport.is_lingering or (answered and self.conn.their_state is h11.SEND_BODY)

    def _look(self) -> None:
        """Check what the connection waits for, and end it if that takes too long."""
        now, phase = self.loop.time(), self.phase()
        if self._seen != (phase, self.cycle) or self._moves_on(phase):
            self._seen, self._since = (phase, self.cycle), now
            self._received_then, self._unread_then = self._received, self.transport.get_write_buffer_size()
        left = self._since + self._allowed(phase) - now
        if left <= 0:
            self._give_up(phase)
        self._timer = self.loop.call_later(min(max(left, 0.01), self.patience.look), self._look)

    def _moves_on(self, phase: Phase) -> bool:
        """Tell whether the client is not to blame for the waiting."""
        if phase is Phase.BODY:
            # If the server does not read, the server is to blame.
            return self.flow.read_paused and not self.transport.is_lingering
        if phase is Phase.READER:
            unread = self.transport.get_write_buffer_size()
            return unread > self._unread_then or unread <= self._unread_then - TAKEN_BYTES
        return phase is Phase.WORK

    def _allowed(self, phase: Phase) -> float:
        """Return how long the connection may wait in a phase, in seconds."""
        if phase is Phase.BODY:
            return self.patience.body + (self._received - self._received_then) / LEAST_RATE
        if phase is Phase.READER:
            return self.patience.reader
        return self.timeout_keep_alive if phase is Phase.NEXT else self.patience.head

    def _give_up(self, phase: Phase) -> None:
        if phase is Phase.BODY:
            detail = f"The body of the request was not complete after {self.patience.body:g} s."
        elif phase is Phase.HEAD and self.conn.trailing_data[0]:
            detail = f"The head of the request was not complete after {self.patience.head:g} s."
        elif phase is Phase.READER:
            self.transport.abort()
            return
        else:
            self.transport.end()
            return
        if self._refuse(HTTPStatus.REQUEST_TIMEOUT, detail):
            self.transport.end()

    def _refuse(self, status: int, detail: str) -> bool:
        """Send a problem as the last answer. If no answer can be sent any more, end at once and return False."""
        if self.cycle is not None and not self.cycle.response_complete:
            # The application learns that nobody waits for it any more.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        answer = problem_response(status, detail, headers={"Connection": "close"})
        headers = [*self.server_state.default_headers, *answer.raw_headers, *RAW_HEADERS]
        reason = HTTPStatus(status).phrase.encode()
        try:
            head = self.conn.send(h11.Response(status_code=status, headers=headers, reason=reason))
            body = self.conn.send(h11.Data(data=bytes(answer.body)))
            self.conn.send(h11.EndOfMessage())
        except h11.LocalProtocolError:
            self.transport.abort()
            return False
        self.transport.write(head + body)
        return True

    def _all(self) -> Iterable[PatientProtocol]:
        """Return all connections of this server."""
        return cast("Iterable[PatientProtocol]", self.connections)

    def _abandon(self, number: int, phases: Collection[Phase]) -> None:
        """End some connections: those that have been longest in one of the phases."""
        waiting = [one for one in self._all() if one.phase() in phases]
        for connection in heapq.nsmallest(number, waiting, key=PatientProtocol.since):
            # At once, since other connections may be accepted before its end is reported.
            self.connections.discard(connection)
            connection.transport.abort()
