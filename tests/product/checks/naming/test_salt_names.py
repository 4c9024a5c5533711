"""Names of inorganic compounds against formula and weight, in English, German and Chinese.

Among 5,387 records of vendors no such name is said to be wrong (``benchmarks.truth_names``).
"""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.reference.references import open_references

WRONG = [
    ("Copper sulfate monohydrate", "CuSO4·5H2O", ""),
    ("Sodium sulfite", "Na2SO4", ""),
    ("Silver nitrite", "AgNO3", ""),
    ("Potassium chlorate", "KClO4", ""),
    ("Sodium thiosulfate", "Na2SO4", ""),
    ("Sodium phosphite", "Na3PO4", ""),
    ("Natriumbromid", "NaCl", ""),
    ("Kupfer(II)-sulfat-Trihydrat", "CuSO4·5H2O", ""),
    ("七水硫酸锌", "ZnSO4·H2O", "179.49"),
    ("Sodium nitrite", "NaNO3", ""),
    ("Potassium perchlorate", "KClO3", ""),
    ("Ammonium persulfate", "(NH4)2SO4", ""),
    ("Sodium dithionite", "Na2S2O3", ""),
    ("Sodium hypophosphite", "Na3PO4", ""),
    ("Potassium pyrophosphate", "K3PO4", ""),
    ("Sodium bisulfate", "Na2SO4", ""),
    ("Disodium hydrogen phosphate", "NaH2PO4", ""),
    ("Potassium phosphate, dibasic", "KH2PO4", ""),
    ("Mercurous chloride", "HgCl2", ""),
    ("Chromium(III) oxide", "CrO3", ""),
    ("Potassium dichromate", "K2CrO4", ""),
    ("Sodium metabisulfite", "Na2SO3", ""),
    ("Lead nitrite", "Pb(NO3)2", ""),
    ("Calcium hypochlorite", "CaCl2", ""),
    ("Magnesium chloride hexahydrate", "MgCl2·4H2O", ""),
    ("Nickel(II) sulfate hexahydrate", "NiSO4·7H2O", ""),
    ("Barium hydroxide octahydrate", "Ba(OH)2·H2O", ""),
    ("Eisen(II)-sulfat-Heptahydrat", "FeSO4·H2O", ""),
    ("Natriumsulfit", "Na2SO4", ""),
    ("Kaliumnitrit", "KNO3", ""),
    ("Calciumchlorid-Dihydrat", "CaCl2·6H2O", ""),
    ("Kupfer(I)-chlorid", "CuCl2", ""),
    ("Silbernitrat", "AgNO2", ""),
    ("Natriumcarbonat, wasserfrei", "Na2CO3·10H2O", ""),
    ("亚硝酸钠", "NaNO3", ""),
    ("硫酸亚铁", "Fe2(SO4)3", ""),
    ("氯化亚铜", "CuCl2", ""),
    ("五水硫酸铜", "CuSO4·H2O", ""),
    ("无水氯化钙", "CaCl2·2H2O", ""),
    ("磷酸二氢钾", "K2HPO4", ""),
    ("重铬酸钾", "K2CrO4", ""),
    ("高氯酸钾", "KClO3", ""),
    ("溴化钠", "NaI", ""),
    ("硫代硫酸钠", "Na2SO4", ""),
    ("Sulfurous acid", "H2SO4", ""),
    ("Copper sulfate pentahydrate", "", "159.61"),
    ("七水硫酸镁", "", "120.37"),
    ("Cobalt(II) chloride", "CoCl3", ""),
    ("Nitrous oxide", "NO2", ""),
]

