"""The stated facts of a record, each compared with what is known of its CAS RN."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.mass.weight import Verdict, judge_weight
from catalog.chemistry.names.salt_compositions import Salt, SaltFit, are_one_salt, fit_salt
from catalog.chemistry.structure.kinship import Kin
from catalog.chemistry.structure.known_structure import (
    KnownStructure,
    is_mixture,
    piece_compositions,
    relate_to_known,
)
from catalog.chemistry.structure.structure import Structure
from catalog.errors import InvalidWeight
from catalog.product.checks.weight import OTHER_FORMS
from catalog.product.text.folding import fold
from catalog.product.text.form_vocabulary import COMPANION_WORDS
from catalog.product.text.name_forms import read_name_form
from catalog.product.text.salt_names import read_salt_name
from catalog.reference.reference import Reference, ReferenceEntry

_MOST_SYNONYMS = 8
"""How many synonyms are looked up if the name does not fit the CAS RN."""
_MOST_SALT_NAMES = 12
"""How many names of a CAS RN are read as those of salts."""
_SHORTEST_WORD = 4
_WATER = frozenset({"H", "O"})
_SAME_FORMULA = frozenset({CompositionLayer.SAME, CompositionLayer.CHARGE_UNSTATED, CompositionLayer.PROTONATION})


_RACEMIC = frozenset({"dl", "rs", "rac", "racemic"})
_PREFIXES = (frozenset({"d", "l"}) | _RACEMIC, frozenset({"r", "s"}) | _RACEMIC, frozenset({"cis", "trans"}),
             frozenset({"e", "z"}))  # fmt: skip
"""Words before names, of which only one of a group can be true of a compound."""
_ANY_PREFIX = frozenset().union(*_PREFIXES)
_PLUS_MINUS = re.compile(r"\s*\((?:±|\+/-|\+-)\)")

_EXPLAINED = OTHER_FORMS | {"monoisotopic", "swapped-digits", "digit", "decimal-shift"}
"""Causes by which a weight can be that of the CAS RN's compound or of a form of it."""


class StatedIdentity(NamedTuple):
    """What a record states of its compound.

    Attributes:
        cas_rn: its CAS RN.
        name: its name.
        synonyms: its other names.
        formula: as stated.
        readings: what the formula can mean; none if it is not stated or not definite.
        weight: the molecular weight as stated.
        structure: as read, or None.
        ec_numbers: its EC numbers, each with its field.
    """

    cas_rn: str
    name: str = ""
    synonyms: Sequence[str] = ()
    formula: str = ""
    readings: Sequence[Composition] = ()
    weight: str = ""
    structure: Structure | None = None
    ec_numbers: Sequence[tuple[str, str]] = ()


class Bearing(Enum):
    """What a stated fact says of the CAS RN."""

    SILENT = "silent"
    AGREES = "agrees"
    OTHER_FORM = "other form"
    OTHER_COMPOUND = "other compound"


class Fact(NamedTuple):
    """A stated fact compared with the CAS RN.

    Attributes:
        bearing: what it says.
        words: in what the form differs, after "that compound" or "the structure is".
        numbers: the CAS RNs that it fits instead, if they are known.
        is_certain: whether another form needs no further evidence.
    """

    bearing: Bearing
    words: str = ""
    numbers: tuple[str, ...] = ()
    is_certain: bool = False


_SILENT, _AGREES = Fact(Bearing.SILENT), Fact(Bearing.AGREES)


class Facts(NamedTuple):
    """The facts of a record, each compared with the CAS RN.

    Attributes:
        formula: the formula, or the weight if no formula and no structure is stated.
        structure: the structure.
        name: the name, or a synonym that fits.
    """

    formula: Fact
    structure: Fact
    name: Fact


