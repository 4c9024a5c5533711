"""Screens of queries: no structure that RDKit itself finds is ever lost, and none is found that it does not find."""

from __future__ import annotations

import csv
import gzip
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdkit import Chem

from benchmarks.structure_queries import drawn_smarts, drawn_smiles
from catalog.chemistry.structure.fingerprints import structure_fingerprints
from catalog.chemistry.structure.query_screen import query_screen, text_bits
from catalog.chemistry.structure.substructure import places_of_holders, read_substructure_query

SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "demo.csv"
with SEEDS.open(encoding="utf-8", newline="") as stream:
    MOLECULES = [Chem.MolToSmiles(Chem.MolFromSmiles(row["smiles"])) for row in csv.DictReader(stream) if row["smiles"]]
ODD_ONES = (
    "[2H]C([2H])([2H])O", "[H][H]", "[Na+].[Cl-]", "C[Si](C)(C)C", "C1CC2CCC1CC2", "C1C2CC3CC1CC(C2)C3",
    "[O-][N+](=O)c1ccccc1", "C1CCCCCCCCCCC1", "C1CC12CC2", "c1cc[se]c1", "F[P-](F)(F)(F)(F)F", "[13CH4]",
    "C[N+](C)(C)C", "[nH]1cccc1", "OB(O)c1ccccc1", "[Fe+2]", "C->[Fe]", "Cc1cc[n+]([O-])cc1", "CS(=O)(=O)N",
    "c1ccc2c(c1)-c1ccccc1-2", "C[C@H](N)C(=O)O", "F/C=C/Cl", "C#N",
)  # fmt: skip
KEPT = [*MOLECULES, *(Chem.MolToSmiles(Chem.MolFromSmiles(text)) for text in ODD_ONES)]
READ = [Chem.MolFromSmiles(text) for text in KEPT]
SCREENS = [int.from_bytes(structure_fingerprints(mol).screen, "little") for mol in READ]
TEXTS = [text_bits(text) for text in KEPT]
PRIMITIVES = (
    "[$([r5])]", "[!$([R2])]", "[$([x3]),$([r6]C)]", "[C;!$(C@C)]", "[$(C[$(C@C)])]", "[#6^2]", "[$([#6^3])]",
    "[^1]", "[h1]", "[n;h0]", "[v4;#7]", "[z1]", "[Z2]", "[k6]", "[r{5-7}]", "[C@@H](N)C", "F/C=C/Cl", "[2H]",
    "[13C]", "[D{2-3}]", "[#7+]", "[S;v6]", "C->[Fe]", "[#6]@[#6]", "[#6]!@[#6]", "[H]", "[H][H]", "[*;h]",
    "[!#6;R{2-}]", "[c;X3;v4]", "[#6-]", "[nX2-]", "[Si]", "[Na+]", "[O-]", "[*+2]", "[*-]", "[R3]", "[R4]",
    "[x4]", "[r12]", "[se]", "[#34]", "[a]", "[A]", "[!a]", "[!#6]", "[c,n]1[c,n][c,n][c,n][c,n]1", "[#6]-[#6]",
    "[#6]=,:[#6]", "[#6]:[#6]", "C=;@C", "C!-C", "[N,O;H1,H2]", "[!C;!c]", "[#0]", "[OX2;H1][CX4]", "[CX3H1]=O",
    "[NX3;H2;!$(NC=O)]", "[F,Cl,Br,I]", "[Cl,Br]c", "[C,c]~[N,n]", "[R0;D1]", "[!R]", "[#7;a;H1]",
)  # fmt: skip


def expected_places(query: Chem.Mol) -> list[int]:
    """Where RDKit finds a query, molecule by molecule, with nothing screened."""
    return [place for place, mol in enumerate(READ) if mol.HasSubstructMatch(query)]


def every_query() -> Iterator[str]:
    yield from PRIMITIVES
    yield from drawn_smarts(150, 1)
    yield from drawn_smiles(MOLECULES, 150, 1)


