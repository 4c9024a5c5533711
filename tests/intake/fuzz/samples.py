"""Small good files, one for each format that is read, from which the wrong ones are made.

Each says most of what can be said of a product. Catalog numbers begin with a prefix, so that the files of a folder
claim different ones.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from catalog.chemistry.structure.molblock import write_molblock

Table = Sequence[Sequence[str]]

LABELS = (
    "Catalog No.", "Product name", "CAS-No.", "Molecular formula", "M.W. (g/mol)", "SMILES", "InChI", "InChIKey",
    "Synonyms", "Storage", "Assay (%)", "Appearance", "spec:Water", "Melting point (°C)", "Density", "Size 1",
    "Price 1 (EUR)", "Size 2", "Price 2", "Stock", "Lead time", "Lot", "Lot assay", "Expiry date", "Signal word",
    "Pictograms", "Hazard statements", "Precautionary statements", "UN number", "Hazard class", "Packing group",
    "HS code", "Country of origin", "Description", "MDL No.", "PubChem CID", "EC No.", "pack:25 g", "lot:L7",
    "document:SDS", "synonym:zh", "Grade", "Rack",
)  # fmt: skip
ETHANOL = (
    "{}1", "Ethanol", "64-17-5", "C2H6O", "46.07", "CCO", "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3",
    "LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "Ethyl alcohol|Spirit", "2-8 °C, protect from light", "≥99.5", "Clear liquid",
    "max. 0.1 %", "-114", "0.789 g/mL", "1 L", "12.50", "5 L", "50,00 EUR; in stock", "12", "2 weeks", "L123",
    "99.8 %", "2028-01", "Danger", "GHS02|GHS07", "H225|H319", "P210|P233|P305+P351+P338", "1170", "3", "II",
    "2207100090", "DE", "A widely used solvent. Handle with care.", "MFCD00003568", "702", "200-578-6",
    "10 x 2.5 g: 9.90 $", "Assay: 99.7 %; expires 2027-12-31", "https://example.org/sds.pdf", "乙醇|酒精", "ACS", "7",
)  # fmt: skip
ASPIRIN = (
    "{}2", "Acetylsalicylic acid", "50-78-2", "C9H8O4", "180.16", "CC(=O)Oc1ccccc1C(O)=O", "", "", "Aspirin; ASA",
    "RT", "98-102", "White powder", "0.5 % max", "134–136", "1.4", "5 g", "1.234,50 €", "25g", "on request",
    "In stock", "", "A-7", "", "12/31/2027", "Warning", "", "H302", "", "", "", "", "", "China", "", "", "2244", "",
    "", "", "", "", "USP", "",
)  # fmt: skip
SALT = (
    "{}3", "Sodium acetate trihydrate", "6131-90-4", "C2H3NaO2·3H2O", "136.08", "CC(=O)[O-].[Na+].O.O.O", "", "", "",
    "Ambient", "99% min", "Crystals", "", "58 °C (dec.)", "", "100 g/500 g", "10/30", "", "", "no", "", "", "", "",
    "", "", "", "", "", "", "", "", "", "Not dangerous", "", "", "", "", "", "", "", "", "",
)  # fmt: skip
PRODUCTS = (ETHANOL, ASPIRIN, SALT)

PAGE = """\
Ethanol CAS:64-17-5
Catalog Number | {}1 |
Product Name | Ethanol |
CAS | 64-17-5 |
Molecular Formula | C2H6O |
Molecular Weight | 46.07 |
Storage Details | 2-8 °C |
Synonyms: Spirit; Ethyl alcohol
Product Specification
Appearance | Clear liquid |
Assay | 99.5% min |
Pack | Price
1 L | 12.50 EUR
5 L | 50.00 EUR
A widely used solvent.
"""

PRINT = """\
Fine Things

Acetone

