"""Transport and storage data: UN number, class, packing group, and the storage class of TRGS 510.

Sources: UN Model Regulations rev. 23 (2023), chapters 2.0 and 3.2, which ADR, IMDG and IATA follow; TRGS 510 (2021),
annex 2. A text is read if its meaning is clear. Data are compared if the regulations leave no choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HIGHEST_UN_NUMBER = 3600
"""Numbers are assigned in order; ADR 2025 ends at 3560."""
LOWEST_UN_NUMBER = 4
"""UN 0004 is the first number."""
FIRST_NOT_EXPLOSIVE = 1000
"""Only explosives have numbers below it."""

CLASSES = frozenset(
    {
        "1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2",
        "6.1", "6.2", "7", "8", "9",
    }
)  # fmt: skip
WITHOUT_PACKING_GROUP = frozenset({"2", "2.1", "2.2", "2.3", "7"})
"""Gases and radioactive material have none in any of the regulations (2.0.1.3)."""
STORAGE_CLASSES = frozenset(
    {
        "1", "2A", "2B", "3", "4.1A", "4.1B", "4.2", "4.3", "5.1A", "5.1B", "5.1C", "5.2", "6.1A", "6.1B", "6.1C",
        "6.1D", "6.2", "7", "8A", "8B", "10", "11", "12", "13", "10-13", "11-13",
    }
)  # fmt: skip

_NOT_REGULATED = re.compile(
    r"(?:un )?(?:nonh.*|not? (?:dangerous|hazardous|regulated|restricted|applicable|classified|assigned|subject).*"
    r"|non[- ](?:hazardous|dangerous|regulated).*|kein gefahrgut.*|none|no|n/?a|-|—|–)",
    re.IGNORECASE | re.DOTALL,
)
_UN_NUMBER = re.compile(r"(?:UN|ID|NA)?[ .:-]*(?:no\.?|nr\.?|number)?[ .:-]*([0-9]{4})(?:\.0)?", re.IGNORECASE)
_COMBINED = re.compile(r"(?:UN|ID|NA)[ .:-]*([0-9]{4})(?![0-9])(.+)", re.IGNORECASE | re.DOTALL)
_GROUP_WITHIN = re.compile(r"\b(?:PG|packing group)[ .:]*(I{1,3}|[1-3])\b", re.IGNORECASE)
_CLASS = re.compile(r"([1-9](?:\.[1-6])?)(?:\.0)?\s?([A-HJ-LNS])?")
_UN_WITHIN = re.compile(r"[(\[]?\bUN[ .:-]*(?:no\.?|nr\.?|number)?[ .:-]*([0-9]{4})\b[)\]]?", re.IGNORECASE)
_CATEGORY = re.compile(
    r"\b(?:cat|kat)(?:egor[a-zíé]+)?\b|\b(?:flam|tox|skin|eye|irrit|corr|aquatic|stot)\.|nfpa|hmis", re.I
)
"""Words beside the categories of CLP and the ratings of NFPA, which are no classes of transport."""
_CLASS_NAMED = re.compile(
    r"\b(?:class|klasse|classe|clase|division|div\.?)[ .:]*([1-9](?:\.[1-6])?)(?![0-9.]*[0-9])", re.IGNORECASE
)
_CLASS_FIRST = re.compile(r"([1-9](?:\.[1-6])?)[A-HJ-LNS]?(?=[ ,:(–-]*(?:[^\W\d_]{3,}|\()|\s*$)")
_IN_BRACKETS = re.compile(r"\(\s*([1-9](?:\.[1-6])?)\s*\)")
_DIVISION = re.compile(r"(?<![0-9.])([1-6]\.[1-6])(?![0-9.]*[0-9])")
_PARTS = re.compile(r"[/,;|()+&]|\band\b|\bund\b|\s{2,}", re.IGNORECASE)
_GROUPS = {"i": "I", "ii": "II", "iii": "III", "1": "I", "2": "II", "3": "III", "ⅰ": "I", "ⅱ": "II", "ⅲ": "III"}
_GROUP_LABEL = re.compile(r"(?:p\.?g\.?|packing group|packaging group|group|verpackungsgruppe|vg)[ .:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UnEntry:
    """One entry of the dangerous goods list.

    Attributes:
        main: its class.
        subsidiary: its subsidiary hazards.
        packing_groups: its packing groups.
        name: its proper shipping name.
        cas_rns: of the compounds that it names; empty for collective entries.
    """

    main: str
    subsidiary: tuple[str, ...]
    packing_groups: tuple[str, ...]
    name: str
    cas_rns: tuple[str, ...]


def is_not_regulated(text: str) -> bool:
    """Tell whether a text is blank or says that the goods are not regulated.

    >>> is_not_regulated("NONH for all modes of transport"), is_not_regulated("UN 1170")
    (True, False)
    """
    return _NOT_REGULATED.fullmatch(text.strip()) is not None


def read_un_number(text: str) -> str | None:
    """Return the four digits of a UN number, or None.

    >>> read_un_number("un2811"), read_un_number("UN-No. 1170"), read_un_number("281"), read_un_number("UN 9999")
    ('2811', '1170', None, None)
    """
    match = _UN_NUMBER.fullmatch(text.strip()[:40])
    if match is None or not match.group(1).isascii():
        return None
    return match.group(1) if LOWEST_UN_NUMBER <= int(match.group(1)) < HIGHEST_UN_NUMBER else None


def read_combined(text: str) -> tuple[str | None, tuple[str, ...] | None, str | None]:
    """Return UN number, classes and packing group of a combined text such as ``RIDADR``, each or None.

    >>> read_combined("UN 1090 3/PG 2"), read_combined("UN1230, Methanol, 3 (6.1), PG II")
    (('1090', ('3',), 'II'), ('1230', ('3', '6.1'), 'II'))
    """
    match = _COMBINED.fullmatch(text.strip()[:200])
    if match is None:
        return None, None, None
    group = _GROUP_WITHIN.search(match.group(2))
    pieces = re.split(r"[\s,;/()]+", _GROUP_WITHIN.sub("", match.group(2)))
    classes = tuple(dict.fromkeys(piece for piece in pieces if piece in CLASSES))
    number = read_un_number(match.group(1))
    return number, classes or None, read_packing_group(group.group(1)) if group else None


def read_classes(text: str) -> tuple[str, ...] | None:
    """Return the class or division and its subsidiary hazards, or None.

    >>> read_classes("6.1 / 3,8"), read_classes("9.0"), read_classes("Class 3 (8)"), read_classes("1.4S")
    (('6.1', '3', '8'), ('9',), ('3', '8'), ('1.4',))
    >>> read_classes("6.1 Toxic"), read_classes("8 (UN 2215)"), read_classes("Toxic, Class 6.1, PG II")
    (('6.1',), ('8',), ('6.1',))
    >>> read_classes("flammable"), read_classes("Flam. Liq. 2"), read_classes("Acute toxicity, category 4")
    (None, None, None)
    """
    return _plain_classes(text) or _worded_classes(text)


def _plain_classes(text: str) -> tuple[str, ...] | None:
    found = []
    for part in _PARTS.split(text[:100]):
        word = re.sub(r"^(?:class|klasse|division|div\.?|hazard|adr|imdg|iata)[ .:]*", "", part.strip(), flags=re.I)
        if not word:
            continue
        match = _CLASS.fullmatch(word)
        if match is None or match.group(1) not in CLASSES:
            return None
        found.append(match.group(1))
    return tuple(dict.fromkeys(found)) or None


def _worded_classes(text: str) -> tuple[str, ...] | None:
    """Return the classes in a text with words: behind "class", at the start, or a division that needs no word."""
    bare = _GROUP_WITHIN.sub(" ", _UN_WITHIN.sub(" ", text[:200]))
    if _CATEGORY.search(bare):
        return None
    named = [match[1] for match in _CLASS_NAMED.finditer(bare)]
    first = _CLASS_FIRST.match(bare.strip())
    found = named or ([first[1], *_IN_BRACKETS.findall(bare)] if first is not None else _DIVISION.findall(bare))
    classes = tuple(dict.fromkeys(word for word in found if word in CLASSES))
    return classes if len(classes) == len(set(found)) and classes else None


def un_number_within(text: str) -> str | None:
    """Return the UN number that a text of classes states, or None.

    >>> un_number_within("Class 8, UN NO.2215"), un_number_within("8")
    ('2215', None)
    """
    found = _UN_WITHIN.search(text[:200])
    return None if found is None else read_un_number(found[1])


def read_packing_group(text: str) -> str | None:
    """Return the packing group I, II or III, or None.

    >>> read_packing_group("iii"), read_packing_group("PG II"), read_packing_group("IV")
    ('III', 'II', None)
    """
    return _GROUPS.get(_GROUP_LABEL.sub("", text.strip()[:40]).strip(" .").casefold())


def read_storage_class(text: str) -> str | None:
    """Return the storage class of TRGS 510 in a text, or None.

    >>> read_storage_class("6.1c"), read_storage_class("LGK 8A"), read_storage_class("11 - Combustible Solids")
    ('6.1C', '8A', '11')
    >>> read_storage_class("10 - 13"), read_storage_class("cool") is None
    ('10-13', True)
    """
    bare = re.sub(r"^(?:lgk|lagerklasse|storage class|trgs 510|class|code)[ .:]*", "", text.strip()[:200], flags=re.I)
    code = re.split(r"\s*[-–:,(]\s*(?=[A-Za-z])|\s+(?=[A-Za-z]{2})", bare, maxsplit=1)[0]
    code = re.sub(r"\s*[-–]\s*", "-", code).replace(" ", "").upper()
    return code if code in STORAGE_CLASSES else None


def un_entry(number: str) -> UnEntry | None:
    """Return the entry of a UN number, or None if it is not in the list.

    >>> un_entry("2811").name, un_entry("3500")
    ('Toxic solid, organic, n.o.s.', None)
    """
    return un_entries().get(number)


def un_numbers_of(cas_rn: str) -> tuple[str, ...]:
    """Return the UN numbers whose entries name the compound of a CAS RN. Anhydrous it can have another than dissolved.

    >>> un_numbers_of("67-64-1"), un_numbers_of("7664-41-7"), un_numbers_of("58-08-2")
    (('1090',), ('1005', '2672'), ())
    """
    return _numbers_by_cas_rn().get(cas_rn, ())


@cache
def _numbers_by_cas_rn() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for number, entry in un_entries().items():
        for cas_rn in entry.cas_rns:
            found[cas_rn] = (*found.get(cas_rn, ()), number)
    return found


@cache
def un_entries() -> Mapping[str, UnEntry]:
    """Return the entries by their numbers."""
    lines = (files(__package__) / "un_numbers.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {
        number: UnEntry(main, _listed(more), _listed(groups), name, _listed(cas_rns))
        for number, main, more, groups, name, cas_rns in rows
    }


def _listed(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split())
