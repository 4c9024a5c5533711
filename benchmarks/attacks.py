"""What strangers do to a server in ``benchmarks.strangers``: an attack is a number of clients, each at its own address.

Every loop ends soon after the time that the attack is given, and every client asks from 127.0.0.2 or above, so that a
server can tell it from the bystander.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

CLIENTS = 64
RING = 500
"""Atoms of a ring."""
RINGS = 8
LATE = 8.0
"""How long an answer may come after the end of the attack, s."""
LONGEST_PAUSE = 10.0
"""How long a client waits at most where it is told to come back later, s."""
LOOKUP = "POST", "/api/v1/lookup"
SLOW_HEAD = b"GET /healthz HTTP/1.1\r\nX-Slow: "
SLOW_BODY = (
    b"POST /api/v1/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
)
NO_ANSWER, CLOSED, NOT_LET_IN = "no answer", "closed", "not let in"


@dataclass(slots=True)
class Tally:
    """What the strangers were answered.

    Attributes:
        outcomes: how often each status came, or what came instead of one.
        longest: the longest time to an answer, s.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0

    def has_failures(self) -> bool:
        """Tell whether the server failed over one of them."""
        return any(outcome.startswith("5") for outcome in self.outcomes)


Attack = Callable[[int, float, Tally], Coroutine[Any, Any, None]]
"""Attacks the server at a port until a time of the monotonic clock, and counts."""


class Stranger:
    """One client, at an address of its own."""

    def __init__(self, port: int, place: int, tally: Tally) -> None:
        self._port = port
        self._address = f"127.0.{place // 250}.{2 + place % 250}"
        self._tally = tally
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection, the one that there is or a new one."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(self._address, 0))
        return self._streams

    def leave(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> float:
        """Send a request, and count what became of it; how long the client is asked to wait, s."""
        begun, outcome, headers = time.monotonic(), NO_ANSWER, dict[str, str]()
        try:
            reader, writer = await self.connect()
            head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            outcome, headers = await self._answer(reader)
        except (OSError, EOFError):
            outcome = CLOSED
        finally:
            self._tally.outcomes[outcome] += 1
            self._tally.longest = max(self._tally.longest, time.monotonic() - begun)
        if outcome == CLOSED or headers.get("connection") == "close":
            self.leave()
        return float(headers.get("retry-after", 0))

    @staticmethod
    async def _answer(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":")[::2] for line in head[1:])
        headers = {name.lower(): value.strip() for name, value in pairs}
        await reader.readexactly(int(headers.get("content-length", 0)))
        return head[0].split()[1], headers


@asynccontextmanager
async def together(clients: list[Coroutine[Any, Any, None]], until: float) -> AsyncIterator[None]:
    """Let clients work side by side; those that are not done at the end are stopped."""
    tasks = [asyncio.create_task(client) for client in clients]
    yield
    await asyncio.wait(tasks, timeout=max(0.0, until - time.monotonic()))
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


def ring(number: int) -> str:
    """A ring of aromatic atoms, another for each number: its bits say where nitrogen stands.

    >>> ring(0) == "c1" + "c" * 498 + "c1", len(ring(5)), ring(5) == ring(6)
    (True, 502, False)
    """
    atoms = ["n" if place < 64 and number >> place & 1 else "c" for place in range(RING - 2)]
    return f"c1{''.join(atoms)}c1"


def _listed(texts: list[str]) -> bytes:
    quoted = ",".join(f'"{text}"' for text in texts)
    return f'{{"identifiers":[{quoted}]}}'.encode()


def _asking(bodies: Callable[[int], bytes], *, honours: bool) -> Attack:
    """So many clients that look up one body after the other."""

    async def attack(port: int, until: float, tally: Tally) -> None:
        numbers = itertools.count(1)

        async def client(place: int) -> None:
            stranger = Stranger(port, place, tally)
            while time.monotonic() < until:
                pause = await stranger.ask(*LOOKUP, bodies(next(numbers)))
                if honours and pause:
                    await asyncio.sleep(min(pause, LONGEST_PAUSE))
            stranger.leave()

        async with together([client(place) for place in range(CLIENTS)], until + LATE):
            pass

    return attack


def rings(number: int) -> bytes:
    """A look-up of hostile rings that nobody asked for before."""
    return _listed([ring(RINGS * number + place) for place in range(RINGS)])


def over_the_limit(_number: int) -> bytes:
    """A look-up of texts that are longer than any may be."""
    return _listed(["c" * 2_001] * RINGS)


