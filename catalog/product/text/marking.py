"""The positions of searched words in a name, for marking them.

Names are compared in folded form, where ``β`` is ``beta`` and brackets are blanks. Here each folded letter has its
position in the original text, so exactly the match of the search is marked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from catalog.product.text.folding import MOST_LETTERS, SPELLINGS, TAG, fold, greek_alternatives

Place = tuple[int, int]
"""The beginning and the end of a piece of a text."""

SHORTEST_MARKED = 2
"""Shorter words are not marked: nearly every name has them."""
MOST_CHARACTERS = 2_000
"""Longer texts are not marked."""
_ENTITY = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")


class _Letter(NamedTuple):
    """One character of a text during folding.

    Attributes:
        char: the folded character.
        place: its position in the original text.
    """

    char: str
    place: Place


class _Word(NamedTuple):
    """One word of a folded text.

    Attributes:
        text: the folded word.
        start: its position in the original text.
        ends: the end of each of its letters there.
    """

    text: str
    start: int
    ends: Sequence[int]


class SearchedWords(NamedTuple):
    """The searched words, prepared for matching many names.

    Attributes:
        words: each with its alternatives.
        whole: all of these.
        begun: those that may be only the beginning of a name's word.
    """

    words: tuple[tuple[str, ...], ...]
    whole: frozenset[str]
    begun: tuple[str, ...]

    def letters(self, word: str) -> int:
        """Return how many letters of a name's word were searched for, or 0."""
        if word in self.whole:
            return len(word)
        return max([len(one) for one in self.begun if word.startswith(one)], default=0)


def searched_words(text: str, *, begun: bool = True) -> SearchedWords:
    """Return the words of a searched text.

    >>> searched_words("a-Pinene").words
    (('a', 'alpha'), ('pinene',))
    """
    words = tuple(greek_alternatives(fold(text)))
    return SearchedWords(words, frozenset(one for word in words for one in word), words[-1] if words and begun else ())


def matched_places(text: str, wanted: SearchedWords) -> tuple[Place, ...]:
    """Return where a name contains the words, in order.

    >>> matched_places("2-Acetoxybenzoic acid", searched_words("ACID acetoxy"))
    ((2, 9), (17, 21))
    >>> matched_places("(-)-α-Pinene", searched_words("alpha-pin")), matched_places("β-D-Glucose", searched_words("d"))
    (((4, 5), (6, 9)), ())
    >>> matched_places("Sulphur (S<sub>8</sub>)", searched_words("sulfur S8"))
    ((0, 7), (9, 16))
    """
    if not wanted.words or len(text) > MOST_CHARACTERS:
        return ()
    places: list[Place] = []
    for word in _words(text):
        matched = wanted.letters(word.text)
        if matched >= SHORTEST_MARKED:
            # A character that folds to several words, such as ½, may belong to two of them.
            start = max(word.start, places[-1][1] if places else 0)
            places.append((start, max(start, word.ends[matched - 1])))
    return tuple(place for place in places if place[0] < place[1])


def holds_all(text: str, wanted: SearchedWords) -> bool:
    """Tell whether a name contains every word.

    >>> holds_all("2-Acetoxybenzoic acid", searched_words("acid 2 aceto")), holds_all("Acid", searched_words("acids"))
    (True, False)
    """
    words = fold(text).split()
    is_begun = any(word.startswith(wanted.begun) for word in words) if wanted.begun else False
    return all(any(one in words for one in word) for word in (wanted.words[:-1] if is_begun else wanted.words))


def _words(text: str) -> list[_Word]:
    """Return the folded words of a text, or none if folding the whole text gives other words."""
    if text.isascii() and not any(sign in text for sign in "<&"):
        # Nearly all names are such texts. Their letters keep their positions.
        found = [_Word(word[0], word.start(), range(word.start() + 1, word.end() + 1)) for word in _plain(text.lower())]
    else:
        found = _moved(text)
    words = [word._replace(text=word.text[:MOST_LETTERS]) for word in found]
    return words if " ".join([word.text for word in words]) == fold(text) else _moved(text)


_plain = re.compile("[a-z0-9]+").finditer


def _moved(text: str) -> list[_Word]:
    """Return the words of a text in which folding moves letters."""
    letters = _respelled([folded for letter in _bare(text) for folded in _folded(letter)])
    words = []
    for is_gap, group in groupby(letters, key=lambda letter: letter.char == " "):
        if not is_gap:
            word = list(group)[:MOST_LETTERS]
            ends = [letter.place[1] for letter in word]
            words.append(_Word("".join([letter.char for letter in word]), word[0].place[0], ends))
    return words if " ".join([word.text for word in words]) == fold(text) else []


def _bare(text: str) -> list[_Letter]:
    """Yield the characters of a text without its HTML."""
    letters: list[_Letter] = []
    end = 0
    for entity in _ENTITY.finditer(text):
        letters += [_Letter(text[place], (place, place + 1)) for place in range(end, entity.start())]
        letters += [_Letter(char, entity.span()) for char in html.unescape(entity.group())]
        end = entity.end()
    letters += [_Letter(text[place], (place, place + 1)) for place in range(end, len(text))]
    if "<" not in text and "&" not in text:
        return letters
    kept: list[_Letter] = []
    end = 0
    for tag in TAG.finditer("".join([letter.char for letter in letters])):
        kept += letters[end : tag.start()]
        end = tag.end()
    return kept + letters[end:]


def _folded(letter: _Letter) -> Iterable[_Letter]:
    """Return the folded form of a character, or a space if it is not a letter or digit."""
    char = letter.char
    if char.isascii():
        return (_Letter(char.lower() if char.isalnum() else " ", letter.place),)
    # With a letter before and after it, the blanks of the character's own folded form are kept.
    folded = fold(f"x{char}x")[1:-1]
    return tuple(_Letter(one, letter.place) for one in folded)


def _respelled(letters: list[_Letter]) -> list[_Letter]:
    """Apply the folded British spellings. Each changed piece comes from the whole old piece."""
    for british, folded in SPELLINGS:
        told = "".join([letter.char for letter in letters])
        start = told.find(british)
        while start >= 0:
            old = letters[start : start + len(british)]
            place = (old[0].place[0], old[-1].place[1])
            letters = [*letters[:start], *(_Letter(char, place) for char in folded), *letters[start + len(british) :]]
            told = "".join([letter.char for letter in letters])
            start = told.find(british, start + len(folded))
    return letters
