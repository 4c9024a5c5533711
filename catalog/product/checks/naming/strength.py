"""The check of a figure in a name, as 98 % or 2.5 M, against the assay and the packs."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.findings import Code, Finding
from catalog.product.specification.specification import Specification
from catalog.product.text.name_strength import Strength, StrengthKind, cut_strength

_POINTS = 0.5
"""Percent by which purities may differ: 98 % and ≥98.0 %, 99.5 % and ≥99.0 %."""
_SHARE = 0.06
"""Share by which contents and molarities may differ: 37 % and 36.5 to 38.0 %."""
_LOWEST_PURITY = 70.0
"""Percent. A smaller figure in a name, as in hydrochloric acid 37%, is a content and no minimum of a purity."""
_MOLAR_UNITS = {"mol/L": 1.0, "M": 1.0, "mmol/L": 1e-3, "mM": 1e-3}


def check_name_strength(
    name: str, strengths: Sequence[Strength], specifications: Sequence[Specification], packs: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Compare a percentage or a molarity in a name with the assays and packs. The assay of a solution is its strength.

    Args:
        name: as stated.
        strengths: the figures in it.
        specifications: those of the product.
        packs: the sizes of its packs, as stated: they can have a strength too (``10 mM * 1 mL``).

    >>> from catalog.product.specification.specification import read_specification
    >>> from catalog.product.text.name_strength import cut_strength
    >>> assay, strengths = read_specification("Assay", ">=95%"), cut_strength("Aspirin, 99%")[0]
    >>> [finding.message for finding in check_name_strength("Aspirin, 99%", strengths, [assay])]
    ['The name says 99%, but the assay is >=95%.']
    """
    assays = [one for one in specifications if one.test == "Assay" and one.comparison is not None]
    for strength in strengths:
        comparable = [one for one in assays if _unit_of(one) == _unit(strength)]
        if comparable and not any(_agree(strength, one) for one in comparable):
            message = f"The name says {strength.text}, but the assay is {comparable[0].text}."
            return (Finding(Code.NAME_STRENGTH_MISMATCH, "name", message, stated=name),)
    message = _by_packs([one for one in strengths if one.kind is StrengthKind.MOLARITY], packs)
    return (Finding(Code.NAME_STRENGTH_MISMATCH, "name", message, stated=name),) if message else ()


def _by_packs(molarities: Sequence[Strength], packs: Sequence[str]) -> str:
    """Return which pack has another molarity than the name, or an empty text."""
    if not molarities:
        return ""
    for pack in packs:
        for own in cut_strength(pack)[0]:
            margin = _SHARE * own.high
            is_other = all(own.low - margin > one.high or own.high + margin < one.low for one in molarities)
            if own.kind is StrengthKind.MOLARITY and is_other:
                return f"The name says {molarities[0].text}, but a pack is {pack}."
    return ""


def _unit(strength: Strength) -> str:
    return "mol/L" if strength.kind is StrengthKind.MOLARITY else "%"


def _unit_of(assay: Specification) -> str:
    return "mol/L" if assay.unit in _MOLAR_UNITS else "%" if (assay.unit or "").startswith("%") else ""


def _agree(strength: Strength, assay: Specification) -> bool:
    scale = _MOLAR_UNITS.get(assay.unit or "", 1.0)
    least = None if assay.least is None else assay.least * scale
    most = None if assay.most is None else assay.most * scale
    margin = _POINTS if strength.kind is StrengthKind.PURITY else max(_SHARE * strength.high, _POINTS * scale)
    if least is not None and most is not None:
        # A purity in a name is a minimum: a measured one may be above it.
        return (_is_minimum(strength) and least >= strength.low - margin) or (
            strength.low - margin <= most and least <= strength.high + margin
        )
    bound = least if least is not None else most
    return bound is None or strength.low - margin <= bound <= strength.high + margin


def _is_minimum(strength: Strength) -> bool:
    return strength.kind is StrengthKind.PURITY and (strength.is_bound or strength.low >= _LOWEST_PURITY)
