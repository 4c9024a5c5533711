"""Is a description about another compound? Its first sentence usually names the subject."""

from __future__ import annotations

import re
from itertools import takewhile

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
_LEADING = re.compile(rf"^\W{{0,3}}?(?P<name>\S.{{1,90}}?)\s*(?:, an?\b|, also\b|\b(?:{'|'.join(_VERBS)})\b)\s")
_GERMAN_VERBS = ["ist", "sind", "war", "gehört", "wirkt", "hemmt", "dient", "wird", "zählt"]
_ANY_LEADING = re.compile(
    rf"^\W{{0,3}}?(?:(?:the|der|die|das)\s+)?(?P<name>\S.{{1,90}}?)\s*"
    rf"(?:, an?\b|, also\b|\b(?:{'|'.join([*_VERBS, *_GERMAN_VERBS])})\b)\s",
    re.IGNORECASE,
)
_CHINESE_LEADING = re.compile(
    r"\W{0,3}((?:[\u4e00-\u9fff]|[(（][IVX]{1,3}[)）]){2,20}?)(?=是|为|，|,|、|又称|又名|俗称|简称|[(（](?![IVX]))"
)
_ALIAS = re.compile(r"[(\[][^)\]]*[)\]]")
_COMMON_WORDS = """a an the this that these it its one each our we they there here when while as in on of for with from
    by at used product products compound compounds substance chemical material reagent solvent drug agent sample item
    please note colorless colourless white yellow clear pure high soft hard very metal element liquid solid powder some
    most all many both known widely mild strong powerful sweet"""
_GENERIC = frozenset(_COMMON_WORDS.split())
_MOST_NAMES = 20
"""How many of the names are tried at first."""
_EDGES = " ,;:.*\"'“”„"
_LOCANT = re.compile(r"[0-9](?:,[0-9])*-")
_CALLED = frozenset({"acid", "free", "base", "sodium", "potassium", "hydrochloride", "hydrate", "salt", "sulfate"})
SHARED_PREFIX = 5
"""Names with this number of equal first letters can be forms of one name (ampicillin, ampicillinum)."""
_LONGEST_ENDING = 2
"""How many letters of the shorter name can differ then: bromoaniline is no form of bromoanisole."""
_CATIONS = frozenset(
    ["lithium", "sodium", "potassium", "rubidium", "cesium", "magnesium", "calcium", "strontium", "barium", "ammonium",
     "silver", "zinc", "cadmium", "copper", "iron", "cobalt", "nickel", "manganese", "chromium", "aluminum", "lead",
     "tin"]
)  # fmt: skip
_ANIONS = frozenset(
    ["fluoride", "chloride", "bromide", "iodide", "oxide", "hydroxide", "sulfide", "sulfite", "sulfate", "nitrite",
     "nitrate", "phosphate", "carbonate", "bicarbonate", "chlorate", "perchlorate", "hypochlorite", "cyanide"]
)  # fmt: skip
_OPPOSED = tuple(
    frozenset(words.split())
    for words in ("d l", "r s", "e z", "cis trans", "alpha beta gamma delta", "o m p ortho meta para", "n iso sec tert")
)
"""Words of names that tell isomers apart."""
_DESCRIPTOR = re.compile(r"^(?:\([^()]{1,12}\)-|[A-Za-zα-ω]{1,5}-)+(?=[A-Za-z])")
"""What can stand before a name: (+)-, (R)-, cis-, α-."""
_SIGN = re.compile(r"\(([+\-−])\)")


def names_other_compound(text: str, names: tuple[str, ...]) -> str:
    """Return the compound that a text is about, if it is not one of these names, else an empty text.

    In doubt, the text is accepted: if one of the names is anywhere in it, if it shares a word with one of them, or if
    the subject does not look like a compound's name. A word is not enough if another word says that it is the isomer,
    or another salt of the same ion.

    >>> names_other_compound("Doxazosin mesylate (UK 33274) is a quinazoline.", ("Delapril hydrochloride",))
    'Doxazosin mesylate'
    >>> names_other_compound("TAK-438 is a blocker of proton pumps.", ("Vonoprazan", "TAK-438 (free base)"))
    ''
    >>> names_other_compound("This solvent is volatile.", ("Acetone",))
    ''
    >>> names_other_compound("D-Alanine is an amino acid.", ("L-Alanine",))
    'D-Alanine'
    """
    match = _LEADING.match(" ".join(text.split()))
    if match is None:
        return ""
    leading = match["name"].strip(_EDGES)
    name = _ALIAS.sub("", leading).strip(" -") if not _DESCRIPTOR.match(leading) else leading
    if not _looks_like_a_compound(name):
        return ""
    if "(" not in name and fold(name) in map(fold, names[:_MOST_NAMES]):
        return ""
    if is_sibling(name, names) and not has_name(text, names):
        return name
    return "" if _mentions(text, leading, names) else name


