"""A structure where the supplier states none: when one is borrowed, and that it is never taken for a stated one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examination_jobs import examine_fields
from catalog.product.examine import examine
from catalog.reference.references import open_references

ASPIRIN, ASPIRIN_KEY = "CC(=O)Oc1ccccc1C(=O)O", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"


@pytest.mark.parametrize(
    ("stated", "smiles"),
    [
        ({"cas_rn": "50-78-2", "name": "Aspirin"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "name": "Aspirin, ≥99%, ACS reagent"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "synonyms": "Made by us|Acetylsalicylic acid"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "molecular_weight": "180.16"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "name": "Aspirin", "formula": "C9H8O4", "molecular_weight": "180.16"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "formula": "CH3COOC6H4COOH"}, ASPIRIN),
        ({"cas_rn": "50-78-2", "inchi_key": ASPIRIN_KEY}, ASPIRIN),
        ({"cas_rn": "64-17-5", "name": "Ethanol, absolute", "formula": "C2H6O"}, "CCO"),
        # The supplier states one.
        ({"cas_rn": "50-78-2", "smiles": "CC(=O)Oc1ccccc1C(O)=O"}, None),
        ({"cas_rn": "50-78-2", "smiles": "not a structure"}, None),
        # A stated fact contradicts it, or cannot be compared with it.
        ({"cas_rn": "50-78-2", "formula": "C8H10N4O2"}, None),
        ({"cas_rn": "50-78-2", "formula": "C9H8O4.xH2O"}, None),
        ({"cas_rn": "50-78-2", "formula": "C9H7NaO4"}, None),
        ({"cas_rn": "50-78-2", "molecular_weight": "194.19"}, None),
        ({"cas_rn": "50-78-2", "name": "Caffeine"}, None),
        ({"cas_rn": "50-78-2", "inchi_key": "RYYVLZVUVIJVGH-UHFFFAOYSA-N"}, None),
        ({"cas_rn": "137-58-6", "name": "Lidocaine hydrochloride"}, None),
        # The name says another form or isomer, in whatever language, or nobody knows it and nothing else proves it.
        ({"cas_rn": "50-78-2"}, None),
        ({"cas_rn": "147-85-3", "name": "D-Proline"}, None),
        ({"cas_rn": "147-85-3", "name": "DL-Proline", "formula": "C5H9NO2"}, None),
        ({"cas_rn": "103-90-2", "name": "Paracetamol-d4"}, None),
        ({"cas_rn": "103-90-2", "name": "[13C6]-Paracetamol"}, None),
        ({"cas_rn": "103-90-2", "name": "Paracetamol (ring-d4)"}, None),
        ({"cas_rn": "15687-27-1", "name": "Ibuprofen sodium salt"}, None),
        ({"cas_rn": "15687-27-1", "name": "(S)-Ibuprofen"}, None),
        ({"cas_rn": "15307-79-6", "name": "Diclofenac"}, None),
        ({"cas_rn": "77-92-9", "name": "Citric acid monohydrate"}, None),
        ({"cas_rn": "58-08-2", "name": "Koffein-Monohydrat"}, None),
        ({"cas_rn": "137-58-6", "name": "Lidocain-Hydrochlorid"}, None),
        ({"cas_rn": "137-58-6", "name": "盐酸利多卡因"}, None),
        ({"cas_rn": "100-42-5", "name": "Poly(styrene)"}, None),
        # The CAS RN does not tell one compound.
        ({"cas_rn": "50-78-3"}, None),
        ({"cas_rn": "50-78-2, 64-17-5"}, None),
        ({"cas_rn": "89604-92-2", "name": "BPTA", "formula": "C20H22N4O4S3"}, None),
        ({"name": "Aspirin"}, None),
        # An editor refused it.
        ({"cas_rn": "50-78-2", "structure_refused": "It is a mixture."}, None),
    ],
)
def test_is_borrowed_where_everything_stated_agrees(stated: Mapping[str, str], smiles: str | None) -> None:
    draft = Draft({"catalog_number": "A1", "name": "Thing"} | dict(stated))
    borrowed = examine(draft, reference=open_references()).borrowed_structure
    assert (borrowed and borrowed.smiles) == smiles


def test_it_is_never_taken_for_a_stated_one() -> None:
    product = examine(
        Draft({"catalog_number": "A1", "name": "Aspirin", "cas_rn": "50-78-2"}), reference=open_references()
    )
    document = document_of(product)
    assert (product.structure, document["structure"]) == (None, None)
    assert document["borrowed_structure"]["note"] == (
        "Not the supplier's: structure of CAS RN 50-78-2, source chemicals 1.5.2."
    )
    assert document["compound"]["key"] == "50-78-2"
    assert (document["molecular_weight"], document["hill_formula"]) == (None, None)
    [row] = [row for row in document["evidence"] if row["field"] == "structure"]
    assert (row["stated"], row["found"], row["verdict"]) == (None, ASPIRIN, "not-stated")
    assert "State the structure, as SMILES, InChI or molfile." in document["quality"]["to_raise"]


def test_it_is_searched() -> None:
    fields = {"catalog_number": "A1", "name": "Aspirin", "cas_rn": "50-78-2"}
    assert examine_fields(fields).fingerprints is None
    stated = examine_fields({**fields, "smiles": ASPIRIN})
    assert examine_fields(fields, reference=open_references()).fingerprints == stated.fingerprints