def test_every_query_finds_what_rdkit_finds_and_its_screen_loses_nothing() -> None:
    for text in every_query():
        query = read_substructure_query(text)
        expected = expected_places(query.mol)
        assert places_of_holders(KEPT, query) == expected, text
        assert places_of_holders(KEPT, query, 2) == expected[:2], text
        screen = int.from_bytes(query.screen, "little")
        lost = [KEPT[place] for place in expected if screen & ~SCREENS[place]]
        lost += [KEPT[n] for n in expected if not all(TEXTS[n].intersection(group) for group in query.text)]
        assert not lost, text


def test_real_compounds_are_found_as_rdkit_finds_them(test_data: Path) -> None:
    with gzip.open(test_data / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8") as stream:
        stated = [row["smiles"] for row in itertools.islice(csv.DictReader(stream, delimiter="\t"), 0, 60_000, 20)]
    mols = [mol for mol in map(Chem.MolFromSmiles, stated) if mol is not None]
    kept = [Chem.MolToSmiles(mol) for mol in mols]
    screens = [int.from_bytes(structure_fingerprints(mol).screen, "little") for mol in mols]
    texts = [text_bits(smiles) for smiles in kept]
    assert len(kept) > 2_500
    for text in (*drawn_smarts(25, 3), *drawn_smiles(kept, 25, 3)):
        query = read_substructure_query(text)
        screen = int.from_bytes(query.screen, "little")
        possible = [
            place
            for place, (bits, found) in enumerate(zip(screens, texts, strict=True))
            if not screen & ~bits and all(found.intersection(group) for group in query.text)
        ]
        found_places = [possible[n] for n in places_of_holders([kept[place] for place in possible], query)]
        assert found_places == [place for place, mol in enumerate(mols) if mol.HasSubstructMatch(query.mol)], text


def test_screens_leave_little() -> None:
    """What is left to be matched is not much more than what fits, whatever an atom must have besides its element."""
    left = found = 0
    for text in drawn_smarts(100, 2):
        query = read_substructure_query(text)
        screen = int.from_bytes(query.screen, "little")
        left += sum(
            not screen & ~bits and all(texts.intersection(group) for group in query.text)
            for bits, texts in zip(SCREENS, TEXTS, strict=True)
        )
        found += len(expected_places(query.mol))
    assert left < 0.4 * 100 * len(KEPT)
    assert found > 0


@pytest.mark.parametrize(
    ("smarts", "same_as"),
    [
        ("[CX4;H1][OX2;H1]", "CO"),
        ("[NX3;!$(NC=O)]-[CX4]", "NC"),
        ("[C;R]=[O;D1]", "C=O"),
        ("[#6;a]:[#7;a]", "c:n"),
        ("[c;H0]Cl", "cCl"),
    ],
)
def test_an_atom_that_can_only_be_one_element_is_screened_for_as_that(smarts: str, same_as: str) -> None:
    plain = Chem.MolFromSmiles(same_as, sanitize=False)
    plain.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(plain)
    assert query_screen(Chem.MolFromSmarts(smarts)).pattern == query_screen(plain).pattern


@pytest.mark.parametrize("smarts", ["[C,N]", "[!#6]", "[$(C=O)]", "[R0]", "[C,#7;H1]"])
def test_an_atom_that_may_be_several_is_not(smarts: str) -> None:
    assert query_screen(Chem.MolFromSmarts(smarts)).pattern == query_screen(Chem.MolFromSmarts("*")).pattern


def test_the_elements_of_a_text_are_those_of_its_atoms() -> None:
    for text, mol in zip(KEPT, READ, strict=True):
        atoms = {atom.GetAtomicNum() + 128 * atom.GetIsAromatic() for atom in mol.GetAtoms()}
        assert {bit for bit in text_bits(text) if bit < 256} == atoms, text
        rings = mol.GetNumBonds() - mol.GetNumAtoms() + len(Chem.GetMolFrags(mol))
        assert sum(256 <= bit < 261 for bit in text_bits(text)) == min(rings, 5), text
