"""How much one client may spend."""

from __future__ import annotations

import pytest

from catalog.errors import TooManyRequests
from catalog.web.http.limiter import Limiter


def test_a_client_that_spent_its_share_waits_and_others_do_not() -> None:
    limiter = Limiter({"wrong keys": "2 per hour"})
    for _ in range(2):
        limiter.require("wrong keys", "192.0.2.1")
        limiter.spend("wrong keys", "192.0.2.1")
    with pytest.raises(TooManyRequests, match="Too many wrong keys from your address") as refused:
        limiter.require("wrong keys", "192.0.2.1")
    assert 1 <= refused.value.retry_after <= 3600
    limiter.require("wrong keys", "192.0.2.2")


def test_what_costs_more_than_is_left_is_counted_too() -> None:
    limiter = Limiter({"chemistry": "1000 per hour"})
    limiter.spend("chemistry", "192.0.2.1", cost=5000)
    with pytest.raises(TooManyRequests):
        limiter.require("chemistry", "192.0.2.1")
