"""Forms of a compound by its names: salts, hydrates, free bases, stereo prefixes.

All forms of a compound share the name without these words. So a catalog that lacks one form can find another.
"""

from __future__ import annotations

from catalog.product.text.folding import fold

_TIMES = ("", "hemi", "mono", "di", "bis", "tri", "sesqui", "tetra", "penta", "hexa", "hepta", "nona", "deca")
_COUNTED = (
    "hydrate", "hydrochloride", "hydrobromide", "hydroiodide", "sodium", "potassium", "lithium", "calcium", "magnesium",
    "ammonium", "chloride", "bromide", "iodide", "sulfate", "phosphate", "nitrate", "acetate", "citrate", "maleate",
    "fumarate", "tartrate", "succinate", "oxalate", "mesylate", "besylate", "tosylate", "trifluoroacetate",
)  # fmt: skip
_SINGLE = (
    "hcl", "hbr", "tfa", "salt", "free", "base", "acid", "anhydrous", "solvate", "zinc", "silver", "barium",
    "strontium", "malate", "lactate", "benzoate", "gluconate", "formate", "carbonate", "bicarbonate", "hydroxide",
    "bisulfate", "hydrogensulfate", "dihydrogenphosphate", "bitartrate", "hemitartrate", "methanesulfonate",
    "benzenesulfonate",
    "toluenesulfonate", "edisylate", "napsylate", "camsylate", "esylate", "isethionate", "pamoate", "embonate",
    "stearate", "palmitate", "salicylate", "hippurate", "orotate", "lysinate", "meglumine", "tromethamine", "choline",
    "arginine",
)  # fmt: skip
FORM_WORDS = frozenset({times + word for times in _TIMES for word in _COUNTED} | set(_SINGLE))
"""Folded words for the form in which a compound is sold."""
COMPANION_WORDS = FORM_WORDS - {"acid", "base", "free", "anhydrous"}
"""Folded words for counter-ions and solvents. In the names of esters, such as ethyl acetate, they are no form."""
PREFIXES = frozenset({"r", "s", "rs", "l", "d", "dl", "rac", "racemic", "cis", "trans", "e", "z", "meso"})
"""Folded words before a name that state the stereoisomer."""
SHORTEST = 4
"""The minimum length of the rest of a name, in letters."""


_HYDRATES = frozenset({times + "hydrate" for times in _TIMES} | {"anhydrous", "solvate"})
_METALS = frozenset(
    [
        "aluminum",
        "antimony",
        "bismuth",
        "cadmium",
        "cerium",
        "cesium",
        "chromium",
        "cobalt",
        "copper",
        "ferric",
        "ferrous",
        "gold",
        "iron",
        "lanthanum",
        "lead",
        "manganese",
        "mercury",
        "nickel",
        "palladium",
        "platinum",
        "rhodium",
        "rubidium",
        "ruthenium",
        "scandium",
        "tin",
        "titanium",
        "tungsten",
        "vanadium",
        "ytterbium",
        "yttrium",
        "zirconium",
        "cupric",
        "cuprous",
        "stannous",
        "tetrabutylammonium",
        "tetraethylammonium",
    ]
)


def bare_name(name: str) -> tuple[str, str]:
    """Return a folded name without the words of its form, and those words. A name is never left empty.

    ``acid`` counts only after ``free``: acetic acid is not a form of acetic. After a group or a metal, as in ethyl
    acetate or copper sulfate, only water is removed: the other words belong to the compound.

    >>> bare_name("Metformin Hydrochloride"), bare_name("(S)-Ibuprofen, sodium salt dihydrate")
    (('metformin', 'hydrochloride'), ('ibuprofen', 's sodium salt dihydrate'))
    >>> bare_name("Acetic acid"), bare_name("Ethyl acetate"), bare_name("Sodium chloride")
    (('acetic acid', ''), ('ethyl acetate', ''), ('sodium chloride', ''))
    >>> bare_name("Ciprofloxacin free acid"), bare_name("D-Glucose"), bare_name("Copper sulfate pentahydrate")
    (('ciprofloxacin', 'free acid'), ('glucose', 'd'), ('copper sulfate', 'pentahydrate'))
    """
    words = fold(name).split()
    for form_words in (FORM_WORDS, _HYDRATES):
        kept, said = _parted(words, form_words)
        if said and len(" ".join(kept)) >= SHORTEST and not (_is_part(kept) and form_words is FORM_WORDS):
            return " ".join(kept), " ".join(said)
    return " ".join(words), ""


def _parted(words: list[str], form_words: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the other words and the words of a form, in order."""
    first = next((place for place, word in enumerate(words) if word not in PREFIXES), len(words))
    kept: list[str] = []
    said = words[:first]
    for place, word in enumerate(words[first:], start=first):
        is_form = word in form_words and (word not in ("acid", "base") or words[place - 1] == "free")
        (said if is_form else kept).append(word)
    return kept, said


def _is_part(kept: list[str]) -> bool:
    """Tell whether the rest is a metal, or the alcohol part of an ester."""
    return kept[0] in _METALS or kept[-1].endswith(("yl", "ylene"))
