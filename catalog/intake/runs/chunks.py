"""Chunks: as many records in one transaction as other writers can wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

LOCK_SECONDS = 0.12
"""How long one transaction may hold the writer's lock."""
AIM = 0.8
"""The part of this time that a chunk is made for. Equal chunks take unequal times, because a commit may also have to
copy the log into the file."""
LEAST = 80
"""How many records workers prepare together, and the smallest size of a chunk. Each record of a chunk of 40 costs the
processor a quarter more, of 20 three quarters more, so that on a busy machine all would wait even longer."""
MOST = 400
"""How many records a chunk has at most. More gain nothing and take memory."""
GROWTH = 2
"""How many times as many records a chunk has at most as the one before."""


class Filed(Protocol):
    """A record of a file.

    Attributes:
        file: the path of its file.
        key: the key of its product; empty if it has no catalog number.
    """

    @property
    def file(self) -> str:
        """Return the path of its file."""
        ...

    @property
    def key(self) -> str:
        """Return the key of its product."""
        ...


R = TypeVar("R", bound=Filed)


def cut(
    records: Iterable[R],
    size: Callable[[], float],
    load: Callable[[R], float] = lambda _record: 1.0,
    most: int = MOST,
) -> Iterator[list[R]]:
    """Yield records in groups. Records of one product in two files are in two groups, because the second is merged over
    the first.

    Args:
        records: the records.
        size: returns the load of the present group, which may change.
        load: returns the load of a record.
        most: how many records a group has at most.
    """
    group: list[R] = []
    files: dict[str, str] = {}
    loaded = 0.0
    for record in records:
        if files.get(record.key, record.file) != record.file:
            yield group
            group, files, loaded = [], {}, 0.0
        group.append(record)
        loaded += load(record)
        if record.key:
            files[record.key] = record.file
        if loaded >= size() or len(group) >= most:
            yield group
            group, files, loaded = [], {}, 0.0
    if group:
        yield group


class ChunkSize:
    """How much the next chunk has: as much as was saved within the time, by the pace of the last one.

    Attributes:
        load: this size, in new products.
        most: how many records the chunk has at most.
    """

    def __init__(self, fixed: int | None = None) -> None:
        """Begin with the smallest size, or stay with a fixed number of records."""
        self._is_fixed = fixed is not None
        self.load = float(LEAST if fixed is None else fixed)
        self.most = MOST if fixed is None else fixed

    def learn(self, load: float, seconds: float) -> None:
        """Take in how long a transaction of some load held the lock.

        >>> size = ChunkSize()
        >>> size.learn(80, 0.032)
        >>> round(size.load)
        160
        >>> size.learn(160, 0.128)
        >>> round(size.load)
        120
        """
        if not self._is_fixed:
            self.load = max(float(LEAST), min(load * AIM * LOCK_SECONDS / seconds, GROWTH * load, MOST))
