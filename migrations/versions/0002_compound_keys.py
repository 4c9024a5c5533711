"""The keys by which products meet their compound and its salts, and what editors changed about compounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalog.store.entries import compound_columns, from_json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("compound_key", "parent_key", "parent_formula")
CHUNK = 1000

products = sa.table("products", sa.column("id"), sa.column("body"), *map(sa.column, COLUMNS))


def upgrade() -> None:
    """Add the columns, fill them from the documents that are kept, and index them."""
    for name in COLUMNS:
        op.add_column("products", sa.Column(name, TEXT_KEY, nullable=True))
    _fill(op.get_bind())
    for name in COLUMNS:
        op.create_index(f"ix_products_{name}", "products", [name])
    _make_tables_of_changes()


def _make_tables_of_changes() -> None:
    op.create_table(
        "compound_changes",
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("key", TEXT_KEY, nullable=False),
        sa.Column("target", TEXT_KEY, nullable=False),
        sa.Column("catalog_numbers", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("change IN ('merged', 'split', 'related')", name="ck_compound_changes_change_known"),
        sa.PrimaryKeyConstraint("seq", name="pk_compound_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_compound_changes_key", "compound_changes", ["key"])
    op.create_index("ix_compound_changes_target", "compound_changes", ["target"])
    op.create_table(
        "compound_moves",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("moved", TEXT_KEY, nullable=False),
        sa.Column("target", TEXT_KEY, nullable=False),
        sa.CheckConstraint("kind IN ('compound', 'product')", name="ck_compound_moves_kind_known"),
        sa.PrimaryKeyConstraint("kind", "moved", name="pk_compound_moves"),
    )
    op.create_index("ix_compound_moves_target", "compound_moves", ["target"])


def _fill(connection: sa.Connection) -> None:
    change = sa.update(products).where(products.c.id == sa.bindparam("existing"))
    change = change.values({name: sa.bindparam(f"new_{name}") for name in COLUMNS})
    last = 0
    while True:
        query = sa.select(products.c.id, products.c.body).where(products.c.id > last).order_by(products.c.id)
        rows = connection.execute(query.limit(CHUNK)).all()
        if not rows:
            return
        connection.execute(change, [_values(product_id, body) for product_id, body in rows])
        last = rows[-1][0]


def _values(product_id: int, body: str) -> dict[str, object]:
    keys = zip(COLUMNS, compound_columns(from_json(body)), strict=True)
    return {"existing": product_id, **{f"new_{name}": value for name, value in keys}}


def downgrade() -> None:
    """Take the columns and tables away."""
    op.drop_table("compound_moves")
    op.drop_table("compound_changes")
    for name in COLUMNS:
        op.drop_index(f"ix_products_{name}", "products")
        op.drop_column("products", name)
