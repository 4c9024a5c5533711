"""The columns of an upload, with how each is read and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Sureness = Literal["not read", "guessed", "kept", "chosen", "certain"]
_ORDER: tuple[Sureness, ...] = ("not read", "guessed", "kept", "chosen", "certain")


class UploadColumn(NamedTuple):
    """A column of an upload, or the columns of several files that have one heading and are read alike.

    Attributes:
        label: the heading.
        files: the files that have it.
        samples: its first texts.
        meaning: the field that it is read as, or an empty text.
        reason: the reason of a guess, or what the heading is nearly, or an empty text.
        sure: ``certain``, ``guessed``, ``chosen``, ``kept`` (under its own name) or ``not read``.
        chosen: the meaning that the editor chose, or an empty text.
    """

    label: str
    files: Sequence[str]
    samples: Sequence[str]
    meaning: str
    reason: str
    sure: Sureness
    chosen: str


def upload_columns(
    files: Iterable[Mapping[str, Any]], samples: Mapping[str, Sequence[str]], chosen: Mapping[str, str]
) -> list[UploadColumn]:
    """Return the columns of the files of an upload, those that nobody understood first."""
    found: dict[tuple[str, str], UploadColumn] = {}
    for file in files:
        for column in _columns_of(file, samples, chosen):
            known = found.get((column.label, column.meaning))
            alike = column if known is None else known._replace(files=(*known.files, *column.files))
            found[column.label, column.meaning] = alike
    return sorted(found.values(), key=lambda column: _ORDER.index(column.sure))


def _columns_of(
    file: Mapping[str, Any], samples: Mapping[str, Sequence[str]], chosen: Mapping[str, str]
) -> Iterator[UploadColumn]:
    guesses = {guess["label"]: guess for guess in file["guesses"]}
    meanings = {**dict.fromkeys(file["unknown_columns"], ""), **file["mapping"]}
    for label, meaning in meanings.items():
        guess, near = guesses.get(label), file["nearly_known"].get(label)
        reason = f"nearly ‘{near}’" if near else ""
        sure: Sureness = "certain"
        if label in chosen:
            sure = "chosen"
        elif guess is not None:
            sure, reason = "guessed", guess["reason"]
        elif not meaning:
            sure = "not read"
        elif meaning.startswith("attribute:"):
            sure = "kept"
        yield UploadColumn(label, (file["path"],), samples.get(label, ()), meaning, reason, sure, chosen.get(label, ""))
