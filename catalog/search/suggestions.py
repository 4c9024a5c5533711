"""Autocomplete: texts that begin with what was typed, or else corrections, each with the typed letters marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

from catalog.product.text.folding import fold
from catalog.product.text.marking import Place, matched_places, searched_words
from catalog.store.database import Transaction
from catalog.store.suppliers import supplier_ids
from catalog.store.words.suggesting import Suggestion, count_called, suggest
from catalog.store.words.vocabulary import Vocabulary

MOST_WORDS = 6
"""A longer text is not corrected."""
NEIGHBOURS = 3
"""The number of similar words that are tried for a word."""
ASKED = 3
"""How many times as many suggestions are read as are shown, since several products may have one text."""
TRIED = 3
"""The number of corrections that are looked up."""


class SuggestionList(NamedTuple):
    """The suggestions.

    Attributes:
        items: the suggestions, each with the places in its text that were typed.
        corrected: the text used instead of the typed one, or None.
        products: how many products each of them stands for.
    """

    items: tuple[tuple[Suggestion, tuple[Place, ...]], ...]
    corrected: str | None = None
    products: tuple[int, ...] = ()


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
    found = _different(transaction, typed, limit, suppliers)
    if found.items:
        return found
    for corrected in islice(_corrections(transaction, vocabulary, fold(typed).split()), TRIED):
        found = _different(transaction, corrected, limit, suppliers)
        if found.items:
            return found._replace(corrected=corrected)
    return found


def _different(transaction: Transaction, typed: str, limit: int, suppliers: Sequence[int] | None) -> SuggestionList:
    """Return suggestions of different texts: one that several products have stands there once, with their number."""
    found = suggest(transaction, typed, limit=ASKED * limit, suppliers=suppliers)
    first: dict[tuple[str, str], Suggestion] = {}
    several: set[tuple[str, str]] = set()
    for one in found:
        key = ("cas_rn" if one.kind == "cas_rn" else "name", one.text if one.kind == "cas_rn" else fold(one.text))
        if key in first:
            several.add((first[key].kind, first[key].text))
        first.setdefault(key, one)
    shown = list(first.values())[:limit]
    asked = {(one.kind, one.text) for one in shown} & several
    numbers = count_called(transaction, asked, suppliers) if asked else {}
    products = tuple(numbers.get((one.kind, one.text), 1) for one in shown)
    return _marked(shown, typed)._replace(products=products)


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
