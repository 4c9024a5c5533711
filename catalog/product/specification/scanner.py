"""Split a supplier's text into tokens, and find phrases among them.

Every table (units, methods, tests, comparisons) is a ``Phrases``. Its entries are split by the same scanner as the
text, so tables need no variants of blanks, case, points and dashes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

MAX_LENGTH = 300
"""The limit for a text, in characters. Longer ones are prose. The longest real specification has 120."""

_MAX_NUMBER = 15
"""The limit for a quantity, in characters. A longer run of digits is a code."""

_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"),
        **dict.fromkeys("\u00ba\u02da\u2218\u309c", "°"),
        **dict.fromkeys("\u223c\u301c", "~"),
        **dict.fromkeys("\u2267\u2a7e", "≥"),
        **dict.fromkeys("\u2266\u2a7d", "≤"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)

# Each alternative is a single run of characters, so the time is linear in the text. The class of letters is written
# as "word character that is neither a digit nor an underscore", since Python has no shorter name for it.
_TOKEN = re.compile(r"(\.?[0-9]+(?:[.,][0-9]+)*)|([^\W\d_]+\.?)|>=|=>|<=|=<|>/=|</=|\+/-|\.\.+|\S")
_EXPONENT = re.compile(r"[0-9][⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+")
_PLAIN = re.compile(r"[0-9]*\.?[0-9]+")


class Token(NamedTuple):
    """A number, a word or a sign. ``key`` is its form in tables, ``start`` and ``end`` its place in the text."""

    key: str
    is_number: bool
    start: int
    end: int


def harmonize(text: str) -> str:
    """Write dashes, degree signs, full-width and superscript characters in one form.

    >>> harmonize("−15 ℃")
    '-15 °C'
    """
    if text.isascii():
        return html.unescape(text) if "&" in text else text
    return unicodedata.normalize("NFKC", html.unescape(text).translate(_SPELLINGS)).translate(_SPELLINGS)


def has_exponent(text: str) -> bool:
    """Tell whether a number has a superscript (10⁻³), which harmonizing would lose."""
    return not text.isascii() and _EXPONENT.search(text.translate(_SPELLINGS)) is not None


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a harmonized text.

    >>> [token.key for token in tokenize("min.97.0 %(HPLC)")]
    ['min', '97.0', '%', '(', 'hplc', ')']
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastindex
        key = match.group()
        if kind != 1:
            key = key.lower().rstrip(".") or key
        tokens.append(Token(key, kind == 1, match.start(), match.end()))
    return tokens


def read_number(key: str, *, decimal_comma: bool = False) -> Decimal | None:
    """Return the value of a number token, or None if its points and commas make no sense.

    A comma before three digits groups thousands (``1,427``), unless the caller knows that such a large value is
    impossible (``decimal_comma``: a refractive index of ``1,496``). Any other comma is a decimal comma.

    >>> [str(read_number(key)) for key in ("98.5", "98,5", "1,427", "1.234,5", "0,997", "1.2.3")]
    ['98.5', '98.5', '1427', '1234.5', '0.997', 'None']
    >>> read_number("1,496", decimal_comma=True)
    Decimal('1.496')
    """
    if len(key) > _MAX_NUMBER:
        return None
    if _PLAIN.fullmatch(key):
        return Decimal(key)
    if _THOUSANDS.fullmatch(key) and not decimal_comma:
        return Decimal(key.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(key):
        return Decimal(key.replace(".", "").replace(",", "."))
    return None


@dataclass(slots=True)
class _Node(Generic[T]):
    """A node in the tree of phrases: what can follow, and the meaning of the phrase that ends here."""

    following: dict[str, _Node[T]]
    meaning: T | None


class Phrases(Generic[T]):
    """A table from phrases to meanings. The longest phrase at a place wins.

    >>> table = Phrases({"%": "percent", "% w/w": "mass percent"})
    >>> table.match(tokenize("98 % (HPLC)"), 1)
    ('percent', 2)
    >>> table.match(tokenize("98%w/w"), 1)
    ('mass percent', 5)
    """

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._root: _Node[T] = _Node({}, None)
        for phrase, meaning in meanings.items():
            node = self._root
            for token in tokenize(harmonize(phrase)):
                node = node.following.setdefault(token.key, _Node({}, None))
            node.meaning = meaning

    def match(self, tokens: Sequence[Token], at: int) -> tuple[T, int] | None:
        """Return the meaning of the longest phrase at a place, and the place after it."""
        node = self._root
        found = None
        while at < len(tokens):
            following = node.following.get(tokens[at].key)
            if following is None:
                break
            node = following
            at += 1
            if node.meaning is not None:
                found = node.meaning, at
        return found

    def meaning(self, tokens: Sequence[Token]) -> T | None:
        """Return the meaning of all tokens if they are one phrase, else None."""
        found = self.match(tokens, 0)
        return found[0] if found is not None and found[1] == len(tokens) else None
