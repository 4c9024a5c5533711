"""Spelling: correct typed words that no product has, using the catalog's own words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice, product
from operator import itemgetter

from catalog.product.text.folding import fold
from catalog.store.database import Transaction
from catalog.store.words.vocabulary import LONGEST, SHORTEST, Vocabulary

MOST_WORDS = 8
"""A longer text is not corrected: it would have too many possible corrections."""
NEIGHBOURS = 5
"""The number of similar words that are tried for a word."""
TRIED = 12
"""The number of corrections for which products are counted."""

ProductCounter = Callable[[Collection[str]], Mapping[str, int]]
"""Returns for each of some texts how many products have all its words."""
ProductFinder = Callable[[Collection[str]], Collection[str]]
"""Returns those of some texts for which it is certain that products have all their words."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A corrected text.

    Attributes:
        text: the likeliest correction.
        others: other corrections that are as close and find something, the likeliest first.
    """

    text: str
    others: tuple[str, ...]


def correct_spelling(
    transaction: Transaction,
    vocabulary: Vocabulary,
    typed: Collection[str],
    count: ProductCounter,
    find: ProductFinder,
) -> dict[str, Spelling]:
    """Correct words that find nothing: split or joined words, or one or two typing errors in a word.

    Args:
        transaction: for reading.
        vocabulary: the catalog's words.
        typed: texts that find nothing.
        count: returns how many products corrections find. Corrections without products are left out. Of equally close
            ones, the commonest comes first.
        find: returns corrections that certainly find products. For a correction that is the only one, this is enough.

    Returns:
        The corrections of the texts that have one.
    """
    vocabulary.catch_up(transaction)
    corrected: dict[str, Spelling] = {}
    open_ways = {text: _corrections(text, vocabulary) for text in typed if is_correctable(text)}
    while open_ways:
        # The closest corrections of all texts are counted together, then the next closest of those that are left.
        near = {text: some for text, ways in open_ways.items() if (some := next(ways, None)) is not None}
        certain = find({some[0] for some in near.values() if len(some) == 1})
        found_alone = {text: some[0] for text, some in near.items() if len(some) == 1 and some[0] in certain}
        corrected.update((text, Spelling(other, ())) for text, other in found_alone.items())
        left = {text: some for text, some in near.items() if text not in found_alone}
        counts = count({text for some in left.values() for text in some})
        for text, some in left.items():
            if found := sorted((-counts[other], other) for other in some if counts[other]):
                corrected[text] = Spelling(found[0][1], tuple(other for _number, other in found[1:]))
        open_ways = {text: open_ways[text] for text in near if text not in corrected}
    return corrected


def _corrections(typed: str, vocabulary: Vocabulary) -> Iterator[list[str]]:
    """Yield the corrections of a text, those together that are equally close, the closest first."""
    words = fold(typed).split()
    for ways in (_regrouped(words, vocabulary), _respelled(words, vocabulary)):
        for _slips, equally_near in groupby(islice(ways, TRIED), key=itemgetter(0)):
            yield [text for _number, text in equally_near]


def is_correctable(typed: str) -> bool:
    """Tell whether a text can be corrected: it has few words, and none is longer than two words can be."""
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
    """Yield the words with unknown ones corrected, the fewest errors first."""
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
