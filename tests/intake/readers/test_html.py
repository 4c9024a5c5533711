"""HTML pages: price lists in tables, product pages, and what they state for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.errors import UnreadableFile
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.source import ReadOptions, SourceFile, open_sources
from catalog.intake.records import RawRecord
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.web.views.json_ld import product_json_ld
from tests.intake.fields.test_document_as_import import OFFERS

Fields = dict[str, str]


def source_of(path: Path, text: str | bytes, limits: ReadLimits | None = None) -> SourceFile:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    [source] = open_sources(path, ReadOptions(limits=limits or ReadLimits()))
    return source


def records_of(path: Path, text: str | bytes) -> list[RawRecord]:
    source = source_of(path, text)
    assert (source.error, source.format) == (None, "html")
    return list(source.records())


def drafts_of(path: Path, text: str | bytes) -> list[RecordDraft]:
    drafter = RecordDrafter(None)
    return [drafter.draft(record) for record in records_of(path, text) if record.skipped is None]


LISTS: dict[str, tuple[str, list[Fields]]] = {
    "a head, a merged heading, end tags left out, entities": (
        (
            "<!doctype html><table><thead><tr><th rowspan=2>Cat. No.<th rowspan=2>Name<th colspan=2>Price (EUR)"
            "<tr><th>5 g<th>25 g<tbody><tr><td>A1<td>&alpha;-Pinene<td>9<td>30<tr><td>A2<td>R&amp;D acid"
            "<td>8<td>-</table>"
        ),
        [
            {"catalog_number": "A1", "name": "α-Pinene", "pack:5g": "9 EUR", "pack:25g": "30 EUR"},
            {"catalog_number": "A2", "name": "R&D acid", "pack:5g": "8 EUR", "pack:25g": "-"},
        ],
    ),
    "no head, nested markup, lowered and raised figures, a struck price": (
        (
            "<html><body><table><tr><td><b>CAS</b></td><td><p>Product</p></td><td>Formula</td><td>Price</td></tr>"
            "<tr><td><a href='/p/1'><span>67-64-1</span></a></td><td><i>Acetone</i></td><td>C<sub>3</sub>H"
            "<sub>6</sub>O</td>"
            "<td><del>15 EUR</del> <ins>12 EUR</ins></td></tr></table>"
        ),
        [{"cas_rn": "67-64-1", "name": "Acetone", "formula": "C3H6O"}],
    ),
    "cells merged over the rows of a product's packs": (
        (
            "<table><tr><th>Code<th>Name<th>Size<th>Price EUR<tr><td rowspan=2>A1<td rowspan=2>Water<td>1 L"
            "<td>5<tr><td>2 L"
            "<td>9</table>"
        ),
        [
            {"catalog_number": "A1", "name": "Water", "pack:1 L": "5 EUR"},
            {"catalog_number": "A1", "name": "Water", "pack:2 L": "9 EUR"},
        ],
    ),
    "links to data sheets, and the address of the page": (
        (
            "<html><head><base href='https://example.org/list/'></head><body><table><tr><th>Code<th>Name<th>SDS"
            "<tr><td>A1<td>Water<td><a href='sds/1.pdf'>PDF</a></table>"
        ),
        [{"catalog_number": "A1", "name": "Water", "document:SDS": "https://example.org/list/sds/1.pdf"}],
    ),
    "menus, scripts, buttons and forms around a table": (
        (
            "<html><nav>Code | Name</nav><script>if (a<b) document.write('<table>')</script><form><table>"
            "<tr><th>Code<th>Name"
            "<th></tr><tr><td>A1<td>Water<td><button>Add to cart</button></td></tr></table></form></html>"
        ),
        [{"catalog_number": "A1", "name": "Water"}],
    ),
    "a table within the frame of an old page": (
        "<html><table><tr><td>Our shop<td><table><tr><td>Code<td>Name<tr><td>A1<td>Water</table></table></html>",
        [{"catalog_number": "A1", "name": "Water"}],
    ),
    "several tables, each with its own header": (
        (
            "<html><h2>Acids</h2><table><tr><th>Code<th>Name<tr><td>A1<td>Formic acid</table><h2>Bases</h2>"
            "<table><tr><th>CAS<th>Code<th>Name<tr><td>1310-73-2<td>B1<td>Sodium hydroxide</table></html>"
        ),
        [
            {"catalog_number": "A1", "name": "Formic acid"},
            {"catalog_number": "B1", "name": "Sodium hydroxide", "cas_rn": "1310-73-2"},
        ],
    ),
    "a workbook saved as a page, under the name of a workbook": (
        (
            '<html xmlns:o="urn:schemas-microsoft-com:office:office"><![if !x]><![endif]><table><tr><td>Code<td>Name'
            "<tr><td>A1<td>Water</table></html>"
        ),
        [{"catalog_number": "A1", "name": "Water"}],
    ),
}


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS)
def test_tables_list_products(tmp_path: Path, text: str, expected: list[Fields]) -> None:
    found = [drafted.draft.fields for drafted in drafts_of(tmp_path / "list.xls", text)]
    assert [{name: one.get(name) for name in want} for one, want in zip(found, expected, strict=True)] == expected


def test_rows_have_their_places_and_hidden_ones_are_told(tmp_path: Path) -> None:
    text = (
        "<html><p>All prices in EUR</p><table><caption>Stock</caption><tr><th>Code<th>Name<th>Price</tr>"
        "<tr style='display: none'><td>{{code}}<td>{{name}}<td></tr><tr><td colspan=3>Solvents</tr>"
        "<tr><td>A1<td>Water<td>5</table></html>"
    )
    records = records_of(tmp_path / "a.html", text)
    assert [(dict(record.place), record.skipped) for record in records] == [
        ({"line": 1}, "above the header"),
        ({"row": 0}, "above the header"),
        ({"row": 2}, "hidden in the page"),
        ({"row": 3}, "a title between rows"),
        ({"row": 4}, None),
    ]


PAGE = """<!DOCTYPE html><html><head><title>Aniline | Acme</title></head><body><nav><a href="/">Home</a></nav>
<h1>Aniline</h1>{}<footer>CAS: none</footer><p>We use cookies to make your visit better than it was.</p></body></html>
"""
ANILINE = {"catalog_number": "A-1", "cas_rn": "62-53-3", "name": "Aniline"}
PAGES: dict[str, tuple[str, Fields]] = {
    "a table of labels": (
        "<table><tr><th>Product no.<td>A-1<tr><th>CAS RN<td>62-53-3<tr><th>Storage<td>2&ndash;8&nbsp;&deg;C</table>",
        ANILINE | {"storage": "2–8 °C"},
    ),
    "a list of terms": (
        "<dl><dt>Product no.<dd>A-1<dt>CAS RN<dd>62-53-3<dt>Synonyms<dd>Phenylamine<dd>Aminobenzene</dl>",
        ANILINE | {"synonyms": "Phenylamine|Aminobenzene"},
    ),
    "labels in bold type without a colon or a blank": (
        "<ul><li><b>Product no.</b>A-1<li><strong>CAS RN:</strong> 62-53-3</ul>",
        ANILINE,
    ),
    "labels and values in blocks of their own": (
        (
            "<div><div>Product no.</div><div>A-1</div></div><div><div>CAS RN</div><div>62-53-3</div></div>"
            "<div><div>Purity</div><div>99 %</div></div>"
        ),
        ANILINE | {"assay": "99 %"},
    ),
    "a table of packs": (
        (
            "<p>Product no.: A-1</p><p>CAS RN: 62-53-3</p><table><tr><th>Size<th>Price<tr><td>5 g<td>9 EUR"
            "<tr><td>25 g<td>"
            "30 EUR</table>"
        ),
        ANILINE | {"pack:5 g": "9 EUR", "pack:25 g": "30 EUR"},
    ),
    "pictograms with their codes, and other products in a table": (
        (
            "<table><tr><td>Product no.<td>A-1<tr><td>CAS RN<td>62-53-3<tr><td>Pictograms<td><img alt='GHS06 skull'>"
            "<img alt=GHS08></table><h2>Related</h2><table><tr><th>Product no.<th>Name<tr><td>A-2<td>Toluidine</table>"
        ),
        ANILINE | {"pictograms": "GHS06 GHS08"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), PAGES.values(), ids=PAGES)
def test_a_page_is_a_product(tmp_path: Path, text: str, expected: Fields) -> None:
    [drafted] = drafts_of(tmp_path / "a.html", PAGE.format(text))
    assert drafted.draft.fields == expected


STATED: dict[str, tuple[str, Fields]] = {
    "microdata": (
        (
            '<div itemscope itemtype="https://schema.org/Product"><meta itemprop=sku content=A-1>'
            "<h1 itemprop=name>Aniline</h1>"
            '<div itemprop=offers itemscope itemtype="https://schema.org/Offer"><meta itemprop=price content="9.50">'
            '<meta itemprop=priceCurrency content=EUR><link itemprop=availability href="https://schema.org/InStock">'
            "<span itemprop=name>Aniline, 5 g</span></div>"
            '<div itemprop=isRelatedTo itemscope itemtype="https://schema.org/Product">'
            "<b itemprop=name>Toluidine</b></div></div><table><tr><td>CAS<td>62-53-3<tr><td>Purity<td>99 %</table>"
        ),
        ANILINE | {"pack:5 g": "9.50 EUR; in stock", "assay": "99 %"},
    ),
    "RDFa": (
        (
            '<div vocab="https://schema.org/" typeof="Product"><span property="sku">A-1</span>'
            '<span property="name">Aniline</span>'
            '<div property="additionalProperty" typeof="PropertyValue"><b property="name">CAS No.</b>'
            '<i property="value">62-53-3</i></div></div>'
        ),
        ANILINE,
    ),
    "JSON-LD, with several offers and a comment around it": (
        (
            '<script type="application/ld+json">'
            '<!-- {"@context": "https://schema.org", "@type": "Product", "name": "Aniline",'
            '"mpn": "A-1", "identifier": {"@type": "PropertyValue", "propertyID": "CAS", "value": "62-53-3"},'
            '"offers": {"@type": "AggregateOffer", "priceCurrency": "EUR", "offers": ['
            '{"@type": "Offer", "sku": "A-1-5G", "price": 9},'
            '{"@type": "Offer", "sku": "A-1-25G", "price": "30"}]}} --></script>'
        ),
        ANILINE | {"pack:5G": "9 EUR", "pack:25G": "30 EUR"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), STATED.values(), ids=STATED)
def test_what_a_page_states_for_programs_comes_first(tmp_path: Path, text: str, expected: Fields) -> None:
    [drafted] = drafts_of(tmp_path / "a.html", PAGE.replace("<h1>Aniline</h1>", "").format(text))
    assert {name: drafted.draft.fields.get(name) for name in expected} == expected


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    text = '<html><meta charset="shift_jis"><table><tr><th>Code<th>Name<tr><td>A1<td>エタノール無水</table></html>'
    [drafted] = drafts_of(tmp_path / "a.html", text.encode("shift_jis"))
    assert drafted.draft.get("name") == "エタノール無水"


def test_a_table_with_unknown_labels_is_read_by_its_contents(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{name}<td>{number}" for name, number in (("a", "67-64-1"), ("b", "64-17-5"), ("c", "50-00-0"))
    )
    records = records_of(tmp_path / "a.html", f"<html><table><tr><th>Was<th>Kennung{rows}</table>")
    assert next(record.texts for record in records if record.skipped is None) == ("a", "67-64-1")


@pytest.mark.parametrize(
    ("text", "limits", "words"),
    [
        ("<html><p>Good morning.</p></html>", ReadLimits(), "no table with column names"),
        ("<html><table><tr><th>Code<th>Name<tr><td>A1<td>Water</table>", ReadLimits(html_bytes=20), "may have up to"),
        ("<table><tr>" + "<th colspan=900>Code" * 3 + "</table>", ReadLimits(), "too many cells"),
        ('<?xml version="1.0"?><Workbook></Workbook>', ReadLimits(), "XML"),
    ],
)
def test_other_pages_are_refused(tmp_path: Path, text: str, limits: ReadLimits, words: str) -> None:
    source = source_of(tmp_path / "a.html", text, limits)
    with pytest.raises(UnreadableFile, match=words):
        list(source.records())


def test_a_page_without_products_is_a_document_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "about.html").write_text("<html><p>About us</p></html>")
    (tmp_path / "list.html").write_text(LISTS["no head, nested markup, lowered and raised figures, a struck price"][0])
    found = {Path(source.path).name: source.passed_over for source in open_sources(tmp_path, ReadOptions())}
    assert found == {"about.html": "a document beside the data", "list.html": None}


GRAPHS: dict[str, tuple[object, list[Fields]]] = {
    "a product, its substance and its molecule, known by their addresses": (
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "Product",
                    "@id": "https://example.org/products/A-1",
                    "sku": "A-1",
                    "name": "Aniline",
                    "material": {"@id": "https://example.org/products/A-1#s"},
                    "offers": [
                        {
                            "@type": "Offer",
                            "sku": "A-1",
                            "price": price,
                            "priceCurrency": "EUR",
                            "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": least, "unitText": size},
                        }
                        for size, least, price in (("5 g", 1, "9.00"), ("5 g", 10, "8.00"), ("25 g", 1, "30.00"))
                    ],
                },
                {
                    "@type": "ChemicalSubstance",
                    "@id": "https://example.org/products/A-1#s",
                    "http://purl.org/dc/terms/conformsTo": {"@id": "https://bioschemas.org/profiles/X", "@type": "W"},
                    "identifier": {"@type": "PropertyValue", "name": "CAS Registry Number", "value": "62-53-3"},
                    "alternateName": ["Phenylamine"],
                    "hasBioChemEntityPart": {"@id": "#m"},
                },
                {"@type": "MolecularEntity", "@id": "#m", "smiles": ["Nc1ccccc1"], "molecularFormula": "C6H7N"},
            ],
        },
        [
            ANILINE
            | {
                "pack:5 g": "9.00 EUR; 10+: 8.00 EUR", "pack:25 g": "30.00 EUR", "synonyms": "Phenylamine",
                "smiles": "Nc1ccccc1", "formula": "C6H7N",
            }
        ],
    ),
    "a group with its variants": (
        {
            "@context": "https://schema.org",
            "@type": "ProductGroup",
            "productGroupID": "A-1",
            "name": "Aniline",
            "hasVariant": [
                {"@type": "Product", "sku": f"A-1-{size}", "name": f"Aniline {size}", "size": size,
                 "offers": {"@type": "Offer", "price": price, "priceCurrency": "EUR"}}
                for size, price in (("5 g", 9), ("25 g", 30))
            ],
        },
        [{"catalog_number": "A-1", "name": "Aniline", "pack:5 g": "9 EUR", "pack:25 g": "30 EUR"}],
    ),
    "a list of products": (
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "item": {"@type": "Product", "sku": number, "name": name}}
                for number, name in (("A-1", "Aniline"), ("A-2", "Toluene"))
            ],
        },
        [{"catalog_number": "A-1", "name": "Aniline"}, {"catalog_number": "A-2", "name": "Toluene"}],
    ),
    "a molecule alone": (
        {"@context": "https://schema.org", "@type": "MolecularEntity", "@id": "https://example.org/1",
         "name": "Aniline",
         "inChIKey": "PAYRUJLWNCNPSJ-UHFFFAOYSA-N",
         "molecularWeight": {"@type": "Q", "value": 93.13, "unitText": "g/mol"}},
        [{"name": "Aniline", "inchi_key": "PAYRUJLWNCNPSJ-UHFFFAOYSA-N", "molecular_weight": "93.13 g/mol"}],
    ),
    "a product with facts in objects of its own": (
        [{"@type": "Product", "sku": "A-1", "name": "Aniline", "chemical": {"CAS": "62-53-3", "color": "brown"}}],
        [ANILINE | {"spec:Colour": "brown"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("suffix", ["json", "jsonl", "html"])
def test_json_ld_gives_its_products(tmp_path: Path, value: object, expected: list[Fields], suffix: str) -> None:
    text = json.dumps(value)
    if suffix == "jsonl":
        if isinstance(value, list):
            pytest.skip("A line is an object.")
        text = f"{text}\n{json.dumps({'name': 'Water', 'code': 'W-1'})}\n"
        expected = [*expected, {"catalog_number": "W-1", "name": "Water"}]
    if suffix == "html":
        text = f'<html><script type="application/ld+json">{text}</script></html>'
    source = source_of(tmp_path / f"a.{suffix}", text)
    drafter = RecordDrafter(None)
    found = [drafter.draft(record).draft.fields for record in source.records() if record.skipped is None]
    assert found == expected


@pytest.mark.parametrize("fields", OFFERS, ids=lambda fields: str(fields["catalog_number"]))
def test_our_own_page_gives_its_product_back(tmp_path: Path, fields: Fields) -> None:
    document = json.loads(json.dumps(document_of(examine(Draft(fields)))))
    document["supplier"] = {"slug": "acme", "name": "Acme"}
    stated = json.dumps(product_json_ld(document, f"https://example.org/products/{fields['catalog_number']}"))
    [drafted] = drafts_of(tmp_path / "a.html", f'<html><script type="application/ld+json">{stated}</script></html>')
    found = drafted.draft.fields
    wanted = ("catalog_number", "name", "cas_rn", "assay", "storage")
    assert {name: found.get(name) for name in wanted} == {name: fields.get(name) for name in wanted}
    assert found["inchi"] == document["structure"]["inchi"]
    # A pack without a price is no offer.
    prices = {name: text.partition(";")[0] for name, text in fields.items() if name.startswith("pack:")}
    offered = {name: price for name, price in prices.items() if price[:1].isdigit()}
    assert {name: found.get(name, "").partition(";")[0] for name in offered} == offered
    assert (drafted.supplier, drafted.findings, drafted.unknown) == ("Acme", [], {})