[67\u201164\u20111] FEMA 3326 Flavis 7.05
CH3COCH3 C3H6O FW 58.08
Organoleptic: apple;
Halal, Kosher
\uf07d \u226599%, FCC
{0}260-SAMPLE
{0}260-1KG

1 kg

Acetophenone

100 g

Methyl phenyl ketone; 1-Phenylethanone
[98-86-2] C8H8O
FW 120.15
\uf07d \u226598%
{0}905-5KG

Coconut oil
Copra oil
[8001-31-8]
virgin
{0}555-1KG
"""

V3000 = """\
ethane
  test

  0  0  0     0  0            999 V3000
M  V30 BEGIN CTAB
M  V30 COUNTS 3 2 1 0 0
M  V30 BEGIN ATOM
M  V30 1 C 0 0 0 0
M  V30 2 C 1.3 0.75 0 0
M  V30 3 O 2.6 0 0 0 CHG=-1
M  V30 END ATOM
M  V30 BEGIN BOND
M  V30 1 1 1 2
M  V30 2 1 2 3
M  V30 END BOND
M  V30 BEGIN SGROUP
M  V30 1 SRU 1 ATOMS=(1 2) XBONDS=(1 2) LABEL=n
M  V30 END SGROUP
M  V30 END CTAB
M  END
"""

CHARGED = """\
salt
  test

  4  2  0  0  0  0  0  0  0  0999 V2000
    0.0000    0.0000    0.0000 C   0  0
    1.2990    0.7500    0.0000 C   0  0
    2.5981    0.0000    0.0000 O   0  0
    4.0000    0.0000    0.0000 Na  0  0
  1  2  1  0
  2  3  1  0
M  CHG  2   3  -1   4   1
M  ISO  1   1  13
M  RAD  1   2   2
M  END
"""


def rows(prefix: str) -> list[list[str]]:
    """The labels, and the products below them."""
    return [list(LABELS), *([product[0].format(prefix), *product[1:]] for product in PRODUCTS)]


def delimited(table: Table, delimiter: str = ",") -> bytes:
    """A table as text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(table)
    return stream.getvalue().encode("utf-8", "surrogatepass")


def on_its_side(table: Table) -> list[list[str]]:
    """The table with its labels down the first column."""
    width = max(map(len, table), default=0)
    return [[row[place] if place < len(row) else "" for row in table] for place in range(width)]


