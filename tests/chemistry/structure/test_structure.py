"""Reading SMILES, molfiles and InChIs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import fragment_compositions, is_smiles, read_structure
from catalog.errors import InvalidStructure, StructureRefused

ETHANOL_KEY = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
ETHANOL_INCHI = "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3"


def molfile(smiles: str, *, v3000: bool = False) -> str:
    mol = Chem.MolFromSmiles(smiles)
    return str(Chem.MolToV3KMolBlock(mol) if v3000 else Chem.MolToMolBlock(mol))


ETHANOL_MOLFILE = molfile("CCO")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CCO", "smiles"),
        ("OCC", "smiles"),
        ("[CH3][CH2][OH]", "smiles"),
        ("[H]OCC", "smiles"),
        ("\ufeffCCO\u200b", "smiles"),
        ("  CCO\n", "smiles"),
        (ETHANOL_INCHI, "inchi"),
        (f" {ETHANOL_INCHI}\n", "inchi"),
        (ETHANOL_MOLFILE, "molfile"),
        (ETHANOL_MOLFILE.replace("\n", "Äthanol 乙醇 \ud800\n", 1), "molfile"),
        (ETHANOL_MOLFILE.lstrip(), "molfile"),
        (ETHANOL_MOLFILE.replace("\n", "\r\n"), "molfile"),
        (ETHANOL_MOLFILE.partition("M  END")[0] + "M  END", "molfile"),
        (molfile("CCO", v3000=True), "molfile"),
    ],
)
def test_one_substance_is_read_from_every_form(text: str, kind: str) -> None:
    structure = read_structure(text, kind)
    assert (structure.stated, structure.kind) == (text, kind)
    assert (structure.smiles, structure.inchi, structure.inchi_key) == ("CCO", ETHANOL_INCHI, ETHANOL_KEY)
    assert structure.composition == Composition.of({"C": 2, "H": 6, "O": 1})
    assert (structure.charge, structure.heavy_atoms, structure.fragments, structure.generic) == (0, 3, 1, False)
    assert structure.molecular_weight == pytest.approx(46.069, abs=1e-3)
    assert structure.monoisotopic_mass == pytest.approx(46.04186, abs=1e-5)


@pytest.mark.parametrize(
    ("smiles", "hill", "charge", "fragments", "centres", "unspecified"),
    [
        ("C[C@H](N)C(=O)O", "C3H7NO2", 0, 1, 1, 0),
        ("CC(N)C(=O)O", "C3H7NO2", 0, 1, 1, 1),
        ("C[C@H](O)C(N)C(=O)O", "C4H9NO3", 0, 1, 2, 1),
        ("[Na+].[Cl-]", "ClNa", 0, 2, 0, 0),
        ("C[N+](C)(C)C", "C4H12N+", 1, 1, 0, 0),
        ("[O-]S(=O)(=O)[O-]", "O4S-2", -2, 1, 0, 0),
        ("[2H]O[2H]", "D2O", 0, 1, 0, 0),
        ("[13CH3]C([2H])O", "C[13C]H5DO", 0, 1, 1, 1),
        ("O.O.O.O.O.[Cu+2].[O-]S(=O)(=O)[O-]", "CuH10O9S", 0, 7, 0, 0),
        ("[H][H]", "H2", 0, 1, 0, 0),
    ],
)
def test_counts(smiles: str, hill: str, charge: int, fragments: int, centres: int, unspecified: int) -> None:
    read = read_structure(smiles, "smiles")
    assert (read.composition.hill(), read.charge, read.fragments) == (hill, charge, fragments)
    assert (read.stereo_centres, read.unspecified_stereo_centres) == (centres, unspecified)


@pytest.mark.parametrize(
    ("text", "kind", "error", "words"),
    [
        ("C1CC", "smiles", InvalidStructure, "unclosed ring"),
        ("C(C", "smiles", InvalidStructure, "extra open parentheses"),
        ("XYZ", "smiles", InvalidStructure, "syntax error"),
        ("CO(C)(C)C", "smiles", InvalidStructure, "Explicit valence for atom # 1 O, 4, is greater than permitted"),
        ("c1cccc1", "smiles", InvalidStructure, "Can't kekulize mol"),
        ("CC>>CO", "smiles", InvalidStructure, "syntax error"),
        ("", "smiles", StructureRefused, "The SMILES is empty."),
        (">>", "smiles", StructureRefused, "no atoms"),
        ("C" * 1000, "smiles", StructureRefused, "There are 1,000 atoms"),
        ("[U]" + "(C)" * 11, "smiles", StructureRefused, "11 bonds at one atom"),
        ("InChI=1S/garbage", "inchi", InvalidStructure, "The InChI cannot be read"),
        ("InChI=1S//", "inchi", InvalidStructure, "The InChI cannot be read"),
        ("InChI=1S/BrF3/c2-1(3)4", "inchi", InvalidStructure, "The InChI cannot be read: Explicit valence"),
        ("hello", "inchi", StructureRefused, "An InChI begins with InChI=."),
        ("", "molfile", InvalidStructure, "cannot be read"),
        ("garbage", "molfile", InvalidStructure, "cannot be read"),
        # RDKit cuts lines by bytes, and fails at half a character.
        (ETHANOL_MOLFILE.replace("  1  2  1  0", "  1  é  1  0"), "molfile", InvalidStructure, "Cannot convert"),
        (ETHANOL_MOLFILE.replace("  1  2  1  0", "  1  2  ٣  0"), "molfile", InvalidStructure, "cannot be read"),
        (ETHANOL_MOLFILE.replace("0.0000", "0.0é00", 1), "molfile", InvalidStructure, "cannot be read"),
        (ETHANOL_MOLFILE.replace("M  END", "M  CHG  1   é   1\nM  END"), "molfile", InvalidStructure, "cannot be read"),
        (
            ETHANOL_MOLFILE.replace("M  END", "M  CHG  1   1   日\nM  END"),
            "molfile",
            InvalidStructure,
            "cannot be read",
        ),
        ("\ud800", "molfile", InvalidStructure, "cannot be read"),
        (ETHANOL_MOLFILE.replace("  1  2  1  0", "  1\ud800 2  1  0"), "molfile", InvalidStructure, "cannot be read"),
        ("\n\n\n  0  0  0  0  0  0            999 V2000\nM  END\n", "molfile", InvalidStructure, "has no atoms"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_parsers_words(
    text: str, kind: str, error: type[InvalidStructure], words: str
) -> None:
    with pytest.raises(error) as refused:
        read_structure(text, kind)
    assert type(refused.value) is error
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("CCO", ()),
        ("CCO ethanol, absolute", ("The text after the SMILES was not read as a structure: “ethanol, absolute”.",)),
        ("CCO " + "x" * 61, (f"The text after the SMILES was not read as a structure: “{'x' * 60}…”.",)),
        (
            "[CH3]",
            (
                "The structure has 1 unpaired electron (radical or carbene).",
                "The InChI program says: Accepted unusual valence(s): C(3).",
            ),
        ),
        (
            "[CH2]",
            (
                "The structure has 2 unpaired electrons (radical or carbene).",
                "The InChI program says: Accepted unusual valence(s): C(2).",
            ),
        ),
        ("[Fe]", ()),
    ],
)
def test_notes_what_is_odd(text: str, notes: tuple[str, ...]) -> None:
    assert read_structure(text, "smiles").notes == notes


def test_text_behind_a_smiles_never_gets_into_what_is_computed() -> None:
    read = read_structure("CCO hello'; drop table products", "smiles")
    assert (read.smiles, read.inchi_key) == ("CCO", ETHANOL_KEY)


def test_a_molfile_carries_the_structure_checkers_complaints() -> None:
    noted, plain = (molfile(text, v3000=True) for text in ("CC(N)C(=O)O", "CCO"))
    words = "ChEMBL’s structure checker: InChI: Omitted undefined stereo (penalty 2)."
    assert read_structure(noted, "molfile").notes == (words,)
    # That the file is of the newer form is no fault.
    assert read_structure(plain, "molfile").notes == ()


REPEAT = """
  written by hand

  3  2  0  0  0  0            999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.0000    0.0000    0.0000 C   0  0
    2.0000    0.0000    0.0000 C   0  0
  1  2  1  0
  2  3  1  0
