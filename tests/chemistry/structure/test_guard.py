"""The guard before RDKit: what passes, what is refused, and in which words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.guard import vet_inchi, vet_molblock, vet_molecule, vet_smarts, vet_smiles
from catalog.chemistry.structure.parser_words import parser_words
from catalog.errors import InvalidStructure, StructureRefused


def nested(depth: int) -> str:
    return "C(" * depth + "C" + ")" * depth


def dense(atoms: int, rings: int) -> str:
    """Atoms in a row, all ring bonds between the first and the second."""
    closures = "".join(f"%{number}" for number in range(10, 10 + rings))
    return f"C{closures}C{closures}" + "C" * (atoms - 2)


@pytest.mark.parametrize(
    "text",
    [
        "C",
        "CC(=O)Oc1ccccc1C(=O)O",
        "O=C(N1CCc2ccccc2C1)c1sc(SC)nc1",
        "[13CH4]",
        "[Na+].[Cl-]",
        "*C",
        "F/C=C\\F",
        "C" * 999,
        "Cl" * 999,
        "Br" * 999,
        "[C]" * 600,
        ".".join(["O"] * 20),
        "C1CC1" * 60,
        dense(15, 15),
        dense(20, 20),
        nested(60),
        "[CH2:1234]C",
        "C%(12)CC%(12)",
    ],
)
def test_a_smiles_within_the_limits_passes(text: str) -> None:
    vet_smiles(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The SMILES is empty."),
        ("C" * 2001, "The SMILES has 2,001 characters; the limit is 2,000."),
        ("CC O", "The SMILES contains the character U+0020, which is not allowed."),
        ("C\x00C", "The SMILES contains the character U+0000, which is not allowed."),
        ("C\nC", "The SMILES contains the character U+000A, which is not allowed."),
        ("C\tC", "The SMILES contains the character U+0009, which is not allowed."),
        ("C\x7f", "The SMILES contains the character U+007F, which is not allowed."),
        ("C\u202eC", "The SMILES contains the character U+202E, which is not allowed."),
        ("СС", "The SMILES contains the character U+0421, which is not allowed."),
        ("C１", "The SMILES contains the character U+FF11, which is not allowed."),
        ("\ud800", "The SMILES contains the character U+D800, which is not allowed."),
        ("()", "The structure has no atoms."),
        ("123", "The structure has no atoms."),
        ("C" * 1000, "There are 1,000 atoms; the limit is 999."),
        ("*" * 1000, "There are 1,000 atoms; the limit is 999."),
        (".".join(["O"] * 101), "There are 101 fragments; the limit is 100."),
        ("C1CC1" * 61, "There are 61 rings; the limit is 60."),
        ("C%10CC%10" * 61, "There are 61 rings; the limit is 60."),
        (dense(15, 16), "16 rings in 15 atoms are not possible."),
        (nested(61), "There are 61 nested brackets; the limit is 60."),
    ],
)
def test_a_smiles_beyond_a_limit_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_smiles(text)
    assert str(refused.value) == words


def test_a_refusal_does_not_repeat_a_long_text() -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_smiles("C" * 100_000)
    assert refused.value.stated == "C" * 80 + "…"


@pytest.mark.parametrize(
    "text",
    [
        "c1ccccc1",
        "[#6]~[#7]",
        "[$([CX3]=[OX1]),$([CX3+]-[OX1-])]",
        "[$([N;$(N[$(C=O)])])]",
        "[!#1;!$(C)]",
        "C" * 100,
        "[OX2H][C,S,P]=O",
    ],
)
def test_a_query_of_one_component_passes(text: str) -> None:
    vet_smarts(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The query is empty."),
        ("C" * 501, "The query has 501 characters; the limit is 500."),
        ("C C", "The query contains the character U+0020, which is not allowed."),
        ("*.*.*.[U]", "A query must have one component. Search for its parts one by one."),
        ("(C).(O)", "A query must have one component. Search for its parts one by one."),
        ("[$([$([$([$(C)])])])]", "There are 4 nested $() expressions; the limit is 3."),
        ("C" * 101, "There are 101 atoms; the limit is 100."),
        ("C(" * 61 + ")" * 61, "There are 61 nested brackets; the limit is 60."),
        ("~", "The structure has no atoms."),
    ],
)
def test_a_query_beyond_a_limit_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_smarts(text)
    assert str(refused.value) == words


def test_an_inchi_within_the_limits_passes() -> None:
    vet_inchi("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3")
    vet_inchi("InChI=" + "1" * 9_994)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The InChI is empty."),
        ("1S/CH4/h1H4", "An InChI begins with InChI=."),
        ("inchi=1S/CH4/h1H4", "An InChI begins with InChI=."),
        ("InChI=" + "1" * 9_995, "The InChI has 10,001 characters; the limit is 10,000."),
        ("InChI=1S/CH4/h1H4\n", "The InChI contains the character U+000A, which is not allowed."),
    ],
)
def test_an_inchi_beyond_a_limit_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_inchi(text)
    assert str(refused.value) == words


def v3000(atoms: str) -> str:
    return f"\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 COUNTS {atoms} 0 0 0 0\n"


@pytest.mark.parametrize("text", ["", "\n\n\n  1  0  0  0  0  0            999 V2000\n", v3000("999"), v3000("many")])
def test_a_molfile_within_the_limits_passes(text: str) -> None:
    vet_molblock(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n" * 1_000_001, "The molfile has 1,000,001 characters; the limit is 1,000,000."),
        ("\n\x00\n", "The molfile contains a NUL character."),
        ("\n" + "x" * 4_001, "A line of the molfile is longer than 4,000 characters."),
        (v3000("1000"), "There are 1,000 atoms; the limit is 999."),
        (v3000("999999999999"), "There are 999,999,999,999 atoms; the limit is 999."),
    ],
)
def test_a_molfile_beyond_a_limit_is_refused_by_its_name(text: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_molblock(text)
    assert str(refused.value) == words


def read(smiles: str) -> Chem.Mol:
    mol = Chem.MolFromSmiles(smiles, sanitize=False)
    assert mol is not None
    return mol


@pytest.mark.parametrize(
    "smiles", ["C", "C" * 999, ".".join(["O"] * 20), "[U]" + "(C)" * 10, "C1CC1" * 60, "[H]C([H])[H]"]
)
def test_a_molecule_within_the_limits_passes(smiles: str) -> None:
    vet_molecule(read(smiles))


@pytest.mark.parametrize(
    ("smiles", "words"),
    [
        ("C" * 1000, "There are 1,000 atoms; the limit is 999."),
        (".".join(["O"] * 101), "There are 101 fragments; the limit is 100."),
        ("[U]" + "(C)" * 11, "There are 11 bonds at one atom; the limit is 10."),
        ("C1CC1" * 61, "There are 61 rings; the limit is 60."),
    ],
)
def test_a_parsed_molecule_is_held_against_the_limits_again(smiles: str, words: str) -> None:
    with pytest.raises(StructureRefused) as refused:
        vet_molecule(read(smiles))
    assert str(refused.value) == words


def test_a_molecule_without_atoms_is_refused() -> None:
    with pytest.raises(StructureRefused, match="no atoms"):
        vet_molecule(Chem.Mol())


@pytest.mark.parametrize("vet", [vet_smiles, vet_smarts, vet_inchi, vet_molblock])
@given(text=st.text())
def test_any_text_passes_or_is_refused_in_a_sentence(vet: Callable[[str], None], text: str) -> None:
    try:
        vet(text)
    except InvalidStructure as error:
        assert str(error).endswith(".")  # noqa: PT017 - Either way is right; only what is said is judged.


@given(
    st.text("CNOcno[]H+-=#@123456789%().*Br\\/l", min_size=1, max_size=40),
)
def test_what_passes_as_text_is_no_larger_as_a_molecule(text: str) -> None:
    """The atoms are counted in the text before RDKit sees it, so they must not be fewer than RDKit makes."""
    try:
        vet_smiles(text)
    except StructureRefused:
        return
    with parser_words():
        mol = Chem.MolFromSmiles(text, sanitize=False)
    if mol is not None and mol.GetNumAtoms():
        vet_molecule(mol)


def test_no_published_hostile_text_makes_the_guard_stumble(test_data: Path) -> None:
    vets = {"smiles": vet_smiles, "smarts": vet_smarts, "inchi": vet_inchi, "molblock": vet_molblock}
    with gzip.open(test_data / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    refused = 0
    for row in rows:
        try:
            vets[row["kind"].removesuffix("_vs_query")](row["text"])
        except StructureRefused:
            refused += 1
    assert len(rows) > refused > 0
