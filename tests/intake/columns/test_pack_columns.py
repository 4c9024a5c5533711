"""Packs from the columns and lists in which suppliers state them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.intake.fields.drafting import RecordDrafter, draft_of_json
from catalog.intake.records import RawRecord
from catalog.product.document import document_of
from catalog.product.examine import examine
from catalog.product.findings import Code

COLUMNS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"Size 1": "5 g", "Price 1": "12.50 EUR", "Size 2": "25 g"}, {"pack:5 g": "12.50 EUR", "pack:25 g": "on request"}),
    ({"Price_USD_1g": "12", "Price_USD_5g": "50"}, {"pack:1g": "12 USD", "pack:5g": "50 USD"}),
    ({"Pack size": "5 g", "Price (€)": "12,50"}, {"pack:5 g": "12,50 EUR"}),
    ({"Pack size": "5 g", "Price": "12", "Currency": "CHF"}, {"pack:5 g": "12 CHF"}),
    ({"Quantity": "5", "Unit": "g", "Price": "12 CHF"}, {"pack:5 g": "12 CHF"}),
    ({"Volume": "2.5 L", "Unit": "bottle", "Price": "12 CHF"}, {"pack:2.5 L": "12 CHF", "attribute:Unit": "bottle"}),
    ({"Size 1": "5 g", "Price 1": "9 EUR", "Stock 1": "19"}, {"pack:5 g": "9 EUR; stock: 19"}),
    (
        {"Size": "5 g", "Price": "9 EUR", "Stock": "In stock", "Lead time": "2 weeks"},
        {"pack:5 g": "9 EUR", "availability": "In stock", "lead_time": "2 weeks"},
    ),
    (
        {"Size": "5 g", "Price": "9 EUR", "Price date": "2026-01-31", "Valid until": "2026-12-31", "Restock date": "?"},
        {
            "pack:5 g": "9 EUR",
            "price_date": "2026-01-31",
            "price_valid_until": "2026-12-31",
            "available_from": "?",
        },
    ),
    (
        {"Size 1": "5 g", "Price 1": "9 EUR", "Price Date 1": "2026-01-31", "Price valid until 1": "Dec 2026"},
        {"pack:5 g": "9 EUR; price date: 2026-01-31; price valid until: Dec 2026"},
    ),
    ({"Size 1": "5 g", "Available from 1": "2026-03-15"}, {"pack:5 g": "on request; available from: 2026-03-15"}),
    ({"available stock.25G.price": "6,200"}, {"pack:25G": "6,200"}),
    ({"Menge [g]": "100", "Preis [€]": "14,90"}, {"pack:100 g": "14,90 EUR"}),
    ({"Quantity (mL)": "1 L", "Price": "9 EUR"}, {"pack:1 L": "9 EUR"}),
    ({"Package": "5g/25g", "Price": "12/30", "Currency": "USD"}, {"pack:5g": "12 USD", "pack:25g": "30 USD"}),
    ({"Package": "5g;1 kg"}, {"pack:5g": "on request", "pack:1 kg": "on request"}),
    ({"Package": "5g/25g", "Price": "12"}, {"pack:5g/25g": "12"}),
    ({"Pack": "5g", "Price": "—", "Currency": "EUR"}, {"pack:5g": "on request"}),
    ({"$/5g": "-", "$/25g": "40"}, {"pack:5g": "-", "pack:25g": "40 USD"}),
    ({"$/5g": "call", "$/25g": "40"}, {"pack:5g": "call", "pack:25g": "40 USD"}),
    ({"Pack Size": "2.5 L", "Quantity": "3", "Price (EUR)": "25"}, {"pack:2.5 L": "25 EUR", "attribute:Quantity": "3"}),
    ({"Qty": "3", "Unit Size": "2.5 L", "Price (EUR)": "25"}, {"pack:2.5 L": "25 EUR", "attribute:Qty": "3"}),
    ({"Unit": "500 mg", "Unit Price (USD)": "750", "QTY": "2"}, {"pack:500 mg": "750 USD", "attribute:QTY": "2"}),
    ({"Pack": "100", "UoM": "mL", "Menge": "4", "Preis": "9 EUR"}, {"pack:100 mL": "9 EUR", "attribute:Menge": "4"}),
    ({"Size": "5 x 10", "Unit": "mL"}, {"pack:5 x 10 mL": "on request"}),
    ({"Size": "1 L", "Packing": "glass"}, {"pack:1 L": "on request", "attribute:Packing": "glass"}),
    ({"Size": "500 mL", "Package": "0.5 L", "Price": "9 EUR"}, {"pack:500 mL": "9 EUR"}),
    ({"Quantity": "2.5e+03", "Unit": "mL"}, {"pack:2500 mL": "on request"}),
    ({"Quantity": "5E-1 L", "Price": "1.2e+03", "Currency": "CHF"}, {"pack:0.5 L": "1200 CHF"}),
    ({"Size": "1 g", "Price (EUR)": "12", "Price (USD)": "13"}, {"pack:1 g": "12 EUR; 13 USD"}),
    ({"Size": "1 g", "Price (EUR)": "-", "Price (USD)": "13"}, {"pack:1 g": "13 USD"}),
    ({"Size": "1 g", "Price": "13.00", "Price (USD)": "13"}, {"pack:1 g": "13 USD"}),
    ({"Price_USD_1g": "13", "Price_EUR_1g": "12"}, {"pack:1g": "13 USD; 12 EUR"}),
    ({"Package": "5g/25g", "Price (USD)": "12/30"}, {"pack:5g": "12 USD", "pack:25g": "30 USD"}),
    ({"Pack 5 g (EUR)": "12.50", "Pack 25 g": "40 EUR"}, {"pack:5g": "12.50 EUR", "pack:25g": "40 EUR"}),
    ({"SKU": "W1-1KG-K W1-SAMPLE"}, {"catalog_number": "W1", "pack:1KG": "on request"}),
    ({"SKU": "F-1", "Name": "Water"}, {"catalog_number": "F-1", "name": "Water"}),
    ({"SKU": "F-1-5G", "Size": "5 g", "Price": "9 EUR"}, {"catalog_number": "F-1", "pack:5 g": "9 EUR"}),
    ({"SKU": "F-1-5G", "Cat. No.": "F1"}, {"catalog_number": "F1", "pack:5G": "on request"}),
]


@pytest.mark.parametrize(("cells", "expected"), COLUMNS)
def test_columns_that_belong_together_make_one_pack(cells: dict[str, str], expected: dict[str, str]) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.draft.fields == expected
    assert drafted.unknown == {}


CONFLICTS: list[tuple[dict[str, str], dict[str, str], tuple[str, str]]] = [
    (
        {"Size": "1 L", "List Price (USD)": "58.65", "Net Price (USD)": "24.50"},
        {"pack:1 L": "58.65 USD"},
        ("pack:1 L", "24.50 USD"),
    ),
    ({"Size": "1 L", "Net price": "9 EUR", "List price": "12 EUR"}, {"pack:1 L": "12 EUR"}, ("pack:1 L", "9 EUR")),
    ({"Size": "1 L", "Price": "12 EUR", "Preis": "9 EUR"}, {"pack:1 L": "12 EUR"}, ("pack:1 L", "9 EUR")),
    ({"Size": "1 L", "Price": "12", "Price (USD)": "9"}, {"pack:1 L": "9 USD"}, ("pack:1 L", "12")),
    ({"Size": "500 mL", "Package": "1 L", "Price": "9 EUR"}, {"pack:500 mL": "9 EUR"}, ("pack:500 mL", "1 L")),
    ({"Quantity": "2 kg", "Pack size": "500 g"}, {"pack:500 g": "on request"}, ("pack:500 g", "2 kg")),
    (
        {"Size": "1 L", "Price": "9", "Currency": "EUR", "Price currency": "USD"},
        {"pack:1 L": "9 EUR"},
        ("record", "USD"),
    ),
]


@pytest.mark.parametrize(("cells", "expected", "told"), CONFLICTS)
def test_two_columns_that_differ_are_told(
    cells: dict[str, str], expected: dict[str, str], told: tuple[str, str]
) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.draft.fields == expected
    assert [(finding.code, finding.field, finding.stated) for finding in drafted.findings] == [
        (Code.FIELD_CONFLICT, *told)
    ]


def test_property_values_of_schema_org_are_fields() -> None:
    record: dict[str, object] = {
        "@type": "Product",
        "sku": "LD-1",
        "identifier": [{"@type": "PropertyValue", "propertyID": "CAS", "value": "50-78-2"}],
        "additionalProperty": [{"@type": "PropertyValue", "name": "Purity", "value": 99, "unitText": "%"}],
    }
    assert draft_of_json(record).fields == {"catalog_number": "LD-1", "cas_rn": "50-78-2", "assay": "99 %"}


LISTS: list[tuple[dict[str, object], dict[str, str]]] = [
    ({"variants": [{"size": "5 g", "price": 12.5, "currency": "EUR"}]}, {"pack:5 g": "12.5 EUR"}),
    ({"packs": [{"amount": 2.5e-05, "unit": "kg", "price": 5}]}, {"pack:0.000025 kg": "5"}),
    ({"variants": [{"packSize": "1 kg", "inStock": False}]}, {"pack:1 kg": "on request; out of stock"}),
    ({"packs": [{"size": "5 g", "price": "9 EUR", "lead_time": "2 weeks"}]}, {"pack:5 g": "9 EUR; lead time: 2 weeks"}),
    ({"packages": [{"quantity": "5g", "price": "$12"}, {"quantity": 3, "price": "$40"}]}, {"pack:5g": "$12"}),
    ({"offers": [{"size": "5 g", "price": "9", "priceCurrency": "EUR"}]}, {"pack:5 g": "9 EUR"}),
    (
        {"offers": [{"name": "5 g", "price": 9, "priceCurrency": "EUR", "priceValidUntil": "2026-12-31"}]},
        {"pack:5 g": "9 EUR; price valid until: 2026-12-31"},
    ),
    (
        {
            "packs": [
                {"size": "5 g", "price": "9 EUR", "price_date": "2026-01-31", "restockDate": "2026-03-15T00:00:00Z"}
            ]
        },
        {"pack:5 g": "9 EUR; price date: 2026-01-31; available from: 2026-03-15T00:00:00Z"},
    ),
    ({"prices": [{"size": "5 g", "price": "9 EUR", "stock": 3}]}, {"pack:5 g": "9 EUR; stock: 3"}),
]


@pytest.mark.parametrize(("record", "expected"), LISTS)
def test_lists_of_packs_are_read(record: dict[str, object], expected: dict[str, str]) -> None:
    assert draft_of_json(record).fields == expected


def test_real_prices_are_read(test_data: Path) -> None:
    """Every pack of a real supplier has a size and a price that can be read; the file does not say the currency."""
    packs = 0
    for line in (test_data / "products" / "tci_products.jsonl").read_text().splitlines():
        document = document_of(examine(draft_of_json(json.loads(line))))
        for pack in document["packs"]:
            packs += 1
            assert pack["unit_price"]["unit"] in ("g", "mL", "piece"), pack
    assert packs > 300
