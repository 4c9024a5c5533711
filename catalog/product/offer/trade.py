"""Trade: the customs code of a product and the country it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

RESERVED_CHAPTERS = frozenset({"77"})
"""Chapters that the Harmonized System reserves (WCO, HS Nomenclature 2022)."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Customs data.

    Attributes:
        hs_code: as stated, or empty.
        hs_digits: six to ten digits without spaces and points, or None.
        country_of_origin: as stated, or empty.
        country_code: ISO 3166-1 alpha-2, or None if the name is unknown.
    """

    hs_code: str
    hs_digits: str | None
    country_of_origin: str
    country_code: str | None

    def document(self) -> dict[str, str | None]:
        """Return the data in the form of the document."""
        return {
            "hs_code": self.hs_code or None,
            "hs_digits": self.hs_digits,
            "country_of_origin": self.country_of_origin or None,
            "country_code": self.country_code,
        }


@lru_cache(maxsize=1024)
def read_hs_code(text: str) -> str | None:
    """Return the digits of an HS code, chapters 01 to 97: six, up to ten with national digits, or None.

    >>> read_hs_code("2914 11 00"), read_hs_code("2914.11"), read_hs_code("34021300"), read_hs_code("990000")
    ('29141100', '291411', '34021300', None)
    """
    digits = text.replace(" ", "").replace(".", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 10):
        return None
    return digits if "01" <= digits[:2] <= "97" and digits[:2] not in RESERVED_CHAPTERS else None


@lru_cache(maxsize=1024)
def read_country(text: str) -> str | None:
    """Return a country's code from its code or its English, German or Chinese name, or None.

    >>> read_country("Deutschland"), read_country("中国"), read_country("us"), read_country("Made in China")
    ('DE', 'CN', 'US', 'CN')
    >>> read_country("Atlantis") is None
    True
    """
    bare = " ".join(text.casefold().split()).removeprefix("made in ").strip(" .")
    return _countries().get(bare)


@cache
def _countries() -> dict[str, str]:
    """Return the code for every code and name in lower case."""
    table: dict[str, str] = {}
    for line in (files(__package__) / "countries.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, names = line.partition("\t")
            table[code.casefold()] = code
            for name in names.split("|"):
                table.setdefault(name.casefold().strip(" ."), code)
    return table
