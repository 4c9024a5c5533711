"""How often, or at what cost, one client may do a thing: one limiter for all that is limited."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Mapping

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import Scope

from catalog.errors import TooManyRequests

IPV6_PREFIX = 64
"""One network of this size is one client: who has one address in it has them all (RFC 6177)."""


STRUCTURES = "structures"
"""The purpose of chemistry: what is spent are milliseconds of a worker."""

WRONG_KEYS = "wrong keys"
"""The purpose of keys, and tokens that do their work: what is spent are guesses."""


class Limiter:
    """Counts what each client spends; threads may share it. Each server process counts for itself."""

    def __init__(self, rates: Mapping[str, str]) -> None:
        """Describe what is limited.

        Args:
            rates: for each purpose how much a client may spend, as the library ``limits`` writes it:
                ``10 per minute``.
        """
        self._rates: dict[str, RateLimitItem] = {purpose: parse(rate) for purpose, rate in rates.items()}
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def require(self, purpose: str, client: str) -> None:
        """Do nothing where a client has something left to spend.

        Raises:
            TooManyRequests: it has not; the error says when it will.
        """
        rate = self._rates[purpose]
        if not self._counts.test(rate, purpose, client):
            ends = self._counts.get_window_stats(rate, purpose, client).reset_time
            seconds = max(1, math.ceil(ends - time.time()))
            message = f"Too many {purpose} from your address; try again in {seconds} s."
            raise TooManyRequests(message, retry_after=seconds)

    def used(self, purpose: str, client: str) -> int:
        """How much a client has spent of what it may."""
        rate = self._rates[purpose]
        return rate.amount - self._counts.get_window_stats(rate, purpose, client).remaining

    def spend(self, purpose: str, client: str, cost: int = 1) -> None:
        """Count what a client did; it may spend more than it had left, and then waits longer."""
        self._counts.hit(self._rates[purpose], purpose, client, cost=cost)


def client_of(scope: Scope) -> str:
    """The client of a request: its address, or the network of an IPv6 address.

    Behind proxies that the operator trusts, the server has put the forwarded address here.

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
