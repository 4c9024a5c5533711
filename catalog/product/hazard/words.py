"""The words of a safety section in the languages of the official texts: names of pictograms, headings, transport."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from catalog.product.hazard.texts import DEFAULT_LANGUAGE


def hazard_words(language: str) -> dict[str, str]:
    """Return the words by key, such as GHS05 or un_number, in the language or in English.

    >>> hazard_words("de")["GHS05"], hazard_words("es")["hazard_statements"], hazard_words("xx")["class"]
    ('Ätzwirkung', 'Indicaciones de peligro', 'Class')
    """
    table = _table()
    return table.get(language, table[DEFAULT_LANGUAGE])


@cache
def _table() -> dict[str, dict[str, str]]:
    lines = (files(__package__) / "hazard_words.tsv").read_text(encoding="utf-8").splitlines()
    (_key, *languages), *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {language: {row[0]: row[column] for row in rows} for column, language in enumerate(languages, 1)}
