"""Names of inorganic compounds as ions, numbers and water: English, German and Chinese.

Words for ions are data (``ion_words.tsv``). English and German say the cation first, Chinese the anion::

    iron(III) chloride hexahydrate    Eisen(III)-chlorid-Hexahydrat    六水三氯化铁
    disodium hydrogen phosphate       Dinatriumhydrogenphosphat        磷酸氢二钠

A name with any other word is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.names.salt_compositions import Ion, IonWord, Salt, is_often_acid
from catalog.product.text.folding import fold

_LONGEST = 12
"""The most words of a name that is read."""
_MOST_CATIONS = 3
_STATES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_NUMBERS: Mapping[str, Fraction] = {
    "hemi": Fraction(1, 2), "mono": Fraction(1), "sesqui": Fraction(3, 2), "di": Fraction(2), "bis": Fraction(2),
    "tri": Fraction(3), "tris": Fraction(3), "tetra": Fraction(4), "tetr": Fraction(4), "penta": Fraction(5),
    "pent": Fraction(5), "hexa": Fraction(6), "hepta": Fraction(7), "hept": Fraction(7), "octa": Fraction(8),
    "nona": Fraction(9),
    "deca": Fraction(10), "undeca": Fraction(11), "dodeca": Fraction(12), "hexadeca": Fraction(16),
    "octadeca": Fraction(18), "mon": Fraction(1), "半": Fraction(1, 2), "一": Fraction(1), "二": Fraction(2),
    "三": Fraction(3), "四": Fraction(4), "五": Fraction(5), "六": Fraction(6), "七": Fraction(7), "八": Fraction(8),
    "九": Fraction(9), "十": Fraction(10), "十二": Fraction(12), "十六": Fraction(16), "十八": Fraction(18),
}  # fmt: skip
_WATER = frozenset({"hydrate", "hydrat", "水合物", "水合", "水", "结晶水"})
_ANHYDROUS = frozenset({"anhydrous", "wasserfrei", "无水"})
_HYDROGEN = frozenset({"hydrogen", "wasserstoff", "氢"})
_BASIC = {"monobasic": 1, "dibasic": 2, "tribasic": 3, "monobasisch": 1, "dibasisch": 2, "tribasisch": 3}
_WATER_FORMULA = re.compile("([0-9]{0,2})h2o")
_ACIDS = {
    "sulfuric": "sulfate", "sulfurous": "sulfite", "nitric": "nitrate", "nitrous": "nitrite", "phosphoric": "phosphate",
    "phosphorous": "phosphite", "hypophosphorous": "hypophosphite", "hydrochloric": "chloride",
    "hydrobromic": "bromide", "hydroiodic": "iodide", "hydriodic": "iodide", "hydrofluoric": "fluoride",
    "perchloric": "perchlorate", "chloric": "chlorate", "chlorous": "chlorite", "hypochlorous": "hypochlorite",
    "bromic": "bromate", "iodic": "iodate", "chromic": "chromate", "selenic": "selenate", "selenous": "selenite",
    "tetrafluoroboric": "tetrafluoroborate", "fluoroboric": "tetrafluoroborate", "sulfamic": "sulfamate",
    "hexafluorosilicic": "hexafluorosilicate", "pyrophosphoric": "pyrophosphate", "thiosulfuric": "thiosulfate",
}  # fmt: skip
"""English names of acids without their second word, with the word for the anion."""


class _Word(NamedTuple):
    """What a word of a name is: ``cation``, ``anion``, ``number``, ``water``, ``anhydrous`` or ``hydrogen``."""

    kind: str
    meanings: tuple[Ion, ...] = ()
    number: Fraction = Fraction(1)


@lru_cache(maxsize=4096)
def read_salt_name(words: tuple[str, ...]) -> Salt | None:
    """Read the folded words of a name as those of a salt, or return None.

    >>> salt = read_salt_name(("kupfer", "ii", "sulfat", "trihydrat"))
    >>> [ion.charges for ion in salt.cations[0].meanings], salt.water
    ([(2,), (2,)], Fraction(3, 1))
    >>> read_salt_name(("七水硫酸锌",)).water, read_salt_name(("copper", "phthalocyanine"))
    (Fraction(7, 1), None)
    """
    if not words or len(words) > _LONGEST:
        return None
    # Nearly all names are none of a salt, and most of those differ in the first word.
    if not _is_known(words[0]):
        return None
    return _Reader().read(words)


class _Reader:
    """Reads the words of one name in their order."""

    def __init__(self) -> None:
        self._cations: list[IonWord] = []
        self._anions: list[IonWord] = []
        self._hydrogens = 0
        self._water: Fraction | None = None
        self._says_water = self._is_anhydrous = False
        self._basicity: int | None = None
        self._number: Fraction | None = None
        self._after_cation = self._is_acid = self._is_of_water = False

    def read(self, words: Sequence[str]) -> Salt | None:
        """Return the salt, or None if a word is not known or the words make none."""
        if len(words) == 2 and words[1] == "acid" and words[0] in _ACIDS:
            self._is_acid = True
            words = (_ACIDS[words[0]],)
        return self._salt() if all(map(self._take, words)) else None

    def _take(self, word: str) -> bool:
        if word in _STATES:
            return self._take_state(_STATES[word])
        if word in _BASIC:
            self._basicity = _BASIC[word]
            return True
        if word.isascii() and word.isdigit():
            return self._take_digits(int(word))
        if (water := _WATER_FORMULA.fullmatch(word)) is not None:
            self._says_water, self._water = True, Fraction(int(water[1] or 1))
            return True
        if _whole().fullmatch(word) is None:
            return False
        pieces = _pieces().findall(word)
        return sum(map(len, pieces)) == len(word) and all(map(self._take_piece, pieces))

    def _take_digits(self, number: int) -> bool:
        """Take the charge of the last cation, as in cobalt(2+), or else the number of molecules of water."""
        if self._after_cation:
            return self._take_state(number)
        self._number, self._is_of_water = Fraction(number), True
        return True

    def _take_state(self, state: int) -> bool:
        """Give the last cation its oxidation state."""
        if not self._after_cation:
            return False
        last = self._cations[-1]
        self._cations[-1] = last._replace(meanings=tuple([one._replace(charges=(state,)) for one in _bare(last)]))
        self._after_cation = False
        return True

    def _take_piece(self, piece: str) -> bool:
        word = _words()[piece]
        if word.kind == "number":
            if self._number is not None:
                return False
            self._number = word.number
            return True
        number, self._number = self._number, None
        is_of_water, self._is_of_water = self._is_of_water, False
        if is_of_water and word.kind != "water":
            return False
        if word.kind == "water":
            self._says_water, self._water = True, self._water if number is None else number
        elif word.kind == "anhydrous":
            self._is_anhydrous = True
        elif word.kind == "hydrogen":
            self._hydrogens += 1 if number is None else int(number)
        elif number is not None and number.denominator != 1:
            return False
        else:
            ion = IonWord(word.meanings, None if number is None else int(number))
            (self._cations if word.kind == "cation" else self._anions).append(ion)
            # Chinese names of acids are those of their anions alone.
            self._is_acid = self._is_acid or piece.endswith("酸")
        self._after_cation = word.kind == "cation"
        return True

    def _salt(self) -> Salt | None:
        if not self._anions or self._number is not None or len(self._cations) > _MOST_CATIONS:
            return None
        if not self._cations and not self._hydrogens and not self._is_acid:
            return None
        if any(is_often_acid(ion) for ion in self._anions[0].meanings):
            if self._anions[0].number is not None:
                return None  # The number is that of a chain: tetraphosphate.
        elif self._basicity is not None:
            return None
        if self._hydrogens and self._cations:
            charges = {charge for ion in self._anions[0].meanings for charge in ion.charges}
            if len(self._anions) > 1 or self._hydrogens >= max(charges):
                return None
            self._anions = [self._anions[0]._replace(hydrogens=self._hydrogens)]
        return Salt(
            tuple(self._cations), tuple(self._anions), self._water, self._says_water, self._is_anhydrous, self._basicity
        )


def _is_known(word: str) -> bool:
    return word in _ACIDS or word in _BASIC or _whole().fullmatch(word) is not None


def _bare(word: IonWord) -> list[Ion]:
    """Return the meanings of a cation, each formula once."""
    return list({ion.formula: ion for ion in word.meanings}.values())


@cache
def _pieces() -> re.Pattern[str]:
    words = sorted(map(re.escape, _words()), key=len, reverse=True)
    return re.compile("|".join("mono(?!xid)" if word == "mono" else word for word in words))


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(f"(?:{_pieces().pattern})+")


@cache
def _words() -> Mapping[str, _Word]:
    found: dict[str, _Word] = {number: _Word("number", number=value) for number, value in _NUMBERS.items()}
    for kind, words in (("water", _WATER), ("anhydrous", _ANHYDROUS), ("hydrogen", _HYDROGEN)):
        found |= {fold(word): _Word(kind) for word in words}
    for word, kind, ion in _rows():
        known = found.get(word)
        found[word] = _Word(kind, (*(known.meanings if known else ()), ion))
    return found


def _rows() -> Iterator[tuple[str, str, Ion]]:
    for line in (files(__package__) / "ion_words.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, formula, charges, *languages = line.split("\t")
        elements = read_formula(formula).readings[0].elements()
        atoms = tuple([(symbol, int(count)) for symbol, count in elements.items()])
        ion = Ion(formula, tuple(map(int, charges.split(","))), atoms)
        words = {fold(word) for words in languages for word in words.split("|") if word != "-"}
        for word in sorted(words):
            yield word, kind, ion
