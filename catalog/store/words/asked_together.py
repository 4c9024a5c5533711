"""Many questions to the word index in one statement, as a lookup of a thousand names has them.

A statement costs more than what it finds, and so do the names with all words of a text where some words stand in many
names: SQLite's index reads the names of each word. So names are first looked for by one word that few of them have, and
the others are compared with the names found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

from catalog.product.text.folding import fold, greek_alternatives
from catalog.store.json_text import to_json
from catalog.store.words.text_index import Alternatives, is_telling, text_index
from catalog.store.words.word_matches import count_word_matches, is_looked_through

FEW = 200
"""A word stands in few names if it stands in no more than these."""
SOME = 3_000
"""How many names with a word are counted at most."""
TOGETHER = 2
"""So many words, even if each stands in many names, most likely stand together in few."""

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

_BEGIN_ON_SQLITE = """
SELECT asked.value FROM json_each(?) AS asked WHERE EXISTS (
    SELECT 1 FROM product_names WHERE folded >= asked.value AND folded < asked.value || char(0x10FFFF)
)
"""
_BEGIN_ON_POSTGRES = text("""
SELECT asked.folded FROM unnest(:texts) AS asked(folded) CROSS JOIN LATERAL (
    SELECT 1 FROM product_names
    WHERE product_names.folded >= asked.folded AND product_names.folded < asked.folded || chr(1114111)
    ORDER BY product_names.folded LIMIT 1
) AS named
""").bindparams(bindparam("texts", type_=ARRAY(Text)))

_FEW_ON_SQLITE = """
SELECT asked.value, (
    SELECT count(*) FROM (SELECT 1 FROM product_words WHERE product_words MATCH asked.value LIMIT ?2 + 1)
) FROM json_each(?1) AS asked
"""
_NAMES_ON_SQLITE = """
SELECT asked.value, product_names.product_id, ' ' || product_names.folded || ' ' FROM json_each(?) AS asked
JOIN product_words ON product_words MATCH asked.value
JOIN product_names ON product_names.id = product_words.rowid
"""
_COUNT_ON_POSTGRES = text("""
SELECT asked.query, named.number FROM unnest(:queries) AS asked(query) CROSS JOIN LATERAL (
    SELECT count(DISTINCT product_names.product_id) AS number FROM product_names
    WHERE array_to_tsvector(string_to_array(product_names.folded, ' ')) @@ asked.query::tsquery
) AS named
""").bindparams(bindparam("queries", type_=ARRAY(Text)))


_Named = tuple[int, str]
"""A product, and the folded text of one of its names between blanks."""


def words_of_no_name(connection: Connection, words: Collection[str]) -> set[str]:
    """Return the words that begin no word of a name, synonym or catalog number."""
    if not words:
        return set()
    asked = sorted(words)
    if connection.dialect.name == "sqlite":
        return set(connection.exec_driver_sql(_UNHEARD_ON_SQLITE, (to_json(asked),)).scalars())
    return set(connection.scalars(_UNHEARD_ON_POSTGRES, {"words": asked}))


def texts_that_begin_names(connection: Connection, texts: Collection[str]) -> set[str]:
    """Return the texts with which a name begins. For these ``count_texts`` finds products, and this costs far less."""
    folded = {typed: words for typed in texts if (words := fold(typed))}
    if not folded:
        return set()
    asked = sorted(set(folded.values()))
    if connection.dialect.name == "sqlite":
        begun = set(connection.exec_driver_sql(_BEGIN_ON_SQLITE, (to_json(asked),)).scalars())
    else:
        begun = set(connection.scalars(_BEGIN_ON_POSTGRES, {"texts": asked}))
    return {typed for typed, words in folded.items() if words in begun}


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
    for query, product_id, padded in connection.exec_driver_sql(_NAMES_ON_SQLITE, (to_json(sorted(names)),)).all():
        names[query].append((product_id, padded))
    return {typed: _count_among(names[query], asked[typed]) for typed, query in told.items()}


def _queries_of_few(connection: Connection, asked: Mapping[str, Sequence[Alternatives]]) -> dict[str, str]:
    """Return for each text a query that few names fit, for some of its words, if there is one."""
    words = {
        typed: {f'"{word[0]}"' for word in some[:-1] if len(word) == 1 and is_telling(word)}
        for typed, some in asked.items()
    }
    lasts = {typed: f'"{some[-1][0]}"' for typed, some in asked.items() if len(some[-1]) == 1}
    numbers = _numbers(connection, {*lasts.values(), *(word for some in words.values() for word in some)})
    queries = {typed: query for typed, some in words.items() if (query := _query_of_few(some, numbers))}
    # Only where these words are not enough, the last is looked for too, as it is begun: that costs far more.
    begun = {typed: f"{last}*" for typed, last in lasts.items() if last in numbers and typed not in queries}
    numbers |= _numbers(connection, set(begun.values()))
    for typed, last in begun.items():
        if last in numbers and (query := _query_of_few({*words[typed], last}, numbers)):
            queries[typed] = query
    return queries


def _query_of_few(words: Collection[str], numbers: Mapping[str, int]) -> str | None:
    """Return the query for the rarest word if few names have it, or else for several words, if there are several."""
    rarest = sorted(words, key=lambda word: (numbers.get(word, SOME + 1), -len(word), word))[:TOGETHER]
    if rarest and numbers.get(rarest[0], SOME + 1) <= FEW:
        return rarest[0]
    return " AND ".join(rarest) if len(rarest) > 1 else None


def _numbers(connection: Connection, queries: Collection[str]) -> dict[str, int]:
    """Return how many names fit each query; queries that more than some fit are left out."""
    rows = connection.exec_driver_sql(_FEW_ON_SQLITE, (to_json(sorted(queries)), SOME))
    return {query: number for query, number in rows if number <= SOME}


def _count_among(names: Sequence[_Named], words: Sequence[Alternatives]) -> int:
    """Return how many products have one of these names with all words."""
    *others, last = words
    forms = [*(tuple(f" {word} " for word in alternatives) for alternatives in others), tuple(f" {w}" for w in last)]
    # A long word leaves the fewest names.
    for first, *more in sorted(forms, key=lambda alternatives: -len(alternatives[0])):
        names = [one for one in names if first in one[1] or (more and any(form in one[1] for form in more))]
    return len({product_id for product_id, _padded in names})


def _count_on_postgres(connection: Connection, asked: Mapping[str, Sequence[Alternatives]]) -> dict[str, int]:
    """Count the texts, without those whose last word begins too many."""
    index = text_index(connection)
    queries = {typed: index.query(some) for typed, some in asked.items() if not is_looked_through(some)}
    rows = connection.execute(_COUNT_ON_POSTGRES, {"queries": sorted(set(queries.values()))})
    counts: dict[str, int] = {row.query: row.number for row in rows}
    return {typed: counts[query] for typed, query in queries.items()}
