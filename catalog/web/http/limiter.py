"""The limits of what one client may do, by count or by cost. All limits use this one limiter.

An answer tells what its request has used of a limit, as draft-ietf-httpapi-ratelimit-headers says: ``RateLimit-Policy``
has the quota ``q`` in a window of ``w`` seconds, and ``RateLimit`` what remains, ``r``, and the seconds ``t`` until it
is whole again.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Mapping
from contextvars import ContextVar

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.errors import TooManyRequests

IPV6_PREFIX = 64
"""One network of this size counts as one client: whoever has one address in it has all of them (RFC 6177)."""


STRUCTURES = "structures"
"""The purpose of chemistry: a client spends milliseconds of a worker."""

WRONG_KEYS = "wrong keys"
"""The purpose of API keys and one-time tokens: a client spends guesses."""

WRONG_PASSWORDS = "wrong passwords"
"""The purpose of the passwords of one account, from whatever addresses they come."""


REPORTS = "reports"
"""The purpose of reports of readers, who need no account."""

REQUESTS = "requests"
"""The purpose of requests for quotation, which need no account either."""

REPORTS_RATE = "10 per hour"
"""How many reports one client may send. A laboratory behind one address has several readers."""


_USED: ContextVar[set[tuple[str, str]] | None] = ContextVar("used", default=None)
"""The purposes for which the present request has spent something or was refused, each with whose limit it is."""


class Limiter:
    """Counts what each client spends. Threads may share it. Each server process counts on its own."""

    def __init__(self, rates: Mapping[str, str]) -> None:
        """Set the limits.

        Args:
            rates: how much a client may spend for each purpose, in the notation of the library ``limits``:
                ``10 per minute``.
        """
        self._rates: dict[str, RateLimitItem] = {purpose: parse(rate) for purpose, rate in rates.items()}
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def require(self, purpose: str, client: str) -> None:
        """Check that a client has something left to spend.

        Raises:
            TooManyRequests: it has nothing left; the error says when it will.
        """
        if not self._counts.test(self._rates[purpose], purpose, client):
            raise self._too_many(purpose, client, "from your address")

    def take(self, purpose: str, account: str) -> None:
        """Count an attempt at an account before it is made, so that attempts at one time count like those in turn.

        Raises:
            TooManyRequests: there were too many; the error says when the next is possible.
        """
        if not self._counts.hit(self._rates[purpose], purpose, account):
            raise self._too_many(purpose, account, "for this account")

    def forget(self, purpose: str, account: str) -> None:
        """Forget the attempts at an account, as after the right password."""
        self._counts.clear(self._rates[purpose], purpose, account)

    def _too_many(self, purpose: str, whose: str, words: str) -> TooManyRequests:
        _note_use(purpose, whose)
        seconds = self._seconds_left(purpose, whose)
        return TooManyRequests(f"Too many {purpose} {words}. Try again in {seconds} s.", retry_after=seconds)

    def used(self, purpose: str, client: str) -> int:
        """Return how much a client has spent."""
        rate = self._rates[purpose]
        return rate.amount - self._counts.get_window_stats(rate, purpose, client).remaining

    def share_used(self, purpose: str, client: str) -> float:
        """Return which part of what it may spend a client has spent, 1 for all of it."""
        return self.used(purpose, client) / self._rates[purpose].amount

    def spend(self, purpose: str, client: str, cost: int = 1) -> None:
        """Count what a client did. It may spend more than it had left, and then waits longer."""
        _note_use(purpose, client)
        self._counts.hit(self._rates[purpose], purpose, client, cost=cost)

    def told(self, purpose: str, whose: str) -> tuple[str, str]:
        """Return the policy of a purpose, and what remains of it, in the words of the two headers."""
        rate = self._rates[purpose]
        remaining = max(0, self._counts.get_window_stats(rate, purpose, whose).remaining)
        seconds = self._seconds_left(purpose, whose)
        return f'"{purpose}";q={rate.amount};w={rate.get_expiry()}', f'"{purpose}";r={remaining};t={seconds}'

    def _seconds_left(self, purpose: str, whose: str) -> int:
        ends = self._counts.get_window_stats(self._rates[purpose], purpose, whose).reset_time
        return max(1, math.ceil(ends - time.time()))


def _note_use(purpose: str, whose: str) -> None:
    used = _USED.get()
    if used is not None:
        used.add((purpose, whose))


class RateLimits:
    """ASGI middleware that adds the two headers to the answers of requests that used a limit."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self.app = app
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        used: set[tuple[str, str]] = set()

        async def send_with_limits(message: Message) -> None:
            """Pass a message of the answer on."""
            if used and message["type"] == "http.response.start":
                policies, states = zip(*(self.limiter.told(*one) for one in sorted(used)), strict=True)
                stated = ((b"ratelimit-policy", ", ".join(policies)), (b"ratelimit", ", ".join(states)))
                headers = [*message["headers"], *((name, value.encode()) for name, value in stated)]
                message = {**message, "headers": headers}
            await send(message)

        token = _USED.set(used)
        try:
            await self.app(scope, receive, send_with_limits)
        finally:
            _USED.reset(token)


def client_of(scope: Scope) -> str:
    """Return the client of a request: its address, or the network of an IPv6 address.

    Behind proxies that the operator trusts, this is the forwarded address.

    >>> client_of({"client": ("192.0.2.7", 50000)}), client_of({"client": ("2001:db8::1:7", 50000)}), client_of({})
    ('192.0.2.7', '2001:db8::/64', 'unknown')
    """
    host = (scope.get("client") or ("unknown",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
