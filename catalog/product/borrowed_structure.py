"""A structure for a product whose supplier states none: that of its CAS RN, from the reference.

It is never the supplier's statement. It is drawn and searched, marked with its source, and it is not exported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from catalog.chemistry.formula.formula import Formula
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key
from catalog.chemistry.mass.weight import Verdict, judge_weight
from catalog.errors import InvalidWeight
from catalog.product.checks.cas_rn import CasNumbers
from catalog.product.checks.reference_facts import composition_of_entry
from catalog.product.draft import Draft
from catalog.product.findings import Code, Finding
from catalog.product.text.folding import fold
from catalog.product.text.name_forms import read_name_form
from catalog.product.text.name_isomers import NO_ISOMER
from catalog.reference.reference import Reference, ReferenceEntry

_DOUBTS = {
    Code.CAS_INVALID,
    Code.CAS_SEVERAL,
    Code.CAS_CONTRADICTED,
    Code.CAS_OTHER_COMPOUND,
    Code.CAS_OTHER_FORM,
    Code.CAS_NAME_MISMATCH,
    Code.NAME_OTHER_COMPOUND,
    Code.NAME_FORM_MISMATCH,
    Code.NAME_ISOMER_MISMATCH,
}
"""Findings after which the CAS RN does not tell the structure."""


class BorrowedStructure(NamedTuple):
    """A structure that is not the supplier's.

    Attributes:
        smiles: canonical.
        inchi_key: the standard InChIKey.
        cas_rn: whose structure it is.
        source: where it comes from.
    """

    smiles: str
    inchi_key: str
    cas_rn: str
    source: str

    @property
    def words(self) -> str:
        """Return what is said of it wherever it is shown."""
        return f"Not the supplier's: structure of CAS RN {self.cas_rn}, source {self.source}."

    def document(self) -> dict[str, str]:
        """Return it in the form of the document."""
        return {**self._asdict(), "note": self.words}


def borrow_structure(
    draft: Draft, cas: CasNumbers, formula: Formula | None, findings: Iterable[Finding], reference: Reference
) -> BorrowedStructure | None:
    """Return the structure of a product's CAS RN, or None.

    No structure is borrowed if the supplier states a structure, if an editor refused it (``structure_refused``), or if
    a stated fact does not agree with it: the formula, the InChIKey, what the checks compare with the CAS RN, or the
    name.

    Args:
        draft: the stated facts.
        cas: the CAS RNs as read.
        formula: the formula as read, or None.
        findings: those of the checks.
        reference: what is known of CAS RNs.
    """
    if cas.cas_rn is None or any(draft.get(field) for field in ("smiles", "molfile", "inchi", "structure_refused")):
        return None
    if not _DOUBTS.isdisjoint(finding.code for finding in findings):
        return None
    entry = reference.find(cas.cas_rn)
    if entry is None or not (entry.smiles and entry.inchi_key and entry.formula):
        return None
    if draft.get("formula") and not _has_composition(formula, entry):
        return None
    stated_key = harmonize_inchi_key(draft.get("inchi_key"))
    if stated_key and stated_key != entry.inchi_key:
        return None
    if not stated_key and not _is_named_so(draft, entry, reference):
        return None
    return BorrowedStructure(entry.smiles, entry.inchi_key, entry.cas_rn, entry.source)


def _has_composition(formula: Formula | None, entry: ReferenceEntry) -> bool:
    return formula is not None and not formula.indefinite and composition_of_entry(entry) in formula.readings


def _is_named_so(draft: Draft, entry: ReferenceEntry, reference: Reference) -> bool:
    """Tell whether the name is one of the CAS RN, or nobody knows it, and formula or weight prove the composition.

    Names in many languages say a salt, a hydrate or a label that no grammar reads, so a name that nobody knows proves
    nothing by itself. What it says of the isomer, no formula proves.
    """
    for name in (draft.get("name"), *draft.get("synonyms").split("|")):
        form = read_name_form(name)
        numbers = reference.numbers_of_name(fold(name))
        if not numbers and not form.is_labelled and not form.is_polymer:
            numbers = reference.numbers_of_name(" ".join(form.words))
        if numbers:
            return entry.cas_rn in numbers
        if form.isomer != NO_ISOMER:
            return False
    return bool(draft.get("formula")) or _has_weight(draft.get("molecular_weight"), entry)


def _has_weight(stated: str, entry: ReferenceEntry) -> bool:
    try:
        return bool(stated) and judge_weight(stated, [composition_of_entry(entry)]).verdict is Verdict.AGREES
    except InvalidWeight:
        return False


def shown_structure(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the structure that a product's page draws: the stated one, else the borrowed one, or None.

    Documents of earlier versions have no borrowed structures.
    """
    return document["structure"] or document.get("borrowed_structure")
