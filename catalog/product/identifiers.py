"""Identifiers: the numbers of a substance in other systems, checked by the rules of those systems.

Each rule turns a stated text into the canonical form, or says that it is not valid. Systems without a rule here
(Beilstein, Reaxys, FEMA, RTECS, Merck Index) have numbers without a check digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import is_canonical
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key, is_inchi_key

_FIGURES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PARTS = re.compile(r"\s*[|;,\n]\s*|\s+(?:and|und|or)\s+")
_DECIMALS = re.compile(r"([0-9]+)\.0+")
EC_SHAPE = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]")
"""An EC number in its own form. No other system has one like it."""
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
"""Typographic dashes, each with the plain dash."""

Rule = Callable[[str], str | None]
"""Reads a harmonized text into its canonical form, or returns None."""


class Identifier(NamedTuple):
    """One identifier in another system.

    Attributes:
        type: the system, as stated: ``MDL``.
        stated: the complete text that contains it.
        value: in the form of its system if it is valid, or else as stated.
        field: the field where it was stated.
        valid: whether it follows the system's rule, or None if no rule is known.
        expected: the likely correct text, if exactly one is plausible.
    """

    type: str
    stated: str
    value: str
    field: str
    valid: bool | None = None
    expected: str | None = None

    def document(self) -> dict[str, object]:
        """Return the identifier in the form of the document."""
        return {
            "type": self.type,
            "value": self.value,
            "valid": self.valid,
            "stated": self.stated,
            "field": self.field,
        }


def ec_number(text: str) -> str | None:
    """Read an EC number (EINECS, ELINCS, NLP, list numbers): the sum of its first six digits, weighted 1 to 6,
    leaves the seventh when divided by 11 (EINECS, OJ C 146A, 15.6.1990, general introduction; ECHA, "EC Inventory").

    >>> ec_number("200-662-2"), ec_number("2006622"), ec_number("200-662-3")
    ('200-662-2', '200-662-2', None)
    """
    digits = text.removeprefix("EINECS").removeprefix("EC").strip(" .:").replace("-", "")
    if len(digits) != 7 or not _is_digits(digits) or text.count("-") not in {0, 2}:
        return None
    if "-" in text and [len(part) for part in text.split("-")][1:] != [3, 1]:
        return None
    total = sum(weight * int(digit) for weight, digit in enumerate(digits[:6], 1))
    return f"{digits[:3]}-{digits[3:6]}-{digits[6]}" if total % 11 == int(digits[6]) else None


def mdl_number(text: str) -> str | None:
    """Read an MDL number: MFCD and eight digits (BIOVIA, "Available Chemicals Directory").

    >>> mdl_number("mfcd03423567"), mdl_number("MFCD3423567")
    ('MFCD03423567', None)
    """
    bare = text.upper().replace(" ", "")
    return bare if bare.startswith("MFCD") and len(bare) == 12 and _is_digits(bare[4:]) else None


def unii(text: str) -> str | None:
    """Read a UNII: ten characters of 0 to 9 and A to Z. The last is the sum of the first nine modulo 36.

    We derived this rule from the FDA's public codes, since we had no text of the rule. All codes that we have fit.

    >>> unii("1364PS73AF"), unii("UNII-1364PS73AF"), unii("1364PS73AG")
    ('1364PS73AF', '1364PS73AF', None)
    """
    bare = text.upper().removeprefix("UNII").strip(" -:")
    if len(bare) != 10 or not (bare.isascii() and bare.isalnum()):
        return None
    return bare if _FIGURES[sum(map(_FIGURES.index, bare[:9])) % 36] == bare[9] else None


def pubchem_number(system: str, text: str) -> str | None:
    """Read a CID or SID of PubChem: a positive integer (pubchem.ncbi.nlm.nih.gov/docs/identifiers).

    Args:
        system: CID or SID.
        text: the number, with or without its system.

    >>> [pubchem_number("CID", text) for text in ("87561707.0", "CID 180", "0", "180-1", "SID 180")]
    ['87561707', '180', None, None, None]
    """
    bare = text.upper().removeprefix(system).strip(" :")
    spreadsheet = _DECIMALS.fullmatch(bare)
    bare = spreadsheet[1] if spreadsheet else bare
    return bare.lstrip("0") or None if _is_digits(bare) and len(bare) <= 10 else None


def chembl_id(text: str) -> str | None:
    """Read a ChEMBL ID: CHEMBL and a number (A. Gaulton et al., doi:10.1093/nar/gkr777).

    >>> chembl_id("chembl25"), chembl_id("CHEMBL"), chembl_id("25")
    ('CHEMBL25', None, None)
    """
    bare = text.upper().replace(" ", "")
    return bare if bare.startswith("CHEMBL") and _is_digits(bare[6:]) and bare[6] != "0" else None


def un_number(text: str) -> str | None:
    """Read a UN number: four digits (UN Recommendations on the Transport of Dangerous Goods, 3.1.2).

    >>> un_number("UN1090"), un_number("un 1090"), un_number("109"), un_number("0000")
    ('UN 1090', 'UN 1090', None, None)
    """
    bare = text.upper().removeprefix("UN").strip(" .:-")
    return f"UN {bare}" if len(bare) == 4 and _is_digits(bare) and bare != "0000" else None


def inchi_key(text: str) -> str | None:
    """Read an InChIKey, by its format."""
    key = harmonize_inchi_key(text)
    return key if is_inchi_key(key) else None


def cas_number(text: str) -> str | None:
    """Read a CAS RN with a correct check digit."""
    return text if is_canonical(text) else None


RULES: dict[str, Rule] = {
    **dict.fromkeys(("ec", "ec number", "einecs", "elincs"), ec_number),
    **dict.fromkeys(("mdl", "mdl number", "mfcd"), mdl_number),
    "unii": unii,
    **dict.fromkeys(("pubchem cid", "cid"), partial(pubchem_number, "CID")),
    **dict.fromkeys(("pubchem sid", "sid"), partial(pubchem_number, "SID")),
    **dict.fromkeys(("chembl", "chembl id"), chembl_id),
    **dict.fromkeys(("inchikey", "inchi key"), inchi_key),
    **dict.fromkeys(("un", "un number"), un_number),
    **dict.fromkeys(("cas", "cas rn"), cas_number),
}
"""The rule of each system, by its name in lower case."""


def read_identifiers(stated: Iterable[tuple[str, str]]) -> tuple[Identifier, ...]:
    """Read the identifiers of a product, each with the system of its field. A cell can have several."""
    return tuple([one for kind, text in stated for one in _read_cell(kind, text)])


@lru_cache(maxsize=1024)
def _rule_of(kind: str) -> Rule | None:
    return RULES.get(" ".join(kind.casefold().replace("-", " ").split()))


def _read_cell(kind: str, text: str) -> list[Identifier]:
    rule, field = _rule_of(kind), f"identifier:{kind}"
    if rule is None:
        return [Identifier(kind, text, text, field)]
    whole = rule(text)
    if whole is not None:
        return [Identifier(kind, text, whole, field, valid=True)]
    parts = [part for part in _PARTS.split(text.translate(DASHES).strip()) if part]
    return [_read(kind, text, part, rule, field) for part in dict.fromkeys(parts)]


def _read(kind: str, stated: str, part: str, rule: Rule, field: str) -> Identifier:
    value = rule(part)
    if value is not None:
        return Identifier(kind, stated, value, field, valid=True)
    repairs = {repaired for text in _repairs(part, rule) if (repaired := rule(text)) is not None}
    expected = repairs.pop() if len(repairs) == 1 else None
    return Identifier(kind, stated, part, field, valid=False, expected=expected)


def _repairs(part: str, rule: Rule) -> Iterable[str]:
    """Yield possible corrections: leading zeros, a missing prefix, two neighbours swapped."""
    if rule is mdl_number:
        digits = part.upper().removeprefix("MFCD").strip(" -")
        yield f"MFCD{digits.zfill(8)}"
    elif rule is chembl_id:
        yield f"CHEMBL{part}"
    elif rule is un_number:
        yield part.upper().removeprefix("UN").strip().zfill(4)
    elif rule is ec_number:
        digits = part.replace("-", "")
        if len(digits) == 7:
            yield from (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(6))
    elif rule is unii:
        yield from (part.upper().replace("O", "0"), part.upper().replace("I", "1"))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
