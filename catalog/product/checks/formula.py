"""The check of the formula that a supplier states."""

from __future__ import annotations

from catalog.chemistry.formula.formula import Formula, read_formula
from catalog.errors import InvalidFormula
from catalog.product.checks.placeholders import is_placeholder
from catalog.product.findings import CheckResult, Code, Finding

_FIELD = "formula"


def check_formula(stated: str) -> CheckResult[Formula | None]:
    """Read and check a stated formula.

    Blank text and words such as ``N/A`` give no formula and no finding.

    >>> check_formula("CuSO4·5H2O").value.hill_formula
    'CuH10O9S'
    >>> check_formula("(C2H4O)n").findings[0].message
    'The formula describes a polymer of n units: no molecular weight can be calculated.'
    """
    if is_placeholder(stated):
        return CheckResult(None)
    try:
        formula = read_formula(stated)
    except InvalidFormula as error:
        finding = Finding(Code.FORMULA_INVALID, _FIELD, str(error), stated=stated, expected=error.expected)
        return CheckResult(None, (finding,))
    if formula.indefinite:
        message = f"The formula describes {formula.indefinite}: no molecular weight can be calculated."
        return CheckResult(formula, (Finding(Code.FORMULA_INDEFINITE, _FIELD, message, stated=stated),))
    return CheckResult(formula)
