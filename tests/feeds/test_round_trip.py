"""What an export writes, an import reads back with no change: four formats, both engines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.feeds.exporting import FORMATS
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.store.database import Database
from tests.feeds.conftest import Carrier, exported, keep_drafts, stated
from tests.feeds.drafts_made import HARD

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

LOST_IN_SDF = {"A-11": "molfile"}
"""A molfile whose title would break the file is left out of an SD file."""


class TestSeeds:
    def test_go_out_and_come_back_the_same(self, database: Database, carrier: Carrier, other: Database) -> None:
        created = carrier.bring(database, [SEEDS])["created"]
        assert created > 500
        before = {name: exported(database, name) for name in ("csv", "jsonl")}
        for format_name in FORMATS:
            assert carrier.bring(database, [carrier.take(database, format_name)])["unchanged"] == created
        assert carrier.bring(other, [carrier.take(database, "sdf")])["created"] == created
        assert stated(other) == stated(database)
        assert {name: exported(other, name) for name in ("csv", "jsonl")} == before


class TestHardDrafts:
    @pytest.mark.parametrize("format_name", FORMATS)
    def test_leave_their_own_catalog_unchanged(self, database: Database, carrier: Carrier, format_name: str) -> None:
        keep_drafts(database, HARD)
        before = stated(database)
        carrier.bring(database, [carrier.take(database, format_name)])
        assert stated(database) == before

    @pytest.mark.parametrize("format_name", FORMATS)
    def test_arrive_whole_in_another(
        self, database: Database, other: Database, carrier: Carrier, format_name: str
    ) -> None:
        keep_drafts(database, HARD)
        summary = carrier.bring(other, [carrier.take(database, format_name)])
        assert summary["created"] == summary["records"] == len(HARD)
        assert "field-unknown" not in summary["findings"]
        expected = stated(database)
        if format_name == "sdf":
            for number, field in LOST_IN_SDF.items():
                del expected[number][field]
        assert stated(other) == expected

    @pytest.mark.parametrize("format_name", ["csv", "jsonl"])
    def test_are_written_anew_byte_for_byte(
        self, database: Database, other: Database, carrier: Carrier, format_name: str
    ) -> None:
        keep_drafts(database, HARD)
        path = carrier.take(database, format_name)
        carrier.bring(other, [path])
        assert exported(other, format_name) == path.read_bytes()

    def test_keep_the_order_of_specifications_in_json_lines(
        self, database: Database, other: Database, carrier: Carrier
    ) -> None:
        keep_drafts(database, HARD)
        carrier.bring(other, [carrier.take(database, "jsonl")])
        assert list(stated(other)["A-16"]) == list(stated(database)["A-16"])


class TestEmptyCatalog:
    @pytest.mark.parametrize("format_name", ["csv", "xlsx"])
    def test_is_a_table_with_a_header_that_brings_nothing(
        self, database: Database, carrier: Carrier, format_name: str
    ) -> None:
        assert carrier.bring(database, [carrier.take(database, format_name)])["records"] == 0


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\n\t'=+-@|;>$\"_x0041")
READ_WRONGLY = re.compile("[\u00c2-\u00f4][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""The first two characters of UTF-8 that was read as Latin-1 or Windows-1252: an import repairs such a text."""
TEXTS = st.builds(
    lambda start, text: f"{start}a{text}z",
    st.sampled_from(["", "'", "=", "+", "-2", "@", "''=", ">"]),
    st.text(LETTERS),
).filter(lambda text: not READ_WRONGLY.search(text))
"""Texts that nothing trims, with all that the formats have a meaning for."""


class TestAnyText:
    @pytest.mark.parametrize("format_name", FORMATS)
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXTS)
    def test_is_read_back_to_the_letter(self, other: Database, tmp_path: Path, format_name: str, text: str) -> None:
        draft = {"catalog_number": "A-1", "name": text, "description": text, "spec:Any": text}
        keep_drafts(other, [draft])
        path = tmp_path / f"any.{format_name}"
        path.write_bytes(exported(other, format_name))
        assert read_back(path) == {"A-1": draft}


def read_back(path: Path) -> dict[str, Mapping[str, str]]:
    """The drafts in a file, by catalog number, as the intake reads them."""
    (source,) = open_sources(path, ReadOptions())
    assert source.error is None, source
    drafts = [RecordDrafter(None).draft(record).draft for record in source.records()]
    return {draft.get("catalog_number"): draft.fields for draft in drafts}


class TestJsonLines:
    @pytest.mark.parametrize(
        ("draft", "computed"),
        [
            ({"name": "x"}, (None, None, None)),
            ({"name": "Water", "formula": "H2O"}, ("H2O", 18.015, 18.01056)),
        ],
    )
    def test_hold_what_was_computed_beside_what_was_stated(
        self, other: Database, draft: dict[str, str], computed: tuple[object, ...]
    ) -> None:
        keep_drafts(other, [{"catalog_number": "A", **draft}])
        line = json.loads(exported(other, "jsonl"))
        facts = ("hill_formula_computed", "molecular_weight_computed", "monoisotopic_mass")
        assert line.items() >= {"catalog_number": "A", **draft}.items()
        assert tuple(line[name] for name in facts) == pytest.approx(computed, abs=0.001)
