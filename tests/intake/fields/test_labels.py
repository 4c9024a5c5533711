"""Labels as suppliers write them, and the fields that they mean."""

from __future__ import annotations

import pytest

from catalog.intake.fields.labels import Target, target_of

PLAIN = {
    "catalog_number": "Cat. No.|CatNo|CatalogNo|catalogNumber|Art.-Nr.|ArtNr|Artikelnr.|Bestell-Nr.|Kat.-Nr.|Item #|"
    "Part #|Order Code|IDNUMBER|Vendor ID|Material Number|货号/编号|产品代码",
    "lot_number": "Lot|Lot No.|Batch|批号",
    "synonyms": "Synonym|Synonyms|Other names|同义词",
    "name": "Product Name|productName|Name_EN|Chemical|Product title|Produkt|Handelsname|商品名称",
    "cas_rn": "CAS|CAS#|CAS Registry Numbers|CAS-No.|casNumber|CASNO|CAS RN®|Registry No|CAS登录号|N° CAS",
    "formula": "Formulae|PUBCHEM_MOLECULAR_FORMULA|full_molformula|"
    "MF|molecularFormula|Mol.Formula|Bruttoformel|Summenformel|化学分子式",
    "molecular_weight": "MW|M.W.|F.W.|Mr|molecularWeight|Formula Wt|Molgew.|Molekulargew.",
    "assay": "Purity|Assay by HPLC|Reinheit",
    "storage": "Storage|storageConditions|Lagertemp.|保存温度",
    "smiles": "SMILES|canonicalSmiles|Isomeric_SMILES|SMILES code",
    "inchi": "INCHI_IDENTIFIER|PUBCHEM_IUPAC_INCHI",
    "inchi_key": "InChIKey|inchiKey|INCHI_KEY|STD_INCHIKEY",
    "identifier:MDL": "MDL|MDL #|MDL No.|mdlNumber|MFCD No",
    "identifier:EC": "EC-No|EC #|EG-Nr.|EINECS|EINECS/ELINCS",
    "hs_code": "HS Code|Tariff No.|Zolltarifnr.",
    "hazard_statements": "Hazards|Hazard|H-Statements|Hazard Codes|hazards.statements",
    "un_number": "UN#|UN No.|UN-Nr.",
    "hazard_class": "Class|Haz Class|DOT Hazard Class",
    "spec:Water": "Water content|Water|Wassergehalt|水分",
    "spec:Loss on drying": "Loss on drying|LOD",
    "property:Melting point": "MP|m.p.|Schmelzpunkt",
}


@pytest.mark.parametrize(
    ("field", "label"), [(field, label) for field, all_ in PLAIN.items() for label in all_.split("|")]
)
def test_a_label_means_a_field(field: str, label: str) -> None:
    target = target_of(label)
    assert target is not None
    assert (target.field, target.unit) == (field, None)


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("Assay (GC)", Target("assay", "GC")),
        ("Purity [%]", Target("assay", "%")),
        ("Purity %", Target("assay", "%")),
        ("PURITY_PERCENT", Target("assay", "%")),
        ("purity_pct", Target("assay", "%")),
        ("storage_temp_c", Target("storage", "°C")),
        ("Available_mg", Target("availability", "mg")),
        ("Mass mg", None),
        ("Name c", None),
        ("melting point deg C", Target("property:Melting point", "°C")),
        ("Molar mass (g/mol)", Target("molecular_weight", "g/mol")),
        ("Melting point (°C)", Target("property:Melting point", "°C")),
        ("Solubility (in water)", Target("property:Solubility in water")),
        ("Price_USD_1g", Target("price", "USD", member="1g")),
        ("Price_0.5g", Target("price", member="0.5g")),
        ("US$ / 100 mg", Target("price", "USD", member="100mg")),
        ("1 g (EUR)", Target("price", "EUR", member="1g")),
        ("0,5 g [€]", Target("price", "EUR", member="0.5g")),
        ("5 mg", Target("price", member="5mg")),
        ("1g Price", Target("price", member="1g")),
        ("Price1", Target("price", member="1")),
        ("Size 2", Target("size", member="2")),
        ("Packing", Target("size")),
        ("Qty", Target("size")),
        ("USD", Target("price", "USD")),
        ("€", Target("price", "EUR")),
    ],
)
def test_a_label_names_a_unit_a_currency_or_a_pack(label: str, target: Target) -> None:
    assert target_of(label) == target


@pytest.mark.parametrize("label", ["", "10 mM", "2-Propanol 5 g", "Colour of the box", "Structure", "M", "Notes 2"])
def test_what_could_mean_anything_is_left_alone(label: str) -> None:
    assert target_of(label) is None


@pytest.mark.parametrize(
    "label", [".", "..", "...", " . . ", "." * 90, "specifications..", ".price", "stock.", "a" * 9999]
)
def test_dots_and_paths_without_parts_are_no_labels_of_their_own(label: str) -> None:
    bare = label.strip(". ")
    assert target_of(label) == (target_of(bare) if bare else None)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("properties.physical state (20 deg.c)", "appearance"),
        ("physical state (20 deg.c)", "appearance"),
        ("properties.flash point (abs.)", "property:Flash point"),
        ("Pack 5 g (EUR)", "price"),
        ("Pack 25 g", "price"),
        ("Pack size", "size"),
    ],
)
def test_dots_and_sizes_within_a_label_belong_to_it(label: str, field: str) -> None:
    target = target_of(label)
    assert target is not None
    assert target.field == field
