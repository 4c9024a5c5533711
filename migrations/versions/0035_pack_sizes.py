"""The facts of products tell the classes of pack sizes, and common attributes."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('offers', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""
NO_NEW_FACTS = "DELETE FROM product_facts WHERE fact IN ('pack', 'attribute')"


def upgrade() -> None:
    """Let all facts be written again."""
    op.execute(MARK)


def downgrade() -> None:
    """Drop these facts."""
    op.execute(NO_NEW_FACTS)
