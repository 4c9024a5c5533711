"""The check of the formula that a supplier states."""

from __future__ import annotations

from collections.abc import Callable

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.formula import Formula, read_formula
from catalog.chemistry.formula.other_meanings import Kind, OtherMeaning, has_other_meaning, other_meanings
from catalog.errors import InvalidFormula
from catalog.product.checks.placeholders import is_placeholder, is_wording, says_no_value
from catalog.product.checks.words import about_kind, about_words
from catalog.product.findings import CheckResult, Code, Finding

_FIELD = "formula"
_NEVER_SOLD = frozenset({AtomKind("Ac"), AtomKind("Ts")})
"""Actinium and tennessine: their symbols are acetyl and tosyl in the formulas of suppliers."""
_MOST_HYDROGENS = 4
"""Hydrogens beyond two for each carbon, silicon and phosphorus and three for each nitrogen, in salts and hydrides."""

Proves = Callable[[Composition], bool]
"""Tells whether another stated fact, such as the weight, is that of a composition."""


def _unproved(_composition: Composition) -> bool:
    return False


def check_formula(stated: str, proves: Proves = _unproved, *, has_weight: bool = False) -> CheckResult[Formula | None]:
    """Read and check a stated formula.

    Blank text and words such as ``N/A`` give no formula and no finding. Other words are kept as text. A text with a
    second meaning, such as an abbreviation, has that meaning if another fact proves it.

    Args:
        stated: the supplier's text.
        proves: tells whether another fact of the record is that of a composition.
        has_weight: whether a weight is stated. Then its check says what is wrong with a formula that it does not fit.

    >>> check_formula("CuSO4·5H2O").value.hill_formula
    'CuH10O9S'
    >>> check_formula("(C2H4O)n").findings[0].message
    'The formula describes a polymer of n units: no molecular weight can be calculated.'
    >>> check_formula("Et3N").findings[0].expected, check_formula("Et3N", lambda found: True).value.hill_formula
    ('C6H15N', 'C6H15N')
    """
    if is_placeholder(stated):
        return CheckResult(None)
    if says_no_value(stated):
        return CheckResult(None, (about_kind(Code.FORMULA_INDEFINITE, _FIELD, stated),))
    try:
        formula = read_formula(stated)
    except InvalidFormula as error:
        return _unreadable(stated, error, proves)
    if formula.indefinite and (proved := _proved_meaning(stated, proves)) is not None:
        return _proved(proved)
    if formula.indefinite:
        message = f"The formula describes {formula.indefinite}: no molecular weight can be calculated."
        return CheckResult(formula, (Finding(Code.FORMULA_INDEFINITE, _FIELD, message, stated=stated),))
    if has_other_meaning(stated) and not any(map(proves, formula.readings)):
        return _ambiguous(stated, formula, proves, has_weight=has_weight)
    return CheckResult(formula)


def _unreadable(stated: str, error: InvalidFormula, proves: Proves) -> CheckResult[Formula | None]:
    """Return the meaning that another fact proves, or the error with the likely meaning."""
    proved = _proved_meaning(stated, proves)
    if proved is not None:
        return _proved(proved)
    meanings = list(other_meanings(stated))
    if (not meanings or stated.strip().isalpha()) and is_wording(stated):
        return CheckResult(None, (about_words(_FIELD, stated),))
    expected = error.expected or (meanings[0].composition.hill() if meanings else None)
    message = str(error) if not meanings else f"{error} {_meant(meanings[0])}"
    return CheckResult(None, (Finding(Code.FORMULA_INVALID, _FIELD, message, stated=stated, expected=expected),))


def _ambiguous(stated: str, formula: Formula, proves: Proves, *, has_weight: bool) -> CheckResult[Formula | None]:
    """Return the meaning that another fact proves, else the usual one, unless that is impossible."""
    proved = _proved_meaning(stated, proves)
    if proved is not None:
        return _proved(proved)
    likely = next((meaning for meaning in other_meanings(stated) if _is_likelier(meaning, formula, has_weight)), None)
    if likely is None:
        return CheckResult(formula)
    expected = likely.composition.hill()
    return CheckResult(None, (Finding(Code.FORMULA_INVALID, _FIELD, _meant(likely), stated=stated, expected=expected),))


def _proved_meaning(stated: str, proves: Proves) -> OtherMeaning | None:
    return next((meaning for meaning in other_meanings(stated) if proves(meaning.composition)), None)


def _is_likelier(meaning: OtherMeaning, formula: Formula, has_weight: bool) -> bool:
    """Tell whether a meaning is likelier than the usual reading, though nothing proves it."""
    usual = formula.composition
    if usual is None or (has_weight and meaning.kind is Kind.DIGIT):
        return False
    if meaning.kind is Kind.ABBREVIATION:
        return bool(formula.note) or not _NEVER_SOLD.isdisjoint(usual.counts)
    return (
        meaning.kind is Kind.DIGIT
        and _has_too_many_hydrogens(usual)
        and not _has_too_many_hydrogens(meaning.composition)
    )


def _has_too_many_hydrogens(composition: Composition) -> bool:
    counts = composition.elements()
    if "C" not in counts or len(counts) > _MOST_HYDROGENS:
        return False
    room = 2 * sum(counts.get(symbol, 0) for symbol in ("C", "Si", "P", "B")) + 3 * counts.get("N", 0)
    return counts.get("H", 0) > room + 2 * counts.get("O", 0) + _MOST_HYDROGENS


def _proved(meaning: OtherMeaning) -> CheckResult[Formula | None]:
    """Return a proved meaning. Repairs of wrong letters are reported."""
    if meaning.kind in (Kind.ABBREVIATION, Kind.ISOTOPE):
        return CheckResult(meaning.formula)
    hill = meaning.composition.hill()
    message = f"{_meant(meaning)} Another stated fact fits it, so the formula was read as {hill}."
    stated = meaning.formula.stated
    return CheckResult(meaning.formula, (Finding(Code.FORMULA_REPAIRED, _FIELD, message, stated, hill),))


def _meant(meaning: OtherMeaning) -> str:
    """Return what the text probably means."""
    hill = meaning.composition.hill()
    stated = meaning.formula.stated.strip()
    if meaning.kind is Kind.ABBREVIATION:
        return f"{stated} has abbreviations of groups; with their atoms it is {hill}."
    if meaning.kind is Kind.ISOTOPE:
        return f"{stated} has mass numbers without brackets; it is {hill}."
    if meaning.kind is Kind.LOWER_CASE:
        case = "lower case" if stated == stated.lower() else "capitals"
        return f"{stated} is in {case}; it probably means {meaning.written}."
    return f"{stated} probably has a digit in place of a letter: {meaning.written}."
