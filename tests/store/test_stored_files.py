"""Files in the database: once each, under the digest of their content, on both engines."""

from __future__ import annotations

from sqlalchemy import func, select

from catalog.store.database import Database
from catalog.store.stored_files import StoredFile, find_file, keep_file
from catalog.store.tables import stored_files

CONTENT = bytes(range(256)) * 40


def test_a_file_is_kept_once_and_found_whole(database: Database) -> None:
    with database.write() as transaction:
        first = keep_file(transaction, CONTENT, "image/png", "somebody")
        again = keep_file(transaction, CONTENT, "image/png", "somebody else")
    assert (first, first.size) == (again, len(CONTENT))
    with database.read() as connection:
        assert find_file(connection, first.sha256) == StoredFile("image/png", CONTENT)
        assert find_file(connection, "0" * 64) is None
        assert connection.scalar(select(func.count()).select_from(stored_files)) == 1
