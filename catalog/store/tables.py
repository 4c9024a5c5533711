"""The tables in SQLAlchemy Core. Migrations create them; nothing here uses a database.

Times are RFC 3339 UTC texts of fixed width, so they sort by time on either engine. Every constraint has a name, so that
a migration can change it on SQLite too.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    select,
)

from catalog.store.redundant_columns import differs_from_own

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

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", TextKey, nullable=False),
    Column("slug", TextKey, nullable=False),
    Column("name", Text, nullable=False),
    Column("site", Text),
    Column("contact", Text),
    Column("country", Text),
    Column("created_at", TextKey, nullable=False),
    UniqueConstraint("key"),
    UniqueConstraint("slug"),
)
"""The suppliers. ``key`` never changes and is part of the keys of the products. ``slug``, for addresses, and ``name``
can change. The house has the empty key and the products without a stated supplier."""

supplier_names = Table(
    "supplier_names",
    metadata,
    Column("word", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("word"),
    Index(None, "supplier_id"),
)
"""Every folded name and every slug that a supplier has or had. Imports and old addresses find the supplier by them."""

texts = Table(
    "texts",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("digest"),
)
"""Each document and each set of stated fields of a product or a revision: once, as JSON text, under its SHA-256.
So the rows of ``products`` are short for lists, facets and orders."""

products = Table(
    "products",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("catalog_number", Text, nullable=False),
    Column("catalog_key", TextKey, nullable=False),
    Column("product_key", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", TextKey, nullable=False),
    Column("status", Text, nullable=False),
    Column("formula_key", TextKey),
    Column("molecular_weight", Float),
    Column("weight_order", Float, nullable=False),
    Column("monoisotopic_mass", Float),
    Column("inchi_key", TextKey),
    Column("smiles", Text),
    Column("compound_key", TextKey),
    Column("parent_key", TextKey),
    Column("parent_formula", TextKey),
    Column("assay_min", Float),
    Column("storage_code", TextKey),
    Column("in_stock", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("stated_hash", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("fields_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("body_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("updated_at", TextKey, nullable=False),
    UniqueConstraint("product_key"),
    CheckConstraint("revision >= 1", name="revision_positive"),
    Index(None, "catalog_key"),
    Index(None, "supplier_id"),
    Index(None, "name_key", "product_key"),
    Index(None, "weight_order", "product_key"),
    Index(None, "formula_key"),
    Index(None, "monoisotopic_mass"),
    Index(None, "inchi_key"),
    Index(None, "storage_code"),
    Index(None, "updated_at", "product_key"),
)
"""The current state: one short row for each product, with the columns for filters and orders. ``body_id`` is the id of
its whole document, ``fields_id`` that of its stated fields. ``catalog_key`` is the catalog number for look-up, and
``product_key`` adds the supplier and identifies the product. The table can be rebuilt from ``revisions``.
"""

for _own, _other in (("inchi_key", "compound_key"), ("inchi_key", "parent_key"), ("formula_key", "parent_formula")):
    _differs = differs_from_own(products.c[_own], products.c[_other])
    Index(None, products.c[_other], sqlite_where=_differs, postgresql_where=_differs)

product_identifiers = Table(
    "product_identifiers",
    metadata,
    Column("value", TextKey, nullable=False),
    Column("type", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("value", "type", "product_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""Every identifier of a product, with its CAS RNs: the key, which is equal for different spellings, and the
system."""

product_cas_rns = (
    select(product_identifiers.c.value.label("cas_rn"), product_identifiers.c.product_id)
    .where(product_identifiers.c.type == literal_column("'CAS'"))
    .subquery("product_cas_rns")
)
"""All CAS RNs among the identifiers. To look up one is still one read of a range of the index."""

