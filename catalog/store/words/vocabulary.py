"""The words of names, for correcting spelling: the words near an unknown word.

A table has every distinct word, with a number that only grows. Each process keeps the words in memory, and first reads
newer ones, with one index access. So it is never behind the products of its answer. A word is compared with all words
of about its length in a fraction of a millisecond. This finds every neighbour, not only those that share trigrams, and
the same ones on both engines.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ARRAY, Connection, Text, bindparam, select, text

from catalog.store.json_text import to_json
from catalog.store.tables import vocabulary
from catalog.store.words.similar_words import SimilarWords, WordBeginnings

SHORTEST, LONGEST = 4, 40
"""The lengths of words, in letters. Shorter words have too many neighbours, and longer ones are not typed."""
TWO_SLIPS = 8
"""Words of this length or more, in letters, may have two errors."""

_ADD_ON_SQLITE = (
    "INSERT INTO vocabulary (word) SELECT new.value FROM json_each(?) AS new "
    "WHERE NOT EXISTS (SELECT 1 FROM vocabulary AS old WHERE old.word = new.value)"
)
_ADD_ON_POSTGRES = text(
    "INSERT INTO vocabulary (word) SELECT word FROM unnest(:words) AS new(word) "
    "WHERE NOT EXISTS (SELECT FROM vocabulary AS old WHERE old.word = new.word)"
).bindparams(bindparam("words", type_=ARRAY(Text)))

_NEWER = select(vocabulary.c.id, vocabulary.c.word).where(vocabulary.c.id > bindparam("last")).order_by(vocabulary.c.id)


class Neighbour(NamedTuple):
    """A word near another one.

    Attributes:
        slips: the number of errors: letters missing, added, wrong or swapped.
        word: the word.
    """

    slips: int
    word: str


def spelled_words(folded: Iterable[str]) -> set[str]:
    """Return the words of folded names that can be misspelled: letters only, since digits are not corrected.

    >>> sorted(spelled_words(["4 acetamidophenol", "bms 345541", "vitamin b12"]))
    ['acetamidophenol', 'vitamin']
    """
    return {word for word in set(" ".join(folded).split()) if is_spelled(word)}


def is_spelled(word: str) -> bool:
    """Tell whether a word can be misspelled."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def add_words(connection: Connection, folded: Iterable[str]) -> None:
    """Add the words of new names, in a writing transaction."""
    words = sorted(spelled_words(folded))
    if not words:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADD_ON_SQLITE, (to_json(words),))
    else:
        connection.execute(_ADD_ON_POSTGRES, {"words": words})


def slips_of(letters: int) -> int:
    """Return how many errors a word of this length may have."""
    return 1 if letters < TWO_SLIPS else 2


def _in_order(word: str, near: Iterable[Neighbour]) -> list[Neighbour]:
    """Sort by the fewest errors, then the same beginning, then a similar length."""
    return sorted(near, key=lambda one: (one.slips, one.word[0] != word[0], abs(len(one.word) - len(word)), one.word))


class Vocabulary:
    """The words of one database, in the memory of this process. Threads can share it."""

    def __init__(self) -> None:
        """Set up without words. The first request reads them."""
        self._lock = threading.Lock()
        self._last = 0
        self._words: set[str] = set()
        self._by_length: dict[int, SimilarWords] = defaultdict(SimilarWords)
        self._by_letter: dict[str, WordBeginnings] = defaultdict(lambda: WordBeginnings(LONGEST))
        self._sorted: list[str] = []
        self._added: list[str] = []

    def catch_up(self, connection: Connection) -> None:
        """Read the words that are new since the last time. Only in a reading transaction: a writing one may still be
        rolled back.
        """
        # Outside of the lock, because a waiting thread holds a connection.
        newer = connection.execute(_NEWER, {"last": self._last}).all()
        if not newer:
            return
        with self._lock:
            for number, word in newer:
                self._last = max(self._last, number)
                if word not in self._words:
                    self._words.add(word)
                    self._added.append(word)
                    self._by_length[len(word)].words.append(word)
                    self._by_letter[word[0]].words.append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def is_strange(self, word: str) -> bool:
        """Tell whether a word that can be misspelled is in no name or synonym, and begins no word of them. It may be in
        catalog numbers.
        """
        return is_spelled(word) and word not in self._words and not self.has_beginning(word)

    def has_beginning(self, beginning: str) -> bool:
        """Tell whether a word has this beginning."""
        with self._lock:
            if len(self._sorted) != len(self._words):
                # New words are added at the end, so sorting again is fast.
                self._sorted += self._added
                self._added.clear()
                self._sorted.sort()
            place = bisect_left(self._sorted, beginning)
            return place < len(self._sorted) and self._sorted[place].startswith(beginning)

    def near(self, word: str, most: int) -> list[Neighbour]:
        """Return the words with one error, or two in a long word: fewest errors first, then the same beginning."""
        if not is_spelled(word):
            return []
        with self._lock:
            slips = slips_of(len(word))
            lengths = range(len(word) - slips, len(word) + slips + 1)
            around = [self._by_length[length] for length in lengths if length in self._by_length]
            near = [Neighbour(*found) for words in around for found in words.near(word, slips)]
        return _in_order(word, near)[:most]

    def near_beginnings(self, word: str, most: int) -> list[Neighbour]:
        """Return beginnings of words with the same first letter, near an incomplete word: fewest errors first, then
        complete words, then those that begin the most words.
        """
        if not is_spelled(word):
            return []
        slips = slips_of(len(word))
        found: list[tuple[int, bool, int, str]] = []
        with self._lock:
            words = self._by_letter[word[0]] if word[0] in self._by_letter else WordBeginnings(LONGEST)
            for length in range(len(word) - 1, len(word) + 2):
                for distance, other, number in words.near(word, length, slips):
                    found.append((distance, other not in self._words, -number, other))
        return [Neighbour(distance, other) for distance, _is_begun, _number, other in sorted(found)[:most]]
