"""The word index on ``product_names``: one Protocol, with an implementation for each engine and the same answers.

Both index the words of the folded names, which have only letters, digits and blanks. So no query text can be a syntax
error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from catalog.store.tables import product_names

UPPER_END = "\U0010ffff"
"""Sorts after every text with the same beginning: the end of a prefix range."""


_PRODUCT_WORDS = table("product_words", column("rowid"))
_TAKE_IN = "INSERT INTO product_words (rowid, folded) SELECT id, folded FROM product_names WHERE id > ?"

Alternatives = tuple[str, ...]
"""A word with its alternatives."""

TELLING = 3
"""The minimum length of a specific word, in letters. ``2``, ``N`` and ``of`` are in too many names."""
ENOUGH = 2
"""So many telling words, most likely, stand together in few names."""


class TextIndex(Protocol):
    """How one engine finds the names with all of some words."""

    def holds_all(self, words: Sequence[Alternatives], *, begun: bool = True) -> ColumnElement[bool]:
        """Return the condition on ``product_names`` that a name has each word.

        Args:
            words: each with its alternatives; one of them must match.
            begun: whether the last word may be incomplete.
        """
        ...

    def owners(self, words: Sequence[Alternatives]) -> Select[int]:
        """Return the query for the ids of the products of these names, some of them several times."""
        ...

    def query(self, words: Sequence[Alternatives], *, begun: bool = True) -> str:
        """Return the same condition as the engine's own query text."""
        ...

    def take_in(self, connection: Connection, after: int) -> None:
        """Index the new names: those with an id greater than this."""
        ...

    def rebuild(self, connection: Connection) -> None:
        """Rebuild the index from the names."""
        ...


class SqliteTextIndex:
    """FTS5, an external-content table beside ``product_names``.

    Triggers remove deleted and changed names. One statement adds many names, which takes half of the time of a trigger
    for each name. A test compares the index with the table.
    """

    def take_in(self, connection: Connection, after: int) -> None:
        """See ``TextIndex``."""
        connection.exec_driver_sql(_TAKE_IN, (after,))

    def holds_all(self, words: Sequence[Alternatives], *, begun: bool = True) -> ColumnElement[bool]:
        """See ``TextIndex``."""
        match, in_text = self._conditions(words, begun=begun)
        return and_(product_names.c.id.in_(select(_PRODUCT_WORDS.c.rowid).where(match)), *in_text)

    def owners(self, words: Sequence[Alternatives]) -> Select[int]:
        """See ``TextIndex``. A join takes two thirds of the time of a list of the names."""
        named = _PRODUCT_WORDS.join(product_names, product_names.c.id == _PRODUCT_WORDS.c.rowid)
        match, in_text = self._conditions(words, begun=True)
        return select(product_names.c.product_id).select_from(named).where(match, *in_text)

    def _conditions(
        self, words: Sequence[Alternatives], *, begun: bool
    ) -> tuple[ColumnElement[bool], list[ColumnElement[bool]]]:
        """Return what the index is asked, and the conditions on the names that it finds.

        FTS5 reads all entries of each word, so numbers and the beginning of a word cost the most. After several telling
        words they are looked for in the texts of the few names that have these.
        """
        telling = list(filter(is_telling, words[:-1]))
        if not begun or len(telling) < ENOUGH:
            return self._match(words, begun=begun), []
        return self._match(telling, begun=False), [stand_in_text(words)]

    def _match(self, words: Sequence[Alternatives], *, begun: bool) -> ColumnElement[bool]:
        return literal_column("product_words").op("MATCH")(literal(self.query(words, begun=begun)))

    def query(self, words: Sequence[Alternatives], *, begun: bool = True) -> str:
        """See ``TextIndex``."""
        quoted = [[f'"{word}"' for word in alternatives] for alternatives in words]
        if begun:
            quoted[-1] = [word + "*" for word in quoted[-1]]
        return " AND ".join([_any(" OR ", alternatives) for alternatives in quoted])

    def rebuild(self, connection: Connection) -> None:
        """See ``TextIndex``."""
        connection.execute(text("INSERT INTO product_words(product_words) VALUES ('rebuild')"))


class PostgresTextIndex:
    """A GIN index on the tsvector of the folded words, without PostgreSQL's own parser."""

    def take_in(self, connection: Connection, after: int) -> None:
        """See ``TextIndex``; PostgreSQL keeps the index itself."""

    def rebuild(self, connection: Connection) -> None:
        """See ``TextIndex``."""
        connection.execute(text("REINDEX INDEX ix_product_names_words"))

    def holds_all(self, words: Sequence[Alternatives], *, begun: bool = True) -> ColumnElement[bool]:
        """See ``TextIndex``."""
        vector = func.array_to_tsvector(func.string_to_array(product_names.c.folded, literal_column("' '")))
        return vector.op("@@")(cast(literal(self.query(words, begun=begun)), TSQUERY))

    def owners(self, words: Sequence[Alternatives]) -> Select[int]:
        """See ``TextIndex``."""
        return select(product_names.c.product_id).where(self.holds_all(words))

    def query(self, words: Sequence[Alternatives], *, begun: bool = True) -> str:
        """See ``TextIndex``."""
        quoted = [[f"'{word}'" for word in alternatives] for alternatives in words]
        if begun:
            quoted[-1] = [word + ":*" for word in quoted[-1]]
        return " & ".join([_any(" | ", alternatives) for alternatives in quoted])


def _any(sign: str, words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"({sign.join(words)})"


def is_telling(word: Alternatives) -> bool:
    """Tell whether a word is specific: neither short nor a number."""
    return len(word[0]) >= TELLING and not word[0].isdigit()


def stand_in_text(words: Sequence[Alternatives]) -> ColumnElement[bool]:
    """Return the condition on ``product_names`` that a name has all words, the last perhaps only its beginning, for few
    names: it is read off the text of each.
    """
    *others, last = words
    padded = " " + product_names.c.folded + " "
    # Each word once: SQLite takes no expression of a thousand parts.
    forms = [[f" {word} " for word in alternatives] for alternatives in dict.fromkeys(others)]
    forms.append([f" {word}" for word in last])
    return and_(*(or_(*(padded.contains(form, autoescape=True) for form in some)) for some in forms))


def begins_with(name: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Return a range condition that any B-tree index can use."""
    return (name >= prefix) & (name < prefix + UPPER_END)


def text_index(connection: Connection) -> TextIndex:
    """Return the index of the engine that a connection speaks to."""
    return SqliteTextIndex() if connection.dialect.name == "sqlite" else PostgresTextIndex()
