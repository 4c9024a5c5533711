"""What a migration makes room for and cannot fill is marked, and filled afterwards; the stock is filled again.

Every database that had products before revision 0003, or came back to it from an older one, still said of none of them
that it is in stock.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNFILLED = """CREATE TABLE IF NOT EXISTS unfilled (
    what TEXT NOT NULL, filled_to BIGINT NOT NULL, CONSTRAINT pk_unfilled PRIMARY KEY (what)
)"""
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('stock', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""


def upgrade() -> None:
    """Make the table of marks, unless an earlier revision did, and mark the stock."""
    op.execute(UNFILLED)
    op.execute(MARK)


def downgrade() -> None:
    """Leave it: what is marked in it is still to be filled when somebody comes back."""
