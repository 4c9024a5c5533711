"""The examination: every stated fact of a draft is read, computed, and compared with the others.

The order of the checks is defined only here. Each check may use the results of the earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.formula import Formula
from catalog.chemistry.mass.form_evidence import FormEvidence
from catalog.chemistry.mass.masses import molecular_weight, monoisotopic_mass
from catalog.chemistry.mass.weight import Verdict, WeightVerdict, judge_weight
from catalog.chemistry.names.salt_compositions import SaltFit, fit_salt
from catalog.chemistry.names.salt_groups import salt_groups
from catalog.chemistry.structure.parent import split_parent
from catalog.chemistry.structure.readers import recognised_text
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure, InvalidWeight
from catalog.product.borrowed_structure import borrow_structure
from catalog.product.checks.cas_rn import check_cas_rn
from catalog.product.checks.description import check_description
from catalog.product.checks.documents import check_documents
from catalog.product.checks.formula import check_formula
from catalog.product.checks.hazards import check_hazards
from catalog.product.checks.identifiers import check_identifiers
from catalog.product.checks.lots import check_lots
from catalog.product.checks.naming.form import NamedFacts, check_name_form
from catalog.product.checks.naming.isomer import check_name_isomer
from catalog.product.checks.naming.strength import check_name_strength
from catalog.product.checks.naming.systematic import StatedReading, check_names
from catalog.product.checks.packs import check_packs
from catalog.product.checks.presence import check_presence
from catalog.product.checks.properties import check_properties
from catalog.product.checks.reference import check_reference
from catalog.product.checks.reference_facts import StatedIdentity
from catalog.product.checks.specifications import check_specifications
from catalog.product.checks.storage import check_storage
from catalog.product.checks.structures.structure import ReadStructure, Testimony, check_structure
from catalog.product.checks.trade import check_status, check_trade
from catalog.product.checks.weight import check_weight
from catalog.product.draft import APPROVED_DESCRIPTION, Draft
from catalog.product.findings import CheckResult, Finding
from catalog.product.identifiers import EC_SHAPE
from catalog.product.offer.offer_dates import OfferDates
from catalog.product.offer.packs import Pack
from catalog.product.product import Product
from catalog.product.rules.rule import check_rules
from catalog.product.text.description import Subject
from catalog.product.text.name_forms import read_name_form
from catalog.product.text.names import read_names
from catalog.product.text.salt_names import read_salt_name
from catalog.reference.reference import NO_REFERENCE, NoReference, Reference

CHECKS_VERSION = 10
"""Raised when the findings or words of a check change. Products are then examined again."""


_PLAIN_WEIGHT = re.compile(r"[0-9]{1,5}\.[0-9]{2}")
_CLOSE = 0.005
"""g/mol: a weight this near to RDKit's agrees without a closer look."""


@dataclass(slots=True)
class Examination:
    """A product while it is examined.

    Attributes:
        product: what the checks have read so far.
        families: the members of each family of fields, as in ``Draft.families``.
        named: the readings of the systematic names, or None if not requested.
        read_structure: the function that reads a structure.
        reference: what is known of CAS RNs and names.
    """

    product: Product
    families: Mapping[str, Sequence[tuple[str, str]]]
    named: Sequence[StatedReading] | None
    read_structure: ReadStructure
    reference: Reference

    def stated(self, field: str) -> str:
        """Return the stated text of a field, or an empty text."""
        return self.product.draft.get(field)

    def family(self, family: str) -> Sequence[tuple[str, str]]:
        """Return the members of a family with their texts."""
        return self.families.get(family, ())

    @property
    def definite(self) -> Sequence[Composition]:
        """Return the readings of the formula, or none if the formula is not definite."""
        formula = self.product.formula
        return () if formula is None or formula.indefinite else formula.readings


Check = Callable[[Examination], CheckResult[Any]]
"""A check. It can use the results of the earlier ones."""


def _formula(at: Examination) -> CheckResult[Formula | None]:
    has_weight = bool(at.stated("molecular_weight"))
    return check_formula(at.stated("formula"), partial(_is_proved, at), has_weight=has_weight)


def _is_proved(at: Examination, composition: Composition) -> bool:
    """Tell whether the weight, else the structure, else the CAS RN, else the salt's name is that of a composition."""
    weight = at.stated("molecular_weight")
    if weight:
        if _PLAIN_WEIGHT.fullmatch(weight) and abs(float(weight) - molecular_weight(composition)) <= _CLOSE:
            return True
        try:
            return judge_weight(weight, [composition]).verdict is Verdict.AGREES
        except InvalidWeight:
            return False
    drawn = _drawn(at)
    if drawn is not None:
        return drawn == composition
    known = at.reference.find(at.product.cas.cas_rn) if at.product.cas.cas_rn else None
    if known is not None and known.formula:
        return known.formula == composition.without_labels().hill()
    salt = read_salt_name(read_name_form(at.stated("name")).words)
    return salt is not None and fit_salt(salt, composition).fit is SaltFit.FITS


