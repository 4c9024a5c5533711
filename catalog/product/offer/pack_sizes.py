"""Pack sizes: the content of one pack, read from the supplier's text as a count, an amount and a unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from catalog.product.specification.scanner import Phrases, Token, harmonize, read_number, tokenize

_MAX_LENGTH = 120
_MAX_COUNT = 1_000_000
"""The most containers in a pack."""
_SPELLINGS = {
    "ng": ("ng",),
    "μg": ("μg", "ug", "mcg", "мкг", "微克"),
    "mg": ("mg", "mgs", "milligram", "milligrams", "мг", "毫克"),
    "g": ("g", "gm", "gms", "gr", "gram", "grams", "gramm", "克", "г", "гр"),
    "kg": ("kg", "kgs", "kilo", "kilogram", "kilograms", "公斤", "千克", "кг"),
    "t": ("t", "mt", "ton", "tons", "tonne", "tonnes", "吨"),
    "lb": ("lb", "lbs", "pound", "pounds"),
    "oz": ("oz", "ounce", "ounces"),
    "μL": ("μl", "ul", "microliter", "microliters", "мкл", "微升"),
    "mL": ("ml", "mls", "milliliter", "milliliters", "cc", "毫升", "мл"),
    "L": ("l", "lt", "ltr", "liter", "liters", "litre", "litres", "升", "л", "litr", "litro", "litros"),
    "gal": ("gal", "gallon", "gallons"),
    "μmol": ("μmol", "umol"),
    "mmol": ("mmol",),
    "mol": ("mol",),
    "U": ("u", "un", "unit", "units"),
    "kU": ("ku",),
    "MU": ("mu",),
    "piece": ("ea", "each", "piece", "pieces", "pcs", "pc", "pk", "pkg", "kit", "kits", "set", "sets", "stück", "stk",
              "vial", "vials", "ampoule", "ampoules", "tablet", "tablets", "capsule", "capsules", "个", "支", "瓶",
              "шт", "개", "병", "本"),
    "test": ("test", "tests", "assay", "assays", "rxn", "rxns", "reaction", "reactions", "prep", "preps"),
}  # fmt: skip
_UNITS = Phrases({spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings})

_MOLAR = Phrases({"m": "M", "mm": "mM", "μm": "μM", "um": "μM", "nm": "nM", "n": "N", "mol/l": "M", "mmol/l": "mM"})
_TIMES = frozenset({"x", "×", "*"})
_MOLES_PER_LITRE = {"M": Decimal(1), "mM": Decimal("1e-3"), "μM": Decimal("1e-6"), "nM": Decimal("1e-9")}
"""Normality is not included: the equivalents per mole depend on the reaction."""

BASES = {
    "ng": ("g", Decimal("1e-9")), "μg": ("g", Decimal("1e-6")), "mg": ("g", Decimal("0.001")), "g": ("g", Decimal(1)),
    "kg": ("g", Decimal(1000)), "t": ("g", Decimal(1_000_000)), "lb": ("g", Decimal("453.59237")),
    "oz": ("g", Decimal("28.349523125")), "μL": ("mL", Decimal("0.001")), "mL": ("mL", Decimal(1)),
    "L": ("mL", Decimal(1000)), "gal": ("mL", Decimal("3785.411784")), "μmol": ("mmol", Decimal("0.001")),
    "mmol": ("mmol", Decimal(1)), "mol": ("mmol", Decimal(1000)), "U": ("U", Decimal(1)), "kU": ("U", Decimal(1000)),
    "MU": ("U", Decimal(1_000_000)), "piece": ("piece", Decimal(1)), "test": ("test", Decimal(1)),
}  # fmt: skip
"""Each unit with its base unit for comparing prices, and its size in that unit. Pound, ounce and US gallon are exact
by definition (NIST Handbook 44, appendix C)."""

ORDER = tuple(dict.fromkeys(base for base, _ in BASES.values()))
"""The order of packs of different kinds."""


@dataclass(frozen=True, slots=True)
class PackSize:
    """The amount in one pack.

    Attributes:
        count: the number of containers.
        amount: the content of each, in ``unit``.
        unit: a key of ``BASES``.
        remark: other remarks: concentration, solvent, container.
    """

    count: int
    amount: Decimal
    unit: str
    remark: str | None = None

    @property
    def base(self) -> str:
        """Return the unit for comparing prices: g, mL, mmol, U, piece or test."""
        return BASES[self.unit][0]

    @property
    def total(self) -> Decimal:
        """Return the amount in all containers, in ``base``."""
        return self.count * self.amount * BASES[self.unit][1]


def is_pack_unit(word: str) -> bool:
    """Tell whether a word is a unit of packs.

    >>> is_pack_unit("g"), is_pack_unit("mL"), is_pack_unit("2")
    (True, True, False)
    """
    return any(word.casefold() in spellings for spellings in _SPELLINGS.values())


@lru_cache(maxsize=4096)
def read_pack_size(text: str) -> PackSize | None:
    """Read a pack size. Return None if it has no amount, or amounts that do not fit together.

    >>> read_pack_size("5 × 1 mL")
    PackSize(count=5, amount=Decimal('1'), unit='mL', remark=None)
    >>> read_pack_size("1KG").total, read_pack_size("10 mM * 1 mL in DMSO").remark, read_pack_size("SAMPLE")
    (Decimal('1000'), '10 mM in DMSO', None)
    """
    if len(text) > _MAX_LENGTH:
        return None
    harmonized = harmonize(text)
    tokens = tokenize(harmonized)
    molar, at = _concentration(harmonized, tokens)
    count, at = _count(tokens, at)
    amount, unit, at = _amount(tokens, at)
    if amount is None or amount <= 0 or unit is None:
        return None
    if at + 1 < len(tokens) and tokens[at].key in _TIMES and tokens[at + 1].key.isdecimal() and count == 1:
        count, at = int(tokens[at + 1].key), at + 2
    remark = harmonized[tokens[at].start :].strip(" -/,") if at < len(tokens) else ""
    # A second number would be another amount, except in the name of a solvent (H2O).
    if any(token.is_number for token in takewhile(lambda token: token.key != "in", tokens[at:])):
        return None
    if not 1 <= count <= _MAX_COUNT:
        return None
    return PackSize(count, amount, unit, " ".join(part for part in (molar, remark) if part) or None)


def read_concentration(remark: str) -> Decimal | None:
    """Return the concentration at the start of a pack's remark, in mol/L, or None.

    >>> read_concentration("10 mM in DMSO"), read_concentration("in DMSO"), read_concentration("1 N")
    (Decimal('0.010'), None, None)
    """
    tokens = tokenize(harmonize(remark))
    found = _MOLAR.match(tokens, 1) if tokens and tokens[0].is_number else None
    number = read_number(tokens[0].key) if found is not None else None
    factor = None if found is None else _MOLES_PER_LITRE.get(found[0])
    return None if number is None or factor is None or number <= 0 else number * factor


def _concentration(text: str, tokens: list[Token]) -> tuple[str, int]:
    """Return a concentration before a times sign, and the position after both."""
    found = _MOLAR.match(tokens, 1) if tokens and tokens[0].is_number else None
    if found is None or found[1] >= len(tokens) or tokens[found[1]].key not in _TIMES:
        return "", 0
    return text[: tokens[found[1]].start].strip(), found[1] + 1


def _count(tokens: list[Token], at: int) -> tuple[int, int]:
    if at + 2 < len(tokens) and tokens[at].key.isdecimal() and tokens[at + 1].key in _TIMES:
        return int(tokens[at].key), at + 2
    keys = [token.key for token in tokens[at : at + 3]]
    if len(keys) == 3 and keys[0] in {"pack", "box", "case", "set"} and keys[1] == "of" and keys[2].isdecimal():
        return int(keys[2]), at + 3
    return 1, at


def _amount(tokens: list[Token], at: int) -> tuple[Decimal | None, str | None, int]:
    """Return an amount and its unit. A count alone is enough: ``pack of 10`` is ten pieces."""
    if at == len(tokens) and at:
        return Decimal(1), "piece", at
    if at >= len(tokens) or not tokens[at].is_number:
        return None, None, at
    number = read_number(tokens[at].key)
    found = _UNITS.match(tokens, at + 1)
    return (number, found[0], found[1]) if found is not None else (None, None, at)
