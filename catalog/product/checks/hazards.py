"""The check of hazards: label against hazard codes, and transport data by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from catalog.product.checks.transport import check_transport
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.hazard.classes import hazard_class
from catalog.product.hazard.hazards import Hazards, read_hazards
from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.statements import Statement, is_known_code

NOTHING_STATED: CheckResult[Hazards | None] = CheckResult(None)
LONGEST_QUOTE = 120
"""Characters of a statement that a message quotes."""


def check_hazards(fields: Mapping[str, str]) -> CheckResult[Hazards | None]:
    """Read and check the hazards among a draft's fields, or return None.

    >>> check_hazards({"hazard_statements": "H302", "signal_word": "Warning", "pictograms": "GHS07"}).findings
    ()
    >>> [f.code.value for f in check_hazards({"hazard_statements": "H301", "signal_word": "Warning"}).findings]
    ['signal-word-mismatch']
    """
    hazards = read_hazards(fields)
    if hazards is None:
        return NOTHING_STATED
    checks: tuple[Callable[[Hazards], Iterator[Finding]], ...] = (
        _signal_word,
        _pictograms,
        _statements,
        _gaps,
        check_transport,
    )
    return CheckResult(hazards, tuple(finding for check in checks for finding in check(hazards)))


def _statements(hazards: Hazards) -> Iterator[Finding]:
    for field in ("hazard_statements", "precautionary_statements"):
        statements = hazards.hazard_statements if field == "hazard_statements" else hazards.precautionary_statements
        unknown = [statement for statement in statements if statement.code and not statement.is_known]
        if unknown:
            yield _unknown_codes(field, unknown)
        old = [statement.stated for statement in statements if statement.is_obsolete]
        if old:
            message = (
                f"{_quoted(old)}: R and S phrases of Directive 67/548/EEC, which CLP replaced on 1 June 2015. They are "
                "kept as stated. They do not give a GHS class by themselves, so they are not translated. Ask the "
                "supplier for the H and P statements."
            )
            yield Finding(Code.HAZARD_PHRASE_OBSOLETE, field, message, stated=hazards.stated.get(field))
        unread = [s.stated for s in statements if s.code is None and not s.is_obsolete]
        if unread:
            message = f"Not an H or P code, nor an official text that is known: {_quoted(unread)}. Kept as stated."
            yield Finding(Code.HAZARD_STATEMENT_UNREAD, field, message, stated=hazards.stated.get(field))


def _unknown_codes(field: str, statements: list[Statement]) -> Finding:
    members = (member for statement in statements for member in statement.members)
    codes = [code for code in dict.fromkeys(members) if not is_known_code(code)]
    more = "not codes" if len(codes) > 1 else "not a code"
    message = (
        f"{', '.join(codes[:10])}: {more} of GHS or CLP. A digit may be wrong. Compare with section 2 of the "
        "safety data sheet."
    )
    return Finding(Code.HAZARD_CODE_UNKNOWN, field, message, stated="|".join(s.stated for s in statements[:10]))


def _signal_word(hazards: Hazards) -> Iterator[Finding]:
    stated, words = hazards.stated.get("signal_word"), hazards.label.signal_words
    if stated is not None and hazards.stated_word is None:
        message = f"{_quoted([stated])} is not a signal word. GHS has two: Danger and Warning."
        yield Finding(Code.SIGNAL_WORD_UNKNOWN, "signal_word", message, stated=stated)
    elif not hazards.has_codes:
        return
    elif stated is None:
        if words:
            message = f"No signal word is stated; {_reason(hazards)} {' or '.join(words)}."
            expected = words[0] if len(words) == 1 else None
            yield Finding(Code.SIGNAL_WORD_MISSING, "signal_word", message, expected=expected)
    elif hazards.stated_word not in (words or ("",)) and _is_sure(hazards):
        demanded = f"{_reason(hazards)} {' or '.join(words)}" if words else "the hazard codes require none"
        said = f"The signal word is {stated!r}" if hazards.stated_word else f"The field says {stated!r}"
        expected = words[0] if len(words) == 1 else None
        message = f"{said}, but {demanded} (CLP, Annex I). One of the two is incomplete."
        yield Finding(Code.SIGNAL_WORD_MISMATCH, "signal_word", message, stated=stated, expected=expected)


def _is_sure(hazards: Hazards) -> bool:
    """Tell whether the codes decide. An unread statement can only make the signal word more severe."""
    return hazards.is_complete or hazards.label.signal_words == ("Danger",)


def _reason(hazards: Hazards) -> str:
    """Return which codes require the word: ``H301 requires``."""
    words = hazards.label.signal_words
    codes = [
        member
        for statement in hazards.hazard_statements
        for member in statement.members
        if (found := hazard_class(member)) is not None and set(found.signal_words) & set(words)
    ]
    graver = [code for code in codes if (found := hazard_class(code)) is not None and "Danger" in found.signal_words]
    named = list(dict.fromkeys(graver or codes))[:5]
    return f"{', '.join(named)} {'requires' if len(named) == 1 else 'require'}"


def _pictograms(hazards: Hazards) -> Iterator[Finding]:
    stated = hazards.stated_pictograms
    if hazards.unread_pictograms:
        unread = _quoted(list(hazards.unread_pictograms))
        message = f"{unread} is not a GHS pictogram. Use GHS01 to GHS09."
        yield Finding(Code.PICTOGRAM_UNKNOWN, "pictograms", message, stated=hazards.stated.get("pictograms"))
    if stated is None or not hazards.has_codes:
        return
    missing = [] if hazards.unread_pictograms else [name for name in hazards.label.pictograms if name not in stated]
    allowed = {*hazards.label.pictograms, *hazards.label.optional}
    extra = [name for name in stated if name not in allowed] if hazards.is_complete else []
    if missing or extra:
        parts = [f"{_named(missing)} {'is' if len(missing) == 1 else 'are'} missing"] if missing else []
        parts += [f"no code requires {_named(extra)}, or another pictogram replaces it"] if extra else []
        message = f"The hazard codes and the pictograms differ: {'; '.join(parts)} (CLP, Annex I and Article 26)."
        expected = ", ".join(hazards.label.pictograms) if hazards.is_complete else None
        text = hazards.stated.get("pictograms")
        yield Finding(Code.PICTOGRAM_MISMATCH, "pictograms", message, stated=text, expected=expected or None)


def _named(pictograms: list[str]) -> str:
    return ", ".join(f"{code} ({NAMES[code].lower()})" for code in pictograms)


def _gaps(hazards: Hazards) -> Iterator[Finding]:
    """Yield a finding if a label has no hazard statement (CLP, Article 17)."""
    if hazards.hazard_statements:
        return
    word = hazards.stated["signal_word"] if hazards.stated_word else None
    there = [
        *([f"the signal word {word!r}"] if word else []),
        *(["pictograms"] if hazards.stated_pictograms else []),
        *(["precautionary statements"] if hazards.precautionary_statements else []),
    ]
    if there:
        message = f"There are {' and '.join(there)}, but no hazard statements. Add the H statements."
        if len(there) == 1 and word:
            message = f"There is the signal word {word!r}, but no hazard statement. Add the H statements."
        yield Finding(Code.HAZARD_STATEMENTS_MISSING, "hazard_statements", message)


def _quoted(texts: list[str]) -> str:
    return repr(text if len(text := "; ".join(texts)) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…")
