"""Is a description about another compound? Its first sentence usually names the subject."""

from __future__ import annotations

import re

from catalog.product.text.folding import fold

_VERBS = [
    "is",
    "are",
    "was",
    "has",
    "belongs",
    "acts",
    "inhibits",
    "exhibits",
    "shows",
    "can",
    "displays",
    "binds",
    "blocks",
    "induces",
]
_LEADING = re.compile(rf"^\W{{0,3}}(?P<name>\S.{{1,90}}?)\s*(?:, an?\b|, also\b|\b(?:{'|'.join(_VERBS)})\b)\s")
_ALIAS = re.compile(r"[(\[][^)\]]*[)\]]")
_COMMON_WORDS = """a an the this that these it its one each our we they there here when while as in on of for with from
    by at used product products compound compounds substance chemical material reagent solvent drug agent sample item
    please note colorless colourless white yellow clear pure high soft hard very metal element liquid solid powder some
    most all many both known widely mild strong powerful sweet"""
_GENERIC = frozenset(_COMMON_WORDS.split())
_CALLED = frozenset({"acid", "free", "base", "sodium", "potassium", "hydrochloride", "hydrate", "salt", "sulfate"})
SHARED_PREFIX = 5
"""Names with this number of equal first letters are forms of one name (ampicillin, ampicillinum)."""


def names_other_compound(text: str, names: tuple[str, ...]) -> str:
    """Return the compound that a text is about, if it is not one of these names, else an empty text.

    In doubt, the text is accepted: if one of the names is anywhere in it, if it shares a word with one of them, or if
    the subject does not look like a compound's name.

    >>> names_other_compound("Doxazosin mesylate (UK 33274) is a quinazoline.", ("Delapril hydrochloride",))
    'Doxazosin mesylate'
    >>> names_other_compound("TAK-438 is a blocker of proton pumps.", ("Vonoprazan", "TAK-438 (free base)"))
    ''
    >>> names_other_compound("This solvent is volatile.", ("Acetone",))
    ''
    """
    match = _LEADING.match(" ".join(text.split()))
    if match is None:
        return ""
    leading = match["name"].strip(" ,;:")
    name = _ALIAS.sub("", leading).strip()
    if not _looks_like_a_compound(name) or _mentions(text, leading, names):
        return ""
    return name


def _looks_like_a_compound(name: str) -> bool:
    """Tell whether a leading phrase is a proper name: short, without common words, capital or digit first."""
    words = fold(name).split()
    if not words or len(words) > 6 or any(word in _GENERIC for word in words):
        return False
    return name[0].isupper() or name[0].isdigit() or any(char.isdigit() for char in name)


def _mentions(text: str, leading: str, names: tuple[str, ...]) -> bool:
    squeezed, folded_leading = fold(text).replace(" ", ""), fold(leading).split()
    for name in names:
        words = [word for word in fold(_ALIAS.sub(" ", name)).split() if word not in _CALLED]
        joined = "".join(words)
        if joined == "".join(folded_leading) or (len(joined) >= 3 and joined in squeezed):
            return True
        if any(_alike(word, other) for word in words for other in folded_leading):
            return True
    return False


def _alike(word: str, other: str) -> bool:
    if word == other:
        return len(word) >= 3
    return len(word) >= SHARED_PREFIX and word[:SHARED_PREFIX] == other[:SHARED_PREFIX]
