"""What the cells of a record mean beside each other."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.provenance import provenance_of
from catalog.intake.records import STRUCTURE_KEY, RawRecord
from catalog.product.findings import Code

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


TESTS: list[tuple[str, str, dict[str, str]]] = [
    ("Specifications", "Assay: ≥98 % (GC); Water: ≤0.1 %", {"assay": "≥98 % (GC)", "spec:Water": "≤0.1 %"}),
    ("Spec", "Purity = 98 %\nLoss on drying: 0.5 %", {"spec:Purity": "98 %", "spec:Loss on drying": "0.5 %"}),
    ("Properties", "Flash pt.: 7 °C|bp: 56 °C", {"property:Flash point": "7 °C", "property:Boiling point": "56 °C"}),
    ("Specification", "conforms to USP", {"attribute:Specification": "conforms to USP"}),
    ("Specs", "Assay: 98 %; see below", {"attribute:Specs": "Assay: 98 %; see below"}),
    ("Packing notes", "Box: 5; Foil: 1", {"attribute:Packing notes": "Box: 5; Foil: 1"}),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "expected"), TESTS)
def test_tests_in_one_text_are_specifications(label: str, text: str, expected: dict[str, str]) -> None:
    assert RecordDrafter(None).draft(RawRecord({"row": 2}, (label,), (text,))).draft.fields == expected


CLEANED: list[tuple[str, str, str, str]] = [
    ("Name", "<i>N</i>-Methylaniline", "name", "N-Methylaniline"),
    ("Synonyms", "&alpha;-Pinene|<b>Terpene</b>", "synonyms", "α-Pinene|Terpene"),
    ("Storage", "2â€“8 Â°C", "storage", "2–8 °C"),
    ("Description", "<p>A solvent.</p><p>For HPLC.</p>", "description", "A solvent.\nFor HPLC."),
    ("Melting point", "95&deg;C", "property:Melting point", "95°C"),
]


@pytest.mark.parametrize(("label", "stated", "field", "shown"), CLEANED)
def test_the_stated_text_stays_beside_the_clean_one(label: str, stated: str, field: str, shown: str) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, ("Cat. No.", label), ("A1", stated)))
    assert drafted.fields[field] == shown
    assert drafted.origins[field].stated == stated
    assert drafted.origins["catalog_number"].stated is None
    repaired = [finding.field for finding in drafted.findings if finding.code is Code.TEXT_REPAIRED]
    assert repaired == (["storage"] if field == "storage" else [])


@pytest.mark.parametrize(("stated", "kept"), [("7.0", "7"), ("2221451.0", "2221451"), ("7.5", "7.5"), ("07", "07")])
def test_a_number_of_a_register_has_no_decimals(stated: str, kept: str) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, ("Merck Index",), (stated,)))
    assert drafted.fields == {"identifier:Merck Index": kept}


def test_structures_and_numbers_keep_their_signs() -> None:
    cells = {"Cat. No.": "A<b>1", "SMILES": "C&amp;", "Formula": "C<sub>2</sub>H6", "Name": "Ethane"}
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert list(drafted.fields.values()) == list(cells.values())


def test_the_provenance_has_the_stated_text() -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, ("Cat. No.", "Name"), ("A1", "&alpha;-Pinene")))
    delivery = {"source": "a.csv", "intake_run": 1, "record": 1, "place": {"row": 2}}
    fields = provenance_of(delivery, None, drafted.origins, drafted.fields, None)["fields"]
    assert fields["catalog_number"] == {"delivery": 0, "label": "Cat. No."}
    assert fields["name"] == {
        "delivery": 0,
        "label": "Name",
        "rule": "markup is removed",
        "stated": "&alpha;-Pinene",
    }
