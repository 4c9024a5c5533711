"""Drawing the next item of an iterator while the one before it is still in use."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Generator[T]) -> Generator[T]:
    """The items, each drawn in a thread of its own while the caller still works on the one before.

    What drawing raises is raised where the item would have come. The generator is closed with this one.

    >>> list(read_ahead(number for number in (1, 2, 3)))
    [1, 2, 3]
    """
    with ThreadPoolExecutor(1, "catalog-drawing") as drawer:
        try:
            drawn = drawer.submit(_draw, items)
            while some := drawn.result():
                drawn = drawer.submit(_draw, items)
                yield from some
        finally:
            drawer.submit(items.close).result()


def _draw(items: Iterator[T]) -> list[T]:
    """The next item, if there is one."""
    return list(islice(items, 1))
