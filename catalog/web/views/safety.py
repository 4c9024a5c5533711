"""The safety section of a product's page, from the stored document, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from catalog.product.draft import HAZARD_FIELDS
from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.signal_words import signal_word_in
from catalog.product.hazard.texts import CREDIT, DEFAULT_LANGUAGE, languages, official_text
from catalog.product.hazard.words import hazard_words

LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}
"""The languages' own names. A language that is not listed is shown by its code."""
MOST_LANGUAGES = 20
"""How many languages of an Accept-Language header are read."""
MOST_SHOWN = 60
"""How many statements a page shows. Labels have about twenty; the document has all of them."""

LONGEST_SHOWN = 500
"""How many characters of a supplier's own words a page shows. The document has the whole text."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement.

    Attributes:
        code: such as H302, or None.
        text: the official text in the reader's language, or else in English, or else as stated.
        language: the language of the text, or None if the text is the supplier's.
        stated: the supplier's words, if they differ from code and text.
    """

    code: str | None
    text: str
    language: str | None
    stated: str | None


@dataclass(frozen=True, slots=True)
class Safety:
    """The safety section.

    Attributes:
        language: the language of the texts.
        words: names and headings in that language, by their keys.
        others: the other languages, each with its code and its own name.
        pictograms: each with its code and its name.
        pictograms_follow: whether they come from the hazard codes, not from the supplier.
        signal_word: in the reader's language.
        hazards, precautions: the statements.
        transport: labels and values.
        disagreements: the findings of the checks, as severity and message.
        credit: the source of the texts, or None if no text is shown.
    """

    language: str
    words: Mapping[str, str]
    others: tuple[tuple[str, str], ...]
    pictograms: tuple[tuple[str, str], ...]
    pictograms_follow: bool
    signal_word: str | None
    hazards: tuple[StatementRow, ...]
    precautions: tuple[StatementRow, ...]
    transport: tuple[tuple[str, str], ...]
    disagreements: tuple[tuple[str, str], ...]
    credit: str | None


def reader_language(request: Request) -> str:
    """Return the language of the official texts: ``?lang=``, Accept-Language (RFC 9110, 12.5.4), or English."""
    known = languages()
    asked = request.query_params.get("lang", "")
    if asked in known:
        return asked
    header = request.headers.get("accept-language", "")
    wanted = [_weighted(part) for part in header.split(",")[:MOST_LANGUAGES]]
    best = max((pair for pair in wanted if pair[0] in known), key=lambda pair: pair[1], default=("", 0.0))
    return best[0] if best[1] > 0 else DEFAULT_LANGUAGE


def safety_of(request: Request, product: Mapping[str, Any]) -> Safety:
    """Return the safety section of a product document in the language of the request."""
    return safety_in(reader_language(request), product)


def safety_in(language: str, product: Mapping[str, Any]) -> Safety:
    """Return the safety section of a product document in a language. Documents of an older release have fewer parts."""
    hazards = product["hazards"]
    word = hazards.get("signal_word")
    rows = [_rows(hazards.get(name) or (), language) for name in ("hazard_statements", "precautionary_statements")]
    words = hazard_words(language)
    coded = any(row.code for row in rows[0])
    return Safety(
        language=language,
        words=words,
        others=tuple((code, LANGUAGE_NAMES.get(code, code)) for code in languages() if code != language),
        pictograms=tuple((code, words[code]) for code in hazards.get("pictograms") or () if code in NAMES),
        pictograms_follow=coded,
        signal_word=signal_word_in(word, language) if word else None,
        hazards=rows[0],
        precautions=rows[1],
        transport=tuple(_transport(hazards, words)),
        disagreements=tuple(
            (finding["severity"], finding["message"])
            for finding in product.get("findings", ())
            if finding["field"] in HAZARD_FIELDS
        ),
        credit=CREDIT if any(row.language for several in rows for row in several) else None,
    )


def _transport(hazards: Mapping[str, Any], words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the transport data as we read them, or else in the supplier's own words."""
    stated, number = hazards.get("stated") or {}, hazards.get("un_number")
    named = (
        ("un_number", f"UN {number}" if number and number.isdecimal() else number, "un_number"),
        ("class", hazards.get("class"), "hazard_class"),
        ("packing_group", hazards.get("packing_group"), "packing_group"),
        ("storage_class", hazards.get("storage_class"), "storage_class"),
    )
    found = ((words[key], read or stated.get(field)) for key, read, field in named)
    return [(name, text[:LONGEST_SHOWN]) for name, text in found if text]


def _rows(statements: Sequence[object], language: str) -> tuple[StatementRow, ...]:
    return tuple(_row(statement, language) for statement in statements[:MOST_SHOWN])


def _row(statement: object, language: str) -> StatementRow:
    if not isinstance(statement, Mapping):
        return StatementRow(None, str(statement)[:LONGEST_SHOWN], None, None)
    code, stated = statement.get("code"), str(statement.get("stated") or "")[:LONGEST_SHOWN]
    if not code:
        return StatementRow(None, stated, None, None)
    in_language = official_text(code, language)
    text = in_language or official_text(code)
    if text is None:
        return StatementRow(code, stated.removeprefix(code).strip(" :-–") or "no official text", None, None)
    own = _own_words(code, stated, text)
    return StatementRow(code, text, language if in_language else DEFAULT_LANGUAGE, own)


def _own_words(code: str, stated: str, text: str) -> str | None:
    """Return the supplier's words beyond the code and its official text, or None."""
    bare = _folded(stated).replace(_folded(code), "")
    return stated if bare and bare not in {_folded(text), _folded(official_text(code) or "")} else None


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _weighted(part: str) -> tuple[str, float]:
    """Return a language range and its weight, 0 if it cannot be read."""
    tag, _, parameter = part.partition(";")
    weight = parameter.strip().removeprefix("q=").strip() if parameter else "1"
    try:
        value = float(weight) if len(weight) <= 5 else 0.0
    except ValueError:
        value = 0.0
    return tag.strip().lower().partition("-")[0], value if 0 <= value <= 1 else 0.0
