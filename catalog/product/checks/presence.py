"""The check of what every product needs: catalog number, name, and valid texts."""

from __future__ import annotations

import re
import unicodedata

from catalog.product.checks.catalog_number import catalog_number_finding, date_finding
from catalog.product.draft import Draft
from catalog.product.findings import CheckResult, Code, Finding

MAX_CHARACTERS = 100_000
"""The longest text of one field that is kept; the longest name in 71,347 real compounds has 947 characters."""

MAX_SHOWN = 200
"""Characters of a text that a finding quotes."""
MAX_NAME = 500
"""The longest name of a specification, a property, a pack or a lot that is kept."""
MAX_NUMBER = 200
"""The longest catalog number that is kept; suppliers' own have some twenty characters."""
KEPT_CONTROLS = "\t\n\r"


def check_presence(draft: Draft) -> CheckResult[None]:
    """Check what every product needs: a catalog number, a name, and texts without broken characters.

    >>> [finding.code.value for finding in check_presence(Draft({"name": "BPTA"})).findings]
    ['catalog-number-missing']
    """
    number = draft.get("catalog_number")
    findings = [found for found in (catalog_number_finding(number), date_finding(number)) if found is not None]
    if not draft.get("name").strip():
        message = "The name is missing. A product is listed under it. Add one."
        findings.append(Finding(Code.NAME_MISSING, "name", message))
    if not _are_plain(draft):
        findings += [finding for field, text in draft.fields.items() for finding in _check_field(field, text)]
    return CheckResult(None, tuple(findings))


def _are_plain(draft: Draft) -> bool:
    """Tell whether all texts of a draft can be kept, as those of nearly all records: short, and printable ASCII."""
    names, texts = draft.fields.keys(), draft.fields.values()
    everything = "".join([*names, *texts])
    return (
        everything.isascii()
        and everything.isprintable()
        and len(draft.get("catalog_number")) <= MAX_NUMBER
        and len(everything) <= MAX_CHARACTERS
        and all(len(name) <= MAX_NAME for name in names)
    )


def _check_field(field: str, text: str) -> list[Finding]:
    """Check a field's name, such as the label in ``spec:LABEL``, and its text."""
    most = MAX_NUMBER if field == "catalog_number" else MAX_CHARACTERS
    troubles = ((field, "name", MAX_NAME), (text, "text", most))
    found = [(stated, trouble) for stated, kind, length in troubles if (trouble := _trouble(stated, kind, length))]
    shown = replace_broken(field)[:MAX_SHOWN]
    return [
        Finding(Code.TEXT_INVALID, shown, trouble, stated=replace_broken(stated)[:MAX_SHOWN])
        for stated, trouble in found
    ]


def _trouble(text: str, kind: str, most: int) -> str | None:
    """Return why a text cannot be kept, or None."""
    if len(text) > most:
        return f"The {kind} has {len(text):,} characters; the limit is {most:,}. Shorten it."
    if text.isascii() and text.isprintable():
        return None
    broken = next((index for index, char in enumerate(text) if is_broken(char)), None)
    if broken is None:
        return None
    return (
        f"Character {broken + 1} of the {kind} is U+{ord(text[broken]):04X}, which is not a text character. The file "
        "is damaged or was read with the wrong encoding. Remove the character."
    )


def replace_broken(text: str) -> str:
    """Return the text with a replacement character for each broken one."""
    return text if text.isprintable() else "".join("\ufffd" if is_broken(char) else char for char in text)


def is_broken(char: str) -> bool:
    """Tell whether a character is a control (except tab and line ends), half of a surrogate pair, or no character."""
    return char in "\ufffe\uffff" or (unicodedata.category(char) in ("Cc", "Cs") and char not in KEPT_CONTROLS)


_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def has_broken(text: str) -> bool:
    """Tell whether any character of a text is broken. A million characters take a millisecond.

    >>> has_broken("caffeine"), has_broken("caf\\x00eine")
    (False, True)
    """
    return _BROKEN.search(text) is not None
