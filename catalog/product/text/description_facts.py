"""Facts that a description states of its subject: CAS RN, formula, weight and melting point.

Only facts with their label are read ("CAS No. 50-78-2"), or a CAS RN in brackets behind the first words. A text that
compares several compounds states several of a kind; then none is read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 5000
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉０１２３４５６７８９．－", "01234567890123456789.-")
"""Subscripts, and figures as wide as Chinese characters."""
_START, _END = "(?<![A-Za-z0-9])", "(?![A-Za-z0-9])"
"""Ends of Latin words. Between a letter and a Chinese character, there is no word boundary."""
_CAS_LABEL = (
    rf"{_START}CAS{_END}(?:(?:[ -]?(?:RN|No\.?|Nr\.?|#|number|registry(?: number)?|Nummer))*(?:编号|登记号|号码?)?)"
)
_CAS = re.compile(
    rf"{_CAS_LABEL}[\s.:：#\[(（【为是]{{0,4}}(?:is |of |ist )?([1-9][0-9]{{1,6}}-[0-9]{{2}}-[0-9])(?![0-9-])", re.I
)
_LEADING_CAS = re.compile(r"\W{0,3}[^.。，、；()（）\[\]【】]{2,90}[(（\[【]([1-9][0-9]{1,6}-[0-9]{2}-[0-9])[)）\]】]")
_CHINESE_CAS = re.compile(
    r"[^。，、；0-9]{0,30}(?<=[\u4e00-\u9fff])\s?([1-9][0-9]{1,6}-[0-9]{2}-[0-9])\s?(?=[\u4e00-\u9fff,，、])"
)
"""A CAS RN in the first words of a Chinese text."""
_CAS_END = re.compile("-[0-9][0-9]-[0-9]")
_ANY_CAS = re.compile(r"(?<![0-9-])[1-9][0-9]{1,6}-[0-9]{2}-[0-9](?![0-9-])")
_FORMULA = re.compile(
    rf"(?:{_START}(?:(?:molecular|chemical|empirical|sum|gross) )?formula{_END}"
    rf"|{_START}(?:Summen|Molekül)formel{_END}|分子式|化学式)"
    rf"(?:\s+(?:is|of|ist|lautet){_END})?"
    r"\s*[:：=为是]?\s*((?:[A-Z][a-z]?[0-9]{0,3}|(?:[·*]\s?|\.)[0-9]?(?=[A-Z])|\((?=[A-Z])|\)[0-9]{0,2}){2,40})(?![A-Za-z0-9])"
)
_WEIGHT = re.compile(
    rf"(?:{_START}molecular (?:weight|mass){_END}|{_START}molar mass{_END}|{_START}formula weight{_END}"
    rf"|{_START}mol\.? ?wt{_END}\.?|{_START}M\.?W\.?(?=[\s:：=为是])"
    rf"|{_START}Molekulargewicht{_END}|{_START}Molmasse{_END}|{_START}molare Masse{_END}|分子量|摩尔质量|分子质量|式量)"
    r"(?:\s*[(（][^()（）]{1,12}[)）])?(?:\s+(?:is|of|ist|von|beträgt))?\s*(?:约为|约|[:：=为是])?\s*([0-9]{2,4}(?:\.[0-9]{1,4}|,[0-9]{1,2}(?![0-9]))?)(?![0-9]|[.,][0-9]|\s*(?:kDa|k\b))",
    re.IGNORECASE,
)
_WEIGHT_LABELS = ("分子量", "摩尔质量", "分子质量", "式量")
_MELTING = re.compile(
    rf"(?:{_START}melting (?:point|range){_END}|{_START}m\.p\.|{_START}mp(?=[\s:：=为])|{_START}melts at{_END}"
    rf"|{_START}Schmelzpunkt{_END}|{_START}schmilzt bei{_END}|熔点)"
    r"(?:\s*[(（][^()（）]{1,12}[)）])?(?:\s+(?:is|of|at|between|from|ist|von|bei|liegt bei|beträgt))?"
    r"\s*(?:约为|约|[:：=为是])?\s*"
    r"((?:[-–−]?\s?[0-9]{1,3}(?:\.[0-9])?)(?:\s*(?:°\s?C|℃)?\s*(?:-|–|to|and|bis)\s*[-–−]?[0-9]{1,3}(?:\.[0-9])?)?\s*(?:°\s?[CF]|℃))",
    re.IGNORECASE,
)


class DescriptionFacts(NamedTuple):
    """Labelled facts of a text. Each is empty if the text states none, or several that differ.

    Attributes:
        cas_rn: with its label, or in brackets behind the first words.
        cas_rns: all texts in the form of a CAS RN.
        formula, weight, melting_point: as written.
    """

    cas_rn: str = ""
    cas_rns: tuple[str, ...] = ()
    formula: str = ""
    weight: str = ""
    melting_point: str = ""


NOTHING_DESCRIBED = DescriptionFacts()
"""A text without labelled facts."""


def read_description_facts(text: str) -> DescriptionFacts:
    """Return the labelled facts of a text.

    >>> read_description_facts("Aspirin (CAS No. 50-78-2), molecular formula: C9H8O4, MW: 180.16, m.p. 135 °C.")[2:]
    ('C9H8O4', '180.16', '135 °C')
    >>> read_description_facts("咖啡因,CAS号58-08-2,分子量194.19,熔点235-238℃。").weight
    '194.19'
    """
    text = text[:_LONGEST] if text.isascii() else text[:_LONGEST].translate(_DIGITS)
    lowered = text.lower()
    numbers = tuple(_ANY_CAS.findall(text)) if _CAS_END.search(text) else ()
    formulas = _labelled(_FORMULA, text, lowered, ("formula", "formel", "分子式", "化学式"))
    return DescriptionFacts(
        _cas_rn(text) if numbers else "",
        numbers,
        _only([found.strip("·.*( ") for found in formulas]),
        _only(_labelled(_WEIGHT, text, lowered, ("weight", "mass", "mw", "m.w", "mol", "gewicht", *_WEIGHT_LABELS))),
        _only(_labelled(_MELTING, text, lowered, ("melt", "mp", "m.p", "schm", "熔点"))),
    )


def _cas_rn(text: str) -> str:
    leading = _LEADING_CAS.match(text) or _CHINESE_CAS.match(text)
    return _only(_CAS.findall(text) or ([leading[1]] if leading else []))


def _labelled(pattern: re.Pattern[str], text: str, lowered: str, labels: tuple[str, ...]) -> list[str]:
    """Return what a pattern finds. Looking for its labels first is ten times as fast."""
    return pattern.findall(text) if any(label in lowered for label in labels) else []


def _only(found: list[str]) -> str:
    return found[0].strip() if len(set(found)) == 1 else ""
