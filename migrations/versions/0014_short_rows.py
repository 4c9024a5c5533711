"""Products and revisions become short rows: the columns whose texts have moved go, and the new keys hold.

Columns that lists are ordered by are kept as they are compared, with the product's key behind them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
MISSING_WEIGHT = 1e300
OTHERS = {"compound_key": "inchi_key", "parent_key": "inchi_key", "parent_formula": "formula_key"}
INDEXES = {
    "catalog_key": ["catalog_key"],
    "supplier_id": ["supplier_id"],
    "name_key": ["name_key", "product_key"],
    "weight_order": ["weight_order", "product_key"],
    "formula_key": ["formula_key"],
    "monoisotopic_mass": ["monoisotopic_mass"],
    "inchi_key": ["inchi_key"],
    "storage_code": ["storage_code"],
    "updated_at": ["updated_at", "product_key"],
}
NEW_COLUMNS = ("product_key", "supplier_id", "fields_id", "body_id")
OLD_INDEXES = {
    "name_key": ["name_key", "catalog_key"],
    "molecular_weight": ["molecular_weight"],
    "formula_key": ["formula_key"],
    "monoisotopic_mass": ["monoisotopic_mass"],
    "inchi_key": ["inchi_key"],
    "storage_code": ["storage_code"],
    "updated_at": ["updated_at"],
}


def upgrade() -> None:
    """Take the old columns away, once nothing stands in them any more."""
    connection = op.get_bind()
    for table in ("products", "revisions"):
        if connection.scalar(sa.text(f"SELECT count(*) FROM {table} WHERE fields_id IS NULL")):
            raise RuntimeError("Documents have yet to move: run `catalog migrate`, which does that first.")
    op.execute("DELETE FROM unfilled WHERE what IN ('texts of products', 'texts of revisions')")
    if connection.dialect.name == "sqlite":
        _rebuild("products", _products(), {"weight_order": f"coalesce(molecular_weight, {MISSING_WEIGHT})"})
        _rebuild("revisions", _revisions(), {})
        for name, columns in INDEXES.items():
            op.create_index(f"ix_products_{name}", "products", columns)
        op.create_index("ix_revisions_run", "revisions", ["run"])
        _index_others()
    else:
        _alter()


def _alter() -> None:
    op.add_column("products", sa.Column("weight_order", sa.Float(), nullable=True))
    op.execute(f"UPDATE products SET weight_order = coalesce(molecular_weight, {MISSING_WEIGHT})")
    op.alter_column("products", "weight_order", nullable=False)
    for table in ("products", "revisions"):
        for name in ("product_key", "supplier_id", "fields_id"):
            op.alter_column(table, name, nullable=False)
        for name, other in (("supplier_id", "suppliers"), ("fields_id", "texts"), ("body_id", "texts")):
            op.create_foreign_key(f"fk_{table}_{name}", table, other, [name], ["id"])
        for name in ("fields", "body", "supplier"):
            op.drop_column(table, name)
    op.alter_column("products", "body_id", nullable=False)
    op.drop_constraint("uq_products_catalog_key", "products")
    op.create_unique_constraint("uq_products_product_key", "products", ["product_key"])
    op.drop_constraint("uq_revisions_catalog_key", "revisions")
    op.drop_column("revisions", "catalog_key")
    op.create_unique_constraint("uq_revisions_product_key", "revisions", ["product_key", "number"])
    for name, columns in OLD_INDEXES.items():
        if INDEXES.get(name) != columns:
            op.drop_index(f"ix_products_{name}", "products")
    for name, columns in INDEXES.items():
        if OLD_INDEXES.get(name) != columns:
            op.create_index(f"ix_products_{name}", "products", columns)


def _rebuild(table: str, columns: list[sa.schema.SchemaItem], made: dict[str, str]) -> None:
    """Copy a table into one of another shape, as SQLite's manual says (lang_altertable, section 7)."""
    op.create_table(f"new_{table}", *columns, sqlite_autoincrement=table == "revisions")
    names = [column.name for column in columns if isinstance(column, sa.Column)]
    values = ", ".join(made.get(name, name) for name in names)
    op.execute(f"INSERT INTO new_{table} ({', '.join(names)}) SELECT {values} FROM {table} ORDER BY 1")
    op.drop_table(table)
    op.rename_table(f"new_{table}", table)