def _weight(at: Examination) -> CheckResult[WeightVerdict | None]:
    formula = at.product.formula
    readings, indefinite = (formula.readings, formula.indefinite) if formula else ((), None)
    evidence = partial(_form_evidence, at.stated("name"), at.product.structure)
    stated, text = at.stated("molecular_weight"), at.stated("formula")
    checked = check_weight(stated, text, readings, indefinite, evidence)
    if checked.value is None or checked.value.verdict is not Verdict.MISMATCH:
        return checked
    labelled = _labelled_drawing(at)
    if labelled is None or labelled.without_labels() not in readings:
        return checked
    by_drawing = check_weight(stated, text, [labelled], None, evidence)
    return by_drawing if by_drawing.value and by_drawing.value.verdict is Verdict.AGREES else checked


def _labelled_drawing(at: Examination) -> Composition | None:
    """Return the composition of the stated structure if it has isotope labels, which a formula often leaves out."""
    drawn = _drawn(at)
    return drawn if drawn is not None and drawn.is_labelled() else None


def _drawn(at: Examination) -> Composition | None:
    """Return the composition of the first stated structure, or None."""
    kind = next((kind for kind in ("molfile", "smiles", "inchi") if at.stated(kind).strip()), None)
    if kind is None:
        return None
    recognised = recognised_text(at.stated(kind), kind)
    try:
        return at.read_structure(recognised.text, recognised.kind).composition
    except InvalidStructure:
        return None


def _form_evidence(name: str, structure: Structure | None) -> FormEvidence:
    """Return what name and drawing say of the forms that the compound can have."""
    form = read_name_form(name)
    if structure is None or structure.generic:
        return FormEvidence(form.stems, form.labels)
    groups = salt_groups(split_parent(structure.smiles)[0][0].smiles)
    return FormEvidence(form.stems, form.labels, groups.is_basic, groups.is_acidic)


def _structure(at: Examination) -> CheckResult[Structure | None]:
    weight = at.stated("molecular_weight")
    return check_structure(
        smiles=at.stated("smiles"),
        molfile=at.stated("molfile"),
        inchi=at.stated("inchi"),
        inchi_key=at.stated("inchi_key"),
        formula_text=at.stated("formula"),
        readings=at.definite,
        weight_text=weight,
        weigh=partial(_misfit, weight, at.stated("name")) if weight else None,
        testify=partial(_testimony, at),
        read_structure=at.read_structure,
    )


def _testimony(at: Examination) -> Testimony:
    """Return the stated facts that agree with the formula, and the InChIKey that is known of the CAS RN."""
    product = at.product
    known = at.reference.find(product.cas.cas_rn) if product.cas.cas_rn else None
    fits = bool(at.stated("molecular_weight")) and any(_is_proved(at, reading) for reading in at.definite)
    agreeing = ["the weight"] if fits else []
    if known is not None and any(known.formula == reading.without_labels().hill() for reading in at.definite):
        agreeing.append("the CAS RN")
    return Testimony(agreeing, known.inchi_key if known is not None else "")


def _misfit(stated: str, name: str, composition: Composition) -> str:
    """Return why a stated weight does not match a composition, or an empty text."""
    try:
        verdict = judge_weight(stated, [composition], evidence=partial(_form_evidence, name, None))
    except InvalidWeight:
        return ""
    return verdict.explanation if verdict.verdict is Verdict.MISMATCH else ""


def _reference(at: Examination) -> CheckResult[None]:
    if isinstance(at.reference, NoReference):
        return CheckResult(None)
    product = at.product
    number = product.cas.cas_rn or ""
    ec_numbers = [(one.value, one.field) for one in product.identifiers if one.valid and EC_SHAPE.fullmatch(one.value)]
    stated = StatedIdentity(
        number,
        at.stated("name"),
        product.synonyms,
        at.stated("formula"),
        at.definite,
        at.stated("molecular_weight"),
        product.structure,
        ec_numbers,
    )
    numbers = (number, *product.cas.others)
    checked = [check_reference(stated._replace(cas_rn=one), at.reference) for one in numbers]
    # Of several CAS RNs in a field, one that fits is enough.
    return checked[0] if all(one.findings for one in checked) else CheckResult(None)


def _name_form(at: Examination) -> CheckResult[None]:
    """Hold the form that the name says against the other facts."""
    name, product = at.stated("name"), at.product
    if not name:
        return CheckResult(None)
    form = read_name_form(name)
    facts = NamedFacts(
        name,
        form,
        product.synonyms,
        at.stated("formula"),
        at.definite,
        at.stated("molecular_weight"),
        product.structure,
        product.cas.cas_rn,
    )
    isomer = check_name_isomer(name, form, product.structure, at.reference)
    return CheckResult(None, (*check_name_form(facts, at.reference), *isomer))


def _name_strength(at: Examination) -> CheckResult[None]:
    name = at.stated("name")
    strengths = read_name_form(name).strengths if name else ()
    if not strengths:
        return CheckResult(None)
    sizes = [pack.stated_size for pack in at.product.packs]
    return CheckResult(None, check_name_strength(name, strengths, at.product.specifications, sizes))