def workbook(*tables: Table) -> bytes:
    """Tables as the sheets of an XLSX; cells that a workbook cannot hold are left out."""
    book = openpyxl.Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet()
        for row in table:
            sheet.append([None if ILLEGAL_CHARACTERS_RE.search(cell) else cell[:32_000] for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


CELL = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
CONTENT = (
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>"
    "{}</office:spreadsheet></office:body></office:document-content>"
)


def open_document(*tables: Table) -> bytes:
    """Tables as the sheets of an ODS, their cells written as they are."""
    sheets = ""
    for number, table in enumerate(tables):
        lines = "".join("<table:table-row>" + "".join(map(CELL.format, row)) + "</table:table-row>" for row in table)
        sheets += f"<table:table table:name='S{number}'>{lines}</table:table>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
        f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{kind}'/></manifest:manifest>"
    )
    content = CONTENT.format(sheets).encode("utf-8", "surrogatepass")
    return zipped({"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Files as one archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def objects(prefix: str) -> list[dict[str, Any]]:
    """Products as JSON gives them: one as flat as a table, one as a shop, one as the document of ours."""
    flat = dict(zip(LABELS, rows(prefix)[1], strict=True))
    shop = {
        "sku": f"{prefix}2",
        "title": "Acetylsalicylic acid",
        "cas": "50-78-2",
        "general information": {"Molecular Weight": 180.16, "formula": "C9H8O4"},
        "properties": {"Melting point": {"min": 134, "max": 136, "unit": "°C"}, "Density": 1.4},
        "synonyms": [{"name": "Aspirin", "language": "en"}, {"name": "ASA"}],
        "variants": [
            {"size": "5 g", "price": {"amount": 12.5, "currency": "EUR"}, "sku": f"{prefix}2-5G"},
            {"size": "25 g", "price": "30", "currency": "USD", "stock": 3},
        ],
        "lots": [{"lot": "L1", "values": {"Assay": "99 %"}, "expiry_date": "2028-01"}],
        "attributes": [{"key": "Appearance", "value": "White"}, {"@type": "PropertyValue", "name": "pH", "value": 7}],
        "prices": {"1 L": {"value": 25, "currency": "EUR"}, "5 L": "90 EUR"},
        "in_stock": True,
        "rating": None,
    }
    document = {
        "catalog_number": f"{prefix}3",
        "name": "Ethanol",
        "stated_formula": "C2H6O",
        "structure": {"smiles": "CCO", "stated": "CCO"},
        "specifications": [{"test": "Assay", "text": "99% min", "value": 99.0}, {"test": "Water", "text": "0.1 %"}],
        "identifiers": [{"type": "MDL", "value": "MFCD00003568"}, {"field": "identifier:EC", "stated": "200-578-6"}],
        "storage": {"text": "RT", "low_c": 15},
        "packs": [{"size": "5 g", "price": "12 EUR", "unit_price": None, "prices": []}],
        "hazards": {"stated": {"hazard_statements": "H225", "signal_word": "Danger"}},
        "names": [{"field": "synonym:zh", "text": "乙醇", "kind": "synonym"}],
        "documents": [{"title": "SDS", "stated": "https://example.org/sds.pdf"}],
        "weight_check": {},
        "provenance": {},
    }
    return [flat, shop, document]


def structures(prefix: str) -> bytes:
    """An SD file of V2000 and V3000 molfiles with data."""
    blocks = (write_molblock("CC(=O)Oc1ccccc1C(O)=O").replace("   Catalog ", "   Other   "), CHARGED, V3000)
    records = [
        f"{block}> <Catalog No.>\n{prefix}{number}\n\n>  <Product name> (DT12)\nThing {number}\n\n"
        "> <PRICE> \n12.50 EUR\n\n> <Synonyms>\nOther\nThird\n\n$$$$\n"
        for number, block in enumerate(blocks)
    ]
    return "".join(records).encode()


def json_lines(items: Sequence[Any]) -> bytes:
    """Values as lines of JSON, all in ASCII."""
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def html_page(table: Sequence[Sequence[str]]) -> bytes:
    """A table in an HTML page, in whose text every special character is an entity."""
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in table)
    return f"<!doctype html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>".encode()


SAMPLES: Mapping[str, Callable[[str], bytes]] = {
    "csv": lambda prefix: delimited(rows(prefix)),
    "tsv": lambda prefix: delimited(rows(prefix), "\t"),
    "sideways.csv": lambda prefix: delimited(on_its_side(rows(prefix))),
    "xlsx": lambda prefix: workbook(rows(prefix)),
    "ods": lambda prefix: open_document(rows(prefix)),
    "json": lambda prefix: json.dumps({"products": objects(prefix)}).encode(),
    "jsonl": lambda prefix: json_lines(objects(prefix)),
    "sdf": structures,
    "mol": lambda prefix: CHARGED.replace("salt", f"{prefix}-1000", 1).encode(),
    "txt": lambda prefix: PAGE.format(prefix).encode(),
    "print.txt": lambda prefix: PRINT.format(prefix.replace("-", "")).encode(),
    "zip": lambda prefix: zipped({"a.csv": delimited(rows(prefix + "A")), "b/b.jsonl": json_lines(objects(prefix))}),
    "csv.gz": lambda prefix: gzip.compress(delimited(rows(prefix)), mtime=0),
    "html": lambda prefix: html_page(rows(prefix)),
}
"""The ending of a file's name, and what makes a good file of that kind."""