M  STY  1   1 SRU
M  SAL   1  1   2
M  SBL   1  2   1   2
M  SMT   1 n
M  END
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("*c1ccccc1", "smiles"),
        ("[*:1]CCO", "smiles"),
        ("C~C", "smiles"),
        (REPEAT, "molfile"),
        (molfile("*CC"), "molfile"),
    ],
)
def test_what_stands_for_many_substances_has_no_key(text: str, kind: str) -> None:
    read = read_structure(text, kind)
    assert read.generic
    assert (read.inchi, read.inchi_key) == ("", "")


@pytest.mark.parametrize("text", ["CCO", "c1ccccc1", "[Na+].[Cl-]", "C", "*C"])
def test_is_a_smiles(text: str) -> None:
    assert is_smiles(text)


@pytest.mark.parametrize("text", ["", "Aspirin", "89604-92-2", "CCO ethanol", "C20H22N4O4S3", "C1CC", ">>", "C" * 1000])
def test_is_no_smiles(text: str) -> None:
    assert not is_smiles(text)


def test_pieces_are_counted_apart() -> None:
    salt = read_structure("CN.Cl.O", "smiles")
    assert sorted(piece.hill() for piece in fragment_compositions(salt)) == ["CH5N", "ClH", "H2O"]


@pytest.mark.parametrize(
    "smiles",
    [
        "CC(=O)Oc1ccccc1C(=O)O",
        "C[C@H](N)C(=O)[O-].[Na+]",
        "F/C=C\\F",
        "[13CH3]CO",
        "O=C1NC(=O)c2ccccc21",
        "[2H]c1ccccc1",
    ],
)
def test_what_is_written_back_reads_the_same(smiles: str) -> None:
    read = read_structure(smiles, "smiles")
    again = read_structure(read.smiles, "smiles")
    assert (again.smiles, again.inchi_key, again.composition) == (read.smiles, read.inchi_key, read.composition)
    assert read_structure(read.inchi, "inchi").inchi_key == read.inchi_key


