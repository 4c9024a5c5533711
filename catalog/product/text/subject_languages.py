"""What German and Chinese texts tell of their subject: the weights of their words.

English words are weighed in ``description``. A text in another language gets no weight from words, so it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[a-zäöüß]{2,}")
_LEAST_HAN = 0.3
"""The share of Chinese characters among the letters of a Chinese text. Names and units are in Latin letters."""
_GERMAN_WORDS = """der die das den dem des und ist sind ein eine einer einem mit für wird werden wurde zur zum aus von
    nicht bei durch oder auch nur im als sich"""
_GERMAN = frozenset(_GERMAN_WORDS.split())
_FREQUENT = (
    " und ",
    "der ",
    "die ",
    "das ",
    " ist ",
    "für ",
    " zur ",
    " zum ",
    " von ",
    "mit ",
    "nur ",
    "ein ",
    "eine",
)
_LEAST_GERMAN = 0.12
"""The share of such words in a German text. In English ones it is below 5 %, since "die" and "des" are rare."""
_GERMAN_DEFINITION = re.compile(
    r"\W{0,3}(?:(?:der|die|das)\s+)?\S{2,30}(?:\s+\S{2,20}){0,2}?\s+(?:ist|war|sind)\s[^.!?]{0,300}", re.I
)
_CHINESE_DEFINITION = re.compile(r"\W{0,3}[^,，。!！?？是]{1,16}是[^。！？]{0,200}")
_SHORTEST, _LONGEST_END = 3, 14


def foreign_score(text: str) -> float | None:
    """Return the weight of the words of a German or Chinese text, or None for a text in another language.

    >>> foreign_score("Der Saturn ist ein Planet, und seine Ringe sah man durch das Fernrohr.")
    -12.0
    >>> foreign_score("丙酮是无色液体,用作溶剂。"), foreign_score("Acetone is a colourless liquid.")
    (10.0, None)
    """
    if not text.isascii() and _is_chinese(text):
        return _chinese_score(text) + min(0.0, _chinese_score(_definition(text, _CHINESE_DEFINITION)))
    lowered = text.lower()
    if not any(word in lowered for word in _FREQUENT) or not _is_german(_WORD.findall(lowered)):
        return None
    return _german_score(text) + min(0.0, _german_score(_definition(text, _GERMAN_DEFINITION)))


def _definition(text: str, pattern: re.Pattern[str]) -> str:
    """Return the first sentence if it says what its subject is, else an empty text. What it says counts twice."""
    match = pattern.match(text)
    return match.group() if match is not None else ""


def _chinese_score(text: str) -> float:
    return sum(weight for word, weight in _weights("zh").items() if word in text)


def _german_score(text: str) -> float:
    return sum(_weight_of(word) for word in set(_WORD.findall(text.lower())))


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) >= max(4, _LEAST_HAN * len(_LETTER.findall(text)))


def _is_german(words: list[str]) -> bool:
    found = sum(word in _GERMAN for word in words)
    return found >= 2 and found >= _LEAST_GERMAN * len(words)


def _weight_of(word: str) -> float:
    """Return the weight of the longest beginning or end of a German word that has one."""
    weights = _weights("de")
    for length in range(len(word), _SHORTEST - 1, -1):
        weight = weights.get(word[:length])
        if weight is None and length <= _LONGEST_END:
            weight = weights.get(f"-{word[-length:]}")
        if weight is not None:
            return weight
    return 0.0


@cache
def _weights(language: str) -> dict[str, float]:
    return dict(_read_weights(language))


def _read_weights(language: str) -> Iterator[tuple[str, float]]:
    for line in (files(__package__) / f"subject_words_{language}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, _, weight = line.partition("\t")
            yield word, float(weight)