RIGHT = [
    ("Iron oxide", "Fe3O4", ""),
    ("Magnesium carbonate", "(MgCO3)4·Mg(OH)2·5H2O", ""),
    ("Sodium phosphate dibasic heptahydrate", "Na2HPO4·7H2O", ""),
    ("Monosodium phosphate", "NaH2PO4", ""),
    ("Dicalcium phosphate", "CaHPO4", ""),
    ("Tricalcium phosphate", "Ca5(OH)(PO4)3", ""),
    ("Sodium bisulfite", "Na2S2O5", ""),
    ("Sodium bisulfite", "NaHSO3", ""),
    ("Aluminum potassium sulfate dodecahydrate", "AlK(SO4)2·12H2O", ""),
    ("Ammonium iron(II) sulfate hexahydrate", "(NH4)2Fe(SO4)2·6H2O", ""),
    ("Ammonium molybdate tetrahydrate", "(NH4)6Mo7O24·4H2O", ""),
    ("Borax", "Na2B4O7·10H2O", ""),
    ("Sodium tetraborate decahydrate", "Na2B4O7·10H2O", ""),
    ("Chloroplatinic acid hexahydrate", "H2PtCl6·6H2O", ""),
    ("Platinum(IV) chloride hexahydrate", "H2PtCl6·6H2O", ""),
    ("Calcium sulfate hemihydrate", "CaSO4·0.5H2O", ""),
    ("Aluminum chloride hexahydrate", "AlCl3·6H2O", "241.43"),
    ("Mercury(I) chloride", "Hg2Cl2", "472.09"),
    ("Phosphorus(V) oxide", "P2O5", ""),
    ("Phosphorus pentoxide", "P4O10", ""),
    ("Lead(II,IV) oxide", "Pb3O4", ""),
    ("Kupfer(II)-sulfat-Pentahydrat", "CuSO4·5H2O", "249.69"),
    ("Eisen(III)-nitrat-Nonahydrat", "Fe(NO3)3·9H2O", ""),
    ("Natriumdihydrogenphosphat-Monohydrat", "NaH2PO4·H2O", ""),
    ("Kaliumaluminiumsulfat-Dodecahydrat", "KAl(SO4)2·12H2O", ""),
    ("硫酸铜五水合物", "CuSO4·5H2O", ""),
    ("六水合三氯化铁", "FeCl3·6H2O", ""),
    ("磷酸氢二钠十二水", "Na2HPO4·12H2O", ""),
    ("硫酸亚铁铵六水合物", "(NH4)2Fe(SO4)2·6H2O", ""),
    ("钼酸铵", "(NH4)6Mo7O24·4H2O", ""),
    ("次氯酸钠", "NaClO", ""),
    ("氢氧化钠", "NaOH", ""),
    ("碳酸氢钠", "NaHCO3", ""),
    ("亚铁氰化钾三水合物", "K4Fe(CN)6·3H2O", ""),
    ("氧化铝", "Al2O3", ""),
    ("Cerium(IV) ammonium nitrate", "(NH4)2Ce(NO3)6", ""),
    ("Zirconium(IV) oxychloride octahydrate", "ZrOCl2·8H2O", ""),
    ("Copper(II) sulfate pentahydrate, 98%", "", "249.69"),
    ("Sodium perborate tetrahydrate", "NaBO3·4H2O", ""),
    ("Lithium aluminum hydride", "LiAlH4", ""),
    ("Sodium silicate", "Na2SiO3", ""),
    ("Manganese dioxide", "MnO2", ""),
    ("Potassium ferricyanide", "K3Fe(CN)6", ""),
    ("Sodium hydrosulfide hydrate", "NaHS·xH2O", ""),
    ("Hydrazine sulfate", "N2H6SO4", ""),
    ("Ammonium carbonate", "NH4HCO3·NH2COONH4", ""),
    ("Calcium carbonate", "CaCO3", ""),
    ("Ruthenium(III) chloride hydrate", "RuCl3·xH2O", ""),
    ("Barium titanate", "BaTiO3", ""),
    ("Sodium metavanadate", "NaVO3", ""),
    ("Ammonium bifluoride", "NH4HF2", ""),
    ("Potassium hydrogen fluoride", "KHF2", ""),
    ("Gold(III) chloride trihydrate", "HAuCl4·3H2O", ""),
]

