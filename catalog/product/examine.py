"""The examination: every stated fact of a draft read, computed, and held against the others.

The order of the checks is written here and nowhere else: each may use what the ones before it understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.formula import Formula
from catalog.chemistry.mass.masses import molecular_weight, monoisotopic_mass
from catalog.chemistry.mass.weight import Verdict, WeightVerdict, judge_weight
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.chemistry.structure.systematic_names import NameReading
from catalog.errors import InvalidWeight
from catalog.product.checks.cas_rn import CasNumbers, check_cas_rn
from catalog.product.checks.description import check_description
from catalog.product.checks.documents import check_documents
from catalog.product.checks.formula import check_formula
from catalog.product.checks.hazards import check_hazards
from catalog.product.checks.identifiers import check_identifiers
from catalog.product.checks.lots import check_lots
from catalog.product.checks.name import check_name
from catalog.product.checks.packs import check_packs
from catalog.product.checks.presence import check_presence
from catalog.product.checks.properties import check_properties
from catalog.product.checks.specifications import check_specifications
from catalog.product.checks.storage import check_storage
from catalog.product.checks.structure import ReadStructure, check_structure
from catalog.product.checks.trade import check_status, check_trade
from catalog.product.checks.weight import check_weight
from catalog.product.draft import Draft
from catalog.product.findings import Checked
from catalog.product.product import Product
from catalog.product.text.description import Subject
from catalog.product.text.names import read_names

Families = Mapping[str, Sequence[tuple[str, str]]]
"""The members of each family, as ``Draft.families`` gives them."""

CHECKS_VERSION = 6
"""Raised when the findings or words of a check change. Products are then examined again."""


def examine(
    draft: Draft,
    known_cas_rn: Callable[[str], bool] | None = None,
    named: NameReading | None = None,
    read_structure: ReadStructure = read_structure,
) -> Product:
    """Examine one draft. Never raises for any content of a draft.

    Args:
        draft: what was stated.
        known_cas_rn: tells whether a CAS RN is known, which makes a repair plausible.
        named: the structure of the systematic name, or None if it was not read.
        read_structure: reads a structure.
    """
    families = draft.families()
    identity = _identity(draft, known_cas_rn, named, read_structure)
    cas, formula, structure, masses = identity.cas, identity.formula.value, identity.structure.value, identity.masses
    called = read_names(draft.get("name"), _synonyms(draft), families.get("synonym", ()), draft.get("catalog_number"))
    identifiers = check_identifiers(families.get("identifier", ()))
    specifications = check_specifications(_stated_specifications(draft, families))
    properties = check_properties(families.get("property", ()))
    lots = check_lots(families.get("lot", ()), specifications.value)
    storage = check_storage(draft.get("storage"))
    description = check_description(draft.get("description"), partial(_subject, draft, formula, cas.value.cas_rn))
    packs = check_packs(families.get("pack", ()), draft.get("availability"), draft.get("lead_time"))
    hazards = check_hazards(draft.fields)
    documents = check_documents(families.get("document", ()))
    trade = check_trade(draft.get("hs_code"), draft.get("country_of_origin"))
    status = check_status(draft.get("catalog_number"), draft.get("discontinued"), draft.get("replaced_by"))
    offered = (packs, lots, description, hazards, documents, trade, status)
    checks = (*identity.checks, identifiers, specifications, properties, storage, *offered)
    return Product(
        draft=draft,
        cas=cas.value,
        formula=formula,
        weight=identity.weight.value,
        structure=structure,
        molecular_weight=None if masses is None else masses.molecular_weight,
        monoisotopic_mass=None if masses is None else masses.monoisotopic_mass,
        status=status.value,
        names=called.names,
        identifiers=identifiers.value + called.identifiers,
        specifications=specifications.value,
        storage=storage.value,
        properties=properties.value,
        packs=packs.value,
        lots=lots.value,
        description=description.value,
        hazards=hazards.value,
        trade=trade.value,
        documents=documents.value,
        findings=tuple([finding for check in checks for finding in check.findings]),
    )


class _Identity(NamedTuple):
    """The stated identity of a product, with each fact checked against the others.

    Attributes:
        cas, formula, weight, structure: what the checks understood.
        masses: of the structure, else of the formula, or None if neither is definite.
        checks: all of them, in the order of the fields.
    """

    cas: Checked[CasNumbers]
    formula: Checked[Formula | None]
    weight: Checked[WeightVerdict | None]
    structure: Checked[Structure | None]
    masses: _Masses | None
    checks: tuple[Checked[Any], ...]


def _identity(
    draft: Draft,
    known_cas_rn: Callable[[str], bool] | None,
    named: NameReading | None,
    read_structure: ReadStructure,
) -> _Identity:
    cas = check_cas_rn(draft.get("cas_rn"), known_cas_rn)
    formula = check_formula(draft.get("formula"))
    readings = formula.value.readings if formula.value else ()
    indefinite = formula.value.indefinite if formula.value else None
    stated_weight = draft.get("molecular_weight")
    weight = check_weight(stated_weight, draft.get("formula"), readings, indefinite)
    definite = () if indefinite else readings
    structure = check_structure(
        smiles=draft.get("smiles"),
        molfile=draft.get("molfile"),
        inchi=draft.get("inchi"),
        inchi_key=draft.get("inchi_key"),
        formula_text=draft.get("formula"),
        readings=definite,
        weight_text=stated_weight,
        weigh=partial(_misfit, stated_weight) if stated_weight else None,
        read_structure=read_structure,
    )
    name = check_name(draft.get("name"), named, structure.value, definite)
    masses = _masses(structure.value, formula.value, weight.value)
    checks = (check_presence(draft), cas, formula, weight, structure, name)
    return _Identity(cas, formula, weight, structure, masses, checks)


def _synonyms(draft: Draft) -> tuple[str, ...]:
    return tuple([name for part in draft.get("synonyms").split("|") if (name := part.strip())])


def _subject(draft: Draft, formula: Formula | None, cas_rn: str | None) -> Subject:
    """Return what the description should be about."""
    return Subject(draft.get("name"), _synonyms(draft), formula.hill_formula if formula else None, cas_rn)


def _misfit(stated: str, composition: Composition) -> str:
    """Return why a stated weight does not match a composition, or an empty text."""
    try:
        verdict = judge_weight(stated, [composition])
    except InvalidWeight:
        return ""
    return verdict.explanation if verdict.verdict is Verdict.MISMATCH else ""


def _stated_specifications(draft: Draft, families: Families) -> tuple[tuple[str, str], ...]:
    """Return the specifications, appearance and assay first, as on suppliers' pages."""
    named = (("Appearance", draft.get("appearance")), ("Assay", draft.get("assay")))
    return (*(pair for pair in named if pair[1]), *families.get("spec", ()))


class _Masses(NamedTuple):
    """Average weight, g/mol, and monoisotopic mass, Da."""

    molecular_weight: float
    monoisotopic_mass: float


def _masses(structure: Structure | None, formula: Formula | None, weight: WeightVerdict | None) -> _Masses | None:
    """Return the masses of the structure, else of the formula reading that fits the weight, or None."""
    if structure is not None and not structure.generic:
        return _Masses(structure.molecular_weight, structure.monoisotopic_mass)
    if weight is not None and weight.reading is not None:
        return _Masses(molecular_weight(weight.reading), monoisotopic_mass(weight.reading))
    if formula is None or formula.indefinite or not formula.readings:
        return None
    return _Masses(molecular_weight(formula.readings[0]), monoisotopic_mass(formula.readings[0]))
