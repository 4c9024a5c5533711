"""The products with names that contain words, and how well they match. Relevance uses this on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, literal, or_, select

from catalog.product.text.folding import fold, greek_alternatives, greek_variants
from catalog.store.tables import product_names
from catalog.store.words.text_index import (
    TELLING,
    Alternatives,
    TextIndex,
    begins_with,
    is_telling,
    stand_in_text,
)

ANYWHERE = 4
"""The tier of a name that has the words anywhere; those with a better one begin with them."""
SOME_WORDS = 6
"""The tier of a name that lacks one of the words, if some are enough. Each further missing word adds one."""
MOST_WORDS = 12
"""If some of the words are enough, only this number of the longest words is searched."""


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


def word_match_ids(words: str, index: TextIndex, *, missing: int | None = None) -> Select[int]:
    """Return the query for the ids of the products of ``word_matches``, some of them several times."""
    folded = fold(words)
    alternatives = greek_alternatives(folded)
    if missing is None and alternatives and not is_looked_through(alternatives):
        return index.owners(alternatives)
    return select(product_names.c.product_id).where(_condition(folded, index, missing))


def begun_matches(words: str) -> Select[Any]:
    """Return the query for those products of ``word_matches`` whose tier is less than ``ANYWHERE``, with ``tier``: a
    name of theirs begins with the words. This reads a range of an index, however common the words are.
    """
    name, variants = product_names.c, greek_variants(fold(words))
    begins = or_(*(begins_with(name.folded, variant) for variant in variants))
    return select(name.product_id, func.min(_tier(variants)).label("tier")).where(begins).group_by(name.product_id)


def has_words(words: str) -> ColumnElement[bool]:
    """Return the condition on ``product_names`` of ``word_matches``, for few names: it is read off the text of each."""
    return stand_in_text(greek_alternatives(fold(words)))


def count_word_matches(words: str, index: TextIndex, *, missing: int | None = None) -> Select[int]:
    """Return the query for the number of products of ``word_matches``."""
    ids = word_match_ids(words, index, missing=missing)
    return ids.with_only_columns(func.count(product_names.c.product_id.distinct()), maintain_column_froms=True)


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
    if not is_looked_through(words):
        return index.holds_all(words)
    *others, last = words
    padded = " " + product_names.c.folded
    begun = or_(*(padded.contains(" " + word, autoescape=True) for word in last))
    return index.holds_all(others, begun=False) & begun


def is_looked_through(words: Sequence[Alternatives]) -> bool:
    """Tell whether little of the last word is typed, and the others tell anything."""
    *others, last = words
    return len(last[0]) < TELLING and any(map(is_telling, others))


def telling_words(words: list[Alternatives]) -> list[Alternatives]:
    """Return the specific words, the longest first, or all words if none is specific."""
    telling = list(filter(is_telling, dict.fromkeys(words)))
    return sorted(telling or dict.fromkeys(words), key=lambda word: -len(word[0]))[:MOST_WORDS]


def _tier(variants: tuple[str, ...]) -> ColumnElement[int]:
    name = product_names.c
    synonym = case((name.kind == "synonym", 1), else_=0)
    begins = or_(*(begins_with(name.folded, variant) for variant in variants))
    return case((name.folded.in_(variants), synonym), (begins, 2 + synonym), else_=ANYWHERE + synonym)


def _missing(words: list[Alternatives]) -> ColumnElement[int]:
    """Return how many of the words a name lacks, as an expression for each name."""
    padded = " " + product_names.c.folded
    total: ColumnElement[int] = literal(0)
    for alternatives in words:
        held = or_(*(padded.contains(" " + word, autoescape=True) for word in alternatives))
        total = total + case((held, 0), else_=1)
    return total
