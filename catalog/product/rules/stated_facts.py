"""The facts of a product in the form in which rules compare them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.product.hazard.hazards import Hazards
from catalog.product.hazard.transport import UnEntry, un_entry
from catalog.product.offer.packs import Pack
from catalog.product.offer.storage import Storage
from catalog.product.product import Product
from catalog.product.rules.matter import MatterState, read_matter_state
from catalog.product.specification.specification import Specification
from catalog.product.specification.unit_conversion import convert
from catalog.product.text.description_facts import NOTHING_DESCRIBED, DescriptionFacts

_ORDINARY = re.compile(r"mm\s?hg|torr|[hk]pa\b|\bpa\b|m?bar\b|\batm\b|subl|\bdec", re.IGNORECASE)
"""A pressure, sublimation or decomposition: the value is not that of an ordinary boiling or melting."""
_PURE = 90.0
_WATER_REACTIVE = frozenset({"H260", "H261", "EUH014"})
_REACTS_WITH_WATER = re.compile(
    r"\breacts? (?:\w+ )?with (?:water|moisture)\b|\bwater[- ]reactive\b"
    r"|\breagiert (?:\w+ )?mit wasser\b|遇水(?:反应|剧烈)",
    re.IGNORECASE,
)
_MASS_SHARE = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)\s*"
    r"(?:wt\.?\s*-?%|w/w\s*%|%\s*\(?(?:w/w|wt\b|by weight|m/m)|mass\s*%|weight\s*%|Gew\.?-?%)",
    re.IGNORECASE,
)
_LOOKS = ("Appearance", "Form", "Physical state")
_MIXING_WORDS = """solution solutions soln lösung in on with mixture mixtures mix kit dispersion suspension aq aqueous
    diluted dilute polymer copolymer resin bound supported"""
_MIXED = frozenset(_MIXING_WORDS.split())
_WORDS = re.compile(r"[^\W\d_]+")
_STRENGTH = re.compile(r"[0-9]\s*%|\b[0-9][0-9.,]*\s?(?:m?M|mol/[lL]|N)\b|\b[Pp]oly\(|溶液")
"""Words in a name for more than the one compound, or for another form of it."""


class Broken(NamedTuple):
    """What breaks a rule.

    Attributes:
        field: the canonical field of the finding.
        stated: the supplier's text.
        values: for the words of the rule.
        expected: the likely correct text, if exactly one is plausible.
    """

    field: str
    stated: str | None
    values: Mapping[str, object]
    expected: str | None = None


class Measured(NamedTuple):
    """A stated value of a physical quantity.

    Attributes:
        low, high: its ends in the usual unit: °C, g/mL, degrees, per cent or none; None is an open end.
        text: as stated.
        field: where it is stated.
    """

    low: float | None
    high: float | None
    text: str
    field: str


class StatedState(NamedTuple):
    """A stated state of matter: as read, the text, and its field."""

    state: MatterState
    text: str
    field: str


Limits = Mapping[str, Any]
"""What a rule compares with: numbers and words from the table."""

Condition = Callable[["StatedFacts", Limits], Iterator[Broken]]
"""Yields what breaks a rule. All facts that the rule needs are there."""


class StatedFacts:
    """The facts of one product, each worked out when a rule first asks for it. Facts that are not there are empty."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._there: dict[str, bool] = {}

    def has(self, fact: str) -> bool:
        """Tell whether a fact is there."""
        there = self._there.get(fact)
        if there is None:
            there = self._there[fact] = bool(getattr(self, fact))
        return there

    @property
    def present(self) -> frozenset[str]:
        """The fields and families of fields that are stated, and the tests that ``SOURCES`` names."""
        families = [field.partition(":")[0] for field in self.product.draft.fields]
        return frozenset([*families, *_TESTS.intersection(self._readings)])

    @cached_property
    def _readings(self) -> Mapping[str, Sequence[tuple[Specification, str]]]:
        """The properties and specifications by the name of their test, with their fields."""
        found: dict[str, list[tuple[Specification, str]]] = {}
        for one in self.product.properties:
            found.setdefault(_test_of(one.name), []).append((one.reading, f"property:{one.label}"))
        for spec in self.product.specifications:
            found.setdefault(_test_of(spec.test), []).append((spec, f"spec:{spec.test}"))
        return found

    def _measured(self, test: str, unit: str | None) -> tuple[Measured, ...]:
        """Return the values of a test in a unit. A number without a unit counts as stated in it."""
        return tuple([found for one, field in self._readings.get(test, ()) if (found := _in_unit(one, unit, field))])

    @cached_property
    def states(self) -> tuple[StatedState, ...]:
        """All stated states of matter that can be read."""
        texts = [(one.text, field) for look in _LOOKS for one, field in self._readings.get(look, ())]
        return tuple([StatedState(state, text, field) for text, field in texts if (state := read_matter_state(text))])

    @cached_property
    def state(self) -> StatedState | None:
        """The state of matter, unless two texts state different ones, or the name is that of a solution."""
        if len({one.state for one in self.states}) != 1 or not self.is_unmixed:
            return None
        return self.states[0]

    @cached_property
    def melting_points(self) -> tuple[Measured, ...]:
        """Melting points in °C."""
        return self._measured("Melting point", "°C")

    @cached_property
    def boiling_points(self) -> tuple[Measured, ...]:
        """Boiling points in °C at ordinary pressure, without sublimation or decomposition."""
        return tuple([one for one in self._measured("Boiling point", "°C") if is_ordinary(one)])

    @cached_property
    def flash_points(self) -> tuple[Measured, ...]:
        """Flash points in °C."""
        return self._measured("Flash point", "°C")

    @cached_property
    def densities(self) -> tuple[Measured, ...]:
        """Densities in g/mL, and specific gravities."""
        return (*self._measured("Density", "g/mL"), *self._measured("Specific gravity", None))

    @cached_property
    def refractive_indices(self) -> tuple[Measured, ...]:
        """Refractive indices."""
        return self._measured("Refractive index", None)

    @cached_property
    def rotations(self) -> tuple[Measured, ...]:
        """Specific rotations in degrees."""
        return self._measured("Specific rotation", "°")

    @cached_property
    def enantiomeric_excesses(self) -> tuple[Measured, ...]:
        """Enantiomeric excesses in per cent, also those stated as an assay in ``% ee``."""
        return (
            *self._measured("Enantiomeric excess", "%"),
            *[one for one in self._measured("Assay", "% ee") if "ee" in one.text.casefold().split()],
        )

    @cached_property
    def is_pure(self) -> bool:
        """Whether an assay of at least 90 % is stated, so that it is no solution."""
        return any(one.low is not None and one.low >= _PURE for one in self._measured("Assay", "%"))

    @cached_property
    def mass_shares(self) -> tuple[tuple[float, str], ...]:
        """Mass fractions in per cent that the name, a property or a specification states, each with its text."""
        texts = [self.name, *[one.text for one, _ in self.readings]]
        return tuple([(float(found), text) for text in texts if "%" in text for found in _MASS_SHARE.findall(text)])

    @cached_property
    def readings(self) -> tuple[tuple[Specification, str], ...]:
        """All properties and specifications with their fields."""
        return tuple([pair for found in self._readings.values() for pair in found])

    @cached_property
    def composition(self) -> Composition | None:
        """The composition of the structure, else of a definite formula."""
        if self.product.structure is not None:
            return self.product.structure.composition
        formula = self.product.formula
        return formula.readings[0] if formula and not formula.indefinite and formula.readings else None

    @cached_property
    def elements(self) -> frozenset[str]:
        """The symbols of the elements in the composition."""
        return frozenset([kind.symbol for kind in self.composition.counts]) if self.composition else frozenset()

    @property
    def smiles(self) -> str:
        """The canonical SMILES of the structure."""
        return self.product.structure.smiles if self.product.structure is not None else ""

    @property
    def name(self) -> str:
        """The stated name."""
        return self.product.draft.get("name")

    @property
    def names(self) -> tuple[str, ...]:
        """The stated name and the synonyms."""
        return (self.name, *self.product.synonyms)

    @cached_property
    def is_unmixed(self) -> bool:
        """Whether nothing in the name tells of a solution, a mixture or a support."""
        return _MIXED.isdisjoint(_WORDS.findall(self.name.lower())) and _STRENGTH.search(self.name) is None

    @property
    def hazards(self) -> Hazards | None:
        """Label and transport data."""
        return self.product.hazards

    @cached_property
    def hazard_codes(self) -> frozenset[str]:
        """The H and EUH codes, each alone."""
        hazards = self.product.hazards
        if hazards is None:
            return frozenset()
        return frozenset(
            [code[:4] if code[:1] == "H" else code for one in hazards.hazard_statements for code in one.members]
        )

    @cached_property
    def water_reactive(self) -> str:
        """What says that the substance reacts with water: a code, or words of a text; or nothing."""
        codes = sorted(self.hazard_codes & _WATER_REACTIVE)
        if codes:
            return codes[0]
        draft = self.product.draft
        texts = [draft.get(field) for field in ("hazard_statements", "description", "storage")]
        texts += [
            text for field, text in draft.fields.items() if field.startswith(("attribute:", "property:", "spec:"))
        ]
        found = next((match for text in texts if (match := _REACTS_WITH_WATER.search(text))), None)
        return repr(found.group()) if found is not None else ""

    @cached_property
    def un_entry(self) -> UnEntry | None:
        """The entry of the UN number in the dangerous goods list."""
        hazards = self.product.hazards
        return un_entry(hazards.un_number) if hazards is not None and hazards.un_number else None

    @property
    def un_number(self) -> str:
        """The four digits of the UN number."""
        return (self.product.hazards and self.product.hazards.un_number) or ""

    @property
    def storage(self) -> Storage | None:
        """The storage conditions."""
        return self.product.storage

    @property
    def hs_digits(self) -> str:
        """The digits of the HS code."""
        return (self.product.trade and self.product.trade.hs_digits) or ""

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs with a size."""
        return tuple([pack for pack in self.product.packs if pack.size is not None])

    @cached_property
    def described(self) -> DescriptionFacts:
        """The labelled facts of the description, unless it is withheld."""
        description = self.product.description
        return description.facts if description and not description.reason else NOTHING_DESCRIBED

    @property
    def cas_rn(self) -> str:
        """The first CAS RN."""
        return self.product.cas.cas_rn or ""


_COMPOUND = frozenset({"smiles", "molfile", "inchi", "formula"})
_HAZARDS = frozenset({"hazard_statements", "precautionary_statements"})
SOURCES: Mapping[str, frozenset[str]] = {
    "states": frozenset({"Appearance", "Form", "Physical state"}),
    "state": frozenset({"Appearance", "Form", "Physical state"}),
    "melting_points": frozenset({"Melting point"}),
    "boiling_points": frozenset({"Boiling point"}),
    "flash_points": frozenset({"Flash point"}),
    "densities": frozenset({"Density", "Specific gravity"}),
    "refractive_indices": frozenset({"Refractive index"}),
    "rotations": frozenset({"Specific rotation"}),
    "enantiomeric_excesses": frozenset({"Enantiomeric excess", "Assay"}),
    "readings": frozenset({"spec", "property"}),
    "elements": _COMPOUND,
    "smiles": frozenset({"smiles", "molfile", "inchi"}),
    "name": frozenset({"name"}),
    "mass_shares": frozenset({"name", "spec", "property"}),
    "described": frozenset({"description"}),
    "hazard_codes": _HAZARDS,
    "hazards": frozenset({"un_number", "hazard_class", "packing_group", *_HAZARDS}),
    "un_entry": frozenset({"un_number"}),
    "un_number": frozenset({"un_number"}),
    "storage": frozenset({"storage"}),
    "water_reactive": frozenset({*_HAZARDS, "description", "storage", "attribute", "property", "spec"}),
    "hs_digits": frozenset({"hs_code"}),
    "packs": frozenset({"pack"}),
}
"""The fields, families of fields, and tests of specifications and properties that a fact can come from."""

_TESTS = frozenset().union(*SOURCES.values())


def is_ordinary(measured: Measured) -> bool:
    """Tell whether a temperature is stated without a pressure, sublimation or decomposition."""
    return _ORDINARY.search(measured.text) is None


def _test_of(name: str) -> str:
    """Return the name of a test without the words in brackets, and that of the state of matter in one form."""
    bare = name.partition(" (")[0]
    return "Physical state" if bare.casefold() == "physical state" else bare


def _in_unit(one: Specification, unit: str | None, field: str) -> Measured | None:
    """Return a reading in a unit, or None if it has no value in it."""
    if one.comparison is None:
        return None
    if one.comparison == "range" and one.low is not None and one.high is not None:
        ends: tuple[float | None, float | None] = (min(one.low, one.high), max(one.low, one.high))
    else:
        ends = (one.least, one.most)
    low, high = (convert(end, one.unit or unit, unit) for end in ends)
    return None if low is None and high is None else Measured(low, high, one.text, field)
