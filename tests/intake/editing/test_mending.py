"""Mending held drafts: what passes is published, the rest is still held, and each run can be undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from catalog.intake.editing.draft_changes import DraftChange
from catalog.intake.editing.editing import Condition, change_fields
from catalog.intake.editing.mending import Mended, mend_drafts
from catalog.store.database import Database
from catalog.store.entries import HOUSE_NAME
from catalog.store.json_text import from_json
from catalog.store.reading.products import ProductIdentity, find_product
from catalog.store.writing.draft_lists import (
    ALL,
    DraftFilter,
    count_drafts,
    count_kinds,
    held_fields,
    held_runs,
    held_suppliers,
    list_drafts,
)
from catalog.store.writing.draft_mending import ignored_for, still_held
from catalog.store.writing.held_drafts import StoredDraft
from catalog.store.writing.intake_log import get_run, summarize
from catalog.store.writing.products import Author
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer
from tests.intake.runs.test_holding import TOLUENE, corrections, table

REPAIR = DraftChange("repair")
CUT_OFF = TOLUENE | {"cas_rn": "108-88-"}
"""Its check digit is missing, so it can be repaired."""
BAD_WEIGHT = {"catalog_number": "E1", "name": "Ethanol", "formula": "C2H6O", "molecular_weight": "x46"}
"""This is no weight, and nothing is suggested."""


def mend(importer: Importer, change: DraftChange, *numbers: int) -> Mended:
    chosen = numbers or tuple(draft.number for draft in held(importer.database))
    return mend_drafts(importer.database, importer.pool, chosen, change, Author("mender"))


def held(database: Database, wanted: DraftFilter = ALL) -> list[StoredDraft]:
    with database.read() as transaction:
        return list_drafts(transaction, wanted, limit=1000)


def document(database: Database, number: str) -> dict[str, Any] | None:
    with database.read() as transaction:
        found = find_product(transaction, number)
    return None if found is None else dict(from_json(found.body))


class TestRepairing:
    def test_publishes_what_passes_then_and_its_undo_holds_it_again(self, importer: Importer, tmp_path: Path) -> None:
        rows = [CUT_OFF | {"catalog_number": f"T{number}"} for number in range(3)]
        importer(table(tmp_path / "a.csv", *rows, BAD_WEIGHT))
        before = held(importer.database)
        done = mend(importer, REPAIR)
        assert sorted(done.published.values()) == ["T0", "T1", "T2"]
        assert (done.held, len(done.untouched)) == ([], 1)
        assert [draft.draft.catalog_key for draft in held(importer.database)] == ["E1"]
        product = document(importer.database, "T1")
        assert product is not None
        assert (product["cas_rn"], product["findings"]) == ("108-88-3", [])
        sources = product["provenance"]["deliveries"]
        origins = {
            name: sources[entry["delivery"]]["source"] for name, entry in product["provenance"]["fields"].items()
        }
        assert origins == {"catalog_number": "a.csv", "name": "a.csv", "assay": "a.csv", "cas_rn": "edit by mender"}
        assert done.run is not None
        with importer.database.read() as transaction:
            assert summarize(transaction, done.run)["created"] == 3
            assert get_run(transaction, done.run).files[0]["path"] == "Held drafts: repaired as suggested"
        undo_run(importer.database, importer.pool, done.run, "mender")
        assert held(importer.database) == before
        assert document(importer.database, "T1") is None

    def test_only_errors_of_the_chosen_kind(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", CUT_OFF))
        for code, field, published in [
            ("text-invalid", None, []),
            (None, "name", []),
            ("cas-invalid", "cas_rn", ["T1"]),
        ]:
            done = mend(importer, DraftChange("repair", code=code, field=field))
            assert list(done.published.values()) == published
            assert (done.run is None) == (not published)

    def test_of_one_product_twice_is_done_in_the_order_of_delivery(self, importer: Importer, tmp_path: Path) -> None:
        for name, grade in (("a", "pure"), ("b", "ACS")):
            importer(table(tmp_path / f"{name}.csv", CUT_OFF | {"grade": grade}))
        done = mend(importer, REPAIR)
        assert list(done.published.values()) == ["T1", "T1"]
        product = document(importer.database, "T1")
        assert product is not None
        assert (product["revision"], product["grade"]) == (2, "ACS")

    def test_merges_over_the_published_product(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", TOLUENE | {"cas_rn": "", "grade": "ACS"}))
        importer(table(tmp_path / "b.csv", CUT_OFF))
        mend(importer, REPAIR)
        product = document(importer.database, "T1")
        assert product is not None
        assert (product["grade"], product["cas_rn"]) == ("ACS", "108-88-3")

    def test_once_only(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", CUT_OFF))
        [draft] = held(importer.database)
        assert mend(importer, REPAIR, draft.number).run is not None
        again = mend(importer, REPAIR, draft.number, 10**6)
        assert (again.run, again.untouched) == (None, [draft.number, 10**6])

    def test_by_several_at_once_publishes_each_once(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", *(CUT_OFF | {"catalog_number": f"T{number}"} for number in range(60))))
        numbers = [draft.number for draft in held(importer.database)]
        with ThreadPoolExecutor(3) as threads:
            done = list(threads.map(lambda _: mend(importer, REPAIR, *numbers), range(3)))
        assert sorted(number for one in done for number in one.published) == sorted(numbers)
        product = document(importer.database, "T7")
        assert product is not None
        assert product["revision"] == 1


class TestSetting:
    def test_a_draft_that_does_not_pass_keeps_what_was_set(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", BAD_WEIGHT))
        before = held(importer.database)
        first = mend(importer, DraftChange("set", fields={"molecular_weight": "98.8"}))
        [draft] = held(importer.database)
        assert (first.published, first.held) == ({}, [draft.number])
        assert draft.draft.fields["molecular_weight"] == "98.8"
        assert [finding["code"] for finding in draft.draft.findings] == ["formula-weight-mismatch"]
        assert draft.draft.findings[0]["place"] == before[0].draft.findings[0]["place"]
        second = mend(importer, DraftChange("set", fields={"molecular_weight": "46.07"}))
        assert list(second.published.values()) == ["E1"]
        assert first.run is not None
        assert second.run is not None
        with importer.database.read() as transaction:
            assert still_held(transaction, first.run) == []
        undo_run(importer.database, importer.pool, second.run, "mender")
        assert [one.draft.fields["molecular_weight"] for one in held(importer.database)] == ["98.8"]
        undo_run(importer.database, importer.pool, first.run, "mender")
        assert held(importer.database) == before

    def test_gives_a_draft_its_catalog_number(self, importer: Importer, tmp_path: Path) -> None:
        unnumbered = {"catalog_number": "", "name": "Water", "cas_rn": "7732-18-5"}
        importer(table(tmp_path / "a.csv", unnumbered, TOLUENE))
        done = mend(importer, DraftChange("set", fields={"catalog_number": "W1", "grade": "pure"}))
        assert list(done.published.values()) == ["W1"]

    def test_an_earlier_step_that_was_changed_later_is_left(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", BAD_WEIGHT))
        runs = [mend(importer, DraftChange("set", fields={"molecular_weight": text})).run for text in ("98.8", "97.7")]
        assert runs[0] is not None
        undo_run(importer.database, importer.pool, runs[0], "mender")
        assert [one.draft.fields["molecular_weight"] for one in held(importer.database)] == ["97.7"]


class TestIgnoring:
    IGNORE = DraftChange("ignore", code="weight-invalid", reason="The label says so.")

    def test_holds_no_later_record_that_states_the_same(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", BAD_WEIGHT))
        done = mend(importer, self.IGNORE)
        assert list(done.published.values()) == ["E1"]
        product = document(importer.database, "E1")
        assert product is not None
        assert [finding["code"] for finding in product["findings"]] == ["weight-invalid"]
        later = importer(table(tmp_path / "b.csv", BAD_WEIGHT | {"assay": "99%"}))
        assert later["summary"]["changed"] == 1
        other = importer(table(tmp_path / "c.csv", BAD_WEIGHT | {"molecular_weight": "98.8"}))
        assert other["summary"]["held"] == 1
        also = importer(table(tmp_path / "d.csv", BAD_WEIGHT | {"catalog_number": "E2"}))
        assert also["summary"]["held"] == 1

    def test_is_remembered_with_reason_and_person_until_it_is_undone(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", BAD_WEIGHT))
        run = mend(importer, self.IGNORE).run
        assert run is not None
        identity = ProductIdentity("E1", HOUSE_NAME)
        with importer.database.read() as transaction:
            [[ignored]] = ignored_for(transaction, [identity.key]).values()
        assert (ignored.actor, ignored.reason, ignored.kind.stated) == ("mender", "The label says so.", "x46")
        changed = change_fields(
            importer.database, importer.pool, identity, {"grade": "ACS"}, Condition(), Author("other")
        )
        assert from_json(changed.body)["grade"] == "ACS"
        undo_run(importer.database, importer.pool, run, "mender", force=True)
        with importer.database.read() as transaction:
            assert ignored_for(transaction, [identity.key]) == {}

    @pytest.mark.parametrize("doing", ["ignore", "publish"])
    def test_needs_a_number_and_a_name(self, importer: Importer, tmp_path: Path, doing: Any) -> None:  # noqa: ANN401
        importer(
            table(
                tmp_path / "a.csv",
                {"catalog_number": "", "name": "Water", "cas_rn": "7732-18-4"},
                {"catalog_number": "W2", "name": "", "cas_rn": "7732-18-4"},
                TOLUENE,
            )
        )
        done = mend(importer, DraftChange(doing, reason="because"))
        assert done.published == {}
        assert len(held(importer.database)) == 2

    def test_publishing_ignores_all_that_holds(self, importer: Importer, tmp_path: Path) -> None:
        importer(table(tmp_path / "a.csv", BAD_WEIGHT | {"cas_rn": "64-17-4"}))
        assert mend(importer, DraftChange("publish")).run is None
        done = mend(importer, DraftChange("publish", reason="Seen on the bottle."))
        assert list(done.published.values()) == ["E1"]
        assert document(importer.database, "E1") is not None


class TestListing:
    def test_by_what_holds_them(self, importer: Importer, tmp_path: Path) -> None:
        first = importer(table(tmp_path / "a.csv", CUT_OFF, BAD_WEIGHT), supplier="Nordlab")["run"]
        second = importer(table(tmp_path / "b.csv", CUT_OFF | {"name": "", "catalog_number": "T2"}))["run"]
        database = importer.database
        expected: list[tuple[DraftFilter, list[str]]] = [
            (ALL, ["T2", "E1", "T1"]),
            (DraftFilter(run=first), ["E1", "T1"]),
            (DraftFilter(of=("nordlab",)), ["E1", "T1"]),
            (DraftFilter(of=("house",)), ["T2"]),
            (DraftFilter(code="cas-invalid"), ["T2", "T1"]),
            (DraftFilter(field="molecular_weight"), ["E1"]),
            (DraftFilter(code="cas-invalid", run=second), ["T2"]),
            (DraftFilter(code="cas-invalid", field="name"), []),
            (DraftFilter(is_repairable=True), ["T2", "T1"]),
        ]
        found = [(wanted, [draft.draft.catalog_key for draft in held(database, wanted)]) for wanted, _ in expected]
        assert found == expected
        with database.read() as transaction:
            counts = [count_drafts(transaction, wanted) for wanted, _ in expected]
            assert counts == [len(numbers) for _, numbers in expected]
            kinds = {"cas-invalid": 2, "name-missing": 1, "weight-invalid": 1}
            assert count_kinds(transaction, ALL) == kinds
            assert count_kinds(transaction, DraftFilter(run=first, code="name-missing")) == {
                "cas-invalid": 1,
                "weight-invalid": 1,
            }
            assert held_fields(transaction) == ["cas_rn", "molecular_weight", "name"]
            assert held_suppliers(transaction) == [None, "Nordlab"]
            assert held_runs(transaction, 10) == [second, first]
        assert len(corrections(database, first)) == 2

    def test_closed_ones_are_nowhere(self, importer: Importer, tmp_path: Path) -> None:
        run = importer(table(tmp_path / "a.csv", CUT_OFF))["run"]
        importer(table(tmp_path / "b.csv", TOLUENE))
        assert held(importer.database, DraftFilter(run=run)) == []
        with importer.database.read() as transaction:
            assert count_kinds(transaction, ALL) == {}
