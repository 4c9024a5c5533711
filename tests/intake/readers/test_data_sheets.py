"""Safety data sheets and certificates of analysis as text: their facts are in fields, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.product.document import document_of
from catalog.product.examine import examine

SHEET = """\
SAFETY DATA SHEET
according to Regulation (EC) No. 1907/2006
Version 6.2   Revision Date 03.11.2023   Print Date 05.01.2024

SECTION 1: Identification of the substance/mixture and of the company/undertaking
1.1 Product identifiers
    Product name : Acetonitrile
    Product Number : XA-0441
    Brand : Acme Fine
    Index-No. : 608-001-00-3
    REACH No. : 01-2119471307-38-XXXX
    CAS-No. : 75-05-8

SECTION 2: Hazards identification
2.1 Classification of the substance or mixture
    Flammable liquids (Category 2), H225
    Acute toxicity, Oral (Category 4), H302
    Acute toxicity, Inhalation (Category 4), H332
    Eye irritation (Category 2), H319
2.2 Label elements
    Signal word   Danger
    Hazard statement(s)
    H225   Highly flammable liquid and vapor.
    H302 + H312 + H332   Harmful if swallowed, in contact with skin or if inhaled.
    H319   Causes serious eye irritation.
    Precautionary statement(s)
    P210   Keep away from heat.
    P280   Wear protective gloves.

SECTION 3: Composition/information on ingredients
    Formula : C2H3N
    Molecular weight : 41.05 g/mol
    CAS-No. : 75-05-8
    EC-No. : 200-835-2

SECTION 9: Physical and chemical properties
    a) Physical state   liquid
    e) Melting point/freezing point   Melting point/range: -48 °C
    f) Initial boiling point and boiling range   81 - 82 °C
    h) Flash point   2.0 °C - closed cup
    p) Density   0.786 g/cm3 at 25 °C

SECTION 14: Transport information
14.1 UN number
    ADR/RID: 1648   IMDG: 1648   IATA: 1648
14.3 Transport hazard class(es)
    ADR/RID: 3   IMDG: 3   IATA: 3
14.4 Packaging group
    ADR/RID: II   IMDG: II   IATA: II
"""
GERMAN = """\
Sicherheitsdatenblatt
gemäß Verordnung (EG) Nr. 1907/2006

ABSCHNITT 1: Bezeichnung des Stoffs bzw. des Gemischs und des Unternehmens
1.1 Produktidentifikator
Handelsname: Ethanol absolut
Artikelnummer: ET-01
CAS-Nummer: 64-17-5
1.3 Einzelheiten zum Lieferanten
Firma: Beispiel GmbH
Telefon: 0123 456
ABSCHNITT 2: Mögliche Gefahren
2.1 Einstufung
Entz. Fl. 2, H225
2.2 Kennzeichnungselemente
Signalwort: Gefahr
Gefahrenhinweise
H225 Flüssigkeit und Dampf leicht entzündbar.
H319 Verursacht schwere
augenreizung.
Sicherheitshinweise
P210 Von Hitze fernhalten.
ABSCHNITT 3: Zusammensetzung
Summenformel: C2H6O
Molekulargewicht: 46,07 g/mol
ABSCHNITT 7: Handhabung und Lagerung
Lagerklasse: 3
ABSCHNITT 9: Physikalische und chemische Eigenschaften
Schmelzpunkt: -114 °C
Flammpunkt
13 °C
Dichte: 0,79 g/cm3
pH-Wert: Keine Daten verfügbar
ABSCHNITT 14: Angaben zum Transport
14.1 UN-Nummer
UN 1170
14.3 Transportgefahrenklassen
3
14.4 Verpackungsgruppe
II
"""
MIXTURE = """\
SECTION 1: Identification
Product name: Cleaning mix
Product code: CM-5
SECTION 2: Hazards
Signal word
Warning
H319 Causes serious eye irritation
P264 Wash hands.
SECTION 3: Composition
Component: Ethanol
CAS-No.: 64-17-5
Component: Acetone
CAS-No.: 67-64-1
SECTION 4: First aid measures
If inhaled: fresh air
SECTION 5: Fire
Use water spray.
SECTION 9: Physical
Appearance: clear liquid
Flash point  13 °C
SECTION 14: Transport
UN number: UN1987
Class: 3
Packing group: II
"""
CERTIFICATE = """\
Certificate of Analysis
Acme Fine Chemicals Ltd.

Product Name: 4-Bromobenzaldehyde
Catalogue No.: AB-7741
CAS No.: 1122-91-4          Batch No.: 22-0417
Molecular Formula: C7H5BrO   Molecular Weight: 185.02
Manufacturing Date: 17 Apr 2022    Retest Date: Apr 2025

Test                 Specification            Result
Appearance           White to off-white solid White solid
Identification (NMR) Conforms to structure    Conforms
Purity (HPLC)        NLT 98.0%                99.4%
Melting point        55 - 58 °C               56.2 - 57.4 °C
Water (KF)           NMT 0.5%                 0.08%
Loss on drying       NMT 0.5 %                0.12 %

