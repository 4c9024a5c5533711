"""The official texts of hazard and precautionary statements, one data file for each language.

The texts are those of the EU CLP Regulation as extracted by mhchem/hpstatements; each file states this at its
beginning. Another language is another file, ``hazard_texts_xx.tsv``.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

CREDIT = "© European Union, https://eur-lex.europa.eu, 1998-2025, CC BY 4.0, extracted by mhchem/hpstatements"
"""The credit that must be shown with the texts."""

DEFAULT_LANGUAGE = "en"

OTHER_CODES = frozenset(
    {
        # UN GHS rev. 10 (2023), annex 3, table A3.2: not, or not yet, in CLP.
        "P203", "P236", "P265", "P316", "P317", "P318", "P319", "P354", "P503",
        # Taken out of CLP by Regulations (EU) No 487/2013, 2016/918 and 2019/521, and still on many labels.
        "P221", "P281", "P285", "P307", "P309", "P322", "P341", "P350", "P374", "P422",
        "EUH001", "EUH006", "EUH059",
    }
)  # fmt: skip
"""Valid codes that the current texts do not have. Those of hazards are in
``hazard_classes.tsv``."""

_PREFIX = "hazard_texts_"
_INSTRUCTION = re.compile(r"\s*<[^<>]*>")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages with texts, as two-letter codes, English first.

    >>> languages()
    ('en', 'de', 'es', 'fr')
    """
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.startswith(_PREFIX))
    found = [name.removeprefix(_PREFIX).removesuffix(".tsv") for name in names if name.endswith(".tsv")]
    return (DEFAULT_LANGUAGE, *[language for language in found if language != DEFAULT_LANGUAGE])


def official_text(code: str, language: str = DEFAULT_LANGUAGE) -> str | None:
    """Return the text of a code or combination in a language, or None.

    Parts that the author of the label must complete ("<state route of exposure …>") are left out. A combination without
    a text of its own has the texts of its members.

    >>> official_text("H302"), official_text("H302", "de")
    ('Harmful if swallowed.', 'Gesundheitsschädlich bei Verschlucken.')
    >>> official_text("H350"), official_text("P301+P330"), official_text("H999")
    ('May cause cancer.', 'IF SWALLOWED: Rinse mouth.', None)
    """
    texts = _texts(language)
    if code in texts:
        return texts[code]
    members = code.split("+")
    found = [texts[member] for member in members if member in texts]
    return " ".join(found) if len(members) > 1 and len(found) == len(members) else None


def has_text(code: str) -> bool:
    """Tell whether a code, or a combination with its own text, has a current text."""
    return code in _texts(DEFAULT_LANGUAGE)


def code_of(text: str) -> str | None:
    """Return the code with this official text in any language, or None.

    >>> code_of("harmful if swallowed"), code_of("Gesundheitsschädlich bei Verschlucken."), code_of("Tastes bad")
    ('H302', 'H302', None)
    """
    return _codes_by_text().get(fold_statement(text))


def fold_statement(text: str) -> str:
    """Return a statement for comparison: lower case, without outer spaces and full stop.

    >>> fold_statement(" Harmful if  swallowed. ")
    'harmful if swallowed'
    """
    return " ".join(text.replace("’", "'").casefold().split()).rstrip(" .")


@cache
def _texts(language: str) -> dict[str, str]:
    if language not in languages():
        return {}
    lines = (files(__package__) / f"{_PREFIX}{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {code: _INSTRUCTION.sub("", text) for code, text in rows}


@cache
def _codes_by_text() -> dict[str, str]:
    pairs = [(fold_statement(text), code) for language in languages() for code, text in _texts(language).items()]
    # Of several codes with one text, the first is used: a single code comes before its combinations.
    return dict(reversed(pairs))
