"""The known tests of specifications: their labels and the possible values.

Limits are physical, or deliberately wide: a value outside is a writing error, never an unusual substance.
Highest melting point: hafnium carbonitride, about 4110 °C (doi:10.1038/s41598-020-68522-9); densest element: osmium,
22.59 g/cm³; absolute zero: -273.15 °C. Refractive indices of liquids and transparent solids at the sodium line lie
between 1 (vacuum) and about 3 (rutile 2.9).
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.product.specification.scanner import Phrases


@dataclass(frozen=True, slots=True)
class KnownTest:
    """A known test.

    Attributes:
        name: as shown to people.
        aliases: other labels of suppliers. The scanner splits them, so case and points do not count.
        readable: a value is expected. If a number cannot be read, there is a finding.
        words: the result is free text, and is never typed.
        bare: a number without a unit is enough.
        methods_in_label: a bracket after the label is a method.
        lowest, highest: the possible values, in the usual unit, or None if not known.
        usual: the unit of the bounds, or None.
        example: a readable text, for messages.
        symbol: the symbol of its notation in ``optics``.
    """

    name: str
    aliases: tuple[str, ...] = ()
    readable: bool = True
    words: bool = False
    bare: bool = False
    methods_in_label: bool = False
    lowest: float | None = None
    highest: float | None = None
    usual: str | None = None
    example: str = ""
    symbol: str | None = None


ASSAY = KnownTest(
    "Assay",
    ("purity", "purity / analysis method", "assay / purity", "purity/assay", "assay (purity)", "content",
     "assay content", "reinheit", "gehalt", "pureté", "pureza", "含量", "纯度", "純度", "chemical purity",
     "chromatographic purity"),
    bare=True, methods_in_label=True, lowest=0.0, highest=100.0, usual="%", example="≥98 % (HPLC)",
)  # fmt: skip

MELTING_POINT = KnownTest(
    "Melting point",
    ("mp", "m.p.", "melting range", "melting temperature", "schmelzpunkt", "smp", "fusion point", "熔点", "融点",
     "melting point range", "melting point/freezing point"),
    bare=True, lowest=-273.15, highest=4500.0, usual="°C", example="128–130 °C (lit.)",
)  # fmt: skip
BOILING_POINT = KnownTest(
    "Boiling point",
    ("bp", "b.p.", "boiling range", "siedepunkt", "boiling temperature", "沸点", "boiling point range"),
    bare=True, lowest=-273.15, highest=6500.0, usual="°C", example="82 °C/12 mmHg",
)  # fmt: skip
FREEZING_POINT = KnownTest(
    "Freezing point",
    ("solidification point", "congealing point", "fp freezing", "erstarrungspunkt", "凝固点"),
    bare=True, lowest=-273.15, highest=4500.0, usual="°C", example="24.0–26.0 °C",
)  # fmt: skip
FLASH_POINT = KnownTest(
    "Flash point",
    ("flashpoint", "fp", "flammpunkt", "闪点", "引火点"),
    bare=True, lowest=-273.15, highest=1000.0, usual="°C", example="113 °C",
)  # fmt: skip
REFRACTIVE_INDEX = KnownTest(
    "Refractive index",
    ("refraction index", "index of refraction", "brechungsindex", "ri", "折光率", "屈折率"),
    bare=True, lowest=1.0, highest=3.0, example="n20/D 1.496", symbol="n",
)  # fmt: skip
DENSITY = KnownTest(
    "Density",
    ("dichte", "d", "密度"),
    bare=True, lowest=0.0, highest=23.0, usual="g/mL", example="1.05 g/mL at 25 °C", symbol="d",
)  # fmt: skip
SPECIFIC_GRAVITY = KnownTest(
    "Specific gravity", ("relative density", "sp. gr.", "sg"),
    bare=True, lowest=0.0, highest=23.0, example="0.97", symbol="d",
)  # fmt: skip
ROTATION = KnownTest(
    "Specific rotation",
    ("optical rotation", "specific optical rotation", "optical activity", "rotation", "drehwert", "alpha", "α",
     "spezifische drehung", "比旋光度", "旋光度", "比旋度"),
    bare=True, lowest=-20000.0, highest=20000.0, usual="°", example="+25 ± 1° (c = 1 in H2O)", symbol="α",
)  # fmt: skip
PH = KnownTest("pH", ("ph value", "ph-value", "ph-wert"), bare=True, lowest=-1.0, highest=15.0, example="5.0–7.0")


def _share(name: str, *aliases: str, methods_in_label: bool = False) -> KnownTest:
    """Return a test whose value is a share of the whole."""
    return KnownTest(
        name, aliases, methods_in_label=methods_in_label, lowest=0.0, highest=100.0, usual="%", example="≤0.5 %"
    )


def _number(name: str, *aliases: str) -> KnownTest:
    """Return a test whose value is a number without a unit and cannot be negative."""
    return KnownTest(name, aliases, bare=True, lowest=0.0, example="max. 1.0")


def _words(name: str, *aliases: str) -> KnownTest:
    """Return a test with a result in words."""
    return KnownTest(name, aliases, readable=False, words=True)


TESTS = (
    ASSAY,
    MELTING_POINT,
    BOILING_POINT,
    FREEZING_POINT,
    FLASH_POINT,
    REFRACTIVE_INDEX,
    DENSITY,
    SPECIFIC_GRAVITY,
    ROTATION,
    PH,
    _share("Water", "water content", "moisture", "moisture content", "wassergehalt", "wasser", "水分", "water (h2o)",
           "karl fischer", "kf", "h2o"),
    _share("Loss on drying", "drying loss", "lod", "trocknungsverlust", "干燥失重", "乾燥減量"),
    _share("Residue on ignition", "ignition residue", "roi", "sulfated ash", "sulphated ash", "ash", "ash content",
           "glührückstand", "炽灼残渣", "強熱残分", "residue after ignition"),
    _share("Residue on evaporation", "evaporation residue", "non-volatile residue", "nonvolatile matter", "residue"),
    _share("Enantiomeric excess", "ee", "optical purity", "chiral purity", "enantiomeric purity"),
    _share("Isotopic enrichment", "degree of deuteration", "isotopic purity", "deuteration", "atom % d"),
    _share("Elemental analysis"),
    _share("Total nitrogen", "nitrogen", "nitrogen content"),
    _share("Single impurity", "any single impurity", "individual impurity", "largest impurity", "max single impurity"),
    _share("Total impurities", "impurities"),
    _share("Related substances"),
    KnownTest("Heavy metals", ("heavy metals (as pb)",), lowest=0.0, highest=1e6, usual="ppm", example="≤10 ppm"),
    KnownTest("Concentration", ("molarity", "normality", "konzentration"), methods_in_label=True,
              lowest=0.0, example="45.0–50.0 w/w%"),
    KnownTest("Viscosity", ("dynamic viscosity", "viskosität"), lowest=0.0, example="20–50 mPa·s"),
    KnownTest("Absorption maximum", ("lambda max", "λmax", "λ max", "maximum absorption"),
              lowest=1.0, highest=1e5, usual="nm", example="508–512 nm (methanol)"),
    _number("Acid value", "acid number"),
    _number("Iodine value", "iodine number"),
    _number("Ester value"),
    _number("Saponification value", "saponification number"),
    _number("Hydroxyl value", "hydroxyl number", "oh value"),
    _number("Peroxide value"),
    _number("Absorbance", "absorbance ratio", "abs-ratio", "abs ratio"),
    _words("Appearance", "physical appearance", "description", "aussehen", "外观", "外観", "性状", "physical form"),
    _words("Colour", "color", "farbe", "颜色"),
    _words("Form", "physical state", "state"),
    _words("Odour", "odor", "organoleptic"),
    _words("Solubility", "solubility in water", "löslichkeit", "溶解性", "solubility (dmso)"),
    _words("Identity", "identification", "ir spectrum", "infrared spectrum", "nmr spectrum", "structure"),
    _words("Packaging", "packaging and container", "packaging options", "container", "package", "pack size"),
    _words("UN number", "un no", "un-number", "un"),
    _words("Hazard class", "class"),
    _words("Shelf life", "retest date", "expiry date", "retest period"),
    _words("Storage", "storage temperature", "storage conditions", "temperature"),
    _words("Grade", "quality"),
    _words("CAS RN", "cas", "cas number", "cas no", "ec number", "einecs", "hs code", "hsn", "rtecs", "mdl number"),
)  # fmt: skip
"""All tests. If two share an alias, it belongs to the first."""

TEST_NAMES: Phrases[KnownTest] = Phrases(
    {alias: test for test in reversed(TESTS) for alias in (test.name, *reversed(test.aliases))}
)
"""Every label that is the name of a test that we know."""

UNKNOWN_TEST = KnownTest("", readable=False)
"""The properties of an unknown test: none."""

IMPURITY_WORDS = frozenset({"impurity", "impurities", "individual", "single", "related", "verunreinigung", "杂质"})
"""With one of these words beside ``purity`` in a label, the value is not the assay."""
