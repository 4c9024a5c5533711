"""The products with names that contain words, and how well they match. Relevance uses this on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, false, func, literal, or_, select

from catalog.product.text.folding import fold, greek_alternatives, greek_variants
from catalog.store.tables import product_names
from catalog.store.words.text_index import Alternatives, TextIndex, begins_with, text_index

SOME_WORDS = 6
"""The tier of a name that lacks one of the words, if some are enough. Each further missing word adds one."""
TOGETHER = 12
"""The largest number of words in a query."""
MOST_WORDS = 12
"""If some of the words are enough, only this number of the longest words is searched."""
TELLING = 3
"""The minimum length of a specific word, in letters. ``2``, ``N`` and ``of`` are in too many names."""


def word_matches(words: str, index: TextIndex, *, missing: int | None = None) -> Select[Any]:
    """Return the query for products with a name that has the words, and how well: ``tier`` (0 best) and ``span``
    (shortest).

    Tiers: the whole name or catalog number, a whole synonym, the beginning of a name, of a synonym, words anywhere in a
    name, in a synonym; with ``missing``, one more for each specific word that the name lacks.
    """
    folded = fold(words)
    name = product_names.c
    if missing is not None:
        tier = SOME_WORDS - 1 + _missing(telling_words(greek_alternatives(folded)))
    else:
        tier = _tier(greek_variants(folded))
    condition = _condition(folded, index, missing)
    matches = select(
        name.product_id,
        func.min(tier).label("tier"),
        func.min(func.length(name.text)).label("span"),
    )
    return matches.where(condition).group_by(name.product_id)


def count_word_matches(words: str, index: TextIndex, *, missing: int | None = None) -> Select[int]:
    """Return the query for the number of products of ``word_matches``."""
    return select(func.count(product_names.c.product_id.distinct())).where(_condition(fold(words), index, missing))


def ids_with_words(words: str, index: TextIndex, *, missing: int | None = None) -> Select[Any]:
    """Return the query for the ids of the products of ``word_matches``, one for each name that has the words."""
    return select(product_names.c.product_id).where(_condition(fold(words), index, missing))


def words_of_no_name(connection: Connection, words: Sequence[str]) -> set[str]:
    """Return the words that begin no word of a name, synonym or catalog number.

    The words are searched in groups of a dozen. If one of a group is found, the others are not reported.
    """
    index, found = text_index(connection), set[str]()
    for start in range(0, len(words), TOGETHER):
        some = tuple(words[start : start + TOGETHER])
        # The sum prevents PostgreSQL from reading all names until one has a word, as it does without statistics.
        query = select(product_names.c.id).where(index.holds_all([some])).order_by(product_names.c.id + 0).limit(1)
        if connection.scalar(query) is None:
            found.update(some)
    return found


def _condition(folded: str, index: TextIndex, missing: int | None) -> ColumnElement[bool]:
    """Return the condition on ``product_names`` that a name has the words."""
    alternatives = greek_alternatives(folded)
    if missing is None:
        return holds_words(index, alternatives) if alternatives else false()
    telling = telling_words(alternatives)
    if missing >= len(telling):
        return false()
    return or_(*(index.holds_all(list(words)) for words in combinations(telling, len(telling) - missing)))


def holds_words(index: TextIndex, words: list[Alternatives]) -> ColumnElement[bool]:
    """Return the condition that a name has all words, the last perhaps only its beginning.

    If the last word is very short, the names with the other words are searched, if these are specific: a tenth of all
    words in the index begin with the same letter.
    """
    *others, last = words
    if len(last[0]) >= TELLING or not any(map(_is_telling, others)):
        return index.holds_all(words)
    padded = " " + product_names.c.folded
    begun = or_(*(padded.contains(" " + word, autoescape=True) for word in last))
    return index.holds_all(others, begun=False) & begun


def telling_words(words: list[Alternatives]) -> list[Alternatives]:
    """Return the specific words, the longest first, or all words if none is specific."""
    telling = list(filter(_is_telling, dict.fromkeys(words)))
    return sorted(telling or dict.fromkeys(words), key=lambda word: -len(word[0]))[:MOST_WORDS]


def _is_telling(word: Alternatives) -> bool:
    return len(word[0]) >= TELLING and not word[0].isdigit()


def _tier(variants: tuple[str, ...]) -> ColumnElement[int]:
    name = product_names.c
    synonym = case((name.kind == "synonym", 1), else_=0)
    begins = or_(*(begins_with(name.folded, variant) for variant in variants))
    return case((name.folded.in_(variants), synonym), (begins, 2 + synonym), else_=4 + synonym)


def _missing(words: list[Alternatives]) -> ColumnElement[int]:
    """Return how many of the words a name lacks, as an expression for each name."""
    padded = " " + product_names.c.folded
    total: ColumnElement[int] = literal(0)
    for alternatives in words:
        held = or_(*(padded.contains(" " + word, autoescape=True) for word in alternatives))
        total = total + case((held, 0), else_=1)
    return total
