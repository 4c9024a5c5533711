"""Records with errors that can be mended are held, each with its draft; those that were refused before stay refused."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")

BEFORE = ("created", "changed", "unchanged", "refused", "skipped")
AFTER = ("created", "changed", "unchanged", "held", "refused", "skipped")

HELD = """UPDATE run_records SET outcome = 'held' WHERE outcome = 'refused' AND EXISTS (
    SELECT 1 FROM held_drafts WHERE held_drafts.run = run_records.run AND held_drafts.position = run_records.position
)"""
CLOSER = """SELECT closed_by FROM run_records
    WHERE run_records.run = held_drafts.run AND run_records.position = held_drafts.position"""
AS_RECORDS_ARE = f"""UPDATE held_drafts SET
    closed_by = ({CLOSER}),
    closed_as = CASE WHEN ({CLOSER}) IS NULL THEN NULL ELSE 'mended' END,
    state = CASE WHEN ({CLOSER}) IS NULL THEN 'open' ELSE 'closed' END
    WHERE coalesce(closed_as, '') <> 'undone' AND coalesce(closed_by, 0) <> coalesce(({CLOSER}), 0)"""  # Ours.
AS_RUNS_ARE = """UPDATE held_drafts SET closed_by = run, closed_as = 'undone', state = 'closed'
    WHERE coalesce(closed_as, '') <> 'undone' AND run IN (SELECT id FROM runs WHERE state = 'undone')"""


def upgrade() -> None:
    """Make the table, unless it is left from before a downgrade; an older release may have closed records since."""
    op.create_table(
        "held_drafts",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("catalog_key", TEXT_KEY, nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_as", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_held_drafts_state_known")),
        sa.CheckConstraint("closed_as IN ('mended', 'undone')", name=op.f("ck_held_drafts_closed_as_known")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_as IS NOT NULL)", name=op.f("ck_held_drafts_closed_as_something")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_held_drafts"),
        sa.UniqueConstraint("run", "position", name="uq_held_drafts_run"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_held_drafts_catalog_key", "held_drafts", ["catalog_key"], if_not_exists=True)
    _know_outcomes(BEFORE, AFTER)
    for statement in (HELD, AS_RECORDS_ARE, AS_RUNS_ARE):
        op.execute(statement)


def downgrade() -> None:
    """Call them refused, as an older release does; leave the drafts, which nothing else holds."""
    op.execute("UPDATE run_records SET outcome = 'refused' WHERE outcome = 'held'")
    _know_outcomes(AFTER, BEFORE)


def _know_outcomes(known: Sequence[str], wanted: Sequence[str]) -> None:
    """Change the outcomes that a record may have; SQLite copies the table for it."""
    # The naming convention put its prefix before the one that revision 0001 wrote.
    name = op.f("ck_run_records_ck_run_records_outcome_known")
    with op.batch_alter_table("run_records", copy_from=_run_records(name, known)) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, _is_one_of(wanted))


def _run_records(name: str, known: Sequence[str]) -> sa.Table:
    return sa.Table(
        "run_records",
        sa.MetaData(),
        sa.Column("run", BIG_KEY, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(_is_one_of(known), name=name),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_records_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "position", name="pk_run_records"),
        sa.Index("ix_run_records_run", "run", "outcome"),
    )


def _is_one_of(outcomes: Sequence[str]) -> str:
    return f"outcome IN ({', '.join(repr(outcome) for outcome in outcomes)})"
