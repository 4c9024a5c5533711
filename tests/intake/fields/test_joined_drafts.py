"""Rows of one catalog number: what agrees becomes one product, what contradicts is told or keeps them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import RawRecord

Row = dict[str, str]


def raws(*rows: Row) -> list[RawRecord]:
    """Rows of one number, the first in row 2, each with its own labels."""
    cells = [{"Cat. No.": "A1", **row} for row in rows]
    return [RawRecord({"row": number}, tuple(row), tuple(row.values())) for number, row in enumerate(cells, start=2)]


def joined(*rows: Row) -> tuple[dict[str, str], list[str]]:
    """The fields without the number, and the messages of the findings."""
    first, *further = raws(*rows)
    drafted = RecordDrafter(None).draft(first, further=further)
    fields = {name: text for name, text in drafted.fields.items() if name != "catalog_number"}
    return fields, [f"{finding.code.value} {finding.field}" for finding in drafted.findings]


WATER = {"Name": "Water"}


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        # Sheets of products, of hazards and of prices.
        (
            [WATER, {"UN number": "UN1090"}, {"Size": "5 g", "Price": "9 EUR"}],
            {"name": "Water", "un_number": "UN1090", "pack:5 g": "9 EUR"},
        ),
        # Bottles: the lots are all kept, and so are the places where they stand.
        (
            [
                {**WATER, "Lot": "L1", "Expiry date": "2027-01-31", "Shelf": "A"},
                {**WATER, "Lot": "L2", "Expiry date": "2028-01-31", "Shelf": "B"},
                {**WATER, "Lot": "L3", "Expiry date": "2028-01-31", "Shelf": "A"},
            ],
            {
                "name": "Water", "lot:L1": "expires 2027-01-31", "lot:L2": "expires 2028-01-31",
                "lot:L3": "expires 2028-01-31", "attribute:Shelf": "A; B",
            },
        ),
        # Packs that do not follow each other, each with its own stock; a price is better than none.
        (
            [
                {**WATER, "Size": "5 g", "Price": "9 EUR", "Stock": "in stock"},
                {**WATER, "Size": "1 kg", "Price": "", "Stock": "2 weeks", "Available from": "2026-05-01"},
                {**WATER, "Size": "1 kg", "Price": "99 EUR", "Stock": "2 weeks"},
            ],
            {
                "name": "Water", "pack:5 g": "9 EUR; in stock",
                "pack:1 kg": "99 EUR; 2 weeks; available from: 2026-05-01",
            },
        ),
        # Blank beside filled, an erase mark beside a text, other spellings of one fact.
        ([{**WATER, "CAS": ""}, {**WATER, "CAS": "7732-18-5"}], {"name": "Water", "cas_rn": "7732-18-5"}),
        ([{**WATER, "Purity": "-"}, {**WATER, "Purity": "99%"}], {"name": "Water", "assay": "99%"}),
        (
            [
                {**WATER, "CAS": "7732-18-5", "MW": "18.02"},
                {"Name": "WATER", "CAS": "7732\u201118\u20115", "MW": "18.020"},
            ],
            {"name": "Water", "cas_rn": "7732-18-5", "molecular_weight": "18.02"},
        ),
        # A name that is a synonym in the other row, and one with the size of a pack. Statements of several rows are one
        # list.
        (
            [{**WATER, "Synonyms": "Ice"}, {"Name": "Ice", "Synonyms": "Oxidane"}],
            {"name": "Water", "synonyms": "Ice|Oxidane"},
        ),
        ([{"Name": "Water 1 L", "Size": "1 L"}, {"Name": "Water, 5 L", "Size": "5 L"}],
         {"name": "Water 1 L", "pack:1 L": "on request", "pack:5 L": "on request"}),
        (
            [{**WATER, "H statements": "H302"}, {**WATER, "H statements": "H315"}, {**WATER, "H statements": "H302"}],
            {"name": "Water", "hazard_statements": "H302|H315"},
        ),
        # What stands in for a name does so only if no row has one.
        (
            [{"Description": "A short text"}, {**WATER, "IUPAC name": "oxidane"}],
            {"name": "Water", "description": "A short text", "synonyms": "oxidane"},
        ),
    ],
)  # fmt: skip
def test_rows_that_agree_are_one_product(rows: list[Row], fields: Row) -> None:
    assert joined(*rows) == (fields, [])
    assert RecordDrafter(None).clash(raws(*rows)) == ""


@pytest.mark.parametrize(
    ("rows", "kept", "finding"),
    [
        ([{**WATER, "Storage": "RT"}, {**WATER, "Storage": "-20 °C"}], ("storage", "RT"), "field-conflict storage"),
        (
            [{**WATER, "CAS": "7732-18-5", "Formula": "H2O"}, {**WATER, "CAS": "7732-18-5", "Formula": "HO"}],
            ("formula", "H2O"),
            "field-conflict formula",
        ),
        (
            [{**WATER, "CAS": "7732-18-5"}, {"Name": "Oxidane", "CAS": "7732-18-5"}],
            ("name", "Water"),
            "field-conflict name",
        ),
        # In a formula the case of a letter has a meaning.
        ([{**WATER, "Formula": "CO"}, {**WATER, "Formula": "Co"}], ("formula", "CO"), "field-conflict formula"),
        (
            [{**WATER, "Size": "5 g", "Price": "9 EUR"}, {**WATER, "Size": "5 g", "Price": "7 EUR"}],
            ("pack:5 g", "9 EUR"),
            "field-conflict pack:5 g",
        ),
        (
            [{**WATER, "Lot": "L", "Expiry date": "2027-01"}, {**WATER, "Lot": "L", "Expiry date": "2028-01"}],
            ("lot:L", "expires 2027-01"),
            "field-conflict lot:L",
        ),
    ],
)
def test_of_a_contradicted_fact_the_first_is_used_and_the_other_is_told(
    rows: list[Row], kept: tuple[str, str], finding: str
) -> None:
    fields, findings = joined(*rows)
    assert (fields[kept[0]], findings) == (kept[1], [finding])
    first, *further = raws(*rows)
    [told] = RecordDrafter(None).draft(first, further=further).findings
    assert "(row 2)" in told.message
    assert "(row 3)" in told.message


@pytest.mark.parametrize(
    ("rows", "clash"),
    [
        ([WATER, {"Name": "Ice"}], "name 'Water' (row 2), 'Ice' (row 3)"),
        # Two strengths are two products.
        (
            [{"Name": "Brine 1 g/L"}, {"Name": "Brine 5 g/L"}],
            "name 'Brine 1 g/L' (row 2), 'Brine 5 g/L' (row 3)",
        ),
        ([{"CAS": "7732-18-5"}, {**WATER, "CAS": "64-17-5"}], "CAS RN '7732-18-5' (row 2), '64-17-5' (row 3)"),
        ([{"CAS": "7732-18-5"}, WATER, {"CAS": "64-17-5"}], "CAS RN '7732-18-5' (row 2), '64-17-5' (row 4)"),
        (
            [{"InChIKey": "XLYOFNOQVPJJNP-UHFFFAOYSA-N"}, {"InChIKey": "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"}],
            "InChIKey 'XLYOFNOQVPJJNP-UHFFFAOYSA-N' (row 2), 'LFQSCWFLJHTTHZ-UHFFFAOYSA-N' (row 3)",
        ),
        ([{**WATER, "Formula": "H2O"}, {"Name": "Ice", "Formula": "D2O"}], "name 'Water' (row 2), 'Ice' (row 3)"),
        # Something else shows that it is one substance.
        ([{**WATER, "Formula": "H2O"}, {"Name": "Ice", "Formula": "H2O"}], ""),
        ([{**WATER, "SMILES": "O"}, {"Name": "Ice", "SMILES": "O"}], ""),
        ([{**WATER, "Synonyms": "Ice|Oxidane"}, {"Name": "ICE"}], ""),
        ([WATER, {"CAS": "7732-18-5"}], ""),
        ([{"CAS": "7732-18-4"}, {**WATER, "CAS": "7732-18-5"}], ""),
    ],
)
def test_rows_that_name_different_products_are_not_one(rows: list[Row], clash: str) -> None:
    assert RecordDrafter(None).clash(raws(*rows)) == clash


WHOLE = {
    "Name": "Acetone", "CAS": "67-64-1", "Formula": "C3H6O", "MW": "58.08", "SMILES": "CC(C)=O", "Storage": "RT",
    "Purity": "99%", "Synonyms": "Propanone", "H statements": "H225|H319", "UN number": "UN1090", "Shelf": "A",
    "Melting point": "-95 °C", "5 g (EUR)": "9", "1 kg (EUR)": "99", "MDL": "MFCD00008765",
}  # fmt: skip


@given(st.lists(st.sets(st.sampled_from(sorted(WHOLE))), max_size=5))
def test_a_product_is_the_same_however_its_cells_are_spread_over_rows(parts: list[set[str]]) -> None:
    """Cells may stand in one row, in several, or in all of them."""
    stated = set().union(*parts)
    rows = [*({label: WHOLE[label] for label in WHOLE if label in part} for part in parts)]
    rows.append({label: text for label, text in WHOLE.items() if label not in stated})
    assert RecordDrafter(None).clash(raws(*rows)) == ""
    assert joined(*rows) == joined(WHOLE)
