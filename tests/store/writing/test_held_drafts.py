"""Held drafts on the way down to an older release, which knows nothing of them, and up again."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import select, text

from catalog.store.database import Database
from catalog.store.log_tables import draft_findings, held_drafts
from catalog.store.writing.held_drafts import HeldDraft, get_draft, keep_drafts
from catalog.store.writing.intake_log import LoggedRecord, begin_run, finish_run, log_records, logged_records
from catalog.store.writing.products import Author
from tests.store.revisions import go, revisions

BEFORE = revisions()[revisions().index("0017") + 1]
MENDED_BY_OLDER = "UPDATE run_records SET closed_by = 7 WHERE position = 0"
OPENED_BY_OLDER = "UPDATE run_records SET closed_by = NULL WHERE position = 1"
UNDONE_BY_OLDER = "UPDATE runs SET state = 'undone'"


@pytest.mark.parametrize(
    ("meanwhile", "expected"),
    [
        ("SELECT 1", [("open", None, None), ("closed", "mended", 5)]),
        (MENDED_BY_OLDER, [("closed", "mended", 7), ("closed", "mended", 5)]),
        (OPENED_BY_OLDER, [("open", None, None), ("open", None, None)]),
        (UNDONE_BY_OLDER, [("closed", "undone", "its run"), ("closed", "undone", "its run")]),
    ],
)
def test_follow_what_an_older_release_did_to_their_records(
    database: Database, meanwhile: str, expected: list[tuple[str, str | None, int | str | None]]
) -> None:
    records = [LoggedRecord(place, "a.csv", {"row": place}, f"A{place}", "held", []) for place in range(2)]
    with database.write() as connection:
        run = begin_run(connection, "key", Author("test"), None, [])
        log_records(connection, run, 0, [*records, LoggedRecord(2, "a.csv", {"row": 2}, None, "refused", [])])
        keep_drafts(connection, run, [HeldDraft(place, None, f"a{place}", {}, [], {}) for place in range(2)])
        finish_run(connection, run)
        connection.execute(text("UPDATE run_records SET closed_by = 5 WHERE position = 1"))
        connection.execute(
            text("UPDATE held_drafts SET state = 'closed', closed_as = 'mended', closed_by = 5 WHERE position = 1")
        )
    go(database, command.downgrade, BEFORE)
    with database.write() as connection:
        outcomes = list(connection.scalars(text("SELECT outcome FROM run_records ORDER BY position")))
        connection.execute(text(meanwhile))
    go(database, command.upgrade, "head")
    assert outcomes == ["refused"] * 3
    with database.read() as connection:
        assert [record.outcome for record in logged_records(connection, run)] == ["held", "held", "refused"]
        numbers = connection.scalars(select(held_drafts.c.id).order_by(held_drafts.c.position)).all()
        drafts = [get_draft(connection, number) for number in numbers]
    closers = [run if closer == "its run" else closer for *_, closer in expected]
    assert [(draft.state, draft.closed_as) for draft in drafts] == [
        (state, closed_as) for state, closed_as, _ in expected
    ]
    assert [draft.closed_by for draft in drafts] == closers


def test_are_listed_by_their_errors_after_an_upgrade_too(database: Database) -> None:
    def found(code: str, expected: str | None, severity: str = "error") -> dict[str, str | None]:
        return {"code": code, "field": code[:3], "severity": severity, "expected": expected, "stated": None}

    findings = [[found("cas", "1"), found("cas-b", None)], [found("cas", None)], [found("cas-b", "1", "warning")]]
    with database.write() as connection:
        drafts = [HeldDraft(place, "S", None, {}, list(some), {}) for place, some in enumerate(findings)]
        keep_drafts(connection, 1, drafts)

    def rows() -> list[tuple[object, ...]]:
        with database.read() as connection:
            return [tuple(row) for row in connection.execute(select(draft_findings).order_by(*draft_findings.c[:3]))]

    before = rows()
    assert [row[1:3] for row in before] == [("cas", "cas"), ("cas-b", "cas"), ("cas", "cas")]
    go(database, command.downgrade, revisions()[revisions().index("0026") + 1])
    go(database, command.upgrade, "head")
    assert rows() == before