def leading_names(text: str) -> tuple[str, ...]:
    """Return the subject of the first sentence of an English or German text, and its aliases in brackets.

    >>> leading_names("Aspirin (acetylsalicylic acid) is an analgesic."), leading_names("Das Coffein ist ein Alkaloid.")
    (('Aspirin', 'acetylsalicylic acid'), ('Coffein',))
    """
    match = _ANY_LEADING.match(" ".join(text[:300].split()))
    if match is None:
        return ()
    leading = match["name"].strip(_EDGES)
    aliases = [one.strip("()[] ") for one in _ALIAS.findall(leading)]
    return tuple([name for one in (_ALIAS.sub("", leading), *aliases) if (name := " ".join(one.split()))])


def chinese_subject(text: str) -> str:
    """Return the subject of the first sentence of a Chinese text, or an empty text.

    >>> chinese_subject("氯化钾是一种无机盐,易溶于水。"), chinese_subject("白色结晶,易溶于水。")
    ('氯化钾', '白色结晶')
    """
    match = _CHINESE_LEADING.match(text) if not text.isascii() else None
    return match[1] if match else ""


def is_sibling(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a name is that of an isomer or of another simple salt than one of these names, and none of them.

    >>> is_sibling("3-bromoanisole", ("4-Bromoanisole",)), is_sibling("Potassium chloride", ("Sodium chloride", "NaCl"))
    (True, True)
    >>> is_sibling("DL-Alanine", ("L-Alanine",)), is_sibling("Diclofenac sodium", ("Diclofenac potassium",))
    (False, False)
    """
    words = fold(name).split()
    own = [fold(other).split() for other in names]
    if any("".join(words) == "".join(other) for other in own) and not _turns_otherwise(name, names):
        return False
    return _turns_otherwise(name, names) or any(_are_siblings(words, other) for other in own)


def _are_siblings(words: list[str], other: list[str]) -> bool:
    if len(words) != len(other):
        return False
    pairs = [pair for pair in zip(words, other, strict=True) if pair[0] != pair[1]]
    rest = [one for one, two in zip(words, other, strict=True) if one == two]
    if not pairs or not rest:
        return False
    ions = {word for pair in pairs for word in pair}
    if (ions <= _CATIONS and set(rest) <= _ANIONS) or (ions <= _ANIONS and set(rest) <= _CATIONS):
        return True
    return any(len(word) > SHARED_PREFIX for word in rest) and all(_tell_apart(*pair) for pair in pairs)


def _tell_apart(one: str, two: str) -> bool:
    return (one.isdigit() and two.isdigit()) or any(one in group and two in group for group in _OPPOSED)


def _turns_otherwise(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a name differs from one of these in the sign of its rotation only."""
    signs = _SIGN.findall(name.replace("−", "-"))
    for other in names:
        others = _SIGN.findall(other.replace("−", "-"))
        if len(signs) == len(others) == 1 and signs != others and fold(name) == fold(other):
            return True
    return False


def has_name(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether one of the names is anywhere in a text, with its sign if it has one."""
    folded, lowered = f" {fold(text)} ", text.casefold()
    return any(
        f" {bare} " in folded and (_SIGN.search(name) is None or name.casefold() in lowered)
        for name in names
        if (bare := fold(name))
    )


def _looks_like_a_compound(name: str) -> bool:
    """Tell whether a leading phrase is a proper name: short, without common words, capital or digit first."""
    words = fold(name).split()
    if not words or len(words) > 6 or any(word in _GENERIC for word in words):
        return False
    bare = _DESCRIPTOR.sub("", name) or name
    return bare[0].isupper() or bare[0].isdigit() or any(char.isdigit() for char in bare)


def _mentions(text: str, leading: str, names: tuple[str, ...]) -> bool:
    squeezed, folded_leading = fold(text).replace(" ", ""), fold(leading).split()
    for name in names:
        words = [word for word in fold(_ALIAS.sub(" ", name)).split() if word not in _CALLED]
        has_locants = _LOCANT.search(name) is not None and _LOCANT.search(leading) is not None
        joined = "".join(words)
        if joined == "".join(folded_leading) or (len(joined) >= 3 and joined in squeezed):
            return True
        if any(_alike(word, other, has_locants=has_locants) for word in words for other in folded_leading):
            return True
    return False


def _alike(word: str, other: str, *, has_locants: bool) -> bool:
    """Tell whether two words can be one name in two forms. Those of systematic names share parts with many others."""
    if word == other:
        return len(word) >= 3
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    ending = min(len(word), len(other)) - shared
    return shared >= SHARED_PREFIX and (not has_locants or ending <= _LONGEST_ENDING)
