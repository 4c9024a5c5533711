"""Is there enough to sell it under, and is every text one that can be kept and sent?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from catalog.product.draft import Draft
from catalog.product.findings import Checked, Code, Finding

MAX_CHARACTERS = 100_000
"""The longest text of one field that is kept; the longest name in 71,347 real compounds has 947 characters."""

MAX_NAME = 500
"""The longest name of a specification, a property, a pack or a lot that is kept."""

KEPT_CONTROLS = "\t\n\r"


def check_presence(draft: Draft) -> Checked[None]:
    """Hold a draft to what every product needs: a catalog number, a name, and texts without broken characters.

    >>> [finding.code.value for finding in check_presence(Draft({"name": "BPTA"})).findings]
    ['catalog-number-missing']
    """
    findings = []
    if not draft.get("catalog_number").strip():
        message = "There is no catalog number; a product needs one to be found and ordered by. Add it."
        findings.append(Finding(Code.CATALOG_NUMBER_MISSING, "catalog_number", message))
    if not draft.get("name").strip():
        message = "There is no name; a product needs one to be listed. Add it."
        findings.append(Finding(Code.NAME_MISSING, "name", message))
    everything = "".join([*draft.fields, *draft.fields.values()])
    if len(everything) > MAX_CHARACTERS or not (everything.isascii() and everything.isprintable()):
        findings += [found for field, text in draft.fields.items() for found in _check_field(field, text)]
    return Checked(None, tuple(findings))


def _check_field(field: str, text: str) -> Iterator[Finding]:
    """What is wrong with the text of a field, and with the name that a member of a family has."""
    name = field.partition(":")[2]
    broken = _check_text("record", name)
    if broken is not None:
        yield replace(broken, message=f"Of the name of a field: {broken.message}")
    elif len(name) > MAX_NAME:
        message = (
            f"The name of a field has {len(name):,} characters; {MAX_NAME:,} are the most that is kept. Shorten it."
        )
        yield Finding(Code.TEXT_INVALID, "record", message, stated=name[:80] + "…")
    else:
        found = _check_text(field, text)
        yield from () if found is None else (found,)


def _check_text(field: str, text: str) -> Finding | None:
    if len(text) > MAX_CHARACTERS:
        message = f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} are the most that is kept. Shorten it."
        return Finding(Code.TEXT_INVALID, field, message, stated=text[:80] + "…")
    if text.isascii() and text.isprintable():
        return None
    broken = next((index for index, char in enumerate(text) if is_broken(char)), None)
    if broken is None:
        return None
    message = (
        f"Character {broken + 1} is U+{ord(text[broken]):04X}, which no text should hold: the file was damaged or read "
        "with the wrong encoding. Remove the character."
    )
    return Finding(Code.TEXT_INVALID, field, message, stated="".join("�" if is_broken(c) else c for c in text)[:200])


def is_broken(char: str) -> bool:
    """Tell whether a character is a control but tab and line ends, half of a surrogate pair, or no character."""
    return char in "\ufffe\uffff" or (unicodedata.category(char) in ("Cc", "Cs") and char not in KEPT_CONTROLS)
