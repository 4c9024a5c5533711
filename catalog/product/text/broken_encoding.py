"""Texts that were written in UTF-8 and read in Windows-1252: ``AcÃ©tone`` for ``Acétone``.

Such characters are repaired only if they have no other reading: a whole run of them is UTF-8, and gives letters and
signs that names and data have. ``CAFÉ–BAR`` stays as it is.
"""

from __future__ import annotations

import re

_RUN = re.compile("[\u0080-\uffff]+")
_SIGNS = (
    "\u00a0-\u00ff\u0100-\u017f\u0218-\u021b\u0370-\u03ff\u0400-\u045f\u1e9e\u2009-\u200b\u2010-\u203a\u2070-\u209f"
)
_PLAUSIBLE = re.compile(
    f"[{_SIGNS}\u20ac\u2103\u2122\u2126\u2150-\u215f\u2190-\u21ff\u2206\u2212-\u221e\u2248\u2260-\u2267\u2713-\u2718]+"
)
"""The characters of names, data and units in alphabets."""
_EAST_ASIAN = re.compile("[\u3001\u3002\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff01-\uff5e]{2,}")
"""Characters of three bytes, which could be an accented letter and two signs if there is only one."""
MOST_ROUNDS = 3
"""How often a text may have been damaged."""


def repaired(text: str) -> str | None:
    """Return a text with its broken characters repaired, or None if it has none.

    >>> repaired("AcÃ©tone"), repaired("2â€“8 Â°C"), repaired("Î²-Carotene"), repaired("ÃƒÂ©ther")
    ('Acétone', '2–8 °C', 'β-Carotene', 'éther')
    >>> repaired("Acétone"), repaired("CAFÉ–BAR"), repaired("Ångström"), repaired("São Paulo")
    (None, None, None, None)
    """
    if text.isascii():
        return None
    found = text
    for _ in range(MOST_ROUNDS):
        mended = _RUN.sub(_decoded, found)
        if mended == found:
            break
        found = mended
    return None if found == text else found


def _decoded(run: re.Match[str]) -> str:
    """Return the characters of a run's bytes, or the run itself if they are not UTF-8 or make no sense."""
    broken = run[0]
    try:
        decoded = b"".join(map(_byte, broken)).decode("utf-8")
    except UnicodeError:
        return broken
    return decoded if _PLAUSIBLE.fullmatch(decoded) or _EAST_ASIAN.fullmatch(decoded) else broken


def _byte(char: str) -> bytes:
    """Return the byte of a character. Windows-1252 has no characters for five bytes; they are read as controls.

    Raises:
        UnicodeEncodeError: no byte is read as this character.
    """
    return char.encode("latin-1") if char < "\u00a0" else char.encode("cp1252")
