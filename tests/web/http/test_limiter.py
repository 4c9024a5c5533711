"""How much one client may spend."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from catalog.errors import TooManyRequests
from catalog.web.app import create_app
from catalog.web.http.limiter import Limiter
from tests.settings_made import unhurried


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


def test_an_answer_tells_what_is_left_of_a_limit(own_url: str) -> None:
    with TestClient(create_app(unhurried(own_url, wrong_keys=2))) as client:
        assert "ratelimit" not in client.get("/api/v1/products").headers
        address, wrong = "/api/v1/admin/keys", {"Authorization": "Bearer cat_wrong"}
        told = [client.get(address, headers=wrong) for _ in range(3)]
    assert [answer.status_code for answer in told] == [401, 401, 429]
    assert {answer.headers["ratelimit-policy"] for answer in told} == {'"wrong keys";q=2;w=60'}
    states = [re.fullmatch(r'"wrong keys";r=(\d+);t=(\d+)', answer.headers["ratelimit"]) for answer in told]
    assert [state and state[1] for state in states] == ["1", "0", "0"]
    assert all(state and 1 <= int(state[2]) <= 60 for state in states)


def test_chemistry_is_told_in_milliseconds(own_url: str) -> None:
    with TestClient(create_app(unhurried(own_url))) as client:
        answer = client.get("/api/v1/products?structure=CCO")
    assert answer.headers["ratelimit-policy"] == '"structures";q=3600000;w=60'