def facts_of(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> Facts:
    """Compare the facts of a record with what is known of its CAS RN."""
    formula = _formula(stated, entry, reference) if stated.formula else _weight(stated, entry)
    structure = _structure(stated, entry, reference)
    name = _name(stated, entry, reference)
    if structure.bearing is not Bearing.AGREES and name.bearing is not Bearing.OTHER_COMPOUND:
        name = _prefix(stated, entry, reference, name)
    return Facts(formula, structure, name)


def _formula(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> Fact:
    """Compare the formula with that of the CAS RN, or with its names if no formula is known, as of most metals."""
    if not stated.readings:
        return _SILENT
    if not entry.formula:
        return _by_salts(salts_of(entry, reference), stated.readings)
    # Texts in Hill order are remembered, so that they are compared faster than counts.
    if any(entry.formula == reading.hill() for reading in stated.readings):
        return _AGREES
    known = composition_of_entry(entry)
    if len(known.elements()) == 1 and any(known.elements().keys() == one.elements().keys() for one in stated.readings):
        return _AGREES  # P and P4, S and S8.
    return _compared(known, stated.readings, entry)


def _by_salts(salts: Sequence[Salt], readings: Sequence[Composition]) -> Fact:
    """Compare a formula with the names of a salt. Water is left out: names of salts are used for their hydrates."""
    fits = {fit_salt(salt, reading).fit for salt in salts for reading in readings}
    if not fits:
        return _SILENT
    return Fact(Bearing.OTHER_COMPOUND) if fits == {SaltFit.OTHER} else _AGREES


def salts_of(entry: ReferenceEntry, reference: Reference) -> tuple[Salt, ...]:
    """Return what the names of an entry say of a salt."""
    names = reference.names_of(entry.cas_rn)[:_MOST_SALT_NAMES]
    return tuple([salt for name in names if (salt := salt_of(name)) is not None])


def salt_of(name: str) -> Salt | None:
    """Return what a name says of a salt, or None."""
    return read_salt_name(tuple(fold(name).split()))


def _weight(stated: StatedIdentity, entry: ReferenceEntry) -> Fact:
    """Compare the weight with the formula of the CAS RN. A weight that another form or a typing error explains says
    nothing.
    """
    if not stated.weight or not entry.formula or stated.structure is not None:
        return _SILENT
    try:
        verdict = judge_weight(stated.weight, [composition_of_entry(entry)])
    except InvalidWeight:
        return _SILENT
    if verdict.verdict in (Verdict.AGREES, Verdict.WITHIN_RANGE):
        return _AGREES
    is_other = verdict.verdict is Verdict.MISMATCH and _EXPLAINED.isdisjoint(cause.kind for cause in verdict.causes)
    return Fact(Bearing.OTHER_COMPOUND) if is_other else _SILENT


def _compared(known: Composition, readings: Sequence[Composition], entry: ReferenceEntry) -> Fact:
    relation = compare_compositions(known, readings, piece_compositions(entry.smiles))
    if relation.layer in _SAME_FORMULA:
        return _AGREES
    if relation.layer is CompositionLayer.SKELETON or all(_are_other_ions(known, one) for one in readings):
        return Fact(Bearing.OTHER_COMPOUND)
    return Fact(Bearing.OTHER_FORM, relation.words, is_certain=relation.layer is CompositionLayer.ISOTOPE)


def _are_other_ions(one: Composition, other: Composition) -> bool:
    """Tell whether two compounds without carbon have other elements, as NaCl and KCl. Neither is the other's form."""
    elements = [composition.elements().keys() - _WATER for composition in (one, other)]
    return "C" not in elements[0] | elements[1] and bool(elements[0] - elements[1]) and bool(elements[1] - elements[0])


def _structure(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> Fact:
    """Compare the structure with that of the CAS RN.

    Registers draw tautomers, rings of sugars and stereo in several ways. So a structure with the same atoms is that of
    another compound or stereoisomer only if the reference has it under another CAS RN.
    """
    structure = stated.structure
    if structure is None or not structure.inchi_key or not entry.inchi_key:
        return _SILENT
    relation = relate_to_known(structure, KnownStructure(entry.smiles, entry.inchi_key, entry.parent_skeleton))
    if relation.kin is Kin.SAME:
        return _AGREES
    numbers = reference.numbers_of_key(structure.inchi_key)
    has_same_atoms = structure.composition.elements() == composition_of_entry(entry).elements()
    if relation.kin is Kin.STEREO or (has_same_atoms and relation.kin not in (Kin.ISOTOPE, Kin.SKELETON)):
        return Fact(Bearing.OTHER_FORM, relation.words, numbers, is_certain=True) if numbers else _AGREES
    if relation.kin is not Kin.SKELETON:
        return Fact(Bearing.OTHER_FORM, relation.words, numbers, is_certain=relation.kin is Kin.ISOTOPE)
    if is_mixture(structure.smiles) or is_mixture(entry.smiles):
        return _SILENT
    if has_same_atoms:
        return Fact(Bearing.OTHER_COMPOUND, numbers=numbers) if numbers else _SILENT
    return _compared(composition_of_entry(entry), [structure.composition], entry)._replace(numbers=numbers)


def _name(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> Fact:
    """Look up the name; if it does not fit, the other names too. One that fits is enough."""
    numbers = reference.numbers_of_name(fold(stated.name))
    if entry.cas_rn in numbers:
        return _AGREES
    for synonym in stated.synonyms[:_MOST_SYNONYMS]:
        if entry.cas_rn in reference.numbers_of_name(fold(synonym)):
            return _AGREES
    others = [other for number in numbers if (other := reference.find(number)) is not None]
    is_other = bool(others) and all(is_other_compound(stated.name, other, entry, reference) for other in others)
    return Fact(Bearing.OTHER_COMPOUND if is_other else Bearing.SILENT, numbers=numbers)


def _prefix(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference, name: Fact) -> Fact:
    """Compare D, L, DL, R, S, cis and trans before the name with those before the same name of the CAS RN.

    Returns:
        The fact of another isomer, or else the fact that is known of the name.
    """
    # Signs are no part of a folded name.
    if name is _AGREES and _PLUS_MINUS.match(stated.name) is None:
        return name
    said, bare = isomer_prefix(stated.name)
    if not said or (said in _RACEMIC and "@" not in entry.smiles):
        return name
    pairs = [isomer_prefix(name) for name in reference.names_of(entry.cas_rn)]
    own = {prefix for prefix, rest in pairs if prefix and rest == bare}
    opposed = next((group for group in _PREFIXES if said in group), frozenset())
    if not own or said in own or not own & opposed or (said in _RACEMIC and own & _RACEMIC):
        return name
    words = f"the {said.upper()} form" if len(said) < _SHORTEST_WORD - 1 else f"the {said} form"
    numbers = tuple([number for number in reference.numbers_of_name(fold(stated.name)) if number != entry.cas_rn])
    return Fact(Bearing.OTHER_FORM, words, numbers, is_certain=True)


def isomer_prefix(name: str) -> tuple[str, str]:
    """Return the isomer that a name says before its first other word, folded, and the folded rest; both can be empty.

    >>> isomer_prefix("DL-Tartaric acid"), isomer_prefix("(±)-Menthol"), isomer_prefix("L-(+)-Tartaric acid")
    (('dl', 'tartaric acid'), ('dl', 'menthol'), ('l', 'tartaric acid'))
    """
    first, _, rest = fold(name).partition(" ")
    if first == "d" and rest.startswith("l "):
        return "dl", rest[2:]
    if first in _ANY_PREFIX:
        return first, rest
    return ("dl", f"{first} {rest}".strip()) if _PLUS_MINUS.match(name) else ("", "")


def is_other_compound(name: str, named: ReferenceEntry, entry: ReferenceEntry, reference: Reference) -> bool:
    """Tell whether a name's compound is another one than that of the CAS RN, and not just another form of it."""
    if not named.parent_skeleton or not entry.parent_skeleton:
        salts = [salt for one in (name, *reference.names_of(named.cas_rn)) if (salt := salt_of(one)) is not None]
        others = salts_of(entry, reference)
        if salts and others:
            return not any(are_one_salt(one, two) for one in salts for two in others)
        for known, readable in ((entry, salts), (named, others)):
            if known.formula and readable:
                return _by_salts(readable, [composition_of_entry(known)]) is not _AGREES
        return not _share_a_word((name, *reference.names_of(named.cas_rn)), reference.names_of(entry.cas_rn))
    if named.parent_skeleton == entry.parent_skeleton:
        return False
    # A name without a locant, such as aminopyridine, is used for each of the isomers.
    return named.formula != entry.formula or any(char.isdigit() for char in name)


def _share_a_word(names: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two compounds, of which one has no structure, can be the same by their names."""
    words = {word for name in names for word in fold(name).split() if len(word) >= _SHORTEST_WORD}
    return any(word in words for name in others for word in fold(name).split())


def numbers_by_name(stated: StatedIdentity, reference: Reference) -> tuple[str, ...]:
    """Return the CAS RNs of the first name that has any with the stated formula, structure or weight."""
    for name in (stated.name, *stated.synonyms[:_MOST_SYNONYMS]):
        fitting = tuple(number for number in reference.numbers_of_name(fold(name)) if fits(stated, number, reference))
        if fitting:
            return fitting
    return ()


def other_compounds_of_name(stated: StatedIdentity, reference: Reference) -> list[ReferenceEntry]:
    """Return the compounds that are known by the name if each is another one than formula and structure, else none.

    One other name that fits is enough to prove that the name is right.
    """
    compositions = _compositions(stated)
    numbers = _numbers_of(stated.name, reference) if compositions else ()
    if not numbers or salt_of(stated.name) is not None:
        return []  # Names of salts are read by another check.
    entries = [entry for number in numbers if (entry := reference.find(number)) is not None]
    if not entries or not all(_is_other(entry, compositions) for entry in entries):
        return []
    return [] if numbers_by_name(stated, reference) else entries


def _numbers_of(name: str, reference: Reference) -> tuple[str, ...]:
    """Return the CAS RNs of a name, or of the name without its grade and strength."""
    folded = fold(name)
    numbers = reference.numbers_of_name(folded)
    if numbers or folded == (bare := " ".join(read_name_form(name).words)):
        return numbers
    return reference.numbers_of_name(bare) if COMPANION_WORDS.isdisjoint(folded.split()) else ()


def _is_other(entry: ReferenceEntry, compositions: Sequence[Composition]) -> bool:
    return bool(entry.formula) and (
        _compared(composition_of_entry(entry), compositions, entry).bearing is Bearing.OTHER_COMPOUND
    )


def _compositions(stated: StatedIdentity) -> list[Composition]:
    return list(stated.readings) or ([stated.structure.composition] if stated.structure else [])


def fits(stated: StatedIdentity, number: str, reference: Reference) -> bool:
    """Tell whether a CAS RN has the stated formula, or else the composition of the structure, or else the weight."""
    entry = reference.find(number)
    if entry is None:
        return False
    compositions = _compositions(stated)
    if not entry.formula:
        return _by_salts(salts_of(entry, reference), compositions) is _AGREES
    return composition_of_entry(entry) in compositions if compositions else _weight(stated, entry) is _AGREES


def composition_of_entry(entry: ReferenceEntry) -> Composition:
    """Return the composition of an entry with a formula."""
    return read_formula(entry.formula).readings[0]
