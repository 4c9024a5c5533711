"""What the cells of a record mean beside each other."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import STRUCTURE_KEY, RawRecord

NAMES: list[tuple[dict[str, str], str | None, str | None]] = [
    # Many price lists call the name a description; prose is none, nor is a description beside a name.
    ({"Code": "A", "Description": "4-Bromoaniline, 98%"}, "4-Bromoaniline, 98%", None),
    ({"Code": "A", "Description": "A solvent. Handle with care."}, None, "A solvent. Handle with care."),
    ({"Code": "A", "Description": "A solvent", "Name": "Water"}, "Water", "A solvent"),
    ({"Code": "A", "Description": "A solvent", "Synonyms": "Water"}, "Water", "A solvent"),
    ({"Code": "A", "Description": "x" * 151}, None, "x" * 151),
]


@pytest.mark.parametrize(("cells", "name", "description"), NAMES)
def test_a_short_description_stands_for_a_name_that_is_missing(
    cells: dict[str, str], name: str | None, description: str | None
) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert (drafted.draft.fields.get("name"), drafted.draft.fields.get("description")) == (name, description)
    assert drafted.origins.keys() == drafted.draft.fields.keys()


NUMBERS: list[tuple[dict[str, str], str, str]] = [
    # What stands in for a catalog number, and what then is the name: cells, number, name.
    ({"label": "Z56754489", "CAS": "50-78-2", "Name": "Aspirin"}, "Z56754489", "Aspirin"),
    ({"label": "Aspirin", "CAS": "50-78-2"}, "50-78-2", "Aspirin"),
    ({"label": "4-Bromoaniline", "CAS": "106-40-1"}, "106-40-1", "4-Bromoaniline"),
    ({"label": "50-78-2", "CAS": "50-78-2", "Name": "Aspirin"}, "50-78-2", "Aspirin"),
    ({"molecule_chembl_id": "CHEMBL25", "pref_name": "ASPIRIN"}, "CHEMBL25", "ASPIRIN"),
    ({"ChEMBL ID": "CHEMBL25", "CAS": "50-78-2", "Name": "Aspirin"}, "50-78-2", "Aspirin"),
    ({"CID": "2244", "Title": "Aspirin"}, "2244", "Aspirin"),
    ({"ChEBI ID": "CHEBI:27732", "ChEBI Name": "caffeine"}, "CHEBI:27732", "caffeine"),
    ({"DATABASE_ID": "DB00945", "GENERIC_NAME": "Acetylsalicylic acid"}, "DB00945", "Acetylsalicylic acid"),
    # A code in the title is no name where there is a better one.
    (
        {"PUBCHEM_SUBSTANCE_SYNONYM": "Acetyl salicylate\nAspirin", "label": "144206000"},
        "144206000",
        "Acetyl salicylate",
    ),
    ({"PUBCHEM_IUPAC_NAME": "2-acetyloxybenzoic acid", "label": "CHEMBL25"}, "CHEMBL25", "2-acetyloxybenzoic acid"),
    ({"label": "EN300-6473482"}, "EN300-6473482", "EN300-6473482"),
    ({"Name": "Water", "InChIKey": "XLYOFNOQVPJJNP-UHFFFAOYSA-N"}, "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "Water"),
    (
        {"Name": "Water", STRUCTURE_KEY: "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "SMILES": "O"},
        "XLYOFNOQVPJJNP-UHFFFAOYSA-N",
        "Water",
    ),
    ({"Name": "Buffer pH 7", "Stock": "3"}, "ID-0A753C2C90", "Buffer pH 7"),
    ({"Name": "buffer  pH 7", "Stock": "5"}, "ID-0A753C2C90", "buffer  pH 7"),
    ({"Name": "Polymer", "SMILES": "*CC*"}, "ID-1289DE2A75", "Polymer"),
]


@pytest.mark.parametrize(("cells", "number", "name"), NUMBERS)
def test_something_stands_in_for_a_number_that_the_file_does_not_give(
    cells: dict[str, str], number: str, name: str
) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"record": 1}, tuple(cells), tuple(cells.values())), shared=False)
    assert (drafted.draft.get("catalog_number"), drafted.draft.get("name")) == (number, name)
    assert drafted.origins.keys() == drafted.draft.fields.keys()


@pytest.mark.parametrize("cells", [{"CID": "2244", "Code": "A"}, {"Code": "A", "CID": "2244"}, {"PubChem CID": "2244"}])
def test_a_pubchem_cid_is_an_identifier_whatever_it_stands_for(cells: dict[str, str]) -> None:
    fields = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values()))).draft.fields
    assert fields == {"catalog_number": cells.get("Code", "2244"), "identifier:PubChem CID": "2244"}


def test_an_isomeric_smiles_is_taken_before_a_flat_one() -> None:
    cells = {"canonical_smiles": "CC(N)C(=O)O", "isomeric_smiles": "C[C@H](N)C(=O)O"}
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert (drafted.draft.fields["smiles"], drafted.findings) == ("C[C@H](N)C(=O)O", [])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("https://example.org/sds/a1.pdf", "document:SDS"),
        ("yes", "attribute:SDS"),
        ("2024-05-01", "attribute:SDS"),
    ],
)
def test_only_an_address_is_a_document(text: str, field: str) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, ("Code", "SDS"), ("A", text)))
    assert drafted.draft.fields == {"catalog_number": "A", field: text}


def test_a_name_in_one_language_is_the_name_where_there_is_no_other() -> None:
    cells = {"Code": "A", "German name": "Wasser|Aqua"}
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.draft.get("name") == "Wasser"
