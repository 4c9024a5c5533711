"""Reading in parts: the transaction ends while something else is computed or awaited."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType

from catalog.store.database import Database, Transaction


class Reader:
    """Reads the catalog in one transaction, and after a pause in another.

    A connection is held only between two pauses. Code that computes chemistry pauses first, so that a hundred waiting
    requests hold no connection. Data read after a pause can be newer than data read before it. Each thread needs its
    own reader.
    """

    def __init__(
        self, database: Database, begin: Callable[[Database], AbstractContextManager[Transaction]] = Database.read
    ) -> None:
        """Set up. Nothing is opened yet.

        Args:
            database: the database to read.
            begin: begins a transaction, such as ``snapshot``.
        """
        self._database = database
        self._begin = begin
        self._open = ExitStack()
        self._transaction: Transaction | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._transaction = None
        self._open.__exit__(kind, error, traceback)

    @property
    def transaction(self) -> Transaction:
        """Return the transaction for reading. Begin one if there is none."""
        if self._transaction is None:
            self._transaction = self._open.enter_context(self._begin(self._database))
        return self._transaction

    def pause(self) -> None:
        """Return the connection to the pool."""
        self._transaction = None
        self._open.close()