async def long_lists(port: int, until: float, tally: Tally) -> None:
    """Thirty-two connections of one client that ask for the longest lists."""

    async def client() -> None:
        stranger = Stranger(port, 0, tally)
        for path in itertools.cycle(("/api/v1/changes?limit=1000", "/api/v1/products?limit=1000")):
            if time.monotonic() > until:
                break
            await stranger.ask("GET", path)
        stranger.leave()

    async with together([client() for _ in range(32)], until + LATE):
        pass


async def wildcards(port: int, until: float, tally: Tally) -> None:
    """Eight clients that search for a chain of thirty wildcards as a substructure."""

    async def client(place: int) -> None:
        stranger = Stranger(port, place, tally)
        while time.monotonic() < until:
            await stranger.ask("GET", "/api/v1/products?substructure=" + "*" * 30)
        stranger.leave()

    async with together([client(place) for place in range(8)], until + LATE):
        pass


def _dripping(number: int, head: bytes, drop: bytes) -> Attack:
    """So many connections that begin with some bytes, and send a drop a second; they come back when they are closed."""

    async def attack(port: int, until: float, tally: Tally) -> None:
        async def client(place: int) -> None:
            # Not all at the same moment.
            await asyncio.sleep(place / number)
            while time.monotonic() < until:
                stranger = Stranger(port, place, tally)
                tally.outcomes[await _drip(stranger, head, drop, until)] += 1
                stranger.leave()

        async with together([client(place) for place in range(number)], until + 2.0):
            pass

    return attack


async def _drip(stranger: Stranger, head: bytes, drop: bytes, until: float) -> str:
    """Keep a connection as long as it goes; what ended it."""
    try:
        reader, writer = await stranger.connect()
    except OSError:
        await asyncio.sleep(1.0)
        return NOT_LET_IN
    writer.write(head)
    answer = asyncio.create_task(reader.read(1 << 12))
    try:
        while time.monotonic() < until:
            done, _ = await asyncio.wait([answer], timeout=1.0)
            if done:
                said = answer.result()
                return said[9:12].decode("latin-1") if said else CLOSED
            writer.write(drop)
    except OSError:
        return CLOSED
    finally:
        answer.cancel()
    return "kept to the end"


def _large(body: bytes) -> Attack:
    """One client that sends a large body again and again."""

    async def attack(port: int, until: float, tally: Tally) -> None:
        async def client() -> None:
            stranger = Stranger(port, 0, tally)
            while time.monotonic() < until:
                await stranger.ask(*LOOKUP, body)
            stranger.leave()

        async with together([client()], until + LATE):
            pass

    return attack


def nested_lists() -> bytes:
    """27 MB of empty lists."""
    return b'{"a":[' + b"[]," * 9_000_000 + b"1]}"


def many_keys() -> bytes:
    """24 MB of keys."""
    return b"{" + b",".join(b'"%07d":1' % number for number in range(2_000_000)) + b"}"


def just_within(_number: int) -> bytes:
    """Almost 1 MB with almost as many values as a body may have, and yet nothing that is looked up."""
    return _listed(["c" * 200] * 4_900)


ATTACKS: dict[str, tuple[str, Callable[[], Attack]]] = {
    "door": (f"{CLIENTS} clients refused at the door", lambda: _asking(over_the_limit, honours=True)),
    "paced": (f"{CLIENTS} clients, rings, honouring Retry-After", lambda: _asking(rings, honours=True)),
    "rushed": (f"{CLIENTS} clients, rings, without a pause", lambda: _asking(rings, honours=False)),
    "wildcards": ("8 clients, chains of 30 wildcards", lambda: wildcards),
    "lists": ("32 connections, lists of 1,000", lambda: long_lists),
    "idle": ("1,000 idle sockets", lambda: _dripping(1_000, b"", b"")),
    "slow": ("2,000 heads, a byte a second", lambda: _dripping(2_000, SLOW_HEAD, b"a")),
    "trickle": ("300 bodies, a byte a second", lambda: _dripping(300, SLOW_BODY, b"a")),
    "nested": ("27 MB of nested lists", lambda: _large(nested_lists())),
    "within": (f"{CLIENTS} clients, bodies just within the limits", lambda: _asking(just_within, honours=False)),
    "keys": ("24 MB of keys", lambda: _large(many_keys())),
}
"""By name: what it says of itself, and what makes it."""


async def attack(name: str, port: int, seconds: float) -> Tally:
    """Play an attack for so many seconds."""
    tally = Tally()
    made = ATTACKS[name][1]()
    await made(port, time.monotonic() + seconds, tally)
    return tally
