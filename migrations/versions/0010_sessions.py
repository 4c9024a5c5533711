"""Keys know when they expire, were last used and were revoked; browsers sign in with a session, not with the key."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMES = ("expires_at", "last_used_at", "revoked_at")

keys = sa.table("api_keys", sa.column("revoked", sa.Boolean()), sa.column("revoked_at", sa.Text()))


def upgrade() -> None:
    """A key that was revoked by hand is so from now on; nobody is signed in yet."""
    for name in TIMES:
        op.add_column("api_keys", sa.Column(name, TEXT_KEY, nullable=True))
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    op.execute(keys.update().where(keys.c.revoked).values(revoked_at=now))
    op.drop_column("api_keys", "revoked")
    op.create_table(
        "sessions",
        sa.Column("digest", TEXT_KEY, nullable=False),
        sa.Column("key_id", BIG_KEY, nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("last_seen_at", TEXT_KEY, nullable=False),
        sa.Column("expires_at", TEXT_KEY, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_sessions_key_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_key_id", "sessions", ["key_id"])


def downgrade() -> None:
    """Everybody is signed out; a key that has expired by now stays closed, as a revoked one."""
    op.drop_table("sessions")
    op.add_column("api_keys", sa.Column("revoked", sa.Boolean(), nullable=False, server_default=sa.false()))
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    closed = sa.or_(sa.column("revoked_at").is_not(None), sa.column("expires_at") <= now)
    op.execute(keys.update().where(closed).values(revoked=True))
    for name in TIMES:
        op.drop_column("api_keys", name)
