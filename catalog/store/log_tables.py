"""The tables besides products: the intake log, held drafts, people, keys, changes of compounds, files, marks.

Migrations create them; nothing here talks to a database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from catalog.store.columns import BigKey, TextKey, metadata

runs = Table(
    "runs",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", BigInteger),
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
"""The intake log's runs, one for each import. ``key`` is the digest of the files and options with the version of the
checks, ``records_done`` the cursor that moves with each committed chunk. A finished run with ``undoing_since`` is being
undone, and an undone one without ``finished_at`` is being redone."""

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
    Column("supplier", Text),
    PrimaryKeyConstraint("run", "position"),
    CheckConstraint(
        "outcome IN ('created', 'changed', 'unchanged', 'held', 'refused', 'skipped')", name="outcome_known"
    ),
    Index(None, "run", "outcome"),
)
"""The outcome of each record of a run, and the supplier of its product (none for the house). Held and refused records
keep their raw cells, and ``closed_by`` is the later run that accepted the corrected record."""

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
    Index("ix_held_drafts_open", "id", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    sqlite_autoincrement=True,
)
"""The drafts of held records, by the key of their record in ``run_records``: the stated fields (``fields``, without the
stored product under its number), the findings, and the source of each field. An open draft waits for correction. A
closed one was corrected in a later run, or its own run was undone; ``closed_by`` is the number of that run. There is
no foreign key: SQLite would delete the drafts when a migration copies ``run_records``."""

draft_findings = Table(
    "draft_findings",
    metadata,
    Column("draft", BigInteger, nullable=False),
    Column("code", TextKey, nullable=False),
    Column("field", TextKey, nullable=False),
    Column("run", BigInteger, nullable=False),
    Column("supplier", TextKey),
    Column("is_repairable", BigInteger, nullable=False),
    Column("is_first", BigInteger, nullable=False),
    PrimaryKeyConstraint("draft", "code", "field"),
    Index("ix_draft_findings_code", "code", "is_first", "draft", "is_repairable", "field", "run", "supplier"),
    Index("ix_draft_findings_field", "field", "draft"),
    Index("ix_draft_findings_run", "run", "draft"),
    Index("ix_draft_findings_supplier", "supplier", "draft"),
)
"""One narrow row for each error of an open draft, by which drafts are listed and counted. ``is_repairable`` is 1 if a
correction is suggested for an error of this kind, ``is_first`` is 1 in one row of each kind. A closed draft has no
rows."""

draft_changes = Table(
    "draft_changes",
    metadata,
    Column("draft", BigInteger, nullable=False),
    Column("run", BigInteger, nullable=False),
    Column("catalog_key", TextKey),
    Column("fields", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    PrimaryKeyConstraint("draft", "run"),
    Index(None, "run"),
)
"""The drafts as they were before a run of mending changed them. The undo of the run restores them."""

ignored_findings = Table(
    "ignored_findings",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("product_key", TextKey, nullable=False),
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("stated", Text),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", BigInteger),
    Column("at", TextKey, nullable=False),
    Column("run", BigInteger, nullable=False),
    Index(None, "product_key"),
    Index(None, "run"),
    sqlite_autoincrement=True,
)
"""Errors that an editor decided to ignore for a product, with the reason. They hold back no record that states the same
text again. The undo of the run removes them."""

column_choices = Table(
    "column_choices",
    metadata,
    Column("supplier", TextKey, nullable=False),
    Column("shape", TextKey, nullable=False),
    Column("meanings", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", BigInteger),
    Column("at", TextKey, nullable=False),
    PrimaryKeyConstraint("supplier", "shape"),
)
"""The meanings that an editor gave to the columns of a supplier's files (a JSON object by label), for the next file of
the same shape. ``shape`` is the digest of the labels."""

reader_reports = Table(
    "reader_reports",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("product_key", TextKey, nullable=False),
    Column("catalog_number", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("email", Text),
    Column("at", TextKey, nullable=False),
    Column("closed_at", TextKey),
    Column("answer", Text),
    Column("actor", Text),
    Column("person_id", BigInteger),
    CheckConstraint("(closed_at IS NULL) = (actor IS NULL)", name="closed_by_somebody"),
    Index(
        "ix_reader_reports_open",
        "id",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(None, "product_key"),
    sqlite_autoincrement=True,
)
"""What readers without an account report of a product. An editor closes a report, with an answer or without."""

quote_requests = Table(
    "quote_requests",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("supplier_key", TextKey, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("at", TextKey, nullable=False),
    Column("closed_at", TextKey),
    Column("answer", Text),
    Column("actor", Text),
    Column("person_id", BigInteger),
    CheckConstraint("(closed_at IS NULL) = (actor IS NULL)", name="closed_by_somebody"),
    Index(
        "ix_quote_requests_open",
        "id",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
"""Requests for quotation that readers without an account sent from here, one for each supplier. ``request`` is the list
as plain text, as it was then."""

regulatory_lists = Table(
    "regulatory_lists",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("slug", TextKey, nullable=False),
    Column("name", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("numbers", BigInteger, nullable=False),
    UniqueConstraint("slug"),
    sqlite_autoincrement=True,
)
"""Regulatory lists, each with the number of its CAS RNs. One that is added again has a new id."""

listed_numbers = Table(
    "listed_numbers",
    metadata,
    Column("cas_rn", TextKey, nullable=False),
    Column("list_id", BigKey, ForeignKey("regulatory_lists.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("cas_rn", "list_id"),
    Index(None, "list_id"),
    sqlite_with_rowid=False,
)
"""The CAS RNs of the regulatory lists."""

unanswered_searches = Table(
    "unanswered_searches",
    metadata,
    Column("day", TextKey, nullable=False),
    Column("text", TextKey, nullable=False),
    Column("times", BigInteger, nullable=False),
    PrimaryKeyConstraint("day", "text"),
    sqlite_with_rowid=False,
)
"""How often a search for a text found nothing on a day (UTC, ``2026-11-30``). Nothing tells who searched."""

people = Table(
    "people",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", TextKey, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text),
    Column("created_at", TextKey, nullable=False),
    Column("signed_in_at", TextKey),
    Column("disabled_at", TextKey),
    UniqueConstraint("email_key"),
    CheckConstraint("role IN ('reader', 'editor', 'approver', 'admin')", name="role_known"),
    sqlite_autoincrement=True,
)
"""People with accounts. ``password`` is an Argon2 hash, or null until the person has chosen one. Rows are never
removed: other tables name people by their number (``person_id``), beside the name under which they acted (``actor``).
These columns have no foreign key, so that their tables need not be copied when one of them changes."""

person_links = Table(
    "person_links",
    metadata,
    Column("digest", TextKey, nullable=False),
    Column("person_id", BigKey, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("expires_at", TextKey, nullable=False),
    PrimaryKeyConstraint("digest"),
    UniqueConstraint("person_id"),
)
"""One-time links for choosing a password, at most one for each person. Only the SHA-256 of each is stored."""

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
    Column("person_id", BigInteger),
    UniqueConstraint("digest"),
    CheckConstraint("role IN ('reader', 'editor', 'approver', 'admin')", name="role_known"),
)
"""Keys of the API, each with its person, if any. Only the SHA-256 of each is stored."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("digest", TextKey, nullable=False),
    Column("key_id", BigKey, ForeignKey("api_keys.id", ondelete="CASCADE")),
    Column("person_id", BigKey, ForeignKey("people.id", ondelete="CASCADE")),
    Column("browser", Text, nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("last_seen_at", TextKey, nullable=False),
    Column("expires_at", TextKey, nullable=False),
    UniqueConstraint("digest"),
    CheckConstraint("(key_id IS NULL) <> (person_id IS NULL)", name="of_one"),
    Index(None, "key_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
"""Signed-in browsers, each with the key or the person of its sign-in. Only the SHA-256 of each cookie is stored."""

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
    Column("person_id", BigInteger),
    Column("at", TextKey, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("change IN ('merged', 'split', 'related')", name="change_known"),
    Index(None, "key"),
    Index(None, "target"),
    sqlite_autoincrement=True,
)
"""The editors' changes of compounds, with reasons. Rows are only added: a merger of ``key`` into ``target``, a split of
products from ``key`` to ``target``, or the relation to the compound ``key`` of the CAS RN ``target``, or of the
compound ``target`` (``different`` or, if that is open again, ``undecided``)."""

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

catalog_comparison = Table(
    "catalog_comparison",
    metadata,
    Column("seq", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""One row: up to which change the products were compared with one another. ``version`` grows whenever the result
changes."""

stored_files = Table(
    "stored_files",
    metadata,
    Column("sha256", TextKey, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", BigInteger),
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
