"""The check of the molecular weight that a supplier states, against the formula beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.mass.form_evidence import FormEvidence
from catalog.chemistry.mass.weight import Cause, Verdict, WeightVerdict, judge_weight, read_weight
from catalog.errors import InvalidWeight
from catalog.product.checks.placeholders import is_wording, says_no_value
from catalog.product.checks.words import about_kind, about_words
from catalog.product.findings import CheckResult, Code, Finding

_FIELD = "molecular_weight"
OTHER_FORMS = frozenset({"hydrate", "salt", "solvate", "free-base", "free-acid", "multiple"})
"""The causes of a mismatch that are another form of the compound."""
_RIVAL_SHARE = 1 / 10
"""Share of the leading cause's odds above which another cause fits about as well."""
_FINEST = Decimal("0.001")
"""Atomic weights are not more precise."""


def check_weight(
    stated: str,
    formula_text: str,
    readings: Sequence[Composition],
    indefinite: str | None,
    evidence: Callable[[], FormEvidence] = FormEvidence,
) -> CheckResult[WeightVerdict | None]:
    """Check a stated weight. Without a valid formula there is no verdict.

    A wrong weight is a warning if one form explains it and no typing error explains it about as well. Otherwise the
    record is kept out, since either formula or weight may be wrong.

    Args:
        stated: the weight.
        formula_text: the formula as stated.
        readings: what the formula can mean.
        indefinite: why it has no definite composition, if so.
        evidence: what name and drawing say of the compound's forms; asked only if the weight does not match.

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
        verdict = judge_weight(stated, readings, indefinite, evidence)
    except InvalidWeight as error:
        if is_wording(stated):
            return CheckResult(None, (_about_wording(stated),))
        return CheckResult(None, (Finding(Code.WEIGHT_INVALID, _FIELD, str(error), stated=stated),))
    finding = _finding(verdict, formula_text, says_labels=verdict.causes != () and bool(evidence().labels))
    return CheckResult(verdict, (finding,) if finding else ())


def _about_wording(stated: str) -> Finding:
    """Return the finding for words in place of a weight, or beside one."""
    if says_no_value(stated):
        return about_kind(Code.WEIGHT_UNDETERMINED, _FIELD, stated)
    return about_words(_FIELD, stated)


def _finding(verdict: WeightVerdict, formula_text: str, *, says_labels: bool) -> Finding | None:
    if verdict.verdict is Verdict.AGREES:
        return None
    if verdict.verdict is Verdict.UNDETERMINED:
        return Finding(Code.WEIGHT_UNDETERMINED, _FIELD, verdict.explanation, stated=verdict.stated)
    expected = _expected(verdict)
    if verdict.verdict is Verdict.WITHIN_RANGE:
        code = Code.WEIGHT_OF_OTHER_FORMULA if verdict.causes else Code.WEIGHT_WITHIN_RANGE
        return Finding(code, _FIELD, verdict.explanation, verdict.stated, expected)
    message = verdict.explanation
    if verdict.causes and verdict.causes[0].kind.startswith("formula"):
        message += f" The stated formula is {formula_text.strip()}."
    forms = OTHER_FORMS | {"isotope"} if says_labels else OTHER_FORMS
    return Finding(_mismatch_code(verdict.causes, forms), _FIELD, message, verdict.stated, expected)


def _mismatch_code(causes: Sequence[Cause], forms: frozenset[str]) -> Code:
    """Return the code of the mismatch: explained by one of the forms or not."""
    if not causes:
        return Code.FORMULA_WEIGHT_MISMATCH
    leading, *others = causes
    if leading.kind == "monoisotopic":
        return Code.WEIGHT_IS_MONOISOTOPIC
    rivals = [other for other in others if other.odds >= _RIVAL_SHARE * leading.odds and other.kind not in forms]
    if leading.kind in forms and not leading.doubt and not rivals:
        return Code.WEIGHT_OF_OTHER_FORM
    return Code.FORMULA_WEIGHT_MISMATCH


def _expected(verdict: WeightVerdict) -> str | None:
    """Return the formula's weight to the precision of the stated one."""
    if verdict.weight is None:
        return None
    unit = 2 * read_weight(verdict.stated).half_unit
    return f"{Decimal(verdict.weight).quantize(min(max(unit, _FINEST), Decimal(1)).normalize()):f}"
