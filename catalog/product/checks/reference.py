"""The check of a CAS RN against what is known of it: its compound, its forms and names, its EC number.

The reference is one source and can be wrong. So it makes warnings where it speaks alone, and an error only where two
independent stated facts agree with each other and contradict the CAS RN.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.kinship import Kin
from catalog.chemistry.structure.known_structure import (
    KnownStructure,
    is_mixture,
    piece_compositions,
    relate_to_known,
)
from catalog.chemistry.structure.structure import Structure
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.text.folding import fold
from catalog.product.text.name_forms import COMPANION_WORDS, FORM_WORDS, bare_name
from catalog.reference.reference import Reference, ReferenceEntry

_FIELD = "cas_rn"
_MOST_SYNONYMS = 8
"""How many synonyms are looked up where the name does not fit the CAS RN."""
_MOST_LISTED = 3
_SHORTEST_WORD = 4
_SAME_FORMULA = frozenset({CompositionLayer.SAME, CompositionLayer.CHARGE_UNSTATED, CompositionLayer.PROTONATION})


class StatedIdentity(NamedTuple):
    """What a record states of its compound.

    Attributes:
        cas_rn: its CAS RN.
        name: its name.
        synonyms: its other names.
        formula: as stated.
        readings: what the formula can mean; none if it is not stated or not definite.
        structure: as read, or None.
        ec_numbers: its EC numbers, each with its field.
    """

    cas_rn: str
    name: str = ""
    synonyms: Sequence[str] = ()
    formula: str = ""
    readings: Sequence[Composition] = ()
    structure: Structure | None = None
    ec_numbers: Sequence[tuple[str, str]] = ()


class _Bearing(Enum):
    """What a stated fact says of the CAS RN."""

    SILENT = "silent"
    AGREES = "agrees"
    OTHER_FORM = "other form"
    OTHER_COMPOUND = "other compound"


_CONTRADICTING = (_Bearing.OTHER_FORM, _Bearing.OTHER_COMPOUND)


class _Fact(NamedTuple):
    """A stated fact held against the CAS RN.

    Attributes:
        bearing: what it says.
        words: in what the form differs, after "that compound" or "the structure is".
        numbers: the CAS RNs that it fits instead, if they are known.
        is_certain: whether another form needs no further evidence.
    """

    bearing: _Bearing
    words: str = ""
    numbers: tuple[str, ...] = ()
    is_certain: bool = False


_SILENT, _AGREES = _Fact(_Bearing.SILENT), _Fact(_Bearing.AGREES)


class _Facts(NamedTuple):
    """The facts of a record, each held against the CAS RN."""

    formula: _Fact
    structure: _Fact
    name: _Fact


def check_reference(stated: StatedIdentity, reference: Reference) -> CheckResult[None]:
    """Compare a CAS RN with the other stated facts, by what the reference knows of it.

    Nothing is found if the reference does not know the CAS RN.

    Args:
        stated: the facts of the record.
        reference: what is known.
    """
    entry = reference.find(stated.cas_rn)
    if entry is None:
        return CheckResult(None)
    facts = _Facts(_formula(stated, entry), _structure(stated, entry, reference), _name(stated, entry, reference))
    judged = _judged(stated, entry, facts, reference)
    return CheckResult(None, (*_deleted(stated, entry), *judged, *_ec_numbers(stated, entry, reference)))


def _formula(stated: StatedIdentity, entry: ReferenceEntry) -> _Fact:
    """Compare the formula with that of the CAS RN."""
    if not stated.readings or not entry.formula:
        return _SILENT
    # Texts in Hill order are remembered, so that they are compared faster than counts.
    if any(entry.formula == reading.hill() for reading in stated.readings):
        return _AGREES
    known = _composition(entry)
    if len(known.elements()) == 1 and any(known.elements().keys() == one.elements().keys() for one in stated.readings):
        return _AGREES  # P and P4, S and S8.
    return _compared(known, stated.readings, entry)


def _compared(known: Composition, readings: Sequence[Composition], entry: ReferenceEntry) -> _Fact:
    relation = compare_compositions(known, readings, piece_compositions(entry.smiles))
    if relation.layer in _SAME_FORMULA:
        return _AGREES
    if relation.layer is CompositionLayer.SKELETON:
        return _Fact(_Bearing.OTHER_COMPOUND)
    return _Fact(_Bearing.OTHER_FORM, relation.words, is_certain=relation.layer is CompositionLayer.ISOTOPE)


def _structure(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> _Fact:
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
    has_same_atoms = structure.composition.elements() == _composition(entry).elements()
    if relation.kin is Kin.STEREO or (has_same_atoms and relation.kin not in (Kin.ISOTOPE, Kin.SKELETON)):
        return _Fact(_Bearing.OTHER_FORM, relation.words, numbers, is_certain=True) if numbers else _AGREES
    if relation.kin is not Kin.SKELETON:
        return _Fact(_Bearing.OTHER_FORM, relation.words, numbers, is_certain=relation.kin is Kin.ISOTOPE)
    if is_mixture(structure.smiles) or is_mixture(entry.smiles):
        return _SILENT
    if has_same_atoms:
        return _Fact(_Bearing.OTHER_COMPOUND, numbers=numbers) if numbers else _SILENT
    return _compared(_composition(entry), [structure.composition], entry)._replace(numbers=numbers)


def _name(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> _Fact:
    """Look up the name; if it does not fit, the other names too. One that fits is enough."""
    numbers = reference.numbers_of_name(fold(stated.name))
    if entry.cas_rn in numbers:
        return _AGREES
    for synonym in stated.synonyms[:_MOST_SYNONYMS]:
        if entry.cas_rn in reference.numbers_of_name(fold(synonym)):
            return _AGREES
    others = [other for number in numbers if (other := reference.find(number)) is not None]
    is_other = bool(others) and all(_is_other(stated.name, other, entry, reference) for other in others)
    return _Fact(_Bearing.OTHER_COMPOUND if is_other else _Bearing.SILENT, numbers=numbers)


def _is_other(name: str, named: ReferenceEntry, entry: ReferenceEntry, reference: Reference) -> bool:
    """Tell whether a name's compound is another one than that of the CAS RN, and not just another form of it."""
    if not named.parent_skeleton or not entry.parent_skeleton:
        return not _share_a_word((name, *reference.names_of(named.cas_rn)), reference.names_of(entry.cas_rn))
    if named.parent_skeleton == entry.parent_skeleton:
        return False
    # A name without a locant, such as aminopyridine, is used for each of the isomers.
    return named.formula != entry.formula or any(char.isdigit() for char in name)


