"""People with accounts, their keys and sessions, and the person behind each run, revision, change and file.

Taken down, it leaves what nothing else holds: the people, their links, and the numbers of people in other tables. Those
of revisions move to a table of their own, since an older migration copies revisions column by column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

BEFORE = "role IN ('reader', 'editor', 'admin')"
AFTER = "role IN ('reader', 'editor', 'approver', 'admin')"
OF_PEOPLE = ("api_keys", "runs", "revisions", "compound_changes", "stored_files")

FROM_LEFT = """UPDATE revisions
    SET person_id = (SELECT person_id FROM revision_people WHERE revision_people.seq = revisions.seq)
    WHERE seq IN (SELECT seq FROM revision_people)"""


def upgrade() -> None:
    """Make the tables and columns that are missing. Everybody signs in again: sessions have other columns now."""
    op.create_table(
        "people",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", TEXT_KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("signed_in_at", TEXT_KEY, nullable=True),
        sa.Column("disabled_at", TEXT_KEY, nullable=True),
        sa.CheckConstraint(AFTER, name=op.f("ck_people_role_known")),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email_key", name="uq_people_email_key"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "person_links",
        sa.Column("digest", TEXT_KEY, nullable=False),
        sa.Column("person_id", BIG_KEY, nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("expires_at", TEXT_KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_links_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_person_links"),
        sa.UniqueConstraint("person_id", name="uq_person_links_person_id"),
        if_not_exists=True,
    )
    inspector = sa.inspect(op.get_bind())
    for table in OF_PEOPLE:
        if not any(column["name"] == "person_id" for column in inspector.get_columns(table)):
            op.add_column(table, sa.Column("person_id", sa.BigInteger(), nullable=True))
    if inspector.has_table("revision_people"):
        op.execute(FROM_LEFT)
        op.drop_table("revision_people")
    op.drop_table("sessions")
    _know_roles(BEFORE, AFTER)
    op.create_table(
        "sessions",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("digest", TEXT_KEY, nullable=False),
        sa.Column("key_id", BIG_KEY, nullable=True),
        sa.Column("person_id", BIG_KEY, nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("last_seen_at", TEXT_KEY, nullable=False),
        sa.Column("expires_at", TEXT_KEY, nullable=False),
        sa.CheckConstraint("(key_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_sessions_of_one")),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_sessions_key_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_key_id", "sessions", ["key_id"])
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])


def downgrade() -> None:
    """Everybody is signed out. A key of an approver may edit, which is what an older release knows of it.

    An older release knows no people. So their keys stay keys, but those of disabled people are revoked.
    """
    op.create_table(
        "revision_people",
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_revision_people"),
    )
    op.execute("INSERT INTO revision_people SELECT seq, person_id FROM revisions WHERE person_id IS NOT NULL")
    op.drop_column("revisions", "person_id")
    op.drop_table("sessions")
    op.execute("UPDATE api_keys SET role = 'editor' WHERE role = 'approver'")
    op.execute(
        "UPDATE api_keys SET revoked_at = (SELECT disabled_at FROM people WHERE people.id = api_keys.person_id) "
        "WHERE revoked_at IS NULL AND person_id IN (SELECT id FROM people WHERE disabled_at IS NOT NULL)"
    )
    _know_roles(AFTER, BEFORE)
    op.create_table(
        "sessions",
        sa.Column("digest", TEXT_KEY, nullable=False),
        sa.Column("key_id", BIG_KEY, nullable=False),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.Column("last_seen_at", TEXT_KEY, nullable=False),
        sa.Column("expires_at", TEXT_KEY, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_sessions_key_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_key_id", "sessions", ["key_id"])


def _know_roles(known: str, wanted: str) -> None:
    """Change the roles that a key may have; SQLite copies the table for it."""
    # The naming convention put its prefix before the one that revision 0001 wrote.
    name = op.f("ck_api_keys_ck_api_keys_role_known")
    with op.batch_alter_table("api_keys", copy_from=_api_keys(name, known)) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, wanted)


def _api_keys(name: str, known: str) -> sa.Table:
    times = ("created_at", "expires_at", "last_used_at", "revoked_at")
    return sa.Table(
        "api_keys",
        sa.MetaData(),
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        *(sa.Column(time, TEXT_KEY, nullable=time != "created_at") for time in times),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(known, name=name),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
