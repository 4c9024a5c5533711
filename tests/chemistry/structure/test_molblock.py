"""Molfiles that we write: the same structure when it is read again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from catalog.chemistry.structure.molblock import EMPTY_MOLBLOCK, is_own_molblock, write_molblock
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidStructure, StructureRefused

SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "demo.csv"


class TestWriteMolblock:
    @pytest.mark.parametrize(
        "smiles",
        [
            "CCO", "CC=CC", "C/C=C/C", "C/C=C\\C", "C[C@H](F)Cl", "CC(F)Cl", "[2H]O[2H]", "[13CH4]", "[Na+].[Cl-]",
            "[NH3+]CC(=O)[O-]", "O=[N+]([O-])c1ccccc1", "*CC", "[CH3]", "c1ccc2[nH]ccc2c1", "C[N+](C)(C)C.[OH-]",
        ],
    )  # fmt: skip
    def test_is_read_as_the_same_structure(self, smiles: str) -> None:
        before = read_structure(smiles, "smiles")
        again = read_structure(write_molblock(smiles), "molfile")
        assert (again.smiles, again.inchi_key) == (before.smiles, before.inchi_key)

    def test_is_read_as_the_same_structure_for_all_seeds(self) -> None:
        with SEEDS.open(encoding="utf-8", newline="") as stream:
            texts = [row["smiles"] for row in csv.DictReader(stream) if row["smiles"]]
        assert len(texts) > 500
        before = [read_structure(text, "smiles").smiles for text in texts]
        assert [read_structure(write_molblock(smiles), "molfile").smiles for smiles in before] == before

    def test_lies_in_the_plane_with_its_atoms_apart(self) -> None:
        lines = write_molblock("CCO").splitlines()[4:7]
        places = {(line[:10], line[10:20]) for line in lines}
        assert len(places) == 3
        assert {line[20:30].strip() for line in lines} == {"0.0000"}

    @pytest.mark.parametrize(
        ("smiles", "version"),
        [("C" * 999, "V2000"), ("C1CC1" * 50 + "C" * 749, "V2000"), ("C1CC1" * 50 + "C" * 849, "V3000")],
    )
    def test_is_of_the_version_that_can_count_its_atoms_and_bonds(self, smiles: str, version: str) -> None:
        block = write_molblock(smiles)
        assert block.splitlines()[3].endswith(version)
        assert read_structure(block, "molfile").heavy_atoms == read_structure(smiles, "smiles").heavy_atoms

    @pytest.mark.parametrize("smiles", ["", "not a SMILES", "C(C", "c1cccc1C"])
    def test_refuses_what_is_no_smiles(self, smiles: str) -> None:
        with pytest.raises(InvalidStructure):
            write_molblock(smiles)

    def test_refuses_what_the_guard_refuses(self) -> None:
        with pytest.raises(StructureRefused):
            write_molblock("C" * 1_000)


class TestIsWritten:
    @pytest.mark.parametrize(
        ("block", "expected"),
        [
            (write_molblock("C"), True),
            ("A1" + write_molblock("C").replace("\n", " \n"), True),
            (EMPTY_MOLBLOCK, True),
            ("\n     RDKit          2D\n", False),
            ("   Catalog          2D\n", False),
            ("", False),
        ],
    )
    def test_tells_by_the_second_line(self, block: str, expected: bool) -> None:
        assert is_own_molblock(block) is expected
