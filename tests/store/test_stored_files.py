"""Files in the database: once each, under the digest of their content, on both engines."""

from __future__ import annotations

from sqlalchemy import func, select

from catalog.store.database import Database
from catalog.store.log_tables import stored_files
from catalog.store.writing.stored_files import StoredFile, find_file, keep_file, new_file

CONTENT = bytes(range(256)) * 40


def test_a_file_is_kept_once_and_found_whole(database: Database) -> None:
    file = new_file(CONTENT, "image/png")
    with database.write() as transaction:
        keep_file(transaction, file, "somebody")
        keep_file(transaction, file, "somebody else")
    assert file.kept.size == len(CONTENT)
    with database.read() as connection:
        assert find_file(connection, file.kept.sha256) == StoredFile("image/png", CONTENT)
        assert find_file(connection, "0" * 64) is None
        assert connection.scalar(select(func.count()).select_from(stored_files)) == 1