product_findings = Table(
    "product_findings",
    metadata,
    Column("code", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("code", "product_id"),
    Index(None, "product_id"),
)
"""The finding codes of each product."""

product_facts = Table(
    "product_facts",
    metadata,
    Column("fact", TextKey, nullable=False),
    Column("value", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("fact", "value", "product_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""Facts of offers for filters: availability, grade, pictograms and hazard statements. A product without facts
has no row."""

product_prices = Table(
    "product_prices",
    metadata,
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("currency", TextKey, nullable=False),
    Column("per_gram", Float),
    Column("per_mole", Float),
    Column("per_millilitre", Float),
    PrimaryKeyConstraint("product_id", "currency"),
    sqlite_with_rowid=False,
)
"""The lowest price of a product for each unit, in each currency of its packs. The currency is empty if the price
names none. A product without such a price has no row."""
product_values = Table(
    "product_values",
    metadata,
    Column("kind", TextKey, nullable=False),
    Column("name", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("unit", TextKey),
    Column("text", TextKey, nullable=False),
    CheckConstraint("kind IN ('spec', 'property', 'attribute')", name="kind_known"),
    PrimaryKeyConstraint("kind", "name", "product_id", "position"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""The stated values of products, one row for each statement: words, and any numbers in base units."""

for _ends in (("low", "high"), ("high",)):
    _stated = product_values.c[_ends[0]].is_not(None)
    Index(
        f"ix_product_values_{_ends[0]}",
        *(product_values.c[_name] for _name in ("kind", "name", *_ends, "unit", "product_id")),
        sqlite_where=_stated,
        postgresql_where=_stated,
    )

product_names = Table(
    "product_names",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", TextKey, nullable=False),
    CheckConstraint("kind IN ('name', 'synonym', 'catalog_number')", name="kind_known"),
    Index(None, "product_id"),
    Index(None, "folded"),
)
"""All names of a product, as written and folded for search. The word index uses ``folded``."""

vocabulary = Table(
    "vocabulary",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("word", TextKey, nullable=False),
    UniqueConstraint("word"),
    sqlite_autoincrement=True,
)
"""Every word of a name, once. Numbers only grow, so new words have higher numbers. Words of removed products
stay until ``catalog reindex``; they find nothing."""

formula_elements = Table(
    "formula_elements",
    metadata,
    Column("element", TextKey, nullable=False),
    Column("count", Float, nullable=False),
    Column("formula_key", TextKey, nullable=False),
    PrimaryKeyConstraint("element", "count", "formula_key"),
    sqlite_with_rowid=False,
)
"""How many atoms of each element each distinct formula has. All isotopes count alike."""

product_structures = Table(
    "product_structures",
    metadata,
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("morgan", LargeBinary, nullable=False),
    Column("screen", LargeBinary, nullable=False),
)
"""The fingerprints of every product with a known structure, for structure search."""

revisions = Table(
    "revisions",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("catalog_number", Text, nullable=False),
    Column("product_key", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("change", Text, nullable=False),
    Column("changed_fields", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("run", BigInteger),
    Column("undoes_run", BigInteger),
    Column("at", TextKey, nullable=False),
    Column("fields_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("body_id", BigKey, ForeignKey("texts.id")),
    Column("content_hash", Text, nullable=False),
    UniqueConstraint("product_key", "number"),
    CheckConstraint("change IN ('created', 'changed', 'deleted', 'restored')", name="change_known"),
    Index(None, "run"),
    sqlite_autoincrement=True,
)
"""Every accepted change: the whole document after it (none after a deletion), its author, its time and its run."""

runs = Table(
    "runs",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("supplier", Text),
    Column("started_at", TextKey, nullable=False),
    Column("finished_at", TextKey),
    Column("undoing_since", TextKey),
    Column("records_done", BigInteger, nullable=False),
    Column("files", Text, nullable=False),
    CheckConstraint("state IN ('running', 'done', 'undone')", name="state_known"),
    Index(None, "key"),
    sqlite_autoincrement=True,
)
"""The intake log's runs, one for each import. ``key`` is the digest of the files and options, ``records_done`` the
cursor that moves with each committed chunk. A finished run with ``undoing_since`` is being undone."""

run_records = Table(
    "run_records",
    metadata,
    Column("run", BigKey, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("file", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("catalog_number", Text),
    Column("outcome", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("raw", Text),
    Column("closed_by", BigInteger),
    PrimaryKeyConstraint("run", "position"),
    CheckConstraint(
        "outcome IN ('created', 'changed', 'unchanged', 'held', 'refused', 'skipped')", name="outcome_known"
    ),
    Index(None, "run", "outcome"),
)
"""The outcome of each record of a run. Held and refused records keep their raw cells, and ``closed_by`` is the later
run that accepted the corrected record."""

held_drafts = Table(
    "held_drafts",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("run", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("supplier", Text),
    Column("catalog_key", TextKey),
    Column("fields", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("state", Text, nullable=False),
    Column("closed_as", Text),
    Column("closed_by", BigInteger),
    UniqueConstraint("run", "position"),
    CheckConstraint("state IN ('open', 'closed')", name="state_known"),
    CheckConstraint("closed_as IN ('mended', 'undone')", name="closed_as_known"),
    CheckConstraint("(state = 'closed') = (closed_as IS NOT NULL)", name="closed_as_something"),
    Index(None, "catalog_key"),
    sqlite_autoincrement=True,
)
"""The drafts of held records, by the key of their record in ``run_records``: the stated fields (``fields``, without the
stored product under its number), the findings, and the source of each field. An open draft waits for correction. A
closed one was corrected in a later run, or its own run was undone; ``closed_by`` is the number of that run. There is
no foreign key: SQLite would delete the drafts when a migration copies ``run_records``."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("expires_at", TextKey),
    Column("last_used_at", TextKey),
    Column("revoked_at", TextKey),
    UniqueConstraint("digest"),
    CheckConstraint("role IN ('reader', 'editor', 'admin')", name="role_known"),
)
"""Keys of the API. Only the SHA-256 of each is stored."""

sessions = Table(
    "sessions",
    metadata,
    Column("digest", TextKey, nullable=False),
    Column("key_id", BigKey, ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("last_seen_at", TextKey, nullable=False),
    Column("expires_at", TextKey, nullable=False),
    PrimaryKeyConstraint("digest"),
    Index(None, "key_id"),
)
"""Signed-in browsers, each with the key of its sign-in. Only the SHA-256 of each cookie is stored."""

compound_changes = Table(
    "compound_changes",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("change", Text, nullable=False),
    Column("key", TextKey, nullable=False),
    Column("target", TextKey, nullable=False),
    Column("catalog_numbers", Text, nullable=False),
    Column("relation", Text),
    Column("actor", Text, nullable=False),
    Column("at", TextKey, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("change IN ('merged', 'split', 'related')", name="change_known"),
    Index(None, "key"),
    Index(None, "target"),
    sqlite_autoincrement=True,
)
"""The editors' changes of compounds, with reasons. Rows are only added: a merger of ``key`` into ``target``, a split of
products from ``key`` to ``target``, or the relation of the CAS RN ``target`` to the compound ``key``."""

compound_moves = Table(
    "compound_moves",
    metadata,
    Column("kind", Text, nullable=False),
    Column("moved", TextKey, nullable=False),
    Column("target", TextKey, nullable=False),
    CheckConstraint("kind IN ('compound', 'product')", name="kind_known"),
    PrimaryKeyConstraint("kind", "moved"),
    Index(None, "target"),
)
"""The current result of these changes: the compound of a compound key or of a product (by its key)."""

stored_files = Table(
    "stored_files",
    metadata,
    Column("sha256", TextKey, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", TextKey, nullable=False),
    PrimaryKeyConstraint("sha256"),
    CheckConstraint("size >= 1", name="size_positive"),
)
"""The files that editors uploaded, each once, under the digest of its content. Products name them by this digest in
every revision, so that history and undo find them. They are never removed."""

unfilled = Table(
    "unfilled",
    metadata,
    Column("what", Text, nullable=False),
    Column("filled_to", BigInteger, nullable=False),
    PrimaryKeyConstraint("what"),
)
"""The new columns and tables that a migration could not fill, and the last row that ``migrate`` has filled."""
