"""The indexes of parents and compounds hold only the products for which they say something else than the product's own.

Four of five products are their own parent, and each one with a structure is of the compound that its InChIKey names;
the indexes of what they are hold that already: an import writes fewer pages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OTHERS = {"compound_key": "inchi_key", "parent_key": "inchi_key", "parent_formula": "formula_key"}


def upgrade() -> None:
    """Make the indexes anew; no column changes."""
    for other, own in OTHERS.items():
        differs = sa.text(f"{other} <> coalesce({own}, '')")
        op.drop_index(f"ix_products_{other}", "products")
        op.create_index(f"ix_products_{other}", "products", [other], sqlite_where=differs, postgresql_where=differs)


def downgrade() -> None:
    """Let them hold every product again."""
    for other in OTHERS:
        op.drop_index(f"ix_products_{other}", "products")
        op.create_index(f"ix_products_{other}", "products", [other])
