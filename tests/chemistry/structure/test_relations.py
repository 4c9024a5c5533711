"""How a drawing and a stated InChIKey are related."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.keys import structure_keys
from catalog.chemistry.structure.relations import Layer, compare_identity
from catalog.chemistry.structure.structure import read_structure

ALANINE, FLAT_ALANINE, D_ALANINE = "C[C@H](N)C(=O)O", "CC(N)C(=O)O", "C[C@@H](N)C(=O)O"
THREONINE, ALLO, HALF_DRAWN = "C[C@H](O)[C@H](N)C(=O)O", "C[C@H](O)[C@@H](N)C(=O)O", "C[C@H](O)C(N)C(=O)O"


def key_of(smiles: str) -> str:
    return read_structure(smiles, "smiles").inchi_key


@pytest.mark.parametrize(
    ("drawn", "stated", "layer", "words"),
    [
        ("CCO", "OCC", Layer.SAME, ""),
        (ALANINE, FLAT_ALANINE, Layer.STEREO, "the InChIKey has no stereo, the structure has"),
        (ALANINE, D_ALANINE, Layer.STEREO, "the InChIKey is that of the mirror image"),
        (THREONINE, ALLO, Layer.STEREO, "the InChIKey is that of another stereoisomer"),
        ("F/C=C/F", "F/C=C\\F", Layer.STEREO, "the InChIKey is that of another stereoisomer"),
        (
            FLAT_ALANINE,
            ALANINE,
            Layer.STEREO,
            "only the InChIKey has stereo (1 centre or double bond undefined in the structure)",
        ),
        (
            HALF_DRAWN,
            ALLO,
            Layer.STEREO,
            "part of the stereo of the structure is undefined (1 centre or double bond)",
        ),
        ("[13CH3]CO", "CCO", Layer.ISOTOPE, "the InChIKey has no isotope labels, the structure has"),
        ("[2H]C([2H])([2H])O", "CO", Layer.ISOTOPE, "the InChIKey has no isotope labels, the structure has"),
        ("CCO", "[13CH3]CO", Layer.ISOTOPE, "the isotope labels of the InChIKey are not those of the structure"),
        ("C[NH3+]", "CN", Layer.PROTONATION, "they differ in protons only"),
        ("CC(=O)[O-]", "CC(=O)O", Layer.PROTONATION, "they differ in protons only"),
        ("NCCO.Cl", "NCCO", Layer.SALT, "the InChIKey is that of NCCO alone"),
        ("NCCO", "NCCO.Cl", Layer.SALT, "the InChIKey is that of the compound with HCl"),
        ("NCCO", "NCCO.Cl.Cl", Layer.SALT, "the InChIKey is that of the compound with 2 HCl"),
        ("NCCO", "NCCO.Br", Layer.SALT, "the InChIKey is that of the compound with HBr"),
        ("NCCO", "NCCO.O", Layer.SALT, "the InChIKey is that of the compound with water"),
        ("NCCO", "NCCO.NCCO.OS(=O)(=O)O", Layer.SALT, "the InChIKey is that of the compound with half a sulfuric acid"),
        ("CC(=O)O", "CC(=O)[O-].[Na+]", Layer.SALT, "the InChIKey is that of the compound with 1 [Na+]"),
        ("CC(=O)[O-].[Na+]", "CC(=O)[O-].[K+]", Layer.SALT, "the InChIKey is that of the compound with 1 [K+]"),
        (
            "CC(=O)O",
            "CC(=O)[O-].CC(=O)[O-].[Ca+2]",
            Layer.SALT,
            "the InChIKey is that of the compound with half a [Ca+2]",
        ),
        ("C[N+](C)(C)C", "C[N+](C)(C)C.[Cl-]", Layer.SALT, "the InChIKey is that of the compound with 1 [Cl-]"),
        ("Nc1ccccc1.Cl.O", "Nc1ccccc1.Cl", Layer.SALT, "the InChIKey is that of Cl.Nc1ccccc1 alone"),
        ("CCO", "CCCO", Layer.SKELETON, "the first blocks differ, so it is another compound"),
        ("CCO", "CN", Layer.SKELETON, "the first blocks differ, so it is another compound"),
    ],
)
def test_names_the_layer_and_says_how(drawn: str, stated: str, layer: Layer, words: str) -> None:
    relation = compare_identity(read_structure(drawn, "smiles"), key_of(stated))
    assert (relation.layer, relation.words, relation.also) == (layer, words, ())


def test_names_a_lighter_layer_besides() -> None:
    relation = compare_identity(read_structure("[13CH3][C@H](N)C(=O)O", "smiles"), key_of(FLAT_ALANINE))
    assert (relation.layer, relation.also) == (Layer.STEREO, (Layer.ISOTOPE,))


@pytest.mark.parametrize(
    ("smiles", "key"),
    [
        ("[O-]Cl(=O)(=O)=O.[Na+]", "BAZAXWOYCMUHIX-UHFFFAOYSA-M"),
        ("[Na+].[O-]I(=O)(=O)=O", "JQWHASGSAFIOCM-UHFFFAOYSA-M"),
    ],
)
def test_a_key_made_by_another_toolkit_is_the_same(smiles: str, key: str) -> None:
    """RDKit rewrites halogen oxo-anions; registers hold the keys of what was drawn."""
    assert compare_identity(read_structure(smiles, "smiles"), key).layer is Layer.SAME


@pytest.mark.parametrize("kind", ["smiles", "inchi"])
def test_the_kind_of_the_drawing_does_not_matter(kind: str) -> None:
    aspirin = read_structure("CC(=O)Oc1ccccc1C(=O)O", "smiles")
    text = {"smiles": aspirin.smiles + " aspirin", "inchi": aspirin.inchi}[kind]
    assert compare_identity(read_structure(text, kind), aspirin.inchi_key).layer is Layer.SAME
    assert compare_identity(read_structure(text, kind), key_of("CCO")).layer is Layer.SKELETON


def test_a_large_drawing_is_not_searched_for_salts() -> None:
    base = "N" + "C" * 121
    assert compare_identity(read_structure(base, "smiles"), key_of(base + ".Cl")).layer is Layer.SKELETON
    assert (
        compare_identity(read_structure("N" + "C" * 40, "smiles"), key_of("N" + "C" * 40 + ".Cl")).layer is Layer.SALT
    )


def test_keys_of_what_stands_behind_a_drawing() -> None:
    keys = structure_keys(read_structure("[Na+].C[C@H](N)C(=O)[O-]", "smiles"))
    acid = key_of(ALANINE)
    assert keys.parent_smiles == "C[C@H](N)C(=O)[O-]"
    assert keys.parent_inchi_key == acid[:-1] + "M"
    assert keys.uncharged_parent_inchi_key == acid
    assert keys.no_stereo_inchi_key == key_of("[Na+].CC(N)C(=O)[O-]")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Oc1ccccn1", "O=c1cccc[nH]1", True),
        ("CC(=O)CC(C)=O", "CC(O)=CC(C)=O", True),
        ("CCO", "COC", False),
    ],
)
def test_tautomers_meet_under_one_key(one: str, other: str, equal: bool) -> None:
    keys = [structure_keys(read_structure(smiles, "smiles")).tautomer_key for smiles in (one, other)]
    assert (keys[0] == keys[1]) is equal


def test_keys_leave_labels_and_salts_out() -> None:
    labelled = structure_keys(read_structure("[13CH3][C@H](N)C(=O)O.Cl", "smiles"))
    assert labelled.no_isotope_inchi_key == key_of(ALANINE + ".Cl")
    assert labelled.parent_smiles == "[13CH3][C@H](N)C(=O)O"
