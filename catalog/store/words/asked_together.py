"""Many questions to the word index in one statement, as a lookup of a thousand names has them.

A statement costs more than what it finds, and so do the names with all words of a text where some words stand in many
names: SQLite's index reads the names of each word. So names are first looked for by one word that few of them have, and
the others are compared with the names found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from catalog.product.text.folding import fold, greek_alternatives
from catalog.store.json_text import to_json
from catalog.store.words.text_index import Alternatives, text_index
from catalog.store.words.word_matches import count_word_matches, is_looked_through

FEW = 500
"""A word stands in few names if it stands in no more than these."""
SOME = 3_000
"""Two words, each in no more names than these, most likely stand together in few."""

_UNHEARD_ON_SQLITE = """
SELECT asked.value FROM json_each(?) AS asked
WHERE NOT EXISTS (SELECT 1 FROM product_words WHERE product_words MATCH '"' || asked.value || '"*')
"""
# The sum keeps PostgreSQL from walking all names until one holds a word, as it does without statistics.
_UNHEARD_ON_POSTGRES = text("""
SELECT asked.word FROM unnest(:words) AS asked(word) LEFT JOIN LATERAL (
    SELECT product_names.id FROM product_names
    WHERE array_to_tsvector(string_to_array(product_names.folded, ' ')) @@ ('''' || asked.word || ''':*')::tsquery
    ORDER BY product_names.id + 0 LIMIT 1
) AS named ON true WHERE named.id IS NULL
""").bindparams(bindparam("words", type_=ARRAY(Text)))

_FEW_ON_SQLITE = """
SELECT asked.value, (
    SELECT count(*) FROM (SELECT 1 FROM product_words WHERE product_words MATCH asked.value LIMIT ?2 + 1)
) FROM json_each(?1) AS asked
"""
_NAMES_ON_SQLITE = """
SELECT asked.value, product_names.product_id, product_names.folded FROM json_each(?) AS asked
JOIN product_words ON product_words MATCH asked.value
JOIN product_names ON product_names.id = product_words.rowid
"""
_COUNT_ON_POSTGRES = text("""
SELECT asked.query, named.number FROM unnest(:queries) AS asked(query) CROSS JOIN LATERAL (
    SELECT count(DISTINCT product_names.product_id) AS number FROM product_names
    WHERE array_to_tsvector(string_to_array(product_names.folded, ' ')) @@ asked.query::tsquery
) AS named
""").bindparams(bindparam("queries", type_=ARRAY(Text)))


class _Named(NamedTuple):
    """One name.

    Attributes:
        product_id: the product that has it.
        padded: its folded text between blanks.
    """

    product_id: int
    padded: str


def words_of_no_name(connection: Connection, words: Collection[str]) -> set[str]:
    """Return the words that begin no word of a name, synonym or catalog number."""
    if not words:
        return set()
    asked = sorted(words)
    if connection.dialect.name == "sqlite":
        return set(connection.exec_driver_sql(_UNHEARD_ON_SQLITE, (to_json(asked),)).scalars())
    return set(connection.scalars(_UNHEARD_ON_POSTGRES, {"words": asked}))


def count_texts(connection: Connection, texts: Collection[str]) -> dict[str, int]:
    """Return for each text how many products have a name with all its words, of which the last may be begun: what
    ``count_word_matches`` counts.
    """
    if not texts:
        return {}
    words = {typed: greek_alternatives(fold(typed)) for typed in texts}
    counted = {typed: 0 for typed, some in words.items() if not some}
    asked = {typed: some for typed, some in words.items() if some}
    count = _count_on_sqlite if connection.dialect.name == "sqlite" else _count_on_postgres
    counted |= count(connection, asked)
    for typed in words.keys() - counted.keys():
        counted[typed] = connection.scalar(count_word_matches(typed, text_index(connection))) or 0
    return counted


def _count_on_sqlite(connection: Connection, asked: Mapping[str, Sequence[Alternatives]]) -> dict[str, int]:
    """Count the texts that have a word, or the beginning of one, of few names."""
    told = _queries_of_few(connection, asked)
    names: dict[str, list[_Named]] = {query: [] for query in told.values()}
    for query, product_id, folded in connection.exec_driver_sql(_NAMES_ON_SQLITE, (to_json(sorted(names)),)):
        names[query].append(_Named(product_id, f" {folded} "))
    return {typed: _count_among(names[query], asked[typed]) for typed, query in told.items()}


def _queries_of_few(connection: Connection, asked: Mapping[str, Sequence[Alternatives]]) -> dict[str, str]:
    """Return for each text the query for its words that stand in few names, if few names have these."""
    single = {typed: [word[0] for word in some if len(word) == 1] for typed, some in asked.items()}
    numbers = _numbers(connection, {f'"{word}"' for words in single.values() for word in words})
    # A word that is begun is looked for as it stands first: that costs less.
    lasts = {typed: f'"{some[-1][0]}"' for typed, some in asked.items() if len(some[-1]) == 1}
    numbers |= _numbers(connection, {f"{last}*" for last in lasts.values() if last in numbers})
    queries: dict[str, str] = {}
    for typed, words in single.items():
        last = lasts.get(typed)
        whole = [f'"{word}"' for word in (words if last is None else words[:-1])]
        rare = [query for query in (*whole, *([] if last is None else [f"{last}*"])) if query in numbers]
        if len(rare) > 1 or any(numbers[query] <= FEW for query in rare):
            queries[typed] = " AND ".join(rare)
    return queries


def _numbers(connection: Connection, queries: Collection[str]) -> dict[str, int]:
    """Return how many names fit each query; queries that more than some fit are left out."""
    rows = connection.exec_driver_sql(_FEW_ON_SQLITE, (to_json(sorted(queries)), SOME))
    return {query: number for query, number in rows if number <= SOME}


def _count_among(names: Iterable[_Named], words: Sequence[Alternatives]) -> int:
    """Return how many products have one of these names with all words."""
    *others, last = words
    forms = [tuple(f" {word} " for word in alternatives) for alternatives in others]
    forms.append(tuple(f" {word}" for word in last))
    return len({one.product_id for one in names if all(any(form in one.padded for form in some) for some in forms)})


def _count_on_postgres(connection: Connection, asked: Mapping[str, Sequence[Alternatives]]) -> dict[str, int]:
    """Count the texts, without those whose last word begins too many."""
    index = text_index(connection)
    queries = {typed: index.query(some) for typed, some in asked.items() if not is_looked_through(some)}
    rows = connection.execute(_COUNT_ON_POSTGRES, {"queries": sorted(set(queries.values()))})
    counts: dict[str, int] = {row.query: row.number for row in rows}
    return {typed: counts[query] for typed, query in queries.items()}
