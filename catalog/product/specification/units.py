"""Units of specifications: the spellings of suppliers, and our form of each."""

from __future__ import annotations

from catalog.product.specification.scanner import Phrases

_SPELLINGS = {
    "%": ("%", "percent", "pct", "per cent", "prozent"),
    "w/w%": ("w/w%", "% w/w", "% (w/w)", "wt%", "% wt", "% by weight", "weight%", "mass%", "m/m%", "% m/m", "% (m/m)"),
    "v/v%": ("v/v%", "% v/v", "% (v/v)", "vol%", "% vol", "% by volume"),
    "w/v%": ("w/v%", "% w/v", "% (w/v)"),
    "area%": ("area%", "% area", "% (area)", "% (area%)", "% by area", "a/a%", "% a/a", "% (a/a)", "peak area%"),
    "mol%": ("mol%", "% mol", "mole%"),
    "atom% D": ("atom%d", "at%d", "%d", "atom d%", "d%"),
    "atom%": (
        "atom%",
        "at%",
        *(f"{share}{label}" for share in ("atom%", "at%") for label in ("13c", "15n", "17o", "18o")),
    ),
    "% ee": ("% ee", "% e.e.", "ee%", "% enantiomeric excess"),
    "% de": ("% de", "% d.e."),
    "ppm": ("ppm",),
    "ppb": ("ppb",),
    "°C": ("°c", "deg-c", "deg c", "degc", "degree c", "degrees c", "degrees celsius", "grad c", "oc", "celsius"),
    "°F": ("°f", "deg f", "degf", "degrees fahrenheit"),
    "°": ("°", "deg", "degree", "degrees", "grad"),
    "K": ("kelvin",),
    "g/mL": ("g/ml", "g/cm3", "g/cc", "g cm-3", "g ml-1", "g/cm^3", "kg/l"),
    "g/L": ("g/l", "grm/l", "g l-1", "kg/m3"),
    "mg/mL": ("mg/ml", "mg ml-1"),
    "mg/L": ("mg/l", "mg l-1"),
    "μg/mL": ("μg/ml", "ug/ml", "mcg/ml"),
    "mg/g": ("mg/g",),
    "mg/kg": ("mg/kg",),
    "μg/g": ("μg/g", "ug/g", "mcg/g"),
    "mg KOH/g": ("mg koh/g", "mgkoh/g"),
    "g/mol": ("g/mol",),
    "mol/L": ("mol/l", "mol/dm3", "molar"),
    "mmol/L": ("mmol/l",),
    "mmol/g": ("mmol/g",),
    "meq/g": ("meq/g",),
    "U/mg": ("u/mg", "unit/mg", "units/mg", "units per mg"),
    "U/g": ("u/g", "unit/g", "units/g", "units per g"),
    "U/mL": ("u/ml", "unit/ml", "units/ml", "units per ml"),
    "kU/mg": ("ku/mg",),
    "kU/mL": ("ku/ml",),
    "IU/mg": ("iu/mg",),
    "IU/g": ("iu/g",),
    "IU/mL": ("iu/ml",),
    "EU/mg": ("eu/mg",),
    "EU/mL": ("eu/ml",),
    "CFU/g": ("cfu/g",),
    "nm": ("nm",),
    "μm": ("μm", "um", "micron", "microns"),
    "mesh": ("mesh",),
    "cm⁻¹": ("cm-1",),
    "mPa·s": ("mpa-s", "mpa.s", "mpas", "mpa·s", "mpa s", "mpa・s", "cp", "cps"),
    "mm²/s": ("mm2/s", "cst"),
    "Da": ("da",),
    "kDa": ("kda",),
    "mmHg": ("mmhg", "mm hg", "torr"),
    "hPa": ("hpa", "mbar"),
    "kPa": ("kpa",),
    "APHA": ("apha", "hazen", "pt-co"),
    "NTU": ("ntu",),
    "m²/g": ("m2/g",),
    "mS/cm": ("ms/cm",),
    "μS/cm": ("μs/cm", "us/cm"),
}

UNITS = Phrases({spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings})
"""Every spelling that is always a unit after a number."""

TEMPERATURE_UNITS = Phrases({"c": "°C", "f": "°F", "k": "K"})
"""Single letters that are units only of a temperature."""

CONCENTRATION_UNITS = Phrases({"m": "mol/L", "mm": "mmol/L", "n": "mol/L (equivalents)"})
"""Single letters that are units only of a concentration: molar and normal."""

TEMPERATURES = frozenset({"°C", "°F", "K"})
"""Units of temperature."""

PERCENTAGES = frozenset({"%", "w/w%", "v/v%", "w/v%", "area%", "mol%", "atom%", "atom% D", "% ee", "% de"})
"""Parts of a hundred. No value can be above 100, on any basis."""

ACTIVITIES = frozenset({"U/mg", "U/g", "U/mL", "kU/mg", "kU/mL", "IU/mg", "IU/g", "IU/mL"})
"""Units of enzymes. What the mass is of may follow: ``units/mg protein``."""

PERCENT_BASES = Phrases(
    {
        "w/w": "w/w%",
        "m/m": "w/w%",
        "by weight": "w/w%",
        "v/v": "v/v%",
        "by volume": "v/v%",
        "w/v": "w/v%",
        "area": "area%",
        "area%": "area%",
        "by area": "area%",
        "a/a": "area%",
        "ee": "% ee",
        "de": "% de",
    }
)
"""Words for the basis after a plain percent, as in ``98 % (HPLC, area%)``."""
