"""Autocomplete: texts that begin with what was typed, or else corrections, each with the typed letters marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

from catalog.product.text.folding import fold
from catalog.product.text.marking import Place, matched_places, searched_words
from catalog.store.database import Transaction
from catalog.store.suppliers import supplier_ids
from catalog.store.words.suggesting import Suggestion, suggest
from catalog.store.words.vocabulary import Vocabulary

MOST_WORDS = 6
"""A longer text is not corrected."""
NEIGHBOURS = 3
"""The number of similar words that are tried for a word."""
TRIED = 3
"""The number of corrections that are looked up."""


class SuggestionList(NamedTuple):
    """The suggestions.

    Attributes:
        items: the suggestions, each with the places in its text that were typed.
        corrected: the text used instead of the typed one, or None.
    """

    items: tuple[tuple[Suggestion, tuple[Place, ...]], ...]
    corrected: str | None = None


def suggestions(
    transaction: Transaction, vocabulary: Vocabulary, typed: str, limit: int, of: Sequence[str] = ()
) -> SuggestionList:
    """Return suggestions for a partly typed text.

    Errors are corrected only if nothing begins with the typed text, so a correction never hides a match.

    Args:
        transaction: for reading.
        vocabulary: the catalog's words.
        typed: the typed text.
        limit: the largest number of suggestions.
        of: slugs or names of suppliers; only their products are suggested. Empty for all.
    """
    suppliers = supplier_ids(transaction, of) if of else None
    found = suggest(transaction, typed, limit=limit, suppliers=suppliers)
    if found:
        return _marked(found, typed)
    for corrected in islice(_corrections(transaction, vocabulary, fold(typed).split()), TRIED):
        found = suggest(transaction, corrected, limit=limit, suppliers=suppliers)
        if found:
            return _marked(found, corrected)._replace(corrected=corrected)
    return SuggestionList(())


def _corrections(transaction: Transaction, vocabulary: Vocabulary, words: list[str]) -> Iterator[str]:
    """Yield the words with unknown ones corrected, the fewest errors first."""
    if not 0 < len(words) <= MOST_WORDS:
        return
    vocabulary.catch_up(transaction)
    *whole, last = words
    choices = [
        [(0, word)] if word in vocabulary else vocabulary.near(word, NEIGHBOURS) or [(0, word)] for word in whole
    ]
    is_begun = vocabulary.has_beginning(last)
    choices.append([(0, last)] if is_begun else vocabulary.near_beginnings(last, NEIGHBOURS) or [(0, last)])
    ways = sorted(product(*choices), key=lambda way: sum(slips for slips, _word in way))
    yield from (" ".join([word for _slips, word in way]) for way in ways if any(slips for slips, _word in way))


def _marked(found: list[Suggestion], typed: str) -> SuggestionList:
    wanted = searched_words(typed)
    digits = sum(char.isdigit() for char in typed)
    return SuggestionList(
        tuple(
            (one, cas_places(one.text, digits) if one.kind == "cas_rn" else matched_places(one.text, wanted))
            for one in found
        )
    )


def cas_places(cas_rn: str, digits: int) -> tuple[Place, ...]:
    """Return the place of the first digits in a CAS RN, including dashes.

    >>> cas_places("50-78-2", 3), cas_places("50-78-2", 5)
    (((0, 4),), ((0, 7),))
    """
    ends = [place + 1 for place, char in enumerate(cas_rn) if char.isdigit()]
    return ((0, ends[digits - 1]),) if 0 < digits <= len(ends) else ()
