"""The strength in a name: a percentage or a molarity, and the medium of a solution or dispersion."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple


class StrengthKind(Enum):
    """What a figure in a name says."""

    PURITY = "purity"
    CONTENT = "content"
    MOLARITY = "molarity"


class Strength(NamedTuple):
    """A figure in a name.

    Attributes:
        text: as stated.
        kind: the purity of a substance, or its content in a solution or dispersion, in percent, or in mol/L.
        low: the figure, or the lower end of a range; in percent or mol/L.
        high: the upper end of a range, else the figure.
        is_bound: whether it is stated as a minimum.
        medium: what it is dissolved or dispersed in, if stated.
    """

    text: str
    kind: StrengthKind
    low: float
    high: float
    is_bound: bool = False
    medium: str = ""


_FIGURE = r"(?P<low>[0-9]{1,3}(?:[.,][0-9]{1,4})?)(?:\s?(?:-|–|to)\s?(?P<high>[0-9]{1,3}(?:[.,][0-9]{1,4})?))?"
_MEDIUM = (
    r"(?:\s*\(?(?:w/w|w/v|v/v|by weight)\)?)?"
    r"(?:,?\s*(?:solution |dispersion |suspension )?in (?P<medium>[^,;()\[\]]{1,60}))?"
)
_PERCENT = re.compile(
    rf"(?P<sign>[~≈≥>]|ca\.? ?|approx\.? ?|min\.? ?)?\s?(?<![0-9A-Za-z.,-]){_FIGURE}\s?"
    rf"(?P<by>wt\.?|vol\.?|w/w|w/v|v/v|atom|at\.?|mol)?\s?%(?P<of>\s?(?:atom|D\b|1[345][CN]\b|ee\b|e\.e\.|de\b|RH\b))?{_MEDIUM}",
    re.IGNORECASE,
)
_MOLAR = re.compile(
    rf"(?P<sign>[~≈≥>]|ca\.? ?|approx\.? ?)?\s?(?<![0-9A-Za-z.,-]){_FIGURE}\s?"
    rf"(?P<unit>m?M|m?mol/[lL])(?=$|[\s,;)\]]){_MEDIUM}"
)
_IN_MEDIUM = re.compile(
    r"\b(?:solution|aqueous|aq\.?|dispersion|suspension|emulsion|slurry|on (?:carbon|charcoal|alumina|silica))\b",
    re.IGNORECASE,
)


def cut_strength(text: str) -> tuple[tuple[Strength, ...], str]:
    """Return the figures of a name, and the name without them and their medium.

    Isotopic and enantiomeric purities are cut out, but are no strength.

    >>> cut_strength("Formaldehyde solution, 37 wt. % in H2O")[0][0].medium
    'H2O'
    >>> [one.low for one in cut_strength("n-Butyllithium, 2.5 M in hexanes")[0]], cut_strength("Aspirin, 99%")[1]
    ([2.5], 'Aspirin,')
    >>> cut_strength("Chloroform-d, 99.8 atom % D")[0]
    ()
    """
    found: list[Strength] = []
    if "%" in text:
        is_content = _IN_MEDIUM.search(text) is not None
        for match in _PERCENT.finditer(text):
            strength = _percentage(match, is_content=is_content)
            if strength is not None:
                found.append(strength)
        text = _PERCENT.sub("", text)
    if "M" in text or "mol/" in text:
        for match in _MOLAR.finditer(text):
            thousandth = match["unit"].startswith(("mM", "mmol"))
            low, high = _ends(match)
            scale = 1e-3 if thousandth else 1.0
            found.append(_strength(match, StrengthKind.MOLARITY, low * scale, high * scale))
        text = _MOLAR.sub("", text)
    return tuple(found), text


def _percentage(match: re.Match[str], *, is_content: bool) -> Strength | None:
    if match["of"] or (match["by"] or "").lower().startswith("at"):
        return None
    low, high = _ends(match)
    if not 0 < low <= high <= 100:
        return None
    in_medium = is_content or match["medium"] or match["by"]
    return _strength(match, StrengthKind.CONTENT if in_medium else StrengthKind.PURITY, low, high)


def _strength(match: re.Match[str], kind: StrengthKind, low: float, high: float) -> Strength:
    is_bound = (match["sign"] or "").strip().lower().startswith((">", "≥", "min"))
    return Strength(" ".join(match[0].split()), kind, low, high, is_bound, (match["medium"] or "").strip())


def _ends(match: re.Match[str]) -> tuple[float, float]:
    low = float(match["low"].replace(",", "."))
    return low, float(match["high"].replace(",", ".")) if match["high"] else low
