"""Files that belong to products. Each is stored once, under the digest of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from catalog.product.offer.documents import KeptFile
from catalog.store.clock import now
from catalog.store.log_tables import stored_files


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file.

    Attributes:
        media_type: the media type of its content.
        content: its bytes.
    """

    media_type: str
    content: bytes


class NewFile(NamedTuple):
    """A file to store.

    Attributes:
        kept: its description in a draft.
        content: its bytes.
    """

    kept: KeptFile
    content: bytes


def new_file(content: bytes, media_type: str) -> NewFile:
    """Return a file with its digest."""
    return NewFile(KeptFile(hashlib.sha256(content).hexdigest(), media_type, len(content)), content)


def keep_file(connection: Connection, file: NewFile, actor: str, person: int | None = None) -> None:
    """Store a file. A file that is already stored does not change."""
    columns, kept = stored_files.c, file.kept
    if connection.scalar(select(columns.sha256).where(columns.sha256 == kept.sha256)) is None:
        values = {"sha256": kept.sha256, "media_type": kept.media_type, "size": kept.size, "content": file.content}
        connection.execute(insert(stored_files).values({**values, "actor": actor, "person_id": person, "at": now()}))


def find_file(connection: Connection, sha256: str) -> StoredFile | None:
    """Return the file with a digest, or None."""
    columns = stored_files.c
    row = connection.execute(select(columns.media_type, columns.content).where(columns.sha256 == sha256)).first()
    return None if row is None else StoredFile(row.media_type, bytes(row.content))
