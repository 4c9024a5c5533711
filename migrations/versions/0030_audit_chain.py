"""The audit chain: what changed the catalog is noted in entries, each with a keyed hash over the one before.

What the database holds already is noted afterwards, since only the program has the key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the tables, unless they stayed when the database was taken down a release. Then the chain goes on."""
    if sa.inspect(op.get_bind()).has_table("audit_entries"):
        return
    op.create_table(
        "audit_entries",
        sa.Column("number", BIG_KEY, nullable=False),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.BigInteger(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('found', 'begun', 'change')", name=op.f("ck_audit_entries_kind_known")),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entries"),
    )
    op.create_table(
        "audit_marks",
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("table_name", TEXT_KEY, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("table_name", "key", "entry", name="pk_audit_marks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_names",
        sa.Column("number", BIG_KEY, nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("name", TEXT_KEY, nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_audit_names"),
        sa.UniqueConstraint("name", "person", name="uq_audit_names_name"),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO unfilled (what, filled_to) VALUES ('audit', 0)")


def downgrade() -> None:
    """Keep the chain: nobody can make it again, and an older release does not read it."""
