"""The signal words of labels, read and written in many languages."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from catalog.product.hazard.classes import DANGER, WARNING

_NONE = frozenset(
    {
        "no signal word", "none", "no", "not hazardous", "non hazardous", "not classified", "not a hazardous substance",
        "no hazard", "without", "kein signalwort", "keines", "keine", "kein", "entfällt", "aucun", "aucune", "néant",
        "ninguna", "ninguno", "无", "なし",
    }
)  # fmt: skip
_TRIMMED = " \t\r\n.!:;,()[]<>\"'!"


def read_signal_word(text: str) -> str | None:
    """Return Danger or Warning, an empty text if the text says none, or None if it is not a signal word.

    >>> read_signal_word("DANGER!"), read_signal_word("Achtung"), read_signal_word("none"), read_signal_word("Caution")
    ('Danger', 'Warning', '', None)
    >>> read_signal_word("Signal word: Gefahr"), read_signal_word("危险"), read_signal_word("Danger / Gefahr")
    ('Danger', 'Danger', 'Danger')
    """
    folded = _folded(text[:200])
    if folded.startswith(("signal word", "signalwort")):
        folded = folded.removeprefix("signal word").removeprefix("signalwort").strip(_TRIMMED)
    if folded in _NONE:
        return ""
    found = {_words().get(part.strip(_TRIMMED)) for part in folded.replace("|", "/").split("/")}
    return found.pop() if len(found) == 1 else None


def signal_word_in(word: str, language: str) -> str:
    """Return Danger or Warning in a language, or in English if the language is not known.

    >>> signal_word_in("Warning", "de"), signal_word_in("Danger", "xx")
    ('Achtung', 'Danger')
    """
    return _table().get(language, {}).get(word, word)


@cache
def _table() -> dict[str, dict[str, str]]:
    lines = (files(__package__) / "signal_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {language: {DANGER: danger, WARNING: warning} for language, danger, warning in rows}


@cache
def _words() -> dict[str, str]:
    return {_folded(text): word for texts in _table().values() for word, text in texts.items()}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_TRIMMED)
