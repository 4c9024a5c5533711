"""A product: what was stated, what we read from it, and what the checks found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.chemistry.formula.formula import Formula
from catalog.chemistry.mass.weight import WeightVerdict
from catalog.chemistry.structure.structure import Structure
from catalog.product.borrowed_structure import BorrowedStructure
from catalog.product.checks.cas_rn import CasNumbers
from catalog.product.checks.description import Description
from catalog.product.draft import Draft
from catalog.product.findings import Finding, has_refusal
from catalog.product.hazard.hazards import Hazards
from catalog.product.identifiers import Identifier
from catalog.product.offer.documents import AttachedDocument
from catalog.product.offer.lots import Lot
from catalog.product.offer.packs import Pack
from catalog.product.offer.storage import Storage
from catalog.product.offer.trade import Trade
from catalog.product.specification.properties import Property
from catalog.product.specification.specification import Specification
from catalog.product.text.names import Name

_NO_NUMBERS = CasNumbers(None)


@dataclass(slots=True)
class Product:
    """One examined product. ``catalog.product.examine`` fills it check by check.

    Attributes:
        draft: the stated texts, unchanged.
        cas: the CAS RNs as read.
        formula: the stated formula as read, or None.
        weight: the verdict on the stated weight, or None if not stated or not comparable.
        structure: as read, or None.
        borrowed_structure: that of the CAS RN if the supplier states none, or None.
        molecular_weight: average, g/mol, computed from the structure, else from the formula.
        monoisotopic_mass: Da, from the same source.
        status: ``published`` or ``discontinued``.
        names: all its names, the main name first.
        identifiers: its numbers in other systems, without the CAS RNs of their own field.
        specifications: the promised values, typed if possible.
        storage: the storage conditions.
        properties: the physical properties.
        lots: the values measured on batches.
        packs: the pack sizes, the smallest first.
        description: the free text and whether it may be shown.
        hazards: label and transport data, or None.
        trade: customs data, or None.
        attributes: names and texts of other stated facts, in stated order.
        documents: links, and files stored here.
        findings: the findings of the checks, in the order of the fields.
    """

    draft: Draft
    cas: CasNumbers = _NO_NUMBERS
    formula: Formula | None = None
    weight: WeightVerdict | None = None
    structure: Structure | None = None
    borrowed_structure: BorrowedStructure | None = None
    molecular_weight: float | None = None
    monoisotopic_mass: float | None = None
    status: str = "published"
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    specifications: tuple[Specification, ...] = ()
    storage: Storage | None = None
    properties: tuple[Property, ...] = ()
    packs: tuple[Pack, ...] = ()
    lots: tuple[Lot, ...] = ()
    description: Description | None = None
    hazards: Hazards | None = None
    trade: Trade | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    documents: tuple[AttachedDocument, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Return the other names, as stated."""
        return _names_in(self.draft.get("synonyms"))

    @property
    def is_refused(self) -> bool:
        """Tell whether a finding keeps it out of the catalog."""
        return has_refusal(self.findings)


@lru_cache(maxsize=8)
def _names_in(synonyms: str) -> tuple[str, ...]:
    """Return the names in a text of synonyms. Several checks ask for those of a product."""
    return tuple([name for part in synonyms.split("|") if (name := part.strip())])
