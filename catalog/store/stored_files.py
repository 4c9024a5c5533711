"""Files that belong to products, kept once each under the digest of their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from catalog.product.documents import KeptFile
from catalog.store.entries import now
from catalog.store.tables import stored_files


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file.

    Attributes:
        media_type: what its content is.
        content: its bytes.
    """

    media_type: str
    content: bytes


def keep_file(connection: Connection, content: bytes, media_type: str, actor: str) -> KeptFile:
    """Keep a file; one that is kept already stays as it is."""
    kept = KeptFile(hashlib.sha256(content).hexdigest(), media_type, len(content))
    columns = stored_files.c
    if connection.scalar(select(columns.sha256).where(columns.sha256 == kept.sha256)) is None:
        values = {"sha256": kept.sha256, "media_type": media_type, "size": len(content), "content": content}
        connection.execute(insert(stored_files).values({**values, "actor": actor, "at": now()}))
    return kept


def find_file(connection: Connection, sha256: str) -> StoredFile | None:
    """The file with a digest; None where none is kept."""
    columns = stored_files.c
    row = connection.execute(select(columns.media_type, columns.content).where(columns.sha256 == sha256)).first()
    return None if row is None else StoredFile(row.media_type, bytes(row.content))
