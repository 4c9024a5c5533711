"""Reading hazard and precautionary statements in all forms that suppliers write.

Codes are found alone, in lists, in combinations, before or after their texts. A text without a code is recognised if it
is an official one. Nothing is translated or guessed. Unknown texts are kept unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.product.hazard.classes import hazard_class
from catalog.product.hazard.texts import OTHER_CODES, code_of, has_text, official_text

MOST_STATEMENTS = 200
"""The largest number of statements that are read. A label has about twenty. The stated text keeps all."""
MOST_CHARACTERS = 20_000
"""The number of characters that are read."""
LONGEST_REMEMBERED = 60
"""The longest text that is cached, in characters. Labels have shorter ones."""
LONGEST_RUN = 6
"""The number of sentences in the longest official text."""

_SUFFIX = r"(?:FD|Fd|Df|fd|[FDfdiA])?"
_CODE = rf"(?:EUH|H|P)[ -]?[0-9]{{3}}{_SUFFIX}"
_CODES = re.compile(
    rf"(?<![0-9A-Za-z])({_CODE}(?:[ \t]*[+＋/][ \t]*(?:EUH|H|P)?[0-9]{{3}}{_SUFFIX})*)(?![0-9])", re.IGNORECASE
)
_ONE_CODE = re.compile(r"(EUH|H|P)?[ -]?([0-9]{3})([A-Z]{0,2})", re.IGNORECASE)
_OLD_PHRASE = re.compile(r"(?<![0-9A-Za-z])[RS][ :]?[0-9]{1,2}(?:[/-][0-9]{1,2})*(?![0-9A-Za-z])")
_OLD_SYMBOL = re.compile(r"(?:Xn|Xi|T\+|F\+|[TCFOEN])")
_BETWEEN = " \t\r\n,;:|.-–—=()[]•*/"
"""Separators between a code and its text, or between two statements."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes:
        code: such as ``H302`` or ``P301+P312``, or None if no code is stated and the text is not official.
        stated: as the supplier wrote it.
        is_known: whether the code is one of GHS or CLP, in force or not; of a combination, each of its members.
        is_obsolete: whether it is an R or S phrase of the law before GHS.
    """

    code: str | None
    stated: str
    is_known: bool = False
    is_obsolete: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """The single codes."""
        return () if self.code is None else tuple(part.strip("[]") for part in self.code.split("+"))

    def document(self) -> dict[str, str | None]:
        """As JSON; ``text`` is the official English one."""
        return {"code": self.code, "text": self.code and official_text(self.code), "stated": self.stated}


def read_statements(text: str) -> tuple[Statement, ...]:
    """Return the statements in a text, each code once.

    >>> [s.code for s in read_statements("H302, H315")], [s.code for s in read_statements("H302+312 + H332")]
    (['H302', 'H315'], ['H302+H312+H332'])
    >>> [(s.code, s.stated) for s in read_statements("H302 - Harmful if swallowed|Causes skin irritation")]
    [('H302', 'H302 - Harmful if swallowed'), ('H315', 'Causes skin irritation')]
    >>> read_statements("Xn; R22")[0].is_obsolete
    True
    """
    seen: set[str] = set()
    statements: list[Statement] = []
    for statement in _statements(text[:MOST_CHARACTERS]):
        if statement.code is not None:
            if statement.code in seen:
                continue
            seen.add(statement.code)
        statements.append(statement)
        if len(statements) == MOST_STATEMENTS:
            break
    return tuple(statements)


def _statements(text: str) -> Iterator[Statement]:
    for part in re.split(r"[|\n]", text):
        matches = list(_CODES.finditer(part))
        if matches:
            yield from _coded(part, matches)
        elif part.strip(_BETWEEN):
            yield from _uncoded(part.strip())


def _coded(part: str, matches: list[re.Match[str]]) -> Iterator[Statement]:
    """Yield the statements of a part with codes. Words before the first code mean that texts come first."""
    trailing = any(char.isalpha() for char in part[: matches[0].start()])
    for number, match in enumerate(matches):
        start = (matches[number - 1].end() if number else 0) if trailing else match.start()
        last = number + 1 == len(matches)
        end = len(part) if last else match.end() if trailing else matches[number + 1].start()
        stated = part[start:end].strip(_BETWEEN)
        written = match.group(1)
        for code, is_known in _codes_of(written) if len(written) <= LONGEST_REMEMBERED else _read_codes(written):
            yield Statement(code, stated, is_known)


def _read_codes(written: str) -> tuple[tuple[str, bool], ...]:
    """Yield the codes in a text and whether each is known. A combination is one code."""
    members = list(_canonical_codes(written))
    whole = "+".join(members)
    # A slash separates a list, unless the parts are an official combination.
    codes = members if "/" in written and not has_text(whole) else [whole]
    return tuple((code, all(map(is_known_code, code.split("+")))) for code in codes)


_codes_of = lru_cache(maxsize=2_048)(_read_codes)
"""Nearly all labels use the same few hundred codes."""


def _canonical_codes(text: str) -> Iterator[str]:
    """Return the codes of a combination, each with its letter: ``h302+312`` is H302 and H312."""
    letters = ""
    for part in re.split(r"[+＋/]", text):
        match = _ONE_CODE.fullmatch(part.strip())
        if match is None:
            continue
        letters = (match.group(1) or letters).upper()
        yield _with_suffix(letters + match.group(2), match.group(3))


def _with_suffix(code: str, suffix: str) -> str:
    """Return the code with its letters. For H360 their case says which effect is certain."""
    if not suffix:
        return code
    for candidate in (suffix, suffix.upper(), suffix.lower()):
        if has_text(code + candidate):
            return code + candidate
    return code + suffix


def is_known_code(code: str) -> bool:
    """Tell whether a single code is in GHS or CLP, current or not.

    >>> is_known_code("H302"), is_known_code("P281"), is_known_code("H399")
    (True, True, False)
    """
    if has_text(code) or code in OTHER_CODES:
        return True
    return len(code) == 4 and hazard_class(code) is not None


def _uncoded(part: str) -> Iterator[Statement]:
    whole = code_of(part)
    if whole is not None:
        yield Statement(whole, part, is_known=True)
    elif _is_old(part):
        yield Statement(None, part, is_obsolete=True)
    else:
        for piece in part.split(";"):
            yield from _sentences(piece.strip())


def _is_old(part: str) -> bool:
    """Tell whether a text has only R and S phrases and their symbol letters."""
    if _OLD_PHRASE.search(part) is None:
        return False
    first = _OLD_PHRASE.sub("", part).replace(",", " ").replace(";", " ").split()
    return not first or _OLD_SYMBOL.fullmatch(first[0]) is not None or _OLD_PHRASE.match(part) is not None


def _sentences(text: str) -> Iterator[Statement]:
    """Find official texts in running text, the longest first. Other text stays together."""
    sentences = re.split(r"(?<=[.!])\s+", text)
    position = 0
    rest: list[str] = []
    while position < len(sentences):
        for length in range(min(LONGEST_RUN, len(sentences) - position), 0, -1):
            run = " ".join(sentences[position : position + length])
            code = code_of(run)
            if code is not None:
                if rest:
                    yield Statement(None, " ".join(rest))
                    rest = []
                yield Statement(code, run, is_known=True)
                position += length
                break
        else:
            rest.append(sentences[position])
            position += 1
    if any(sentence.strip(_BETWEEN) for sentence in rest):
        yield Statement(None, " ".join(rest))
