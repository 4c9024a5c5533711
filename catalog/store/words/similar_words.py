"""Words, and beginnings of words, with one or two typing errors.

One error changes at most two letters of a word: one is lost, and one is new. So words with more different letters are
skipped, all at once, as numbers with two bits for each letter. RapidFuzz compares the remaining few. The result is the
same, some twenty times as fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA


def letters_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the letters of each word of one length: a bit for each that it has, and 32 places higher one for each that
    it has twice. Other scripts share the bits of Latin.

    >>> [hex(letters) for letters in letters_of(["cab", "abb"])]
    ['0xe', '0x400000006']
    """
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4").reshape(len(words), -1)
    return _letters((codes & np.uint32(31)).T, len(words))


def _letters(columns: Iterable[NDArray[Any]], number: int) -> NDArray[np.uint64]:
    """Return the letters of so many words from their first letters, their second ones, and so on, from 0 to 31."""
    once, twice = np.zeros(number, dtype=np.uint64), np.zeros(number, dtype=np.uint64)
    for column in columns:
        bits = np.uint64(1) << column.astype(np.uint64)
        twice |= once & bits
        once |= bits
    return once | twice << np.uint64(32)


@lru_cache(maxsize=256)
def _letters_of_one(word: str) -> np.uint64:
    """Return the letters of one word. For so few, numpy takes longer than this loop."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return np.uint64(once | twice << 32)


def _may_be_near(letters: NDArray[np.uint64], length: int, word: str, slips: int) -> list[int]:
    """The positions of words of one length with letters that this number of errors can explain."""
    # In words of unequal length, an error accounts for one letter of only one word, not two.
    most = 2 * slips - abs(length - len(word))
    return np.flatnonzero(np.bitwise_count(letters ^ _letters_of_one(word)) <= most).tolist()


def _compared(word: str, others: Sequence[str], slips: int) -> list[tuple[int, str]]:
    found = process.extract(word, others, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [(distance, other) for other, distance, _place in found]


class SimilarWords:
    """Words, all of one length."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Set up with some words. More can be appended."""
        self.words = list(words)
        self._letters: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def near(self, word: str, slips: int) -> list[tuple[int, str]]:
        """Return the words with at most this many errors (letters missing, added, wrong or swapped), each with its
        number of errors.
        """
        if not self.words:
            return []
        places = _may_be_near(self._all_letters(), len(self.words[0]), word, slips)
        return _compared(word, [self.words[place] for place in places], slips)

    def _all_letters(self) -> NDArray[np.uint64]:
        """Return the letters of every word. Those of newly appended words are computed now."""
        new = self.words[len(self._letters) :]
        if new:
            self._letters = np.concatenate([self._letters, letters_of(new)])
        return self._letters


class WordBeginnings:
    """Words, for searches by similar beginnings."""

    def __init__(self, longest: int) -> None:
        """Set up without words. Words of at most this many letters can be appended."""
        self.words: list[str] = []
        self._longest = longest
        self._lengths: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._codes: NDArray[np.uint8] = np.empty((longest, 0), dtype=np.uint8)

    def near(self, beginning: str, length: int, slips: int) -> list[tuple[int, str, int]]:
        """Return the beginnings with at most this many errors, with the errors and the number of words."""
        self._take_in()
        letters = _letters(self._codes[:length], len(self.words))
        places = _may_be_near(letters, length, beginning, slips)
        counts = Counter([self.words[place][:length] for place in places if self._lengths[place] >= length])
        return [(distance, other, counts[other]) for distance, other in _compared(beginning, list(counts), slips)]

    def _take_in(self) -> None:
        """Compute the letters of newly appended words."""
        new = self.words[len(self._lengths) :]
        if new:
            codes = np.array(new, dtype=f"<U{self._longest}").view("<u4").reshape(len(new), -1) & 31
            self._codes = np.concatenate([self._codes, codes.T.astype(np.uint8)], axis=1)
            self._lengths = np.concatenate([self._lengths, np.array([len(word) for word in new], dtype=np.uint8)])
