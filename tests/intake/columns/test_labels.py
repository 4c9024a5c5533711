"""Labels as suppliers write them, and the fields that they mean."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import Target, target_of
from catalog.intake.columns.mapping import LabelMapping, load_mapping
from catalog.intake.columns.near_labels import near_label

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


LANGUAGES = {
    "name": "Chemicals|Reagent Name|Name of Chemical|Chemical/Reagent|Stoffbezeichnung|Produit|Désignation|Designation|"
    "Nombre químico|Denominazione|Nome do produto|Nazwa odczynnika|Наименование|名称|試薬名|제품명",
    "catalog_number": "Référence fournisseur|N° catalogue|Nº de catálogo|N.º de catálogo|Codice articolo|"
    "Código do produto|Numer katalogowy|Артикул|Кат. №|订货号|カタログ番号|제품번호",
    "cas_rn": "Nº CAS|N.º CAS|Num. CAS|No CAS|Numéro de registre CAS|Numero CAS|Nr CAS|Номер CAS|№ CAS|"
    "CAS登録番号|CAS번호",
    "formula": "Formule brute|Fórmula química|Formula bruta|Wzór sumaryczny|Брутто-формула|化学式|분자식",
    "molecular_weight": "Masse molaire|Peso molecular|Massa molare|Masa molowa|Молекулярная масса|モル質量|분자량",
    "size": "Gebindegröße|Gebindegroesse|Packungsgröße|Conditionnement|Contenance|Presentación|Envase|Confezione|"
    "Embalagem|Opakowanie|Фасовка|Объём|容量|包装规格|용량|규격",
    "size_unit": "Einheit|Unité|Unidad|Unità|Unidade|Jednostka|Ед. изм.|単位|단위|单位",
    "price": "Preis|Prix|Precio|Prezzo|Preço|Cena|Цена|価格|가격|单价",
    "storage": "Conditions de stockage|Almacenamiento|Conservazione|Armazenamento|Przechowywanie|Условия хранения|"
    "保存条件|보관조건",
    "hazard_statements": "GHS Hazards|GHS Classification|H-Sätze|H-Saetze|Mentions de danger|Indicaciones de peligro|"
    "Indicazioni di pericolo|Frases H|Zwroty H|危险性说明|危険有害性情報|유해위험문구",
    "pictograms": "GHS|GHS Symbols|GHS-Symbole|Pictogrammes|Pictogramas de peligro|Pittogrammi|Piktogramy|Пиктограммы|"
    "絵表示|그림문자",
    "lot_number": "Lot/Batch No.|Chargennr.|N° de lot|Nº de lote|Lotto|Nr partii|Номер партии|ロット番号|로트번호",
    "lot_expires": "Expiry|MHD|Date de péremption|Fecha de caducidad|Scadenza|Validade|Data ważności|Срок годности|"
    "有効期限|유효기간|有效期",
    "assay": "Pureté|Pureza|Purezza|Czystość|Czystosc|Чистота|純度|순도",
    "availability": "En stock|Existencias|Giacenza|Estoque|Stan magazynowy|Наличие|在庫|재고수량|现货",
    "document:SDS": "SDS|MSDS|SDS URL|msdsUrl|Safety Data Sheet|Sicherheitsdatenblatt|FDS|Ficha de datos de seguridad",
    "document:CoA": "CoA|Certificate of Analysis|Analysenzertifikat|Certificat d'analyse",
    "document:TDS": "TDS|Technical data sheet|Fiche technique",
    "supplier": "Supplier|Lieferant|Nom du fournisseur|Fornecedor|Дистрибьютор|供应商|仕入先名|공급사명",
}
"""Headings of stock lists, quotes and price lists in the languages of suppliers."""
FURTHER_LANGUAGES = {
    "name": "Benämning|Produktnavn|Aineen nimi|Název|Názov|Megnevezés|Denumire|Ονομασία|Ürün Adı|Tên hóa chất|Назва",
    "catalog_number": "Artikelnr|Varenr.|Tuotenumero|Katalogové číslo|Cikkszám|Cod produs|Κωδικός|Ürün Kodu|Mã hàng",
    "cas_rn": "CAS-numero|Číslo CAS|CAS szám|Nr. CAS|Αρ. CAS|Số CAS|رقم CAS",
    "formula": "Summaformel|Molekyylikaava|Vzorec|Képlet|Formulă|Χημικός τύπος|Formül|Công thức",
    "molecular_weight": "Molvikt|Molvægt|Moolimassa|M.h.|Moláris tömeg|Masă molară|Μοριακό βάρος|Molekül ağırlığı",
    "size": "Förpackning|Pakkaus|Balení|Kiszerelés|Ambalaj|Συσκευασία|Quy cách",
    "price": "Pris exkl. moms|Hinta|Cena bez DPH|Ár|Preț|Τιμή|Fiyat|Đơn giá",
    "hazard_statements": "H-sætninger|H-lausekkeet|H-věty|H mondatok",
    "supplier": "Leverantör|Toimittaja|Dodavatel|Furnizor|Tedarikçi|Nhà cung cấp",
}
"""The same in further languages."""


@pytest.mark.parametrize(
    ("field", "label"),
    [
        (field, label)
        for headings in (LANGUAGES, FURTHER_LANGUAGES)
        for field, all_ in headings.items()
        for label in all_.split("|")
    ],
)
def test_a_heading_is_read_in_the_languages_of_suppliers(field: str, label: str) -> None:
    target = target_of(label)
    assert target is not None
    assert (target.field, target.unit, target.member) == (field, None, None)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("purityPercent", ("assay", "%")),
        ("Assay, % w/w", ("assay", "% w/w")),
        ("supplier_cmpd_id", ("catalog_number", None)),
        ("supplier_cmpd_name", ("name", None)),
        ("Rate (INR)", ("price", "INR")),
        ("storageConditions.temperature", ("storage", None)),
    ],
)
def test_keys_of_programs_are_read(label: str, expected: tuple[str, str | None]) -> None:
    target = target_of(label)
    assert target is not None
    assert (target.field, target.unit) == expected


@pytest.mark.parametrize(
    "label",
    ["Rate", "Rate constant", "Menge vor Ort", "Volume of distribution", "Package type", "Standort", "Besitzer"],
)
def test_a_heading_that_begins_like_another_is_not_that(label: str) -> None:
    assert target_of(label) is None


def test_the_table_states_a_language_for_each_label() -> None:
    lines = (files("catalog.intake.columns") / "labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert {len(row) for row in rows} == {3}
    known = "en de fr es it pt nl pl ru zh ja ko sv da no fi cs sk hu ro el tr vi uk ar"
    assert {row[1] for row in rows} == set(known.split())


@pytest.mark.parametrize(
    ("label", "near"),
    [
        ("CatologNumber", ("Catalog number", "catalog_number")),
        ("Molecular Wieght", ("Molecular weight", "molecular_weight")),
        ("Quantitty", ("Quantity", "size")),
        ("Lagerugn", ("Lagerung", "storage")),
        ("Pathway", None),
        ("Catalog page", None),
        ("Inventory date", None),
        ("Nummer", None),
        ("Rack", None),
    ],
)
def test_a_typing_error_is_proposed(label: str, near: tuple[str, str] | None) -> None:
    assert near_label(label) == near


MAPPING = LabelMapping({"importe eur": "price", "lagerort": "ignore", "was": "name", "zweiter": "Price 2"})


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("Importe EUR", Target("price", "EUR")),
        ("Was", Target("name")),
        ("Lagerort", Target("ignore")),
        ("Zweiter", Target("price", member="2")),
        ("CAS", None),
    ],
)
def test_a_mapping_names_fields_and_parts_of_packs(label: str, target: Target | None) -> None:
    assert MAPPING.target_of(label) == target


@pytest.mark.parametrize(
    "field", ["size", "size_unit", "price", "currency", "lot_number", "supplier", "Stock 2", "spec:pH"]
)
def test_a_mapping_file_names_everything(tmp_path: Path, field: str) -> None:
    (tmp_path / "m.json").write_text(json.dumps({"labels": {"Ihr Feld": field}}), encoding="utf-8")
    assert load_mapping(tmp_path / "m.json").target_of("Ihr Feld") is not None


def test_a_mapping_file_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"labels": {"Ihr Feld": "cas_rm"}}', encoding="utf-8")
    with pytest.raises(UnreadableFile, match="cas_rm"):
        load_mapping(tmp_path / "m.json")


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
