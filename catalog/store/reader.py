"""Reading in pieces: a transaction that is let go while something else is computed or waited for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType

from catalog.store.database import Database, Transaction


class Reader:
    """Reads the catalog in one transaction; after a pause in another.

    A connection is held only between two pauses: whoever computes chemistry pauses first, so that a hundred requests
    that wait for it leave every connection to others. What is read after a pause may be newer than what was read
    before. One thread has a reader for itself.
    """

    def __init__(
        self, database: Database, begin: Callable[[Database], AbstractContextManager[Transaction]] = Database.read
    ) -> None:
        """Set up. Nothing is opened yet.

        Args:
            database: what is read.
            begin: how a transaction is begun, such as ``snapshot``.
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
        """The transaction to read in; begun where there is none."""
        if self._transaction is None:
            self._transaction = self._open.enter_context(self._begin(self._database))
        return self._transaction

    def pause(self) -> None:
        """Give the connection back."""
        self._transaction = None
        self._open.close()
