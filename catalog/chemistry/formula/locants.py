"""Locants and prefixes in linear formulas, which say nothing of the composition: ``1,2-C6H4(CO2H)2``, ``o-C6H4Cl2``.

Without this, ``CH3C6H4-4-SO3H`` would have four sulfonic acids.
"""

from __future__ import annotations

import re

from catalog.chemistry.formula.text import FormulaText

_NUMBERS = r"[0-9]{1,2}[a-z]?'{0,2}(?:, ?[0-9]{1,2}[a-z]?'{0,2})*"
_PREFIXES = r"(?:[ompnistc]|sec|tert|iso|neo|cyclo|cis|trans|rac|meso|fac|mer|exo|endo|sym|gem|vic|alpha|beta|α|β|μ|mu)"
_STEREO = rf"\((?:{_NUMBERS}|[RSEZ±]|\+/-|[+-])\)"
_LOCANT = re.compile(rf"(?:(?<![^(\[-])|(?<=[.·] ))(?:{_NUMBERS}|{_PREFIXES}|{_STEREO})-(?=[A-Z(\[0-9])")
"""At the beginning, after a bracket or a dash, and followed by a dash and atoms."""
_HYDRATE = re.compile(r"-[0-9]+-?H2O")
CHAINS = re.compile(r"\(?C[0-9]{1,2} ?(?:-|/|~|to|bis) ?C?[0-9]{1,2}\)?(?=$|[ ,;-]|[a-z]{3})")
"""Chains of several lengths, ``C10-C13`` or ``C12-14 alkyl``, and no atoms after them."""


def without_locants(text: FormulaText) -> FormulaText:
    """Return the text without its locants and prefixes.

    >>> from catalog.chemistry.formula.text import harmonize_formula_text
    >>> without_locants(harmonize_formula_text("CH3C6H4-4-SO3H")).plain
    'CH3C6H4-SO3H'
    """
    if "-" not in text.plain:
        return text
    kept: list[int] = []
    place = 0
    for found in _LOCANT.finditer(text.plain):
        if _HYDRATE.match(text.plain, found.start() - 1):
            continue
        kept.extend(range(place, found.start()))
        place = found.end()
    if not place:
        return text
    kept.extend(range(place, len(text.plain)))
    return FormulaText("".join(text.plain[index] for index in kept), [text.positions[index] for index in kept])
