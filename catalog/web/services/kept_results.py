"""Results that are computed once and kept: those used most recently."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class KeptResults(Generic[T]):
    """A limited number of results, found by their keys. Threads may share it. Errors are not kept."""

    def __init__(self, most: int) -> None:
        """Set how many results are kept.

        Args:
            most: the largest number of results.
        """
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result of a key. Compute it if it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = compute()
        self._keep({key: result})
        return result

    def get_each(self, keys: Sequence[Hashable], compute: Callable[[list[Hashable]], list[T]]) -> list[T]:
        """Return the result of each key. Those that are not kept are computed together. None is not kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            computed = dict(zip(missing, compute(missing), strict=True))
            self._keep({key: result for key, result in computed.items() if result is not None})
            found |= computed
        return [found[key] for key in keys]

    def _keep(self, results: Mapping[Hashable, T]) -> None:
        with self._lock:
            self._kept.update(results)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
