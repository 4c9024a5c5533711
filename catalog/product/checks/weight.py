"""The check of the molecular weight that a supplier states, against the formula beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.mass.weight import Cause, Verdict, WeightVerdict, judge_weight, read_weight
from catalog.errors import InvalidWeight
from catalog.product.findings import CheckResult, Code, Finding

_FIELD = "molecular_weight"
OTHER_FORMS = frozenset({"hydrate", "salt", "solvate", "free-base", "free-acid", "multiple"})
"""The causes of a mismatch that are another form of the compound."""
_RIVAL_SHARE = 1 / 10
"""Share of the leading cause's odds above which another cause fits about as well."""
_FINEST = Decimal("0.001")
"""Atomic weights are not more precise."""


def check_weight(
    stated: str, formula_text: str, readings: Sequence[Composition], indefinite: str | None
) -> CheckResult[WeightVerdict | None]:
    """Check a stated weight. Without a valid formula there is no verdict.

    A wrong weight is a warning if one form explains it and no typing error explains it about as well. Otherwise the
    record is kept out, since either formula or weight may be wrong.

    >>> from catalog.chemistry.formula.formula import read_formula
    >>> aspirin = read_formula("C9H8O4")
    >>> [finding] = check_weight("180.04", aspirin.stated, aspirin.readings, None).findings
    >>> finding.code.value, finding.expected
    ('weight-is-monoisotopic', '180.16')
    """
    if not stated.strip():
        return CheckResult(None)
    try:
        if not readings and indefinite is None:
            read_weight(stated)
            return CheckResult(None)
        verdict = judge_weight(stated, readings, indefinite)
    except InvalidWeight as error:
        return CheckResult(None, (Finding(Code.WEIGHT_INVALID, _FIELD, str(error), stated=stated),))
    finding = _finding(verdict, formula_text)
    return CheckResult(verdict, (finding,) if finding else ())


def _finding(verdict: WeightVerdict, formula_text: str) -> Finding | None:
    if verdict.verdict is Verdict.AGREES:
        return None
    if verdict.verdict is Verdict.UNDETERMINED:
        return Finding(Code.WEIGHT_UNDETERMINED, _FIELD, verdict.explanation, stated=verdict.stated)
    expected = _expected(verdict)
    if verdict.verdict is Verdict.WITHIN_RANGE:
        return Finding(Code.WEIGHT_WITHIN_RANGE, _FIELD, verdict.explanation, verdict.stated, expected)
    message = verdict.explanation
    if verdict.causes and verdict.causes[0].kind.startswith("formula"):
        message += f" The stated formula is {formula_text.strip()}."
    return Finding(_mismatch_code(verdict.causes), _FIELD, message, verdict.stated, expected)


def _mismatch_code(causes: Sequence[Cause]) -> Code:
    """Return the code of the mismatch: explained or not."""
    if not causes:
        return Code.FORMULA_WEIGHT_MISMATCH
    leading, *others = causes
    if leading.kind == "monoisotopic":
        return Code.WEIGHT_IS_MONOISOTOPIC
    rivals = [other for other in others if other.odds >= _RIVAL_SHARE * leading.odds and other.kind not in OTHER_FORMS]
    if leading.kind in OTHER_FORMS and not rivals:
        return Code.WEIGHT_OF_OTHER_FORM
    return Code.FORMULA_WEIGHT_MISMATCH


def _expected(verdict: WeightVerdict) -> str | None:
    """Return the formula's weight to the precision of the stated one."""
    if verdict.weight is None:
        return None
    unit = 2 * read_weight(verdict.stated).half_unit
    return f"{Decimal(verdict.weight).quantize(min(max(unit, _FINEST), Decimal(1)).normalize()):f}"
