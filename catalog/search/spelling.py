"""Spelling: what somebody meant who typed words that no product has, as far as the catalog's own words tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, product
from operator import itemgetter

from catalog.product.text.folding import fold
from catalog.store.database import Transaction
from catalog.store.words.vocabulary import LONGEST, SHORTEST, Vocabulary

MOST_WORDS = 8
"""A longer text is not corrected: too many of its words may be meant."""
NEIGHBOURS = 5
"""How many neighbours of a word are tried."""
TRIED = 12
"""How many corrections are counted."""

ProductCounter = Callable[[str], int]
"""How many products have all words of a text."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A corrected text.

    Attributes:
        text: the likeliest correction.
        others: further ones as near that find something, the likeliest first.
    """

    text: str
    others: tuple[str, ...]


def correct_spelling(
    transaction: Transaction, vocabulary: Vocabulary, typed: str, count: ProductCounter
) -> Spelling | None:
    """Correct words that find nothing: split or joined words, or one or two typing errors in a word.

    Args:
        transaction: for reading.
        vocabulary: the catalog's words.
        typed: what finds nothing.
        count: tells how many products a correction finds; only those that find some are given, of equally near ones
            the commonest first.
    """
    words = fold(typed).split()
    if not is_correctable(typed):
        return None
    vocabulary.catch_up(transaction)
    for ways in (_regrouped(words, vocabulary), _respelled(words, vocabulary)):
        for _slips, equally_near in groupby(islice(ways, TRIED), key=itemgetter(0)):
            found = [(-number, text) for _slips, text in equally_near if (number := count(text))]
            if found:
                best, *others = sorted(found)
                return Spelling(best[1], tuple(text for _number, text in others))
    return None


def is_correctable(typed: str) -> bool:
    """Tell whether a text has few enough words to be corrected, none of them longer than two words can be."""
    words = fold(typed).split()
    return 0 < len(words) <= MOST_WORDS and max(map(len, words)) <= 2 * LONGEST


def _regrouped(words: list[str], vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Yield the words with two joined, or one split."""
    for place in range(len(words) - 1):
        joined = words[place] + words[place + 1]
        if joined in vocabulary:
            yield 1, " ".join([*words[:place], joined, *words[place + 2 :]])
    for place, word in enumerate(words):
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            if word[:cut] in vocabulary and word[cut:] in vocabulary:
                yield 1, " ".join([*words[:place], word[:cut], word[cut:], *words[place + 1 :]])


def _respelled(words: list[str], vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Return the words with unknown ones corrected, the fewest errors first."""
    choices: list[list[tuple[int, str]]] = []
    for place, word in enumerate(words):
        near: list[tuple[int, str]] = [(0, word)]
        is_begun = place == len(words) - 1 and vocabulary.has_beginning(word)
        if word not in vocabulary and not is_begun:
            near = [(found.slips, found.word) for found in vocabulary.near(word, NEIGHBOURS)] or near
        choices.append(near)
    ways = [(sum(slips for slips, _word in way), " ".join([word for _slips, word in way])) for way in product(*choices)]
    ways.sort(key=lambda way: way[0])
    return (way for way in ways if way[0])
