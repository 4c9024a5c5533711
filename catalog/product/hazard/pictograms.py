"""The nine hazard pictograms: their codes, names, and the words by which suppliers name them.

Codes and names are those of Regulation (EC) No 1272/2008 (CLP), Annex V, and UN GHS rev. 10, annex 3, section 3.
"""

from __future__ import annotations

import re

NAMES = {
    "GHS01": "Exploding bomb",
    "GHS02": "Flame",
    "GHS03": "Flame over circle",
    "GHS04": "Gas cylinder",
    "GHS05": "Corrosion",
    "GHS06": "Skull and crossbones",
    "GHS07": "Exclamation mark",
    "GHS08": "Health hazard",
    "GHS09": "Environment",
}
"""Each pictogram's code and its name."""

_WORDS = {
    "GHS01": ("exploding bomb", "explosive", "explosives", "bomb", "explodierende bombe"),
    "GHS02": ("flame", "flammable", "flamme"),
    "GHS03": (
        "flame over circle", "oxidizer", "oxidiser", "oxidizing", "oxidising", "flamme über einem kreis",
        "flamme über kreis",
    ),
    "GHS04": ("gas cylinder", "compressed gas", "gas under pressure", "gases under pressure", "gasflasche"),
    "GHS05": ("corrosion", "corrosive", "ätzwirkung"),
    "GHS06": (
        "skull and crossbones", "skull & crossbones", "skull", "toxic", "acute toxicity",
        "totenkopf mit gekreuzten knochen", "totenkopf",
    ),
    "GHS07": ("exclamation mark", "exclamation point", "irritant", "harmful", "ausrufezeichen"),
    "GHS08": ("health hazard", "serious health hazard", "gesundheitsgefahr", "health", "silhouette"),
    "GHS09": ("environment", "environmental hazard", "hazardous to the environment", "umwelt", "aquatic toxicity"),
}  # fmt: skip
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words}
_CODE = re.compile(r"(?:SGH|GHS)[ _-]?0?([1-9])(?![0-9])", re.IGNORECASE)
_FILE = re.compile(r"\.(?:svg|png|gif|jpe?g|eps)\b.*", re.IGNORECASE | re.DOTALL)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NONE = frozenset({"none", "no pictogram", "no pictograms", "not hazardous", "keine", "kein", "aucun", "无"})
MOST_CHARACTERS = 2_000
"""The number of characters that are read."""


def read_pictograms(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pictograms in a text, in order, and the pieces that are not pictograms.

    >>> read_pictograms("GHS07, GHS05"), read_pictograms("Flame; exclamation mark")
    ((('GHS05', 'GHS07'), ()), (('GHS02', 'GHS07'), ()))
    >>> read_pictograms("ghs02.svg|GHS07 (harmful)|a dragon"), read_pictograms("none")
    ((('GHS02', 'GHS07'), ('a dragon',)), ((), ()))
    """
    found: set[str] = set()
    unread = []
    for piece in re.split(r"[|,;\n]", text[:MOST_CHARACTERS]):
        codes = {f"GHS0{digit}" for digit in _CODE.findall(piece)} or _named(piece)
        found |= codes
        if not codes and any(char.isalnum() for char in piece) and piece.strip().casefold() not in _NONE:
            unread.append(piece.strip())
    return tuple(sorted(found)), tuple(unread)


def _named(piece: str) -> set[str]:
    bare = _IN_BRACKETS.sub("", _FILE.sub("", piece)).replace("_", " ")
    word = " ".join(bare.casefold().split()).removesuffix(" pictogram").removeprefix("ghs ")
    return {_BY_WORD[word]} if word in _BY_WORD else set()
