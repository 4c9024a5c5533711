"""How the reference file is made: what is taken of the source, and that the shipped file is made of it."""

from __future__ import annotations

import gzip
import zipfile
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest
from rdkit import rdBase

from catalog.reference.reference_file import SHIPPED, ReferenceFile
from scripts import make_reference
from scripts.make_reference import CONFIRMED, EXISTING, MOST_OTHER_NAMES, REGISTERS, SMALL, entry_of, sorted_names

INCHI = "C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)"
KEY = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"
NAMES = ("2-acetyloxybenzoic acid", "aspirin")
ASPIRIN = ["2244", "50-78-2", "C9H8O4", "180.1574", "CC(=O)OC1=CC=CC=C1C(=O)O", INCHI, KEY, *NAMES]


@pytest.mark.parametrize(
    ("cells", "names", "ec_numbers"),
    [
        (["2-acetyloxybenzoic acid", "aspirin"], ["aspirin", "2-acetyloxybenzoic acid"], ()),
        (["1-azanylpropan-2-ol", "mipa"], ["mipa"], ()),
        (["1-azanylpropan-2-ol"], ["1-azanylpropan-2-ol"], ()),
        (["", "benzene, 1-bromo-", "bromobenzene"], ["bromobenzene", "benzene, 1-bromo-"], ()),
        (["", "Aspirin", "aspirin", "50-78-2", "einecs 200-064-1", "200-064-1", "200-064-2"], ["Aspirin", "200-064-2"],
         ("200-064-1",)),
        (["", "stk366316", "unii-r16co5y76e", "ai3-02956", "bpbio1_000123", "x"], ["x"], ()),
        (["", "acetone (8ci)", "acetone [nf]", "acetone"], ["acetone"], ()),
    ],
)  # fmt: skip
def test_sorts_names(cells: list[str], names: list[str], ec_numbers: tuple[str, ...]) -> None:
    assert sorted_names(cells) == (names, ec_numbers)


@pytest.mark.parametrize(
    ("change", "formula"),
    [
        ({}, "C9H8O4"),
        ({2: "C9H8O5"}, ""),  # Not the formula of the SMILES.
        ({6: "RYYVLZVUVIJVGH-UHFFFAOYSA-N"}, ""),
        ({4: "C1CC"}, ""),
        ({2: "C2H3O2-", 4: "CC(=O)[O-]", 6: "QTBSBXVTEAMEQO-UHFFFAOYSA-M"}, ""),  # An ion.
        ({2: "H3Si", 4: "[SiH3]", 6: "OLRJXMHANKMLTD-UHFFFAOYSA-N"}, ""),  # A radical.
        ({2: "Cl2Zn", 4: "[Cl-].[Cl-].[Zn+2]", 6: "JIAARYAFYJHUJI-UHFFFAOYSA-L"}, ""),  # A metal.
    ],
)
def test_takes_facts_only_if_they_are_confirmed(change: dict[int, str], formula: str) -> None:
    cells = [change.get(place, cell) for place, cell in enumerate(ASPIRIN)]
    with rdBase.BlockLogs():
        made = entry_of(cells, confirm=True, most=8)
    assert (made.entry.formula, bool(made.entry.inchi_key), made.names[0]) == (formula, bool(formula), "aspirin")


def test_writes_a_file_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel, output = tmp_path / "chemicals.whl", tmp_path / "out.ref"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in (*EXISTING, *CONFIRMED):
            lines = [ASPIRIN] if name == SMALL else [["-1", "not a CAS RN", "", "", "", "", "", ""]]
            archive.writestr(f"chemicals/Identifiers/{name}", "".join("\t".join(line) + "\n" for line in lines))
        for name in REGISTERS:
            archive.writestr(f"chemicals/Law/{name}", gzip.compress(b"CASRN\tUV\n64175\tFalse\n50782\tFalse\n"))
    monkeypatch.setattr("sys.argv", ["make_reference", "--wheel", str(wheel), "--output", str(output)])
    assert make_reference.main() == 0
    made = ReferenceFile(output)
    assert (len(made), made.knows("64-17-5"), made.find("64-17-5")) == (1, True, None)
    assert made.numbers_of_name("aspirin") == ("50-78-2",)


def test_the_shipped_file_is_made_of_the_source() -> None:
    shipped = ReferenceFile(SHIPPED)
    source = Path(str(files("chemicals"))) / "Identifiers" / SMALL
    with source.open(encoding="utf-8") as lines, rdBase.BlockLogs():
        for line in islice(lines, 0, None, 20):
            made = entry_of(line.rstrip("\n").split("\t"), confirm=True, most=MOST_OTHER_NAMES)
            found = shipped.find(made.entry.cas_rn)
            assert found is not None
            assert found._replace(ec_numbers=()) == made.entry._replace(ec_numbers=())
            assert set(made.entry.ec_numbers) <= set(found.ec_numbers)
            assert shipped.names_of(made.entry.cas_rn) == made.names
