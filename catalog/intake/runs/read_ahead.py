"""Reading the next item of an iterator while the previous one is still in use."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Generator[T]) -> Generator[T]:
    """Yield the items. Each is computed in its own thread while the caller still works on the previous one.

    An error of the generator is raised in place of the item. The generator is closed with this one.

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
    """Return a list with the next item, or an empty list if there is none."""
    return list(islice(items, 1))
