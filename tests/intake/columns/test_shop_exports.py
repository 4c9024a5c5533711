"""Product exports of web shops: variants are packs, and what is about the shop is left out."""

from __future__ import annotations

import csv
import io

import pytest

from catalog.intake.columns.shop_exports import join_shop_rows
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.table import read_table
from catalog.intake.records import RawRecord


def drafted(*rows: dict[str, str]) -> list[dict[str, str]]:
    """Return the fields of the products in an export, and how many rows were passed over as an entry of its own."""
    labels = list(dict.fromkeys(label for row in rows for label in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, labels, restval="")
    writer.writeheader()
    writer.writerows(rows)
    lines = iter(stream.getvalue().splitlines(keepends=True))
    records = list(join_shop_rows(read_table(lines, ReadLimits(), ",")))
    assert len(records) == len(rows)
    return [dict(RecordDrafter(None).draft(record).fields) for record in records if record.skipped is None]


def shopify(handle: str, title: str, option: str, sku: str, price: str, **more: str) -> dict[str, str]:
    row = {"Handle": handle, "Title": title, "Body (HTML)": "", "Option1 Name": "Size", "Option1 Value": option}
    return row | {"Variant SKU": sku, "Variant Price": price, "Image Src": "https://x.example/1.jpg"} | more


def woo(number: str, kind: str, sku: str, name: str, price: str, **more: str) -> dict[str, str]:
    row = {"ID": number, "Type": kind, "SKU": sku, "Name": name, "Published": "1", "Tax status": "taxable"}
    return row | {"Regular price": price, "Sale price": "", "Parent": "", "In stock?": ""} | more


def attribute(number: int, name: str, text: str) -> dict[str, str]:
    return {f"Attribute {number} name": name, f"Attribute {number} value(s)": text, f"Attribute {number} visible": "1"}


STOCK = "Variant Inventory Qty"
POLICY = "Variant Inventory Policy"
CASES = {
    "variants by handle": (
        [
            shopify("acid", "Phenylboronic acid", "5 g", "AC-200-5G", "9.00", **{STOCK: "10", "Vendor": ""}),
            shopify("acid", "", "25 g", "AC-200-25G", "30.00", **{STOCK: "0", POLICY: "deny"}),
            shopify("acid", "", "100 g", "AC-200-100G", "90.00", **{STOCK: "-1", POLICY: "continue"}),
        ],
        [
            {
                "catalog_number": "AC-200",
                "name": "Phenylboronic acid",
                "pack:5 g": "9.00; stock: 10",
                "pack:25 g": "30.00; out of stock",
                "pack:100 g": "90.00; backorder",
            }
        ],
    ),
    "a further picture is no variant": (
        [shopify("a", "A", "1 L", "A1", "9"), shopify("a", "", "", "", "")],
        [{"catalog_number": "A1", "name": "A", "pack:1 L": "9"}],
    ),
    "one variant without an option": (
        [shopify("a", "Acetone 500 mL", "Default Title", "10023", "6.00")],
        [{"catalog_number": "10023", "name": "Acetone 500 mL", "pack:500 mL": "6.00"}],
    ),
    "one variant with its size in the order code": (
        [shopify("a", "Acetone", "Default Title", "AC-1-5G", "6.00")],
        [{"catalog_number": "AC-1", "name": "Acetone", "pack:5G": "6.00"}],
    ),
    "no order codes: the handle": (
        [shopify("acetone", "Acetone", "5 g", "", "6"), shopify("acetone", "", "9 g", "", "7")],
        [{"catalog_number": "acetone", "name": "Acetone", "pack:5 g": "6", "pack:9 g": "7"}],
    ),
    "order codes with nothing in common: the handle": (
        [shopify("acetone", "Acetone", "5 g", "10001", "6"), shopify("acetone", "", "9 g", "10002", "7")],
        [{"catalog_number": "acetone", "name": "Acetone", "pack:5 g": "6", "pack:9 g": "7"}],
    ),
    "a price of zero is none": (
        [shopify("a", "A", "5 g", "A1", "0.00")],
        [{"catalog_number": "A1", "name": "A", "pack:5 g": "on request"}],
    ),
    "HTML, and a field of the shop's own": (
        [
            shopify("a", "A", "5 g", "A1", "9")
            | {"Body (HTML)": "<p>Solvent.<br>For HPLC &amp; GC</p>"}
            | {"CAS (product.metafields.custom.cas)": "67-64-1", "SEO Title": "Buy A", "Gift Card": "FALSE"}
        ],
        [
            {
                "catalog_number": "A1",
                "name": "A",
                "description": "Solvent.\nFor HPLC & GC",
                "cas_rn": "67-64-1",
                "pack:5 g": "9",
            }
        ],
    ),
    "variations of WooCommerce, wherever they stand": (
        [
            woo("1", "variable", "AB", "Borohydride", "", **attribute(1, "Size", "25 g, 100 g")),
            woo(
                "9", "simple", "XY", "Salt, 500 g", "9.90", **{"In stock?": "instock"}, **attribute(1, "Purity", "99 %")
            ),
            woo("2", "variation", "AB-25", "Borohydride - 25 g", "18", **attribute(1, "Size", "25 g"), Parent="AB"),
            woo("3", "variation", "AB-100", "Borohydride - 100 g", "55", **attribute(1, "Size", "100 g"), Parent="id:1")
            | {"In stock?": "backorder", "Sale price": "50"},
        ],
        [
            {
                "catalog_number": "AB",
                "name": "Borohydride",
                "pack:25 g": "18",
                "attribute:Sale price 100 g": "50",
                "pack:100 g": "55; backorder",
            },
            {"catalog_number": "XY", "name": "Salt, 500 g", "assay": "99 %", "pack:500 g": "9.90; in stock"},
        ],
    ),
    "a simple product with its size as an attribute": (
        [woo("1", "simple", "AB", "Salt", "9", **attribute(1, "Pack size", "5 kg"), Stock="3")],
        [{"catalog_number": "AB", "name": "Salt", "pack:5 kg": "9; stock: 3"}],
    ),
    "two descriptions, and a field of a plugin": (
        [
            woo("1", "simple", "AB", "Salt, 5 g", "9")
            | {"Short description": "White.", "Description": "<b>Dry</b>\\nfine"}
            | {"Meta: _cas_number": "7647-14-5", "Meta: _yoast_wpseo_title": "Buy"}
        ],
        [
            {
                "catalog_number": "AB",
                "name": "Salt, 5 g",
                "description": "White.\nDry\nfine",
                "cas_rn": "7647-14-5",
                "pack:5 g": "9",
            }
        ],
    ),
    "a group of products is none": ([woo("1", "grouped", "SET", "Set", "")], []),
    "a variation without its product stays one": (
        [woo("3", "variation", "AB-1", "Salt - 1 g", "5", **attribute(1, "Size", "1 g"), Parent="gone")],
        [{"catalog_number": "AB-1", "name": "Salt - 1 g", "pack:1 g": "5"}],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_export_gives_products_with_packs(case: str) -> None:
    rows, expected = CASES[case]
    assert drafted(*rows) == expected


def test_another_table_is_left_alone() -> None:
    rows = [{"Title": "A", "Variant Price": "9"}, {"Title": "B", "Variant Price": "8"}]
    assert len(drafted(*rows)) == 2


SHOPS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "Magento": (
        {
            "sku": "CM-1", "store_view_code": "", "attribute_set_code": "Default", "product_type": "simple",
            "name": "Acetonitrile, 2.5 L", "description": "<p>For HPLC &amp; GC</p>", "weight": "2.2", "price": "48.00",
            "special_price": "40.00", "qty": "12", "is_in_stock": "1", "additional_attributes":
            "cas_number=75-05-8,purity=≥99.9 %,use=HPLC, GC", "meta_title": "Buy it",
        },
        {
            "catalog_number": "CM-1", "name": "Acetonitrile, 2.5 L", "description": "For HPLC & GC",
            "cas_rn": "75-05-8", "assay": "≥99.9 %", "attribute:use": "HPLC, GC", "attribute:Sale price": "40.00",
            "availability": "stock: 12", "pack:2.5 L": "48.00",
        },
    ),
    "PrestaShop": (
        {
            "Product ID": "7", "Active (0/1)": "1", "Name *": "Glycerol", "Price tax excluded": "12.5",
            "Reference #": "PS-1", "Quantity": "0", "EAN13": "0",
            "Feature(Name:Value:Position)": "CAS:56-81-5:1,Purity:99.5 %:2",
        },
        {
            "catalog_number": "PS-1", "name": "Glycerol", "cas_rn": "56-81-5", "assay": "99.5 %",
            "availability": "out of stock", "attribute:Price": "12.5",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), SHOPS.values(), ids=SHOPS)
def test_attributes_in_one_cell_are_fields(row: dict[str, str], expected: dict[str, str]) -> None:
    [record] = join_shop_rows([RawRecord({"row": 2}, tuple(row), tuple(row.values()))])
    assert RecordDrafter(None).draft(record).draft.fields == expected
