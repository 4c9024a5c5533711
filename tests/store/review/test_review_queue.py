"""What waits for review, page by page, and reports of readers; on both engines."""

from __future__ import annotations

import pytest

from catalog.errors import Conflict, NotFound
from catalog.store.database import Database
from catalog.store.reading.products import find_known_product
from catalog.store.review.reader_messages import REPORTS, keep_report
from catalog.store.review.review_queue import (
    count_warnings,
    count_withheld,
    leave_warnings,
    warned_products,
    warnings_of,
    withheld_texts,
)
from catalog.store.writing.intake_log import get_run
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

ANN = Author("Ann")
WITHHELD = {"text": "A secret.", "status": "withheld", "reason": "about something else"}


def finding(code: str, field: str, stated: str | None) -> dict[str, object]:
    return {"code": code, "severity": "warning", "field": field, "message": "…", "stated": stated, "expected": None}


OFF_TOPIC = finding("description-off-topic", "description", "A secret.")
UN = finding("hs-code-invalid", "hs_code", "99")


@pytest.fixture
def queue(database: Database) -> Database:
    """Five products: three withheld texts, three warnings."""
    entries = [
        make_entry("A1", description=WITHHELD, findings=[OFF_TOPIC]),
        make_entry("A2", description=WITHHELD, findings=[OFF_TOPIC, UN]),
        make_entry("A3", findings=[UN]),
        make_entry("A4"),
        make_entry("A5", description=WITHHELD, findings=[OFF_TOPIC, UN, finding("hs-code-invalid", "hs_code", "98")]),
    ]
    with database.write() as connection:
        keep_products(connection, entries, ANN)
    return database


def test_withheld_texts_come_page_by_page(queue: Database) -> None:
    with queue.read() as connection:
        assert count_withheld(connection) == 3
        first = withheld_texts(connection, limit=2)
        rest = withheld_texts(connection, after=first[-1].number, limit=2)
        assert [one.product.catalog_number for one in (*first, *rest)] == ["A1", "A2", "A5"]
        assert withheld_texts(connection, limit=2, of=("nobody",)) == []
        assert len(withheld_texts(connection, limit=9, of=("house",))) == 3
        assert all(one.product.document["description"]["text"] is None for one in first)


def test_warnings_left_as_they_are_wait_no_more_and_only_those(queue: Database) -> None:
    code = str(UN["code"])
    with queue.write() as connection:
        product = find_known_product(connection, warned_products(connection, code, limit=9)[0].product.key)
        assert product is not None
        run = leave_warnings(connection, warnings_of(connection, product, code), "as on the label", ANN)
        assert get_run(connection, run).state == "done"
    with queue.read() as connection:
        assert count_warnings(connection) == {code: 2}
        assert [one.product.catalog_number for one in warned_products(connection, code, limit=9)] == ["A3", "A5"]
        assert [one.product.catalog_number for one in warned_products(connection, code, limit=1)] == ["A3"]


def test_a_product_with_another_warning_of_the_kind_still_waits(queue: Database) -> None:
    code = str(UN["code"])
    with queue.write() as connection:
        last = warned_products(connection, code, limit=9)[-1]
        assert len(last.findings) == 2
        leave_warnings(connection, last._replace(findings=last.findings[:1]), "one of them", ANN)
        after = warned_products(connection, code, limit=9)[-1]
        assert [one["stated"] for one in after.findings] == ["98"]
        assert count_warnings(connection) == {code: 3}


def test_reports_are_closed_once_and_opened_again(queue: Database) -> None:
    with queue.write() as connection:
        product = withheld_texts(connection, limit=1)[0].product
        numbers = [keep_report(connection, product, f"Report {n}", None) for n in range(3)]
        REPORTS.close(connection, numbers[1], "mended", ANN)
    with queue.write() as connection:
        assert (REPORTS.count(connection), REPORTS.get(connection, numbers[1]).answer) == (2, "mended")
        first = REPORTS.open(connection, limit=1)
        rest = REPORTS.open(connection, after=first[0].number, limit=9)
        assert [one.number for one in (*first, *rest)] == [numbers[0], numbers[2]]
        with pytest.raises(Conflict):
            REPORTS.close(connection, numbers[1], None, ANN)
        REPORTS.reopen(connection, numbers[1])
        assert REPORTS.count(connection) == 3
        with pytest.raises(NotFound):
            REPORTS.close(connection, 999, None, ANN)
