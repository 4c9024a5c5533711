"""Linear formulas: as chemists write them, for people. Hill's order is for sorting: "ClNa" is sodium chloride."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from catalog.chemistry.formula.formula import read_formula
from catalog.errors import InvalidFormula

LONGEST = 80
"""A longer text is hardly a linear formula."""
_SIGNS = re.compile(r"[A-Za-z0-9()\[\]·.+-]+")
_DOT = re.compile(r"(?<=[A-Za-z0-9)\]])[*•∙⋅●.](?=[0-9]*(?:\.[0-9]+)?[A-Z(\[])")
_TERMS = re.compile(r"([A-Z][a-z]?)([0-9]*)")
_WHOLE = re.compile(r"(?:[A-Z][a-z]?[0-9]*){2,}")

_NONMETALS = ("B", "Si", "C", "Sb", "As", "P", "N", "H", "Te", "Se", "S", "O", "I", "Br", "Cl", "F")
"""From the least to the most electronegative, as binary compounds are written (IUPAC 2005, table VI)."""
_HALOGENS = frozenset({"F", "Cl", "Br", "I"})
_FIRST_METALS = ("Li", "Na", "K", "Rb", "Cs", "Be", "Mg", "Ca", "Sr", "Ba")
_MOST_HYDROGENS = 3
"""With more hydrogen, a salt with oxygen is rather a hydrate, whose formula an order of symbols cannot give."""


def linear_formula(stated: str | None, hill: str) -> str:
    """Return the formula as a supplier writes it, if it means the same; else in the order that chemists use.

    Args:
        stated: the supplier's text, or None.
        hill: the Hill text of the compound.

    >>> [linear_formula(text, "CuH10O9S") for text in ("CuSO4.5H2O", "CuSO₄ · 5 H₂O", "CuH10O9S", "CuSO4")]
    ['CuSO4·5H2O', 'CuSO4·5H2O', 'CuH10O9S', 'CuH10O9S']
    >>> linear_formula("CH3COCH3", "C3H6O"), linear_formula("ClNa", "ClNa"), linear_formula(None, "H2O4S")
    ('CH3COCH3', 'NaCl', 'H2SO4')
    """
    if stated is not None and len(stated) <= LONGEST:
        text = _DOT.sub("·", "".join(unicodedata.normalize("NFKC", stated).replace("_", "").split()))
        if text != hill and _SIGNS.fullmatch(text) and _means(text, hill):
            return text
    return inorganic_formula(hill)


def _means(text: str, hill: str) -> bool:
    try:
        return read_formula(text).hill_formula == hill
    except InvalidFormula:
        return False


def inorganic_formula(hill: str) -> str:
    """Return the symbols of a simple inorganic compound in their usual order; any other formula unchanged.

    >>> [inorganic_formula(text) for text in ("BrK", "CCaO3", "AlH4Li", "HNaO", "CaH2O2", "ClH4N", "HKO4S", "Cl2OS")]
    ['KBr', 'CaCO3', 'LiAlH4', 'NaOH', 'Ca(OH)2', 'NH4Cl', 'KHSO4', 'SOCl2']
    >>> [inorganic_formula(text) for text in ("C9H8O4", "H8N2O4S", "CuH10O9S", "CHNaO3", "C6F5NO2", "O4S-2")]
    ['C9H8O4', 'H8N2O4S', 'CuH10O9S', 'CHNaO3', 'C6F5NO2', 'O4S-2']
    """
    if not _WHOLE.fullmatch(hill):
        return hill
    counts: dict[str, str] = dict(_TERMS.findall(hill))
    metals = [symbol for symbol in counts if symbol not in _NONMETALS]
    if not _has_usual_order(counts, bool(metals)):
        return hill
    if len(counts) == 3 and len(metals) == 1 and {"O", "H"} < counts.keys() and counts["O"] == counts["H"]:
        hydroxide = f"(OH){counts['O']}" if counts["O"] else "OH"
        return f"{metals[0]}{counts[metals[0]]}{hydroxide}"
    return "".join(symbol + counts[symbol] for symbol in sorted(counts, key=_order(counts.keys(), metals).index))


def _has_usual_order(counts: dict[str, str], has_metal: bool) -> bool:
    """Tell whether the order of the symbols alone makes the formula that chemists write."""
    hydrogens = int(counts.get("H", "0") or 1)
    if "C" in counts and ("H" in counts or not has_metal):
        return False
    if {"N", "H"} <= counts.keys():
        return (hydrogens > 1 and len(counts) == 2) or (hydrogens == 4 and not counts["N"] and "O" not in counts)
    return not ({"O", "H"} <= counts.keys() and has_metal and hydrogens > _MOST_HYDROGENS)


def _order(present: Collection[str], metals: list[str]) -> list[str]:
    """Return all symbols that can occur in their order: metals, then the acid's hydrogen, then nonmetals."""
    first = [*_FIRST_METALS, *sorted(metal for metal in metals if metal not in _FIRST_METALS)]
    rest = list(_NONMETALS)
    is_acid = (
        "H" in present and bool({"O", *(_HALOGENS if metals else ())}.intersection(present)) and "N" not in present
    )
    if is_acid:
        rest.remove("H")
        first = ["H", *first] if "O" not in present else [*first, "H"]
    if "O" in present and _HALOGENS.intersection(present) and (metals or is_acid or len(present) == 2):
        rest.remove("O")
        rest.append("O")
    return [*first, *rest]
