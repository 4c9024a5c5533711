"""The tables of the audit chain."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from catalog.store.columns import BigKey, TextKey, metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("number", BigKey, primary_key=True),
    Column("at", TextKey, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", BigInteger),
    Column("key_id", Text, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("kind IN ('found', 'begun', 'change')", name="kind_known"),
)
"""The chain, without gaps from 1. ``hash`` is the HMAC-SHA256 over the entry, its marks and the hash before. ``found``
entries note what was there before the chain, ``begun`` ends them. ``who`` is a number of ``audit_names``, or null for
a command on the server. ``what`` says in words what was done, and names no person."""

audit_marks = Table(
    "audit_marks",
    metadata,
    Column("entry", BigInteger, nullable=False),
    Column("table_name", TextKey, nullable=False),
    Column("key", BigInteger, nullable=False),
    Column("digest", LargeBinary),
    PrimaryKeyConstraint("table_name", "key", "entry"),
    sqlite_with_rowid=False,
)
"""The rows that the change of an entry wrote: their table, their key, and their SHA-256 after it. It is null if the row
was removed. They have no index by entry, which would cost an import more than it saves."""

audit_names = Table(
    "audit_names",
    metadata,
    Column("number", BigKey, primary_key=True),
    Column("person", BigInteger, nullable=False),
    Column("name", TextKey, nullable=False),
    Column("salt", Text),
    UniqueConstraint("name", "person"),
    sqlite_autoincrement=True,
)
"""Every name under which somebody acted, signs in or holds a key. Digests contain the number instead of the name, so
that the name can be replaced. ``person`` is 0 where no person is known. ``salt`` keeps anybody from guessing a replaced
name from its former digest; it is removed with the name."""