def _products() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=False),
        sa.Column("catalog_key", TEXT_KEY, nullable=False),
        sa.Column("product_key", TEXT_KEY, nullable=False),
        sa.Column("supplier_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", TEXT_KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("formula_key", TEXT_KEY, nullable=True),
        sa.Column("molecular_weight", sa.Float(), nullable=True),
        sa.Column("weight_order", sa.Float(), nullable=False),
        sa.Column("monoisotopic_mass", sa.Float(), nullable=True),
        sa.Column("inchi_key", TEXT_KEY, nullable=True),
        sa.Column("smiles", sa.Text(), nullable=True),
        sa.Column("compound_key", TEXT_KEY, nullable=True),
        sa.Column("parent_key", TEXT_KEY, nullable=True),
        sa.Column("parent_formula", TEXT_KEY, nullable=True),
        sa.Column("assay_min", sa.Float(), nullable=True),
        sa.Column("storage_code", TEXT_KEY, nullable=True),
        sa.Column("in_stock", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("stated_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("fields_id", BIG_KEY, nullable=False),
        sa.Column("body_id", BIG_KEY, nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("updated_at", TEXT_KEY, nullable=False),
        sa.CheckConstraint("revision >= 1", name="ck_products_revision_positive"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name="fk_products_supplier_id"),
        sa.ForeignKeyConstraint(["fields_id"], ["texts.id"], name="fk_products_fields_id"),
        sa.ForeignKeyConstraint(["body_id"], ["texts.id"], name="fk_products_body_id"),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("product_key", name="uq_products_product_key"),
    ]


def _revisions() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=False),
        sa.Column("product_key", TEXT_KEY, nullable=False),
        sa.Column("supplier_id", BIG_KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("changed_fields", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("undoes_run", sa.BigInteger(), nullable=True),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("fields_id", BIG_KEY, nullable=False),
        sa.Column("body_id", BIG_KEY, nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("change IN ('created', 'changed', 'deleted', 'restored')", name="ck_revisions_change_known"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name="fk_revisions_supplier_id"),
        sa.ForeignKeyConstraint(["fields_id"], ["texts.id"], name="fk_revisions_fields_id"),
        sa.ForeignKeyConstraint(["body_id"], ["texts.id"], name="fk_revisions_body_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_revisions"),
        sa.UniqueConstraint("product_key", "number", name="uq_revisions_product_key"),
    ]


def _index_others() -> None:
    for other, own in OTHERS.items():
        differs = sa.text(f"{other} <> coalesce({own}, '')")
        op.create_index(f"ix_products_{other}", "products", [other], sqlite_where=differs, postgresql_where=differs)


def downgrade() -> None:
    """Put the documents into the rows again; two suppliers' products of one number have no room there."""
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) - count(DISTINCT catalog_key) FROM products")):
        raise RuntimeError("Several suppliers have the same catalog number: restore a backup from before.")
    said, document = (
        "(SELECT text FROM texts WHERE texts.id = fields_id)",
        "(SELECT text FROM texts WHERE id = body_id)",
    )
    supplier = "(SELECT nullif(name, 'House') FROM suppliers WHERE suppliers.id = supplier_id)"
    number = _number_of_key(connection.dialect.name)
    old = {
        "products": {"fields": said, "body": document, "supplier": supplier},
        "revisions": {"fields": said, "body": document, "supplier": supplier, "catalog_key": number},
    }
    if connection.dialect.name == "sqlite":
        _rebuild_old(old)
    else:
        _alter_back(old)


def _number_of_key(engine: str) -> str:
    """Return what gives the catalog number of a key: what stands before the tab."""
    place, tab = ("strpos", "chr(9)") if engine == "postgresql" else ("instr", "char(9)")
    return f"substr(product_key, 1, {place}(product_key, {tab}) - 1)"


def _old_columns(table: str) -> list[sa.schema.SchemaItem]:
    """Return the columns of revision 0013."""
    columns = _products() if table == "products" else _revisions()
    left: list[sa.schema.SchemaItem] = []
    for column in columns:
        if isinstance(column, sa.ForeignKeyConstraint | sa.UniqueConstraint):
            continue
        if isinstance(column, sa.Column) and column.name == "weight_order":
            continue
        if isinstance(column, sa.Column) and column.name in NEW_COLUMNS:
            left.append(sa.Column(column.name, column.type, nullable=True))
        else:
            left.append(column)
    added = [sa.Column("supplier", sa.Text()), sa.Column("fields", sa.Text(), nullable=False)]
    added.append(sa.Column("body", sa.Text(), nullable=table == "revisions"))
    if table == "products":
        return [*left, *added, sa.UniqueConstraint("catalog_key", name="uq_products_catalog_key")]
    key = sa.Column("catalog_key", TEXT_KEY, nullable=False)
    return [*left, *added, key, sa.UniqueConstraint("catalog_key", "number", name="uq_revisions_catalog_key")]


def _rebuild_old(old: dict[str, dict[str, str]]) -> None:
    for table, made in old.items():
        _rebuild(table, _old_columns(table), made)
    for name, columns in OLD_INDEXES.items():
        op.create_index(f"ix_products_{name}", "products", columns)
    op.create_index("ix_revisions_run", "revisions", ["run"])
    _index_others()


def _alter_back(old: dict[str, dict[str, str]]) -> None:
    for name, columns in INDEXES.items():
        if OLD_INDEXES.get(name) != columns:
            op.drop_index(f"ix_products_{name}", "products")
    for table, made in old.items():
        op.drop_constraint(f"uq_{table}_product_key", table)
        for name in ("supplier_id", "fields_id", "body_id"):
            op.drop_constraint(f"fk_{table}_{name}", table)
        for name, value in made.items():
            op.add_column(table, sa.Column(name, TEXT_KEY if name == "catalog_key" else sa.Text(), nullable=True))
            op.execute(f"UPDATE {table} SET {name} = {value}")
        op.alter_column(table, "fields", nullable=False)
    op.alter_column("products", "body", nullable=False)
    op.alter_column("revisions", "catalog_key", nullable=False)
    op.drop_column("products", "weight_order")
    op.create_unique_constraint("uq_products_catalog_key", "products", ["catalog_key"])
    op.create_unique_constraint("uq_revisions_catalog_key", "revisions", ["catalog_key", "number"])
    for name, columns in OLD_INDEXES.items():
        if INDEXES.get(name) != columns:
            op.create_index(f"ix_products_{name}", "products", columns)