def _stated_specifications(at: Examination) -> tuple[tuple[str, str], ...]:
    """Return the specifications with appearance and assay first, as on suppliers' pages."""
    named = (("Appearance", at.stated("appearance")), ("Assay", at.stated("assay")))
    return (*(pair for pair in named if pair[1]), *at.family("spec"))


def _packs(at: Examination) -> CheckResult[tuple[Pack, ...]]:
    dates = {field: at.stated(field) for field in OfferDates._fields}
    return check_packs(at.family("pack"), at.stated("availability"), at.stated("lead_time"), dates)


def _subject(product: Product) -> Subject:
    """Return the expected subject of the description."""
    formula, structure, number = product.formula, product.structure, product.cas.cas_rn
    readings = () if formula is None or formula.indefinite else tuple(formula.readings)
    if not readings and structure is not None:
        readings = (structure.composition,)
    hill = formula.hill_formula if formula else readings[0].hill() if readings else None
    numbers = () if number is None else (number, *product.cas.others)
    return Subject(product.draft.get("name"), product.synonyms, hill, numbers, readings)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("", lambda at: check_presence(at.product.draft)),
    ("cas", lambda at: check_cas_rn(at.stated("cas_rn"), at.reference.knows)),
    ("formula", _formula),
    ("structure", _structure),
    ("weight", _weight),
    ("", lambda at: check_names(at.named, at.product.structure, at.definite)),
    ("", _name_form),
    ("identifiers", lambda at: check_identifiers(at.family("identifier"))),
    ("", _reference),
    ("specifications", lambda at: check_specifications(_stated_specifications(at))),
    ("properties", lambda at: check_properties(at.family("property"))),
    ("storage", lambda at: check_storage(at.stated("storage"))),
    ("packs", _packs),
    ("", _name_strength),
    ("lots", lambda at: check_lots(at.family("lot"), at.product.specifications)),
    (
        "description",
        lambda at: check_description(
            at.stated("description"), partial(_subject, at.product), at.reference, at.stated(APPROVED_DESCRIPTION)
        ),
    ),
    ("hazards", lambda at: check_hazards(at.product.draft.fields)),
    ("documents", lambda at: check_documents(at.family("document"))),
    ("trade", lambda at: check_trade(at.stated("hs_code"), at.stated("country_of_origin"))),
    (
        "status",
        lambda at: check_status(at.stated("catalog_number"), at.stated("discontinued"), at.stated("replaced_by")),
    ),
    ("", lambda at: check_rules(at.product)),
)
"""The checks in their order, which is also the order of the findings. Each has the name of the product's fact that
it reads, or none if it only makes findings."""


def examine(
    draft: Draft,
    named: Sequence[StatedReading] | None = None,
    read_structure: ReadStructure = read_structure,
    reference: Reference = NO_REFERENCE,
) -> Product:
    """Examine one draft. Never raises an error for the content of a draft.

    Args:
        draft: the stated texts.
        named: the readings of the systematic names, or None if not requested.
        read_structure: the function that reads a structure.
        reference: what is known of CAS RNs and names.
    """
    product = Product(draft)
    at = Examination(product, draft.families(), named, read_structure, reference)
    findings: list[Finding] = []
    for fact, check in CHECKS:
        value, found = check(at)
        findings += found
        if fact:
            setattr(product, fact, value)
    product.findings = tuple(findings)
    product.borrowed_structure = borrow_structure(draft, product.cas, product.formula, product.findings, reference)
    called = read_names(draft.get("name"), product.synonyms, at.family("synonym"), draft.get("catalog_number"))
    product.names, product.identifiers = called.names, product.identifiers + called.identifiers
    product.attributes = tuple(at.family("attribute"))
    masses = _masses(product.structure, product.formula, product.weight)
    if masses is not None:
        product.molecular_weight, product.monoisotopic_mass = masses
    return product


def _has_fractions(composition: Composition) -> bool:
    return any(count.denominator > 1 for count in composition.counts.values())


class _Masses(NamedTuple):
    """The average weight in g/mol and the monoisotopic mass in Da."""

    molecular_weight: float
    monoisotopic_mass: float


def _masses(structure: Structure | None, formula: Formula | None, weight: WeightVerdict | None) -> _Masses | None:
    """Return the masses of the structure, else of the formula reading that fits the weight, or None.

    A structure has whole molecules only, so a formula with half a molecule of water comes first.
    """
    if formula is not None and formula.composition is not None and _has_fractions(formula.composition):
        structure = None
    if structure is not None and not structure.generic:
        return _Masses(structure.molecular_weight, structure.monoisotopic_mass)
    if weight is not None and weight.reading is not None:
        return _Masses(molecular_weight(weight.reading), monoisotopic_mass(weight.reading))
    if formula is None or formula.indefinite or not formula.readings:
        return None
    return _Masses(molecular_weight(formula.readings[0]), monoisotopic_mass(formula.readings[0]))