Storage: Store at 2-8°C, under nitrogen
Approved by: QA
"""
WITH_BARS = """\
Product: Aniline
Cat. No.: AN-1
Lot: 7
| Test | Specification | Result | Method |
|---|---|---|---|
| Assay | >= 99.0 % | 99.6 % | GC |
| Water | <= 0.1 % | 0.02 % | KF |
Storage: 2-8 C
"""


def drafted(tmp_path: Path, text: str) -> RecordDraft:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (source,) = open_sources(tmp_path / "a.txt", ReadOptions())
    (record,) = source.records()
    return RecordDrafter(None).draft(record)


SHEETS: list[tuple[str, dict[str, str], set[str]]] = [
    (
        SHEET,
        {
            "name": "Acetonitrile",
            "catalog_number": "XA-0441",
            "attribute:Index-No.": "608-001-00-3",
            "attribute:REACH No.": "01-2119471307-38-XXXX",
            "cas_rn": "75-05-8",
            "signal_word": "Danger",
            "hazard_statements": "H225 Highly flammable liquid and vapor.|H302 + H312 + H332 Harmful if swallowed, in "
            "contact with skin or if inhaled.|H319 Causes serious eye irritation.",
            "precautionary_statements": "P210 Keep away from heat.|P280 Wear protective gloves.",
            "un_number": "1648",
            "hazard_class": "3",
            "packing_group": "II",
            "formula": "C2H3N",
            "molecular_weight": "41.05 g/mol",
            "identifier:EC": "200-835-2",
            "appearance": "liquid",
            "property:Melting point": "-48 °C",
            "property:Boiling point": "81 - 82 °C",
            "property:Flash point": "2.0 °C - closed cup",
            "property:Density": "0.786 g/cm3 at 25 °C",
        },
        {"text above section 1"},
    ),
    (
        GERMAN,
        {
            "name": "Ethanol absolut",
            "catalog_number": "ET-01",
            "cas_rn": "64-17-5",
            "signal_word": "Gefahr",
            "hazard_statements": "H225 Flüssigkeit und Dampf leicht entzündbar.|H319 Verursacht schwere augenreizung.",
            "precautionary_statements": "P210 Von Hitze fernhalten.",
            "storage_class": "3",
            "un_number": "UN 1170",
            "hazard_class": "3",
            "packing_group": "II",
            "formula": "C2H6O",
            "molecular_weight": "46,07 g/mol",
            "property:Melting point": "-114 °C",
            "property:Flash point": "13 °C",
            "property:Density": "0,79 g/cm3",
        },
        {"text above section 1", "text of section 1"},
    ),
    (
        # The numbers in section 3 are those of the ingredients.
        MIXTURE,
        {
            "name": "Cleaning mix",
            "catalog_number": "CM-5",
            "signal_word": "Warning",
            "hazard_statements": "H319 Causes serious eye irritation",
            "precautionary_statements": "P264 Wash hands.",
            "un_number": "UN1987",
            "hazard_class": "3",
            "packing_group": "II",
            "appearance": "clear liquid",
            "property:Flash point": "13 °C",
        },
        {"text of section 3", "text of section 4", "text of section 5"},
    ),
]


@pytest.mark.parametrize(("text", "fields", "unread"), SHEETS)
def test_a_safety_data_sheet_states_fields(tmp_path: Path, text: str, fields: dict[str, str], unread: set[str]) -> None:
    work = drafted(tmp_path, text)
    assert work.fields == fields
    assert set(work.unknown) == unread


def test_a_certificate_promises_and_measures(tmp_path: Path) -> None:
    document = document_of(examine(drafted(tmp_path, CERTIFICATE).draft))
    specifications = {entry["test"]: entry["text"] for entry in document["specifications"]}
    assert specifications == {
        "Appearance": "White to off-white solid",
        "Identification (NMR)": "Conforms to structure",
        "Assay": "NLT 98.0%",
        "Melting point": "55 - 58 °C",
        "Water": "NMT 0.5%",
        "Loss on drying": "NMT 0.5 %",
    }
    (lot,) = document["lots"]
    assert lot["lot_number"] == "22-0417"
    assert {value["test"]: value["value"] for value in lot["values"]}["Assay"] == 99.4
    assert document["description"] is None


def test_a_certificate_may_have_bars(tmp_path: Path) -> None:
    assert drafted(tmp_path, WITH_BARS).fields == {
        "name": "Aniline",
        "catalog_number": "AN-1",
        "assay": ">= 99.0 %",
        "attribute:note on Assay": "GC",
        "spec:Water": "<= 0.1 %",
        "attribute:note on Water": "KF",
        "storage": "2-8 C",
        "lot:7": "Assay: 99.6 %; Water: 0.02 %",
    }


WITH_TABS = """\
Product: Toluene
Cat. No.: T-5
CAS: 108-88-3
Batch: B77
Test\tMethod\tSpecification\tResult
Water\tKF\t<= 0.03 %\t0.01 %
Density (20 C)\t\t0.865-0.870\t0.867
Residue\t\t\tnot found
Conclusion: complies.
"""


def test_a_blank_cell_of_a_certificate_moves_no_other(tmp_path: Path) -> None:
    assert drafted(tmp_path, WITH_TABS).fields == {
        "name": "Toluene",
        "catalog_number": "T-5",
        "cas_rn": "108-88-3",
        "attribute:note on Water": "KF",
        "spec:Water": "<= 0.03 %",
        "spec:Density (20 C)": "0.865-0.870",
        "lot:B77": "Water: 0.01 %; Density (20 C): 0.867; Residue: not found",
    }
