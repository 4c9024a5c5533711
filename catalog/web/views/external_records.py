"""Identifiers as chemists call them, with the pages of other databases about them. Nothing is asked from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from catalog.product.identifier_systems import BY_TYPE

Json = Mapping[str, Any]

COMMON_CHEMISTRY = "https://commonchemistry.cas.org/detail?cas_rn={}"
PAGES = {
    "CAS": COMMON_CHEMISTRY,
    "PubChem CID": "https://pubchem.ncbi.nlm.nih.gov/compound/{}",
    "PubChem SID": "https://pubchem.ncbi.nlm.nih.gov/substance/{}",
    "ChEMBL": "https://www.ebi.ac.uk/chembl/explore/compound/{}",
    "ChEBI": "https://www.ebi.ac.uk/chebi/CHEBI:{}",
    "EC": "https://chem.echa.europa.eu/substance-search?searchText={}",
}
"""Where other databases have their page about an identifier."""


class ExternalRecord(NamedTuple):
    """An identifier as the page shows it.

    Attributes:
        label: what chemists call it: ``PubChem CID``.
        value: the identifier.
        page: the page about it in its database, or None.
        is_wrong: whether it breaks the rule of its system.
    """

    label: str
    value: str
    page: str | None
    is_wrong: bool = False


def external_records(product: Json) -> list[ExternalRecord]:
    """Return the identifiers of a product, its own CAS RN first.

    >>> entry = {"type": "PubChem CID", "value": "180", "valid": True}
    >>> [(one.label, one.page) for one in external_records({"cas_rn": None, "identifiers": [entry]})]
    [('PubChem CID', 'https://pubchem.ncbi.nlm.nih.gov/compound/180')]
    """
    own = product.get("cas_rn")
    first = [ExternalRecord("CAS Common Chemistry", own, COMMON_CHEMISTRY.format(quote(own)))] if own else []
    return [*first, *(_record(entry) for entry in product.get("identifiers") or ())]


def _record(entry: Json) -> ExternalRecord:
    system, value, is_wrong = entry["type"], entry["value"], entry.get("valid") is False
    known = BY_TYPE.get(system)
    page = None if is_wrong or system not in PAGES else PAGES[system].format(quote(value.removeprefix("CHEBI:")))
    return ExternalRecord(known.called if known else system, value, page, is_wrong)