@given(
    st.lists(
        st.sampled_from(["C", "N", "O", "c1ccccc1", "C(=O)", "[C@H](F)", "S", "C(Cl)", "[13CH2]"]),
        min_size=1,
        max_size=8,
    )
)
def test_weight_and_composition_are_those_of_rdkit_and_of_the_formula(parts: list[str]) -> None:
    smiles = "C" + "".join(parts)
    read = read_structure(smiles, "smiles")
    mol = Chem.MolFromSmiles(smiles)
    assert read.molecular_weight == pytest.approx(rdMolDescriptors._CalcMolWt(mol))
    assert sum(read.composition.elements().values()) == Chem.AddHs(mol).GetNumAtoms()
    assert read.composition in read_formula(read.composition.hill()).readings


@settings(max_examples=200)
@given(st.text("CNOPSclnos[]()=#@+-123456%.*H \n", max_size=30), st.sampled_from(["smiles", "molfile", "inchi"]))
def test_any_text_is_read_or_refused_in_a_sentence(text: str, kind: str) -> None:
    try:
        read = read_structure("InChI=" + text if kind == "inchi" else text, kind)
    except InvalidStructure as error:
        assert str(error)  # noqa: PT017 - Either way is right; only what is said is judged.
    else:
        assert read.smiles


def test_a_refusal_says_nothing_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InvalidStructure):
        read_structure("CO(C)(C)C", "smiles")
    assert capfd.readouterr() == ("", "")


def test_words_are_heard_in_the_block_only() -> None:
    with parser_words() as heard:
        Chem.MolFromSmiles("C1CC")
    assert any("unclosed ring" in line for line in heard)
    before = list(heard)
    Chem.MolFromSmiles("C1CC")
    assert heard == before