def _share_a_word(names: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two compounds, of which one has no structure, can be the same by their names."""
    words = {word for name in names for word in fold(name).split() if len(word) >= _SHORTEST_WORD}
    return any(word in words for name in others for word in fold(name).split())


def _judged(stated: StatedIdentity, entry: ReferenceEntry, facts: _Facts, reference: Reference) -> tuple[Finding, ...]:
    """Return the finding that the facts make together, if any."""
    if not any(fact.bearing in _CONTRADICTING for fact in facts):
        return ()
    if _Bearing.OTHER_COMPOUND in (facts.formula.bearing, facts.structure.bearing):
        return (_other_compound(stated, entry, facts, reference),)
    if facts.name.bearing is _Bearing.OTHER_COMPOUND:
        return (_other_name(stated, entry, facts.name, reference),)
    forms = [fact for fact in facts if fact.bearing is _Bearing.OTHER_FORM]
    if forms and (any(fact.is_certain for fact in forms) or _is_another_form(stated, entry, facts, reference)):
        return (_other_form(stated, entry, facts, reference),)
    return ()


def _is_another_form(stated: StatedIdentity, entry: ReferenceEntry, facts: _Facts, reference: Reference) -> bool:
    """Tell whether it is certain that the record states another form than its CAS RN has.

    Sources often give the CAS RN of a salt to its base, and count the metals and the water of a salt wrongly. It is
    certain if the stated form is known under another CAS RN, or if the name says that it is the form of the CAS RN.
    """
    if facts.structure.numbers or _numbers_by_name(stated, reference):
        return True
    known = _composition(entry)
    has_companions = "." in entry.smiles
    if has_companions and any(known.elements().keys() == reading.elements().keys() for reading in stated.readings):
        return False
    return facts.name.bearing is _Bearing.AGREES and _says_form(stated.name, has_companions=has_companions)


def _says_form(name: str, *, has_companions: bool) -> bool:
    """Tell whether a name says that its compound has companions, or does not."""
    if has_companions:
        return not COMPANION_WORDS.isdisjoint(fold(name).split())
    return FORM_WORDS.isdisjoint(bare_name(name)[1].split())


def _agree_with_each_other(stated: StatedIdentity, entry: ReferenceEntry, facts: _Facts, reference: Reference) -> bool:
    """Tell whether two facts that contradict the CAS RN mean the same compound, and none fits the CAS RN."""
    formula, structure, name = (fact.bearing is _Bearing.OTHER_COMPOUND for fact in facts)
    if _Bearing.AGREES in (fact.bearing for fact in facts):
        return False
    if formula and structure and stated.structure is not None and stated.structure.composition in stated.readings:
        # Sources count hydrogens wrongly.
        return bool(facts.structure.numbers) or not _differ_in_hydrogen_only(entry, stated.structure.composition)
    if formula and name:
        return any(_has_formula(reference.find(number), stated.readings) for number in facts.name.numbers)
    return structure and name and not set(facts.name.numbers).isdisjoint(facts.structure.numbers)


def _differ_in_hydrogen_only(entry: ReferenceEntry, composition: Composition) -> bool:
    known, stated = _composition(entry).elements(), composition.elements()
    return {**known, "H": 0} == {**stated, "H": 0}


def _composition(entry: ReferenceEntry) -> Composition:
    return read_formula(entry.formula).readings[0]


def _deleted(stated: StatedIdentity, entry: ReferenceEntry) -> list[Finding]:
    if entry.cas_rn == stated.cas_rn:
        return []
    message = f"{stated.cas_rn} is deleted from the registry. {entry.cas_rn} replaces it."
    return [Finding(Code.CAS_DELETED, _FIELD, message, stated=stated.cas_rn, expected=entry.cas_rn)]


def _other_compound(stated: StatedIdentity, entry: ReferenceEntry, facts: _Facts, reference: Reference) -> Finding:
    """Return the finding for a formula or structure of another compound."""
    differing = _named_facts(stated, facts, _Bearing.OTHER_COMPOUND)
    agreeing = _named_facts(stated, facts, _Bearing.AGREES)
    numbers = facts.structure.numbers or _numbers_by_name(stated, reference) or facts.name.numbers
    verb = "mean" if len(differing) > 1 else "means"
    message = f"{_label(entry, reference)}. {_sentence(differing)} {verb} another compound{_are(numbers, reference)}."
    if agreeing:
        message += f" {_sentence(agreeing)} {'fit' if len(agreeing) > 1 else 'fits'} the CAS RN."
    is_certain = _agree_with_each_other(stated, entry, facts, reference)
    code = Code.CAS_CONTRADICTED if is_certain else Code.CAS_OTHER_COMPOUND
    return Finding(code, _FIELD, message, stated=stated.cas_rn, expected=_only(numbers))


def _other_name(stated: StatedIdentity, entry: ReferenceEntry, fact: _Fact, reference: Reference) -> Finding:
    """Return the finding for a name of another compound."""
    message = f"{_label(entry, reference)}. The name is that of another compound{_are(fact.numbers, reference)}."
    return Finding(Code.CAS_NAME_MISMATCH, _FIELD, message, stated=stated.cas_rn, expected=_only(fact.numbers))


def _other_form(stated: StatedIdentity, entry: ReferenceEntry, facts: _Facts, reference: Reference) -> Finding:
    """Return the finding for another salt, hydrate, labelled form or stereoisomer."""
    message = f"{_label(entry, reference)}."
    if facts.structure.bearing is _Bearing.OTHER_FORM:
        message += f" The structure is another form of it: {facts.structure.words}."
    elif facts.formula.bearing is _Bearing.OTHER_FORM:
        message += (
            f" Compared with the formula {stated.formula}, it {facts.formula.words}, so the formula is another form."
        )
    numbers = facts.structure.numbers or _numbers_by_name(stated, reference)
    message += f" Its CAS RN is {_listed(numbers, reference)}." if numbers else ""
    return Finding(Code.CAS_OTHER_FORM, _FIELD, message, stated=stated.cas_rn, expected=_only(numbers))


def _numbers_by_name(stated: StatedIdentity, reference: Reference) -> tuple[str, ...]:
    """Return the CAS RNs of the first name that has any with the stated formula, or with the drawn one."""
    compositions = list(stated.readings) or ([stated.structure.composition] if stated.structure else [])
    for name in (stated.name, *stated.synonyms[:_MOST_SYNONYMS]):
        numbers = reference.numbers_of_name(fold(name))
        fitting = tuple(number for number in numbers if _has_formula(reference.find(number), compositions))
        if fitting:
            return fitting
    return ()


def _has_formula(entry: ReferenceEntry | None, readings: Sequence[Composition]) -> bool:
    return entry is not None and bool(entry.formula) and _composition(entry) in readings


def _named_facts(stated: StatedIdentity, facts: _Facts, bearing: _Bearing) -> list[str]:
    words = (f"the formula {stated.formula}", "the structure", "the name")
    return [text for text, fact in zip(words, facts, strict=True) if fact.bearing is bearing]


def _sentence(words: list[str]) -> str:
    joined = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return joined[0].upper() + joined[1:]


def _label(entry: ReferenceEntry, reference: Reference) -> str:
    """Return what a CAS RN is: ``50-78-2 is aspirin, C9H8O4``."""
    return f"{entry.cas_rn} is {', '.join(part for part in (_called(entry.cas_rn, reference), entry.formula) if part)}"


def _are(numbers: Sequence[str], reference: Reference) -> str:
    return f": {_listed(numbers, reference)}" if numbers else ""


def _listed(numbers: Sequence[str], reference: Reference) -> str:
    """Return CAS RNs, each with its name."""
    return " or ".join(f"{number} ({_called(number, reference)})" for number in numbers[:_MOST_LISTED])


def _called(cas_rn: str, reference: Reference) -> str:
    return next(iter(reference.names_of(cas_rn)), "")


def _only(numbers: Sequence[str]) -> str | None:
    return numbers[0] if len(numbers) == 1 else None


def _ec_numbers(stated: StatedIdentity, entry: ReferenceEntry, reference: Reference) -> list[Finding]:
    """Compare the EC numbers with those of the CAS RN. EC numbers of other forms of its compound are no finding."""
    findings = []
    for number, field in stated.ec_numbers:
        others = [other for found in reference.numbers_of_ec(number) if (other := reference.find(found)) is not None]
        if number in entry.ec_numbers or any(not _is_other(number, other, entry, reference) for other in others):
            continue
        if not others and not entry.ec_numbers:
            continue
        message = f"{_label(entry, reference)}"
        if entry.ec_numbers:
            message += f", with the EC number {' or '.join(entry.ec_numbers)}"
        if others:
            message += f". The EC number {number} is that of {_listed([other.cas_rn for other in others], reference)}"
        expected = _only(entry.ec_numbers)
        findings.append(Finding(Code.EC_CAS_MISMATCH, field, f"{message}.", stated=number, expected=expected))
    return findings
