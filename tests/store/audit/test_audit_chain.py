"""The audit chain: whatever is altered, removed, added or exchanged behind its back is found, on both engines."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from catalog.errors import CatalogError, NotFound, StoreUnusable
from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key, list_keys
from catalog.store.access.people import get_person, list_people
from catalog.store.audit.audit_key import AuditKey
from catalog.store.audit.audit_tables import audit_entries, audit_marks, audit_names
from catalog.store.audit.chain import chain_head
from catalog.store.audit.verifying import Verified, verify
from catalog.store.columns import metadata
from catalog.store.database import Database, snapshot
from catalog.store.log_tables import people, runs, unfilled
from catalog.store.migrate import migrate, schema_state
from catalog.store.tables import products, revisions
from catalog.store.writing.chain_beginning import restart_chain
from catalog.store.writing.forgetting import SIGNED, forget_person
from catalog.store.writing.products import Author, keep_products
from tests.store.audit_made import ACME, Alteration, edited, filled_catalog
from tests.store.revisions import go

ALTERATIONS = 60


def verified(database: Database, heads: dict[int, str] | None = None) -> Verified:
    with snapshot(database) as connection:
        return verify(connection, database.audit_key, heads or {})


def words(database: Database, heads: dict[int, str] | None = None) -> str | None:
    """What is said of the first fault, or None."""
    fault = verified(database, heads).fault
    return None if fault is None else fault.words


@pytest.fixture
def filled(database: Database) -> Database:
    filled_catalog(database)
    return database


class TestFaults:
    def test_a_chain_that_nobody_touched_is_whole(self, filled: Database) -> None:
        found = verified(filled)
        assert (found.fault, found.head is not None) == (None, True)
        assert found.began is not None
        assert found.began.startswith("The chain begins.")

    def test_every_alteration_is_found(self, filled: Database) -> None:
        unnoticed, made, seed = [], 0, 0
        while made < ALTERATIONS:
            seed += 1
            alteration = Alteration(seed)
            with suppress(DBAPIError, CatalogError), filled.write() as connection:
                if alteration.make(connection):
                    made += 1
                    if verify(connection, filled.audit_key, {}).fault is None:
                        unnoticed.append(alteration.said)
                connection.rollback()
        assert unnoticed == []
        assert words(filled) is None

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ("UPDATE revisions SET reason = 'x' WHERE seq = 9", "Revision 2 of product A1 "),
            ("UPDATE revisions SET actor = 'nightly' WHERE seq = 9", "Revision 2 of product A1 "),
            ("UPDATE revisions SET run = 1 WHERE seq = 11", "Revision 3 of product A1 "),
            ("UPDATE people SET role = 'admin' WHERE role = 'approver'", "Person "),
            ("UPDATE people SET name = 'Eve' WHERE name = 'Ada'", "Person "),
            ("UPDATE api_keys SET revoked_at = NULL", "API key "),
            ("UPDATE runs SET state = 'undone' WHERE key = 'mending'", "Import run "),
            ("UPDATE compound_changes SET reason = 'x' WHERE change = 'merged'", "Change "),
            ("UPDATE products SET body_id = fields_id WHERE catalog_number = 'A3'", "Product A3 does not show"),
            ("DELETE FROM products WHERE catalog_number = 'A3'", "Product A3 is missing"),
            ("DELETE FROM revisions WHERE seq = 9", "Row "),
            ("UPDATE audit_entries SET what = 'x' WHERE number = 5", "Entry 5 of "),
            ("DELETE FROM audit_entries WHERE number = 5", "Entry 5 is missing"),
            ("UPDATE audit_entries SET number = 0 WHERE number = 1", "Entry 0 was added"),
            ("DELETE FROM audit_entries", "A mark was added to entry 1, which is not there."),
            ("UPDATE audit_names SET name = 'Eve' WHERE name = 'Ada'", ""),
        ],
    )  # fmt: skip
    def test_are_named_in_plain_words(self, filled: Database, statement: str, said: str) -> None:
        with filled.write() as connection:
            assert connection.execute(text(statement)).rowcount
        assert (words(filled) or "nothing").startswith(said)

    def test_the_first_one_is_named(self, filled: Database) -> None:
        with filled.write() as connection:
            connection.execute(update(revisions).where(revisions.c.seq >= 9).values(reason="x"))
            noted = select(func.min(audit_marks.c.entry)).where(
                audit_marks.c.table_name == "revisions", audit_marks.c.key >= 9
            )
            first = connection.scalar(noted)
        fault = verified(filled).fault
        assert fault is not None
        assert fault.number == first

    def test_rows_taken_in_later_are_found(self, filled: Database) -> None:
        """As if somebody had added a row and let the next start note it as found."""
        with filled.write() as connection:
            row = connection.execute(select(runs).limit(1)).mappings().one()
            connection.execute(runs.insert().values({**row, "id": 9_999}))
            connection.execute(unfilled.insert().values(what="audit", filled_to=0))
        migrate(filled)
        assert "added behind its back" in (words(filled) or "")


class TestHeads:
    def test_show_that_the_end_was_cut_off(self, filled: Database) -> None:
        with filled.read() as connection:
            head = chain_head(connection)
        assert head is not None
        heads = {head.number: head.hash}
        assert words(filled, heads) is None
        with filled.write() as connection:
            number = connection.scalar(select(func.max(revisions.c.seq)))
            keep_products(connection, [edited("NEW", "AR")], Author("nightly"))
        assert words(filled, heads) is None
        with filled.read() as connection:
            last = chain_head(connection)
        assert last is not None
        with filled.write() as connection:
            for table in (audit_entries, audit_marks):
                own = table.c.number if table is audit_entries else table.c.entry
                connection.execute(delete(table).where(own == last.number))
            connection.execute(delete(products).where(products.c.catalog_number == "NEW"))
            connection.execute(delete(revisions).where(revisions.c.seq > number))
        assert words(filled, heads) is None
        assert "cut off" in (words(filled, heads | {last.number: last.hash}) or "")

    def test_show_that_the_chain_was_made_anew(self, filled: Database) -> None:
        with filled.read() as connection:
            head = chain_head(connection)
        assert head is not None
        restart_chain(filled)
        assert words(filled) is None
        assert words(filled, {head.number: head.hash}) is not None


class TestWriters:
    def test_at_once_make_one_chain(self, filled: Database) -> None:
        failed: list[BaseException] = []

        def edit(client: int) -> None:
            try:
                for turn in range(6):
                    with filled.write() as connection:
                        entry = edited("A1", f"{client} {turn}", f"client {client}")
                        keep_products(connection, [entry], Author(f"client {client}"))
            except BaseException as error:
                failed.append(error)
                raise

        before = verified(filled).head
        threads = [threading.Thread(target=edit, args=(client,)) for client in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = verified(filled)
        assert failed == []
        assert after.fault is None
        assert before is not None
        assert after.head is not None
        assert after.head.number == before.number + 48
        with filled.read() as connection:
            number = select(func.max(revisions.c.number)).where(revisions.c.product_key == product_key("A1", ACME.key))
            assert connection.scalar(number) == 51

    def test_note_nothing_of_what_was_not_saved(self, filled: Database) -> None:
        before = verified(filled).head
        with filled.write() as connection:
            create_key(connection, "reader", "never")
            connection.rollback()
        assert verified(filled) == verified(filled)._replace(head=before, fault=None)

    def test_say_who_changed_what_has_no_author_of_its_own(self, filled: Database) -> None:
        with filled.read() as connection:
            bob = list_people(connection)[1]
            holder = list_keys(connection)[0].holder
        with filled.write(by=holder) as connection:
            create_key(connection, "reader", "new", person=bob.number)
        with filled.read() as connection:
            last = select(audit_entries.c.what, audit_names.c.name).join(
                audit_names, audit_names.c.number == audit_entries.c.who
            )
            said = connection.execute(last.order_by(audit_entries.c.number.desc()).limit(1)).one()
        assert said.what.endswith(" made, role reader")
        assert said.name == "Ada's laptop"


class TestForgetting:
    def test_leaves_the_chain_whole_and_the_name_nowhere(self, filled: Database) -> None:
        with filled.read() as connection:
            ada, bob = list_people(connection)
        assert forget_person(filled, ada.number) == f"Person {ada.number}"
        assert words(filled) is None
        for name in ("Ada", "ada@example.org"):
            assert everything(filled, name) == []
        assert everything(filled, "Bob")
        with filled.read() as connection:
            person = get_person(connection, ada.number)
            assert (person.state, person.email) == ("disabled", f"person-{ada.number}@forgotten.invalid")
            assert [key.revoked_at is not None for key in list_keys(connection, ada.number)] == [True]
            actors = connection.scalars(
                select(revisions.c.actor).where(revisions.c.person_id == ada.number).distinct()
            ).all()
        assert actors == [f"Person {ada.number}"]
        assert forget_person(filled, bob.number) == f"Person {bob.number}"
        assert words(filled) is None
        assert everything(filled, "Bob") == []

    def test_takes_names_without_a_number_if_told(self, filled: Database) -> None:
        with filled.read() as connection:
            ada = list_people(connection)[0]
        assert everything(filled, "nightly")
        with pytest.raises(NotFound, match="'Nobody'"):
            forget_person(filled, ada.number, ["Nobody"])
        forget_person(filled, ada.number, ["nightly"])
        assert everything(filled, "nightly") == []
        assert words(filled) is None

    def test_goes_on_with_alterations_found(self, filled: Database) -> None:
        with filled.read() as connection:
            ada = list_people(connection)[0]
        forget_person(filled, ada.number)
        with filled.write() as connection:
            connection.execute(update(revisions).where(revisions.c.person_id == ada.number).values(actor="Eve"))
        assert (words(filled) or "").startswith("Revision 2 of product A1 ")


def everything(database: Database, name: str) -> list[str]:
    """The columns in which a name stands."""
    with database.read() as connection:
        rows = [
            (table.name, column, value)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table)).mappings()
            for column, value in row.items()
        ]
    return [f"{table}.{column}" for table, column, value in rows if isinstance(value, str) and name in value]


class TestKey:
    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            ("missing", "is missing"),
            ("open", "open to others (mode 0644)"),
            ("empty", "holds no key"),
            ("other", "is another one"),
            ("folder", "is not a file"),
        ],
    )
    def test_that_cannot_be_used_is_told_plainly(self, filled: Database, tmp_path: Path, fault: str, said: str) -> None:
        file = tmp_path / "key"
        spoil(file, fault)
        database = Database(filled.engine.url.render_as_string(hide_password=False), audit_key=file)
        try:
            with pytest.raises(StoreUnusable, match="The key of the audit chain") as refused:
                verified(database)
            assert said in str(refused.value)
            assert str(file) in str(refused.value)
            assert str(file) not in refused.value.public
            with pytest.raises(StoreUnusable), database.write() as connection:
                create_key(connection, "reader", "x")
        finally:
            database.close()
        assert words(filled) is None

    def test_is_of_this_user_only(self, filled: Database) -> None:
        assert filled.audit_key.path.stat().st_mode & 0o777 == 0o600

    def test_is_not_made_again(self, tmp_path: Path) -> None:
        key = AuditKey(f"sqlite:///{tmp_path}/catalog.db")
        made = key.made()
        assert AuditKey(f"sqlite:///{tmp_path}/catalog.db").made() == made
        assert [path.name for path in tmp_path.iterdir()] == ["catalog.db-audit-key"]

    def test_that_is_lost_can_be_replaced(self, filled: Database) -> None:
        former = filled.audit_key.read()
        head = verified(filled).head
        filled.audit_key.path.unlink()
        ended = restart_chain(filled)
        assert ended == head
        assert filled.audit_key.read() != former
        found = verified(filled)
        assert found.fault is None
        assert head is not None
        assert head.hash in (found.began or "")


def spoil(file: Path, fault: str) -> None:
    if fault == "folder":
        file.mkdir(0o700)
    elif fault != "missing":
        file.touch(0o600)
        file.write_text({"open": "0" * 64, "empty": "", "other": "0" * 64}[fault])
        file.chmod(0o644 if fault == "open" else 0o600)


class TestBeginning:
    def test_notes_what_was_there_before(self, filled: Database) -> None:
        """As a database of the release before."""
        go(filled, command.downgrade, "0029")
        with filled.write() as connection:
            for table in (audit_entries, audit_marks, audit_names):
                table.drop(connection)
        assert migrate(filled)
        found = verified(filled)
        assert found.fault is None
        assert found.began is not None
        assert "12 of revisions" in found.began
        assert "2 of people" in found.began
        assert schema_state(filled).is_current

    def test_stays_when_the_database_goes_down_a_release_and_up(self, filled: Database) -> None:
        before = verified(filled)
        go(filled, command.downgrade, "0029")
        migrate(filled)
        assert verified(filled) == before

    def test_finds_what_another_release_wrote_meanwhile(self, filled: Database) -> None:
        with filled.write() as connection:
            row = connection.execute(select(people).limit(1)).mappings().one()
            connection.execute(people.insert().values({**row, "id": 9_999, "email": "x@y", "email_key": "x@y"}))
        assert (words(filled) or "").startswith("Person 9999 was added behind the chain's back")


def test_every_table_that_names_somebody_is_one_in_which_names_are_replaced() -> None:
    assert set(SIGNED) == {table for table in metadata.sorted_tables if "actor" in table.c}
