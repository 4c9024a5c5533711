"""What an operator adds to the reference: files as others publish them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StoreUnusable, UnreadableFile
from catalog.intake.readers.source import ReadOptions
from catalog.intake.reference_additions import Additions, add_to_reference, own_reference
from catalog.reference.reference_file import ReferenceFile

COMMON_CHEMISTRY = {
    "uri": "substance/pt/58082",
    "rn": "58-08-2",
    "name": "Caffeine",
    "inchi": "InChI=1S/C8H10N4O2/c1-10-4-9-6-5(10)7(13)12(3)8(14)11(6)2/h4H,1-3H3",
    "inchiKey": "InChIKey=RYYVLZVUVIJVGH-UHFFFAOYSA-N",
    "smile": "O=C1C2=C(N(C)C(=O)N1C)N=CN2C",
    "molecularFormula": "C<sub>8</sub>H<sub>10</sub>N<sub>4</sub>O<sub>2</sub>",
    "molecularMass": "194.19",
    "synonyms": ["Guaranine", "Theine"],
    "replacedRns": ["71701-02-5", "95789-13-2"],
}
TABLE = """CAS,IUPAC name,Name,SMILES,EC number,Synonyms
50-78-2,2-acetyloxybenzoic acid,Aspirin,CC(=O)Oc1ccccc1C(=O)O,200-064-1,Acetylsalicylic acid|ASA
,nobody,Nobody,C,,
50-78-3,wrong,Wrong,C,,
7440-57-5,gold,Gold,,231-165-9,
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, preload=("catalog.intake.reference_additions",)) as pool:
        yield pool


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_adds_a_table(tmp_path: Path, table: Path, pool: WorkerPool) -> None:
    own = tmp_path / "new" / "own.ref"
    assert add_to_reference(own, [table], ReadOptions(), pool) == Additions(added=2, left_out=2, total=2)
    file = ReferenceFile(own)
    aspirin, gold = file.find("50-78-2"), file.find("7440-57-5")
    assert aspirin is not None
    assert gold is not None
    assert (aspirin.formula, aspirin.inchi_key) == ("C9H8O4", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N")
    assert (aspirin.ec_numbers, aspirin.source) == (("200-064-1",), "table.csv")
    assert {"Aspirin", "Acetylsalicylic acid", "ASA"} <= set(file.names_of("50-78-2"))
    assert file.numbers_of_name("2 acetyloxybenzoic acid") == ("50-78-2",)
    assert (gold.formula, gold.ec_numbers) == ("", ("231-165-9",))


def test_reads_common_chemistry_with_deleted_numbers(tmp_path: Path, pool: WorkerPool) -> None:
    path, own = tmp_path / "58-08-2.json", tmp_path / "own.ref"
    path.write_text(json.dumps(COMMON_CHEMISTRY), encoding="utf-8")
    assert add_to_reference(own, [path], ReadOptions(), pool) == Additions(added=1, left_out=0, total=1)
    file = ReferenceFile(own)
    for cas_rn in ("58-08-2", "71701-02-5", "95789-13-2"):
        entry = file.find(cas_rn)
        assert entry is not None
        assert (entry.cas_rn, entry.inchi_key, entry.formula) == (
            "58-08-2",
            "RYYVLZVUVIJVGH-UHFFFAOYSA-N",
            "C8H10N4O2",
        )
    assert file.names_of("58-08-2")[:3] == ("Caffeine", "Guaranine", "Theine")


def test_a_later_file_replaces_what_an_earlier_one_said(tmp_path: Path, table: Path, pool: WorkerPool) -> None:
    own, later = tmp_path / "own.ref", tmp_path / "later.csv"
    add_to_reference(own, [table], ReadOptions(), pool)
    later.write_text("CAS,Name,Formula\n50-78-2,ASS,C9H8O4\n", encoding="utf-8")
    assert add_to_reference(own, [later], ReadOptions(), pool) == Additions(added=1, left_out=0, total=2)
    file = ReferenceFile(own)
    assert (file.names_of("50-78-2"), file.numbers_of_name("gold")) == (("ASS",), ("7440-57-5",))


def test_a_file_that_cannot_be_read_adds_nothing(tmp_path: Path, table: Path, pool: WorkerPool) -> None:
    own = tmp_path / "own.ref"
    with pytest.raises(UnreadableFile):
        add_to_reference(own, [table, tmp_path / "none.csv"], ReadOptions(), pool)
    assert not own.exists()


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("two\nlines", ("two lines",)),
        ("a\tb\r\nc", ("a b c",)),
        ("a\u2028b", ("a b",)),
        ("half \ud800", ()),
        ("two\x1fparts", ()),
        ("red \x1b[31m", ()),
        ("nul \x00", ()),
    ],
)
def test_any_text_leaves_the_other_entries_as_they_are(
    tmp_path: Path, pool: WorkerPool, stated: str, kept: tuple[str, ...]
) -> None:
    path, own = tmp_path / "tab\tand\nline.json", tmp_path / "own.ref"
    records = [{"CAS": "50-78-2", "Name": stated, "Formula": "C9H8O4"}, {"CAS": "58-08-2", "Name": "Caffeine"}]
    path.write_text(json.dumps(records), encoding="utf-8")
    add_to_reference(own, [path], ReadOptions(), pool)
    file = ReferenceFile(own)
    assert [file.names_of(cas_rn) for cas_rn in ("50-78-2", "58-08-2")] == [kept, ("Caffeine",)]
    found = file.find("50-78-2")
    assert found is not None
    assert (found.formula, found.source) == ("C9H8O4", "tab and line.json")


@pytest.mark.parametrize(("name", "content"), [("a.csv", ""), ("b.json", '{"a":'), ("c.csv", "nothing\nknown\n")])
def test_says_which_file_cannot_be_read(tmp_path: Path, table: Path, pool: WorkerPool, name: str, content: str) -> None:
    bad = tmp_path / name
    bad.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile) as raised:
        add_to_reference(tmp_path / "own.ref", [table, bad], ReadOptions(), pool)
    assert str(raised.value).startswith(f"{bad}: ")


@pytest.mark.parametrize(
    ("url", "file", "expected"),
    [
        ("sqlite:////data/catalog.db", None, Path("/data/catalog.db-reference")),
        ("sqlite:////data/catalog.db", Path("/other/some.ref"), Path("/other/some.ref")),
        ("postgresql+psycopg://catalog@host/catalog", None, Path("/state/catalog/reference")),
    ],
)
def test_the_operators_file_has_its_place(
    monkeypatch: pytest.MonkeyPatch, url: str, file: Path | None, expected: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert own_reference(url, file) == expected


def test_without_a_home_a_file_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", _homeless)
    with pytest.raises(StoreUnusable, match="CATALOG_REFERENCE_FILE"):
        own_reference("postgresql+psycopg://catalog@host/catalog", None)


def _homeless(path: Path) -> Path:
    raise RuntimeError(path)