OTHER_NUMBERS = [
    ("Sodium chloride", "7447-40-7", "NaCl"),
    ("Potassium chloride", "7647-14-5", "KCl"),
    ("Sodium bromide", "7681-82-5", "NaBr"),
    ("Calcium sulfate", "10034-99-8", "CaSO4"),
    ("Zinc sulfate", "7758-98-7", "ZnSO4"),
    ("Silver nitrate", "7757-79-1", "AgNO3"),
    ("Copper(II) sulfate", "7733-02-0", "CuSO4"),
    ("Kaliumchlorid", "7647-14-5", "KCl"),
    ("Ferric chloride", "7758-94-3", "FeCl3"),
    ("Barium chloride", "10043-52-4", "BaCl2"),
    ("Sodium nitrate", "7632-00-0", "NaNO3"),
]

RIGHT_NUMBERS = [
    ("Potassium chloride", "7447-40-7", "KCl"),
    ("Zinc sulfate heptahydrate", "7446-20-0", "ZnSO4·7H2O"),
    ("Zinc sulfate", "7446-20-0", "ZnSO4·7H2O"),
    ("Ferric chloride hexahydrate", "10025-77-1", "FeCl3·6H2O"),
    ("Iron oxide", "1309-37-1", "Fe2O3"),
    ("Sodium hydroxide", "1310-73-2", "NaOH"),
    ("Titanium(IV) oxide", "13463-67-7", "TiO2"),
    ("Tin(II) chloride dihydrate", "10025-69-1", "SnCl2·2H2O"),
    ("Silver oxide", "20667-12-3", "Ag2O"),
    ("Sodium thiosulfate pentahydrate", "10102-17-7", "Na2S2O3·5H2O"),
]


def messages(**fields: str) -> list[tuple[Code, str]]:
    stated = {field: text for field, text in fields.items() if text}
    found = examine(Draft({"catalog_number": "1", **stated}), reference=open_references()).findings
    return [(finding.code, finding.message) for finding in found if finding.severity.value != "note"]


@pytest.mark.parametrize(("name", "formula", "weight"), WRONG)
def test_a_name_is_read_to_its_ions_and_its_water(name: str, formula: str, weight: str) -> None:
    [(code, _)] = messages(name=name, formula=formula, molecular_weight=weight)
    assert code is Code.NAME_FORM_MISMATCH


@pytest.mark.parametrize(("name", "formula", "weight"), RIGHT)
def test_a_right_name_is_quiet(name: str, formula: str, weight: str) -> None:
    assert messages(name=name, formula=formula, molecular_weight=weight) == []


@pytest.mark.parametrize(("name", "cas_rn", "formula"), OTHER_NUMBERS)
def test_formula_and_name_of_a_salt_agree_against_the_cas_rn(name: str, cas_rn: str, formula: str) -> None:
    assert [code for code, _ in messages(name=name, cas_rn=cas_rn, formula=formula)] == [Code.CAS_CONTRADICTED]


@pytest.mark.parametrize(("name", "cas_rn", "formula"), RIGHT_NUMBERS)
def test_the_cas_rn_of_a_salt_is_quiet(name: str, cas_rn: str, formula: str) -> None:
    assert messages(name=name, cas_rn=cas_rn, formula=formula) == []


@pytest.mark.parametrize(
    ("name", "formula", "words"),
    [
        ("Sodium oxalate", "C2O4-2", "The name means Na2C2O4, but the formula C2O4-2 is another compound."),
        ("Sodium sulfite", "Na2SO4", "The name means Na2SO3, but the formula Na2SO4 is another compound."),
        ("Kupfer(II)-sulfat-Trihydrat", "CuSO4·5H2O", "The name says 3 H2O, but the formula CuSO4·5H2O has 5 H2O."),
        ("无水氯化钙", "CaCl2·2H2O", "The name says anhydrous, but the formula CaCl2·2H2O has 2 H2O."),
        ("Copper sulfate pentahydrate", "CuSO4", "The name says 5 H2O, but the formula CuSO4 has no water."),
        (
            "Sodium molybdate",
            "Na2WO4",
            "The name means a compound of Mo, Na, but the formula Na2WO4 is another compound.",
        ),
    ],
)
def test_a_message_says_what_the_name_means(name: str, formula: str, words: str) -> None:
    [(_, message)] = messages(name=name, formula=formula)
    assert message == words
