"""The check of a CAS RN against what is known of it: its compound, its forms and names, its EC number.

The reference is one source and can be wrong. So it makes warnings where it speaks alone, and an error only where two
independent stated facts agree with each other and contradict the CAS RN.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.names.salt_compositions import SaltFit, fit_salt
from catalog.product.checks.reference_facts import (
    Bearing,
    Facts,
    StatedIdentity,
    composition_of_entry,
    facts_of,
    fits,
    is_other_compound,
    numbers_by_name,
    other_compounds_of_name,
    salt_of,
)
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.text.folding import fold
from catalog.product.text.form_vocabulary import COMPANION_WORDS, FORM_WORDS
from catalog.product.text.name_forms import bare_name
from catalog.reference.reference import Reference, ReferenceEntry

_FIELD = "cas_rn"
_MOST_LISTED = 3
_EINECS = "23"
"""The first digits of the numbers of EINECS."""
_CONTRADICTING = (Bearing.OTHER_FORM, Bearing.OTHER_COMPOUND)


def check_reference(stated: StatedIdentity, reference: Reference) -> CheckResult[None]:
    """Compare a CAS RN with the other stated facts, by what the reference knows of it.

    If the reference does not know the CAS RN, only the name is compared.

    Args:
        stated: the facts of the record.
        reference: what is known.
    """
    entry = reference.find(stated.cas_rn) if stated.cas_rn else None
    if entry is None:
        return CheckResult(None, _named_otherwise(stated, reference))
    facts = facts_of(stated, entry, reference)
    judged = _judged(stated, entry, facts, reference)
    return CheckResult(None, (*_deleted(stated, entry), *judged, *_ec_numbers(stated, entry, reference)))


def _named_otherwise(stated: StatedIdentity, reference: Reference) -> tuple[Finding, ...]:
    """Compare the name with formula and structure where nothing is known of a CAS RN."""
    entries = other_compounds_of_name(stated, reference)
    if not entries:
        return ()
    numbers = [entry.cas_rn for entry in entries]
    has = " and ".join(
        ([f"the formula {stated.formula}"] if stated.readings else [])
        + (["the structure"] if stated.structure is not None else [])
    )
    verb = "are" if " and " in has else "is"
    message = f"The name is that of {_listed(numbers, reference)}, {entries[0].formula}, but {has} {verb} another's."
    return (Finding(Code.NAME_OTHER_COMPOUND, "name", message, stated=stated.name),)


def _judged(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> tuple[Finding, ...]:
    """Return the finding that the facts make together, if any."""
    if not any(fact.bearing in _CONTRADICTING for fact in facts):
        return ()
    if Bearing.OTHER_COMPOUND in (facts.formula.bearing, facts.structure.bearing):
        return (_other_compound(stated, entry, facts, reference),)
    if facts.name.bearing is Bearing.OTHER_COMPOUND:
        return (_other_name(stated, entry, facts, reference),)
    forms = [fact for fact in facts if fact.bearing is Bearing.OTHER_FORM]
    if forms and (any(fact.is_certain for fact in forms) or _is_another_form(stated, entry, facts, reference)):
        return (_other_form(stated, entry, facts, reference),)
    return ()


def _is_another_form(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> bool:
    """Tell whether it is certain that the record states another form than its CAS RN has.

    Sources often give the CAS RN of a salt to its base, and count the metals and the water of a salt wrongly. It is
    certain if the stated form is known under another CAS RN, or if the name says that it is the form of the CAS RN.
    """
    if facts.structure.numbers or numbers_by_name(stated, reference):
        return True
    known = composition_of_entry(entry)
    has_companions = "." in entry.smiles
    if has_companions and any(known.elements().keys() == reading.elements().keys() for reading in stated.readings):
        return False
    return facts.name.bearing is Bearing.AGREES and _says_form(stated.name, has_companions=has_companions)


def _says_form(name: str, *, has_companions: bool) -> bool:
    """Tell whether a name says that its compound has companions, or does not."""
    if has_companions:
        return not COMPANION_WORDS.isdisjoint(fold(name).split())
    return FORM_WORDS.isdisjoint(bare_name(name)[1].split())


def _agree_with_each_other(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> bool:
    """Tell whether two facts that contradict the CAS RN mean the same compound, and none fits the CAS RN."""
    formula, structure, name = (fact.bearing is Bearing.OTHER_COMPOUND for fact in facts)
    if Bearing.AGREES in (fact.bearing for fact in facts):
        return False
    if formula and structure and stated.structure is not None and stated.structure.composition in stated.readings:
        # Sources count hydrogens wrongly.
        return bool(facts.structure.numbers) or not _differ_in_hydrogen_only(entry, stated.structure.composition)
    if formula and name:
        return any(fits(stated, number, reference) for number in facts.name.numbers)
    if formula and facts.name.bearing is Bearing.SILENT and _name_says_formula(stated):
        return True
    return structure and name and not set(facts.name.numbers).isdisjoint(facts.structure.numbers)


def _name_says_formula(stated: StatedIdentity) -> bool:
    """Tell whether the name is that of a salt and says the stated formula, in any of its languages."""
    salt = salt_of(stated.name)
    return salt is not None and any(fit_salt(salt, reading).fit is SaltFit.FITS for reading in stated.readings)


def _differ_in_hydrogen_only(entry: ReferenceEntry, composition: Composition) -> bool:
    known, stated = composition_of_entry(entry).elements(), composition.elements()
    return {**known, "H": 0} == {**stated, "H": 0}


def _deleted(stated: StatedIdentity, entry: ReferenceEntry) -> list[Finding]:
    if entry.cas_rn == stated.cas_rn:
        return []
    message = f"{stated.cas_rn} is deleted from the registry. {entry.cas_rn} replaces it."
    return [Finding(Code.CAS_DELETED, _FIELD, message, stated=stated.cas_rn, expected=entry.cas_rn)]


def _other_compound(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> Finding:
    """Return the finding for a formula or structure of another compound."""
    differing = _named_facts(stated, facts, Bearing.OTHER_COMPOUND)
    agreeing = _named_facts(stated, facts, Bearing.AGREES)
    numbers = facts.structure.numbers or numbers_by_name(stated, reference) or facts.name.numbers
    verb = "mean" if len(differing) > 1 else "means"
    message = f"{_label(entry, reference)}. {_sentence(differing)} {verb} another compound{_are(numbers, reference)}."
    if agreeing:
        message += f" {_sentence(agreeing)} {'fit' if len(agreeing) > 1 else 'fits'} the CAS RN."
    is_certain = _agree_with_each_other(stated, entry, facts, reference)
    code = Code.CAS_CONTRADICTED if is_certain else Code.CAS_OTHER_COMPOUND
    return Finding(code, _FIELD, message, stated=stated.cas_rn, expected=_only(numbers))


def _other_name(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> Finding:
    """Return the finding for a name of another compound. If another fact fits the CAS RN, the name alone is wrong."""
    fact = facts.name
    message = f"{_label(entry, reference)}. The name is that of another compound{_are(fact.numbers, reference)}."
    agreeing = _named_facts(stated, facts, Bearing.AGREES)
    if agreeing:
        message += f" {_sentence(agreeing)} {'fit' if len(agreeing) > 1 else 'fits'} the CAS RN."
        return Finding(Code.NAME_OTHER_COMPOUND, "name", message, stated=stated.name)
    return Finding(Code.CAS_NAME_MISMATCH, _FIELD, message, stated=stated.cas_rn, expected=_only(fact.numbers))


def _other_form(stated: StatedIdentity, entry: ReferenceEntry, facts: Facts, reference: Reference) -> Finding:
    """Return the finding for another salt, hydrate, labelled form or stereoisomer."""
    message = f"{_label(entry, reference)}."
    if facts.structure.bearing is Bearing.OTHER_FORM:
        message += f" The structure is another form of it: {facts.structure.words}."
    elif facts.formula.bearing is Bearing.OTHER_FORM:
        message += (
            f" Compared with the formula {stated.formula}, it {facts.formula.words}, so the formula is another form."
        )
    elif facts.name.bearing is Bearing.OTHER_FORM:
        message += f" The name says {facts.name.words}."
    by_name = facts.name.numbers if facts.name.bearing is Bearing.OTHER_FORM else numbers_by_name(stated, reference)
    numbers = facts.structure.numbers or by_name
    message += f" Its CAS RN is {_listed(numbers, reference)}." if numbers else ""
    return Finding(Code.CAS_OTHER_FORM, _FIELD, message, stated=stated.cas_rn, expected=_only(numbers))


def _named_facts(stated: StatedIdentity, facts: Facts, bearing: Bearing) -> list[str]:
    formula = f"the formula {stated.formula}" if stated.formula else f"the weight {stated.weight}"
    words = (formula, "the structure", "the name")
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
    if any(len(reference.numbers_of_ec(known)) > 1 for known in entry.ec_numbers) and not any(
        reference.numbers_of_ec(number) for number, _ in stated.ec_numbers
    ):
        return []  # The source gives one EC number to several CAS RNs.
    for number, field in stated.ec_numbers:
        others = [other for found in reference.numbers_of_ec(number) if (other := reference.find(found)) is not None]
        if number in entry.ec_numbers or any(
            not is_other_compound(number, other, entry, reference) for other in others
        ):
            continue
        if not others and (not entry.ec_numbers or number[0] not in _EINECS):
            continue  # Later lists have numbers for forms and parts of what EINECS has.
        message = f"{_label(entry, reference)}"
        if entry.ec_numbers:
            message += f", with the EC number {' or '.join(entry.ec_numbers)}"
        if others:
            message += f". The EC number {number} is that of {_listed([other.cas_rn for other in others], reference)}"
        expected = _only(entry.ec_numbers)
        findings.append(Finding(Code.EC_CAS_MISMATCH, field, f"{message}.", stated=number, expected=expected))
    return findings
