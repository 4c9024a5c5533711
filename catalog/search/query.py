"""Reading the search box: the possible meanings of one line of text, and the one that fits the catalog.

A text is read first by its form (a check digit, a pattern, a grammar), then by what the catalog contains: ``BPTA`` is
the name of a product before it is a formula of boron, phosphorus, tritium and so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from catalog.chemistry.formula.element_ranges import read_element_ranges
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key
from catalog.chemistry.mass.window import has_tolerance, read_mass_window
from catalog.chemistry.structure.structure import Structure
from catalog.errors import InvalidFormula, InvalidValue
from catalog.product.identifier_keys import read_cas_rn
from catalog.product.identifier_texts import identifier_queries, identifier_words, told_identifier
from catalog.product.text.folding import catalog_key
from catalog.search.interpretation import STRUCTURE_KINDS, QueryInterpretation, StructureKind
from catalog.store.reading.filters import ProductFilter
from catalog.store.structures.index import StructureFilter

MAX_CHARACTERS = 2_000
EXACT_DECIMALS = 3
"""A bare number with at least this many decimals can be a mass from a spectrum."""
_OF_STRUCTURES = frozenset("=#@/\\[")
"""Characters of bonds, which formulas do not have, and the bracket around a SMILES atom with isotope or charge."""
_BARE_INCHI = re.compile(r"(?:inchi=)?1S?/[A-Z]", re.IGNORECASE)
_SMALL_FORMULA = re.compile(r"(?:(?:cl|br|[chnofspi])[0-9]{0,3}){2,12}")
"""A formula in small letters, of the elements of organic compounds."""
_SMILES = re.compile(
    r"(?:\[[^\[\]]+\]|Cl|Br|[BCNOPSFI]|[bcnops*])"
    r"(?:\[[^\[\]]+\]|Cl|Br|[BCNOPSFI]|[bcnops*]|[-=#$:/\\.~<>()%0-9])*"
)
"""Atoms, bonds, branches and ring closures, beginning with an atom (opensmiles.org, 3.1)."""
StructureText = tuple[str, Literal["inchi", "smiles"]]
_COMMON_LETTERS = frozenset("BCFHIKNOPS")
"""The one-letter elements of formulas without digits."""


def possible_interpretations(text: str, structure: Structure | None) -> list[QueryInterpretation]:
    """Return every possible meaning of a text, the most specific first. The last is plain words.

    Args:
        text: the typed text.
        structure: its structure, if it is one; see ``structure_text``.
    """
    text = text.strip()
    readings = [QueryInterpretation("catalog_number", text, ProductFilter(catalog_number=catalog_key(text)))]
    words = QueryInterpretation("words", text, ProductFilter(words=text))
    readings += [reading for read in (_cas_rn, _inchi_key, _identifier) if (reading := read(text)) is not None]
    if any(map(_is_decisive, readings)):
        return [*readings, words]
    if (formula := read_as_formula(text)) is not None:
        readings.append(formula)
    if structure is not None and structure.inchi_key:
        readings.append(_structure(text, structure))
        readings += [structure_interpretation(kind, text) for kind in STRUCTURE_KINDS]
    readings += [reading for read in (_elements, _mass) if (reading := read(text)) is not None]
    return [*readings, words]


def structure_interpretation(kind: StructureKind, text: str) -> QueryInterpretation:
    """Return a text as a structure search. The text is parsed later."""
    wanted = {
        "substructure": StructureFilter(substructure=text),
        "superstructure": StructureFilter(superstructure=text),
        "similar": StructureFilter(similar_to=text),
    }
    return QueryInterpretation(kind, text, ProductFilter(), wanted[kind])


def choose_interpretation(
    readings: Sequence[QueryInterpretation], count: Callable[[ProductFilter], int]
) -> QueryInterpretation:
    """Return the first meaning that finds products. A complete name or identifier comes before a formula.

    If nothing is found, return the first reading that is more than a guess.
    """
    by_kind: dict[str, QueryInterpretation] = {reading.kind: reading for reading in readings}
    certain = [by_kind[kind] for kind in ("catalog_number", "cas_rn", "inchi_key", "inchi") if kind in by_kind]
    words, identifier = by_kind["words"], by_kind.get("identifier")
    for reading in certain:
        if count(reading.wanted):
            return reading
    certain = [reading for reading in certain if not _is_guess(reading)]
    if not certain and count(ProductFilter(name=words.value)):
        return words
    if identifier is not None and count(identifier.wanted):
        return identifier
    if certain:
        return certain[0]
    others = [by_kind[kind] for kind in _likely(words.value) if kind in by_kind]
    for reading in others:
        if count(reading.wanted):
            return reading
    if count(words.wanted):
        return words
    if identifier is not None and told_identifier(words.value) is not None:
        return identifier
    return next((by_kind[kind] for kind in _guesses(words.value) if kind in by_kind), words)


def _is_decisive(reading: QueryInterpretation) -> bool:
    """Tell whether a text of this form is no formula, structure, mass or range: a CAS RN, or a whole InChIKey."""
    return reading.kind == "cas_rn" or (reading.kind == "inchi_key" and "-" in reading.value)


def _is_guess(reading: QueryInterpretation) -> bool:
    """Tell whether a text of this form is often something else. Any text can be a catalog number. A name of
    fourteen letters, such as hydrocortisone, looks like the first block of an InChIKey.
    """
    return reading.kind == "catalog_number" or (reading.kind == "inchi_key" and "-" not in reading.value)


def _guesses(text: str) -> tuple[str, ...]:
    """Return the likely meanings of a text that finds nothing, before plain words."""
    return ("elements", "mass") if is_acronym(text) else _likely(text)


def _likely(text: str) -> tuple[str, ...]:
    """Return the order in which meanings are tried. A text with bonds or atoms in brackets is a structure first,
    and so is one in small letters that is a structure at all: a formula in small letters has an h in it.
    """
    if not _OF_STRUCTURES.isdisjoint(text) or text.islower():
        return ("smiles", "formula", "elements", "mass")
    return ("formula", "smiles", "elements", "mass")


def is_acronym(text: str) -> bool:
    """Tell whether a text is an acronym, not a formula: capitals, some of them rare in formulas.

    >>> is_acronym("HATU"), is_acronym("BPTA"), is_acronym("HCN"), is_acronym("CCCO"), is_acronym("NaCl")
    (True, True, False, False, False)
    """
    return text.isascii() and text.isalpha() and text.isupper() and not set(text) <= _COMMON_LETTERS


def _cas_rn(text: str) -> QueryInterpretation | None:
    number = read_cas_rn(text)
    return None if number is None else QueryInterpretation("cas_rn", number, ProductFilter(cas_rn=number))


def _identifier(text: str) -> QueryInterpretation | None:
    if not identifier_queries(text):
        return None
    return QueryInterpretation("identifier", told_identifier(text) or text, ProductFilter(identifier=(text,)))


def words_of_identifier(kinds: Sequence[str], text: str) -> str:
    """Return which identifiers a text is, of the systems in which it was found.

    >>> words_of_identifier(["FEMA", "PubChem CID"], "2244")
    'FEMA number 2244 or PubChem CID 2244'
    """
    return " or ".join(identifier_words(kind, text) for kind in kinds)


def _inchi_key(text: str) -> QueryInterpretation | None:
    key = harmonize_inchi_key(text)
    blocks = re.split(r"[\s-]+", key)
    if [len(block) for block in blocks] in ([14, 10], [14, 10, 1]):
        # Pasted with blanks, or without its last letter.
        key = "-".join(blocks) if len(blocks) == 3 else blocks[0]
    return QueryInterpretation("inchi_key", key, ProductFilter(inchi_key=key)) if is_inchi_key(key) else None


def is_inchi_key(text: str) -> bool:
    """Tell whether a text is an InChIKey, or its first block of fourteen letters.

    >>> is_inchi_key("LFQSCWFLJHTTHZ-UHFFFAOYSA-N"), is_inchi_key("LFQSCWFLJHTTHZ"), is_inchi_key("LFQSCW")
    (True, True, False)
    """
    blocks = text.split("-")
    lengths = [len(block) for block in blocks]
    return lengths in ([14], [14, 10, 1]) and all(block.isascii() and block.isalpha() for block in blocks)


@lru_cache(maxsize=2048)
def read_as_formula(text: str) -> QueryInterpretation | None:
    """Return a text as a formula, or None."""
    # A text that is looked up is read several times.
    if _SMALL_FORMULA.fullmatch(text) and any(char.isdigit() for char in text):
        text = text.replace("cl", "L").replace("br", "R").upper().replace("L", "Cl").replace("R", "Br")
    try:
        formula = read_formula(text)
    except InvalidFormula:
        return None
    # Words after a formula may name a hydrate. After letters without digits, as in N,N-dimethyl, they belong to a name.
    if not formula.readings or (formula.note and not any(char.isdigit() for char in text)):
        return None
    keys = tuple(reading.hill() for reading in formula.readings)
    return QueryInterpretation("formula", keys[0], ProductFilter(formula_keys=keys))


def _elements(text: str) -> QueryInterpretation | None:
    """Read ranges of elements, if at least one of them is not part of a formula."""
    if not any(char in text for char in "*<>=≥≤+-–") and "no " not in text.lower():
        return None
    try:
        ranges = read_element_ranges(text)
    except InvalidFormula:
        return None
    return QueryInterpretation(
        "elements", " ".join([wanted.text() for wanted in ranges]), ProductFilter(elements=ranges)
    )


def _mass(text: str) -> QueryInterpretation | None:
    """Read a mass with its tolerance, or a number with enough decimals."""
    if not (has_tolerance(text) or (text.isascii() and len(text.partition(".")[2]) >= EXACT_DECIMALS)):
        return None
    try:
        low, high = read_mass_window(text)
    except InvalidValue:
        return None
    return QueryInterpretation(
        "mass", f"{low:.5f} to {high:.5f} Da", ProductFilter(monoisotopic_min=low, monoisotopic_max=high)
    )


def may_be_smiles(text: str) -> bool:
    """Tell whether a text has only characters of SMILES, so that RDKit should parse it.

    >>> may_be_smiles("CCO"), may_be_smiles("acetone"), may_be_smiles("XD95283"), may_be_smiles("[Xe]")
    (True, False, False, True)
    """
    return _SMILES.fullmatch(text) is not None


def structure_text(text: str) -> StructureText | None:
    """Return a text for the structure parser, or None if it cannot be a structure.

    >>> structure_text("CCO"), structure_text("1S/CH4/h1H4"), structure_text("ethyl acetate")
    (('CCO', 'smiles'), ('InChI=1S/CH4/h1H4', 'inchi'), None)
    """
    text = text.strip()
    if len(text) > MAX_CHARACTERS or len(text.split()) != 1:
        return None
    if _BARE_INCHI.match(text):
        text = "InChI=" + text[text.find("=") + 1 :]
    if text.startswith("InChI="):
        return text, "inchi"
    return (text, "smiles") if may_be_smiles(text) else None


def _structure(text: str, structure: Structure) -> QueryInterpretation:
    typed = structure_text(text)
    kind: Literal["inchi", "smiles"] = "smiles" if typed is None else typed[1]
    value = structure.inchi if kind == "inchi" else structure.smiles
    return QueryInterpretation(kind, value, ProductFilter(inchi_key=structure.inchi_key), structure=structure)
