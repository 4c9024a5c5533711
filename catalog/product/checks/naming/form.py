"""The check of a name's form: salt, hydrate, label, metal, polymer, against formula, structure, weight and CAS RN.

A part of the name's form is missing if one stated fact lacks it and no other has it. Whether a formula with chlorine
has the hydrogen chloride of a hydrochloride can be told only if the compound without it is known: from the drawing, or
from the reference by the name without the words of its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.mass.weight import Verdict, judge_weight
from catalog.chemistry.names.isomers import binds_water
from catalog.chemistry.names.salt_compositions import Salt
from catalog.chemistry.structure.known_structure import piece_compositions
from catalog.chemistry.structure.structure import Structure
from catalog.errors import InvalidWeight
from catalog.product.checks.naming.mineral_salts import salt_weight_words, salt_words
from catalog.product.checks.reference_facts import composition_of_entry
from catalog.product.findings import Code, Finding
from catalog.product.text.folding import fold
from catalog.product.text.form_vocabulary import COMPANION_WORDS, FormPart, PartKind
from catalog.product.text.name_forms import NameForm
from catalog.product.text.salt_names import read_salt_name
from catalog.reference.reference import Reference, ReferenceEntry

_FIELD = "name"
_DOTTED_WATER = re.compile(r"[·.*•∙]\s*[0-9./]*\s*H2O", re.IGNORECASE)
_ALWAYS_COUNTED = frozenset({"C", "H", "O"})
"""Elements that are shared with the compound: esters and diphosphates have fewer than their words say."""
_PIECES = {"Cl": "hydrochloride", "Br": "hydrobromide", "I": "hydroiodide", "O": "hydrate"}
_HALIDES = frozenset({"hydrochloride", "hydrobromide", "hydroiodide"})
_POLYMER_SPREAD = 0.15
"""How far the weight of a polymer may be from the average in its name, as a share."""


class NamedFacts(NamedTuple):
    """What a record states beside its name.

    Attributes:
        name: the name.
        form: the form that it says.
        synonyms: its other names.
        formula: as stated.
        readings: what the formula can mean; none if it is not stated or not definite.
        weight: the molecular weight as stated.
        structure: as read, or None.
        cas_rn: or None.
    """

    name: str
    form: NameForm
    synonyms: Sequence[str] = ()
    formula: str = ""
    readings: Sequence[Composition] = ()
    weight: str = ""
    structure: Structure | None = None
    cas_rn: str | None = None


def check_name_form(stated: NamedFacts, reference: Reference) -> tuple[Finding, ...]:
    """Compare the form that a name says with the other facts.

    Args:
        stated: the name and the other facts.
        reference: what is known of names and CAS RNs.
    """
    form = stated.form
    says_nothing = not (form.parts or form.labels or form.is_polymer or form.is_anhydrous or form.is_free)
    if says_nothing and _is_plain(stated.structure, stated.readings):
        return ()
    words = next(_contradictions(stated, reference), "")
    return (Finding(Code.NAME_FORM_MISMATCH, _FIELD, f"{words}.", stated=stated.name),) if words else ()


def _contradictions(stated: NamedFacts, reference: Reference) -> Iterator[str]:
    """Yield what contradicts the name, the surest first."""
    form = stated.form
    if form.is_polymer:
        yield from _of_polymer(stated)
        return
    salt = read_salt_name(form.words)
    if salt is not None:
        yield from _of_salt(salt, stated)
    if form.parts and (salt is None or salt.says_water or not (stated.readings or stated.structure)):
        yield from _missing_parts(stated, reference)
    yield from _missing_labels(stated)
    yield from _unwanted_parts(stated)
    yield from _unsaid_forms(stated, reference)


def _of_salt(salt: Salt, stated: NamedFacts) -> Iterator[str]:
    """Yield how a name that is read to the last word contradicts the other facts."""
    compositions = _stated_compositions(stated)
    yield from salt_words(salt, compositions)
    if not compositions and stated.weight and not stated.formula:
        yield from salt_weight_words(salt, stated.weight)


def _missing_parts(stated: NamedFacts, reference: Reference) -> Iterator[str]:
    compositions = _stated_compositions(stated)
    bases = _bases(stated, reference)
    for part in stated.form.parts:
        if part.word == stated.form.bare:
            continue
        verdicts = [(words, one, _has(part, one, stated, bases)) for words, one in compositions]
        lacking = [(words, one) for words, one, has in verdicts if has is False]
        if lacking and not any(has for _, _, has in verdicts):
            named = " and ".join(dict.fromkeys(words for words, _ in lacking))
            verb = "have" if " and " in named else "has"
            yield f"The name says {part.word}, but {named} {verb} {_lack(part, [one for _, one in lacking])}"
    if not compositions:
        yield from _by_weight_or_number(stated, bases, reference)


def _lack(part: FormPart, compositions: Sequence[Composition]) -> str:
    """Return what compositions have instead of a part."""
    missing = [symbol for symbol in part.atoms if not any(one.elements().get(symbol) for one in compositions)]
    if missing:
        return f"no {' and '.join(missing)}"
    return "another number of it" if part.number else "no such part"


def _stated_compositions(stated: NamedFacts) -> list[tuple[str, Composition]]:
    """Return the stated compositions: the readings of the formula, or the structure if there is no formula.

    A structure that contradicts the formula is told elsewhere: many drawings leave out a part of a salt or a hydrate.
    """
    structure = stated.structure
    drawn = structure.composition if structure is not None and not structure.generic else None
    if not stated.readings:
        return [] if drawn is None else [("the structure", drawn)]
    return [
        (f"the formula {stated.formula}" + (" and the structure" if reading == drawn else ""), reading)
        for reading in stated.readings
    ]


def _bases(stated: NamedFacts, reference: Reference) -> list[Composition]:
    """Return the compositions that are known of the name without the words of its form."""
    form = stated.form
    if not form.bare or form.bare == " ".join(form.words):
        return []
    entries = [reference.find(number) for number in reference.numbers_of_name(form.bare)]
    if any(entry is None or not entry.formula or _has_other_parts(entry, form) for entry in entries):
        return []
    return [composition_of_entry(entry) for entry in entries if entry is not None]


def _has_other_parts(entry: ReferenceEntry, form: NameForm) -> bool:
    """Tell whether a compound that is known by the bare name is itself a salt or a hydrate.

    Names of bases are also used for their salts. Hydrates of salts lose only their water.
    """
    is_salt = any(part.kind is not PartKind.WATER and part.word in form.bare.split() for part in form.parts)
    pieces = entry.smiles.split(".")
    return "O" in pieces if is_salt else len(pieces) > 1 or bool(composition_of_entry(entry).charge)


def _has(part: FormPart, composition: Composition, stated: NamedFacts, bases: Sequence[Composition]) -> bool | None:
    """Tell whether a composition has a part of a form; None if it cannot be told."""
    if not _contains(composition, part):
        return False
    structure = stated.structure
    if structure is not None and structure.composition == composition:
        drawn = _is_drawn(part, structure)
        if drawn is not None:
            return drawn
    if part.word in stated.form.bare.split():
        return None
    known = [has for base in bases if (has := _has_beside(part, composition, base)) is not None]
    if known and not any(known):
        return False
    return True if known else None


def _contains(composition: Composition, part: FormPart) -> bool:
    counts = composition.counts if not composition.is_labelled() else composition.without_labels().counts
    return all(counts.get(_kind(symbol), 0) >= _least(part, symbol) for symbol in part.atoms)


@cache
def _kind(symbol: str) -> AtomKind:
    return AtomKind(symbol)


def _least(part: FormPart, symbol: str) -> Fraction:
    """Return how many atoms of an element a part brings at least."""
    count = Fraction(part.atoms[symbol])
    if part.number is None or part.number < 1 or part.number.denominator > 1:
        return min(count, Fraction(1, 4)) if part.kind is not PartKind.ANION else min(count, Fraction(1, 2))
    return count * part.number if symbol not in _ALWAYS_COUNTED or part.kind is PartKind.WATER else count


def _is_drawn(part: FormPart, structure: Structure) -> bool | None:
    """Tell whether a drawing has the part as a component; None if the part need not be one."""
    if part.kind is PartKind.WATER or part.stem in _HALIDES:
        symbol = "O" if part.kind is PartKind.WATER else next(iter(part.atoms))
        pieces = structure.smiles.split(".")
        number = sum(piece in (symbol, f"[{symbol}-]", "[2H]O[2H]" if symbol == "O" else "") for piece in pieces)
        if not number:
            is_whole = len(pieces) == 1 and structure.charge == 0
            if part.kind is PartKind.WATER and (part.number is None or binds_water(structure.smiles)):
                return None
            return False if is_whole else None
        copies = pieces.count(max(pieces, key=len))
        return part.number is None or number in (part.number, part.number * copies)
    return None


def _has_beside(part: FormPart, composition: Composition, base: Composition) -> bool | None:
    """Tell whether a composition has a part beside a known compound; None if it does not contain the compound."""
    whole, own = composition.elements(), base.elements()
    if any(whole.get(symbol, 0) < count for symbol, count in own.items() if symbol != "H"):
        return None
    rest = {symbol: count - own.get(symbol, 0) for symbol, count in whole.items()}
    if part.kind is PartKind.WATER and part.number is None:
        return None
    if part.kind in (PartKind.ACID, PartKind.WATER) or not any(rest.get(symbol) for symbol in whole if symbol != "H"):
        return all(rest.get(symbol, 0) >= _least(part, symbol) for symbol in part.atoms)
    return None


def _by_weight_or_number(stated: NamedFacts, bases: Sequence[Composition], reference: Reference) -> Iterator[str]:
    """Yield what a weight or a CAS RN says if neither formula nor structure is stated."""
    sure = [part for part in stated.form.parts if part.stem in _HALIDES or part.kind is PartKind.METAL]
    if not sure:
        return
    if stated.weight and bases:
        base = next((one for one in bases if _agrees(stated.weight, one)), None)
        if base is not None and all(part.stem in _HALIDES or not _contains(base, part) for part in sure):
            yield f"The name says {sure[0].word}, but the weight is that of {base.hill()}, without it"
    entry = reference.find(stated.cas_rn) if stated.cas_rn else None
    if entry is not None and entry.formula and not stated.weight:
        known = composition_of_entry(entry)
        lacking = [part for part in sure if not _contains(known, part)]
        if lacking and not known.charge:
            yield f"The name says {lacking[0].word}, but {entry.cas_rn} is {entry.formula}, without it"


def _agrees(weight: str, composition: Composition) -> bool:
    try:
        return judge_weight(weight, [composition]).verdict is Verdict.AGREES
    except InvalidWeight:
        return False


def _missing_labels(stated: NamedFacts) -> Iterator[str]:
    """Compare the labels that a name says with those of formula and structure."""
    for (symbol, mass_number), number in stated.form.labels.items():
        counts = [
            (words, sum(count for kind, count in composition.counts.items() if kind == (symbol, mass_number)))
            for words, composition in _stated_compositions(stated)
        ]
        if not counts or any(count and (number is None or count % number == 0) for _, count in counts):
            continue
        what = "D" if symbol == "H" else f"{mass_number}{symbol}"
        told = f"{what}{number}" if number and number > 1 else what
        words, count = counts[0]
        found = f"has {count} of these labels" if count else "has no such label"
        yield f"The name says the label {told}, but {words} {found}"


def _unwanted_parts(stated: NamedFacts) -> Iterator[str]:
    """Compare ``anhydrous`` and ``free base`` with formula and structure."""
    pieces = stated.structure.smiles.split(".") if stated.structure is not None else []
    if stated.form.is_anhydrous and not any(part.kind is PartKind.WATER for part in stated.form.parts):
        if _DOTTED_WATER.search(stated.formula):
            yield f"The name says anhydrous, but the formula {stated.formula} has water"
        if "O" in pieces and len(pieces) > 1:
            yield "The name says anhydrous, but the structure has water"
    if stated.form.is_free and not stated.form.parts:
        acid = next((name for piece, name in _PIECES.items() if name in _HALIDES and piece in pieces), "")
        if acid and len(pieces) > 1:
            yield f"The name says that it is the free compound, but the structure is the {acid}"


def _unsaid_forms(stated: NamedFacts, reference: Reference) -> Iterator[str]:
    """Yield a form that the formula or the structure has, and the name, which is known without it, does not say."""
    form = stated.form
    compositions = [composition for _, composition in _stated_compositions(stated)]
    if not compositions or form.parts or _is_plain(stated.structure, compositions):
        return
    numbers = reference.numbers_of_name(" ".join(form.words))
    # A CAS RN of this name is compared with the other facts by its own check.
    if not numbers or stated.cas_rn in numbers or _says_form(stated):
        return
    entries = [entry for number in numbers if (entry := reference.find(number)) is not None and entry.formula]
    texts = [composition.hill() for composition in compositions]
    if not entries or any(entry.formula in texts for entry in entries):
        return
    relations = [_relation(entry, compositions) for entry in entries]
    if all(relation in ("salt", "label") for relation in relations):
        own = stated.cas_rn is not None and reference.find(stated.cas_rn)
        if own and own.formula and composition_of_entry(own) in compositions:
            return  # The CAS RN is that of the form, and the name only short.
        entry = entries[0]
        kind = "label" if relations[0] == "label" else "salt or solvate"
        yield f"The name is that of {entry.formula}. It does not say the {kind} of {_words(stated)}"


def _is_plain(structure: Structure | None, compositions: Sequence[Composition]) -> bool:
    """Tell whether the drawing shows that there is no salt, water or label."""
    if structure is None or structure.fragments > 1 or structure.charge or structure.composition.is_labelled():
        return False
    return structure.composition in compositions


def _words(stated: NamedFacts) -> str:
    return f"the formula {stated.formula}" if stated.readings else "the structure"


def _says_form(stated: NamedFacts) -> bool:
    """Tell whether the name or a synonym says a form."""
    form = stated.form
    if form.parts or form.is_labelled or form.labels or not COMPANION_WORDS.isdisjoint(form.words):
        return True
    return any(not COMPANION_WORDS.isdisjoint(fold(synonym).split()) for synonym in stated.synonyms)


def _relation(entry: ReferenceEntry, compositions: Sequence[Composition]) -> str:
    """Return how the stated compositions differ from a known one: ``same``, ``salt``, ``label`` or ``other``."""
    known = composition_of_entry(entry)
    if "." in entry.smiles or known.charge or "[2H]" in entry.smiles:
        return "same"
    relation = compare_compositions(known, compositions, piece_compositions(entry.smiles))
    if relation.layer is CompositionLayer.SALT and relation.words.startswith("lacks"):
        return "salt"
    if relation.layer is CompositionLayer.ISOTOPE:
        return "label"
    return "other" if relation.layer is CompositionLayer.SKELETON else "same"


def _of_polymer(stated: NamedFacts) -> Iterator[str]:
    average = stated.form.average_weight
    if average is None or not stated.weight:
        return
    try:
        printed = judge_weight(stated.weight, ()).stated
    except InvalidWeight:
        return
    value = _plain_number(printed)
    if value is not None and abs(value - average) > _POLYMER_SPREAD * average:
        yield f"The name says an average weight of {average:g}, but the weight is {stated.weight}"


def _plain_number(text: str) -> float | None:
    bare = text.strip().replace(",", "")
    return float(bare) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", bare) else None
