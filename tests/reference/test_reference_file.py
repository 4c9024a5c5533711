"""Reference files: what is written is found again, by whoever opens it, and what is damaged is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnreadableFile
from catalog.product.text.folding import fold
from catalog.reference.layout import cas_rn_of, number_of
from catalog.reference.reference import NO_REFERENCE
from catalog.reference.reference_file import SHIPPED, ReferenceFile
from catalog.reference.references import References, open_references
from tests.reference.references_made import known, write

ASPIRIN = known("50-78-2", "CC(=O)Oc1ccccc1C(=O)O", ["aspirin", "acetylsalicylic acid"], ec_numbers=["200-064-1"])
CAFFEINE = known("58-08-2", "Cn1c(=O)c2c(ncn2C)n(C)c1=O", ["caffeine"], deleted=["95789-13-2"])
GOLD = known("7440-57-5", "", ["gold", "aurum"])


@pytest.fixture
def file(tmp_path: Path) -> ReferenceFile:
    return ReferenceFile(write(tmp_path / "some.ref", CAFFEINE, GOLD, ASPIRIN, registered=["64-17-5", "50-78-2"]))


def test_finds_what_was_written(file: ReferenceFile) -> None:
    assert len(file) == 3
    assert [file.find(one.entry.cas_rn) for one in (ASPIRIN, CAFFEINE, GOLD)] == [
        one.entry for one in (ASPIRIN, CAFFEINE, GOLD)
    ]
    assert file.names_of("50-78-2") == ("aspirin", "acetylsalicylic acid")
    assert file.numbers_of_name(fold("Acetylsalicylic Acid")) == ("50-78-2",)
    assert file.numbers_of_key("RYYVLZVUVIJVGH-UHFFFAOYSA-N") == ("58-08-2",)
    assert file.numbers_of_ec("200-064-1") == ("50-78-2",)
    assert list(file.entries()) == [ASPIRIN, CAFFEINE, GOLD]


def test_a_deleted_number_gives_what_replaced_it(file: ReferenceFile) -> None:
    assert file.find("95789-13-2") == CAFFEINE.entry
    assert file.names_of("95789-13-2") == ("caffeine",)


@pytest.mark.parametrize(
    ("cas_rn", "is_known"), [("50-78-2", True), ("95789-13-2", True), ("64-17-5", True), ("89604-92-2", False)]
)
def test_knows_entries_deleted_and_registered_numbers(file: ReferenceFile, cas_rn: str, is_known: bool) -> None:
    assert file.knows(cas_rn) is is_known


def test_knows_nothing_else(file: ReferenceFile) -> None:
    assert file.find("64-17-5") is None
    assert file.names_of("64-17-5") == file.numbers_of_name("silver") == file.numbers_of_key("") == ()


def test_an_empty_file_knows_nothing(tmp_path: Path) -> None:
    empty = ReferenceFile(write(tmp_path / "empty.ref"))
    assert (len(empty), empty.find("50-78-2"), empty.numbers_of_name("aspirin")) == (0, None, ())


def test_no_reference_knows_nothing() -> None:
    assert (NO_REFERENCE.find("50-78-2"), NO_REFERENCE.knows("50-78-2")) == (None, False)
    assert NO_REFERENCE.names_of("50-78-2") == NO_REFERENCE.numbers_of_ec("200-064-1") == ()


@given(st.integers(5000, 999_999_999))
def test_numbers_and_cas_rns_are_one_to_one(number: int) -> None:
    assert number_of(cas_rn_of(number)) == number


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"", "cannot be read"),
        (b"CAS;Name\n50-78-2;Aspirin\n", "no reference file"),
        (b"CATREF1 {\n", "no reference file"),
        (b'CATREF1 {"sections":{"numbers":"x"}}\n', "no reference file"),
        (b'CATREF1 {"sections":{"numbers":80}}\n1234', "not whole"),
    ],
)
def test_refuses_what_is_no_whole_reference(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "broken.ref"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=says):
        ReferenceFile(path)


def test_refuses_a_file_that_was_cut_off(tmp_path: Path) -> None:
    path = write(tmp_path / "some.ref", ASPIRIN)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(UnreadableFile, match="not whole"):
        ReferenceFile(path)


def test_what_is_open_stays_as_it_was_when_the_file_is_replaced(tmp_path: Path, file: ReferenceFile) -> None:
    write(tmp_path / "some.ref", GOLD)
    assert file.find("50-78-2") == ASPIRIN.entry


class TestSeveral:
    def test_the_first_one_counts_and_names_are_united(self, tmp_path: Path) -> None:
        own = write(tmp_path / "own.ref", known("50-78-2", "", ["ASS"]))
        both = References((own, write(tmp_path / "other.ref", ASPIRIN, CAFFEINE, registered=["64-17-5"])))
        assert (entry := both.find("50-78-2")) is not None
        assert entry.formula == ""
        assert both.names_of("50-78-2") == ("ASS", "aspirin", "acetylsalicylic acid")
        assert both.numbers_of_name("aspirin") == both.numbers_of_name("ass") == ("50-78-2",)
        assert both.numbers_of_ec("200-064-1") == ("50-78-2",)
        assert both.numbers_of_key(CAFFEINE.entry.inchi_key) == ("58-08-2",)
        assert both.knows("64-17-5")

    def test_one_process_opens_a_pickled_one_once(self, tmp_path: Path) -> None:
        reference = References((write(tmp_path / "some.ref", ASPIRIN),))
        twice = [pickle.loads(pickle.dumps(reference)) for _ in range(2)]  # noqa: S301  # Our own.
        assert twice[0] is twice[1]
        assert twice[0].find("50-78-2") == ASPIRIN.entry

    def test_workers_can_use_it(self, tmp_path: Path) -> None:
        reference = References((write(tmp_path / "some.ref", ASPIRIN),))
        with WorkerPool(1) as pool:
            assert pool.run(reference.names_of, "50-78-2") == ("aspirin", "acetylsalicylic acid")

    def test_a_missing_file_of_the_operator_is_no_trouble(self, tmp_path: Path) -> None:
        assert open_references(tmp_path / "none").find("50-78-2") is not None


class TestShipped:
    @pytest.mark.parametrize(
        ("cas_rn", "name", "formula"),
        [
            ("50-78-2", "aspirin", "C9H8O4"),
            ("58-08-2", "caffeine", "C8H10N4O2"),
            ("64-17-5", "ethanol", "C2H6O"),
            ("7440-57-5", "gold", ""),
        ],
    )
    def test_it_knows_common_compounds_and_of_metals_their_names(self, cas_rn: str, name: str, formula: str) -> None:
        shipped = ReferenceFile(SHIPPED)
        entry = shipped.find(cas_rn)
        assert entry is not None
        assert (shipped.names_of(cas_rn)[0], entry.formula) == (name, formula)
        assert cas_rn in shipped.numbers_of_name(name)

    def test_it_has_many(self) -> None:
        assert len(ReferenceFile(SHIPPED)) > 75_000
