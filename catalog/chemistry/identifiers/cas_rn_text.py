"""Split the text of a field into words that may be CAS RNs. Nothing is checked yet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from catalog.errors import InvalidCasRn

_LONGEST = 1000
"""The limit for a field, in characters. A mixture may have a dozen numbers; longer texts are not CAS RNs."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d"
_DROPPED = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphen, zero-width characters and direction marks: invisible, but copied along."""

_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _DROPPED), None),
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **dict(zip(map(ord, "（）［］【】｛｝〔〕「」：；，、。／｜＃．＆"), "()[][]{}[][]:;,,./|#.&", strict=True)),
}

_LABELS = frozenset(
    {
        "cas", "casno", "casrn", "casnr", "casnumber", "rn", "no", "nr", "num", "number", "numbers", "numero",
        "número", "n°", "nº", "№", "registry", "reg", "regno", "registration", "and", "or", "und", "et", "y",
        "oder", "ou", "cas号", "cas号码", "cas编号", "cas登录号", "cas登記番号", "cas番号", "号", "号码",
        "编号", "登录号", "番号", "和", "或",
    }
)  # fmt: skip
"""Words beside a number that only say that it is a CAS RN, or that another one follows."""

_BRACKETED = re.compile(r"[(\[{<][^()\[\]{}<>]*[)\]}>]")
_TOKEN = re.compile(r"([0-9][0-9-]*)|([^\s0-9()\[\]{}<>,;:/|&.#\"'+*=-]+)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CasWords:
    """The parts of a field.

    Attributes:
        numbers: the runs of digits and dashes, in their order.
        notes: words that are not labels. They are left out.
    """

    numbers: tuple[str, ...]
    notes: tuple[str, ...]


def harmonize_cas_text(text: str) -> str:
    """Write dashes, digits, blanks and brackets as ASCII has them, without blanks around dashes.

    Raises:
        InvalidCasRn: the text is longer than 1,000 characters, or has control characters or direction overrides.
    """
    if len(text) > _LONGEST:
        raise InvalidCasRn(f"A text of {len(text):,} characters is not a CAS RN.", stated=text[:_LONGEST])
    blanks = " ".join(text.translate(_CHARACTERS).split())
    for character in () if blanks.isprintable() else blanks:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs"}:
            raise InvalidCasRn(f"The text has the invisible character U+{ord(character):04X}. Remove it.", stated=text)
    return re.sub(r" ?-[- ]*", "-", blanks)


def split_cas_text(harmonized: str) -> CasWords:
    """Separate the numbers of a harmonized text from labels and notes.

    Raises:
        InvalidCasRn: letters that are not a label touch a number.

    >>> split_cas_text("CAS No. 71878-19-8 and 65447-77-0 (oligomer, 2 to 5 units)")
    CasWords(numbers=('71878-19-8', '65447-77-0'), notes=('(oligomer, 2 to 5 units)',))
    """
    notes = [found for found in _BRACKETED.findall(harmonized) if _foreign_words(found)]
    for note in notes:
        harmonized = harmonized.replace(note, " ")
    numbers: list[str] = []
    for found in _TOKEN.finditer(harmonized):
        number, word = found[1], found[2]
        if number:
            numbers.append(number)
        elif word and word.casefold() not in _LABELS:
            if (
                harmonized[found.end() : found.end() + 1].isdigit()
                or harmonized[max(found.start() - 1, 0) : found.start()].isdigit()
            ):
                message = f"“{word}” is attached to the digits and is not part of a CAS RN."
                raise InvalidCasRn(message, stated=harmonized)
            notes.append(word)
    return CasWords(_joined(numbers), tuple(notes))


def _foreign_words(text: str) -> list[str]:
    """Return the words that are not labels."""
    return [found[2] for found in _TOKEN.finditer(text) if found[2] and found[2].casefold() not in _LABELS]


def _joined(numbers: list[str]) -> tuple[str, ...]:
    """Return the numbers, joining one that has spaces instead of dashes."""
    shape = [len(number) for number in numbers]
    if len(shape) == 3 and 2 <= shape[0] <= 7 and shape[1:] == [2, 1] and all(map(str.isdigit, numbers)):
        return ("-".join(numbers),)
    return tuple(numbers)
