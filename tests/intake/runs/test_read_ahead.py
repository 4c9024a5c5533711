"""Drawing ahead: the same items, one of them in the making while another is in use."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from catalog.intake.runs.read_ahead import read_ahead

SECONDS = 30.0


def test_the_next_item_is_drawn_while_one_is_in_use() -> None:
    begun = threading.Event()

    def items() -> Generator[int]:
        yield 1
        begun.set()
        yield 2

    drawn = read_ahead(items())
    assert next(drawn) == 1
    assert begun.wait(SECONDS)
    assert list(drawn) == [2]


def test_an_error_stands_where_the_item_would_have_come() -> None:
    def items() -> Generator[int]:
        yield 1
        raise LookupError("no more")

    drawn = read_ahead(items())
    assert next(drawn) == 1
    with pytest.raises(LookupError, match="no more"):
        next(drawn)


def test_who_stops_early_closes_the_generator() -> None:
    closed: list[bool] = []

    def items() -> Generator[int]:
        try:
            yield from range(9)
        finally:
            closed.append(True)

    drawn = read_ahead(items())
    assert next(drawn) == 0
    assert not closed
    drawn.close()
    assert closed


def test_nothing_is_drawn_from_nothing() -> None:
    assert list(read_ahead(number for number in range(0))) == []
