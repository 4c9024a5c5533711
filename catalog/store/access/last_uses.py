"""The last use of keys and sessions: recorded at most once a minute, and only if nobody has to wait for it."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import StoreUnusable
from catalog.store.access.keys import ApiKey
from catalog.store.access.sessions import Session
from catalog.store.clock import now, stored_time
from catalog.store.database import Database
from catalog.store.log_tables import api_keys, sessions

EVERY = timedelta(minutes=1)
"""A use is recorded if the recorded one is older than this."""

PATIENCE_SECONDS = 0.2
"""The longest wait for a turn to write. An import lets others write between its chunks."""


class LastUses:
    """Records uses of keys in one database. Threads can share it; one writes at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing = threading.Lock()

    def note(self, key: ApiKey | None, session: Session | None = None) -> None:
        """Record the use of a key, or of a session and its key, if any. If writing fails, the next use records it.

        Call it after the answer: it may wait a little. It never raises, and writes nothing if others keep writing or
        the database accepts no changes.
        """
        noted = session.last_seen_at if session is not None else None if key is None else key.last_used_at
        if noted is not None and noted > stored_time(datetime.now(UTC) - EVERY):
            return
        if not self._writing.acquire(blocking=False):
            return
        try:
            with suppress(SQLAlchemyError, StoreUnusable):
                self._write(key, session)
        finally:
            self._writing.release()

    def _write(self, key: ApiKey | None, session: Session | None) -> None:
        with self._database.write(patience=PATIENCE_SECONDS) as connection:
            used = now()
            if key is not None:
                connection.execute(update(api_keys).where(api_keys.c.id == key.number).values(last_used_at=used))
            if session is not None:
                seen = update(sessions).where(sessions.c.digest == session.digest)
                connection.execute(seen.values(last_seen_at=used))
