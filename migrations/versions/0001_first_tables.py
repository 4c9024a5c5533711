"""The first tables, and the word index on the names of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")

SQLITE_WORDS = (
    """CREATE VIRTUAL TABLE product_words USING fts5(
        folded, content='product_names', content_rowid='id', tokenize='unicode61 remove_diacritics 0', detail=none,
        columnsize=0
    )""",
    """CREATE TRIGGER product_names_removed AFTER DELETE ON product_names BEGIN
        INSERT INTO product_words(product_words, rowid, folded) VALUES ('delete', old.id, old.folded);
    END""",
    """CREATE TRIGGER product_names_changed AFTER UPDATE ON product_names BEGIN
        INSERT INTO product_words(product_words, rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO product_words(rowid, folded) VALUES (new.id, new.folded);
    END""",
)

POSTGRES_WORDS = """CREATE INDEX ix_product_names_words ON product_names
    USING gin (array_to_tsvector(string_to_array(folded, ' ')))"""


def upgrade() -> None:
    """Change the tables forward."""
    op.create_table(
        "api_keys",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.CheckConstraint("role IN ('reader', 'editor', 'admin')", name="ck_api_keys_role_known"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "products",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=False),
        sa.Column("catalog_key", TEXT_KEY, nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", TEXT_KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("formula_key", TEXT_KEY, nullable=True),
        sa.Column("molecular_weight", sa.Float(), nullable=True),
        sa.Column("monoisotopic_mass", sa.Float(), nullable=True),
        sa.Column("inchi_key", TEXT_KEY, nullable=True),
        sa.Column("smiles", sa.Text(), nullable=True),
        sa.Column("assay_min", sa.Float(), nullable=True),
        sa.Column("storage_code", TEXT_KEY, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("stated_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("updated_at", TEXT_KEY, nullable=False),
        sa.CheckConstraint("revision >= 1", name="ck_products_revision_positive"),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("catalog_key", name="uq_products_catalog_key"),
    )
    op.create_index("ix_products_formula_key", "products", ["formula_key"])
    op.create_index("ix_products_inchi_key", "products", ["inchi_key"])
    op.create_index("ix_products_molecular_weight", "products", ["molecular_weight"])
    op.create_index("ix_products_monoisotopic_mass", "products", ["monoisotopic_mass"])
    op.create_index("ix_products_name_key", "products", ["name_key", "catalog_key"])
    op.create_index("ix_products_storage_code", "products", ["storage_code"])
    op.create_index("ix_products_updated_at", "products", ["updated_at"])
    op.create_table(
        "revisions",
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=False),
        sa.Column("catalog_key", TEXT_KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("changed_fields", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("undoes_run", sa.BigInteger(), nullable=True),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("change IN ('created', 'changed', 'deleted', 'restored')", name="ck_revisions_change_known"),
        sa.PrimaryKeyConstraint("seq", name="pk_revisions"),
        sa.UniqueConstraint("catalog_key", "number", name="uq_revisions_catalog_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revisions_run", "revisions", ["run"])
    op.create_table(
        "runs",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("started_at", TEXT_KEY, nullable=False),
        sa.Column("finished_at", TEXT_KEY, nullable=True),
        sa.Column("records_done", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'undone')", name="ck_runs_state_known"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_key", "runs", ["key"])
    op.create_table(
        "product_cas_rns",
        sa.Column("cas_rn", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_cas_rns_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cas_rn", "product_id", name="pk_product_cas_rns"),
    )
    op.create_index("ix_product_cas_rns_product_id", "product_cas_rns", ["product_id"])
    op.create_table(
        "product_findings",
        sa.Column("code", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_findings_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", "product_id", name="pk_product_findings"),
    )
    op.create_index("ix_product_findings_product_id", "product_findings", ["product_id"])
    op.create_table(
        "product_structures",
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.Column("morgan", sa.LargeBinary(), nullable=False),
        sa.Column("screen", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_structures_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name="pk_product_structures"),
    )
    op.create_table(
        "product_names",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", TEXT_KEY, nullable=False),
        sa.CheckConstraint("kind IN ('name', 'synonym', 'catalog_number')", name="ck_product_names_kind_known"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_names_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_product_names"),
    )
    op.create_index("ix_product_names_folded", "product_names", ["folded"])
    op.create_index("ix_product_names_product_id", "product_names", ["product_id"])
    op.create_table(
        "run_records",
        sa.Column("run", BIG_KEY, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('created', 'changed', 'unchanged', 'refused', 'skipped')", name="ck_run_records_outcome_known"
        ),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_records_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "position", name="pk_run_records"),
    )
    op.create_index("ix_run_records_run", "run_records", ["run", "outcome"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_WORDS:
            op.execute(statement)
    else:
        op.execute(POSTGRES_WORDS)


def downgrade() -> None:
    """Drop everything, and what later revisions left when they were taken back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE product_words")
    for name in (
        "run_records",
        "product_structures",
        "product_names",
        "product_findings",
        "product_cas_rns",
        "runs",
        "revisions",
        "products",
        "api_keys",
    ):
        op.drop_table(name)
    left_tables = (
        "compound_changes",
        "compound_moves",
        "stored_files",
        "held_drafts",
        "unfilled",
        "draft_changes",
        "ignored_findings",
        "column_choices",
        "reader_reports",
        "quote_requests",
        "listed_numbers",
        "regulatory_lists",
        "audit_entries",
        "audit_marks",
        "audit_names",
        "unanswered_searches",
        "structure_numbers",
        "product_numbers",
    )
    for left in (*left_tables, "person_links", "people", "revision_people"):
        op.drop_table(left, if_exists=True)
