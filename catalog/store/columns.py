"""The metadata of all tables, and the types of their keys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""The type of large row ids. SQLite numbers rows by itself only if the key is an INTEGER."""

TextKey = Text(collation="C").with_variant(Text(), "sqlite")
"""Text that is compared byte by byte, so that both engines sort and range-scan it alike."""
