"""The draft: what a supplier wrote about one product, as text, field by field.

A draft is flat on purpose: one canonical field, one text. This makes it easy to merge two deliveries, to find
changes, to export, and to say where each fact came from. ``catalog.product.examine`` works out what the texts
mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

IDENTITY_FIELDS = ("catalog_number", "name", "cas_rn", "formula", "molecular_weight")
STRUCTURE_FIELDS = ("smiles", "molfile", "inchi", "inchi_key")
HAZARD_FIELDS = (
    "signal_word",
    "pictograms",
    "hazard_statements",
    "precautionary_statements",
    "un_number",
    "hazard_class",
    "packing_group",
    "storage_class",
)
"""The fields that state the hazards of a product."""
PLAIN_FIELDS = (
    *IDENTITY_FIELDS,
    *STRUCTURE_FIELDS,
    "structure_refused",
    "synonyms",
    "description",
    "storage",
    "appearance",
    "assay",
    "grade",
    *HAZARD_FIELDS,
    "hs_code",
    "country_of_origin",
    "availability",
    "lead_time",
    "price_date",
    "price_valid_until",
    "available_from",
    "discontinued",
    "replaced_by",
)
"""The single fields, in the order in which files are written. ``synonyms`` and statements have ``|`` between their
parts."""

FIELD_FAMILIES = ("spec", "property", "identifier", "synonym", "pack", "lot", "document", "attribute")
"""The families of fields, as ``spec:NAME``: ``spec:Water``, ``property:Boiling point``,
``identifier:MDL``, ``pack:5 g`` (the price with its currency, or "on request", and the other parts that
``catalog.product.offer.packs`` reads), ``synonym:zh`` (names of one language or kind, with ``|`` between),
``lot:L123`` (its values, dates and certificate), ``document:SDS`` (an address), ``attribute:Target`` (a fact that
the program does not interpret)."""

APPROVED_DESCRIPTION = "description_approved"
"""Kept beside the stated fields: the mark of the description that an approver let through; see ``approval_mark``. It is
no field: no file, form or API call states it. So the approval is part of a revision, and goes back with it."""

ERASE_MARKS = frozenset({"-", r"\N"})
"""A cell with one of these texts deletes the field. A blank cell leaves the field as it was."""


def is_field(name: str) -> bool:
    """Tell whether this is a canonical field name.

    >>> is_field("cas_rn"), is_field("spec:Water"), is_field("spec:"), is_field("price")
    (True, True, False, False)
    """
    family, colon, member = name.partition(":")
    return (bool(member.strip()) and family in FIELD_FAMILIES) if colon else name in PLAIN_FIELDS


def approval_mark(description: str) -> str:
    """Return the mark that approves a description. Another text has another mark."""
    return sha256(description.strip().encode("utf-8", "surrogatepass")).hexdigest()


class Draft(NamedTuple):
    """The stated facts of one product.

    Attributes:
        fields: the stated text of each canonical field; no blank texts.
    """

    fields: Mapping[str, str]

    def get(self, field: str) -> str:
        """Return the stated text, or an empty text."""
        return self.fields.get(field, "")

    def families(self) -> dict[str, list[tuple[str, str]]]:
        """Return the members of each family with their texts, in stated order. Families without members are missing.

        >>> Draft({"name": "BPTA", "spec:Water": "0.1 % max"}).families()
        {'spec': [('Water', '0.1 % max')]}
        """
        members: dict[str, list[tuple[str, str]]] = {}
        for key, text in self.fields.items():
            family, colon, member = key.partition(":")
            if colon:
                members.setdefault(family, []).append((member, text))
        return members

    def merged_into(self, earlier: Draft) -> Draft:
        """Return an earlier draft updated by this one: blank cells keep, erase marks delete, other texts replace.

        >>> Draft({"assay": "98%", "storage": "-"}).merged_into(Draft({"assay": "97%", "storage": "RT"})).fields
        {'assay': '98%'}
        """
        fields = {**earlier.fields, **self.fields}
        return Draft({key: text for key, text in fields.items() if (bare := text.strip()) and bare not in ERASE_MARKS})
