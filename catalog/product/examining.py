"""Examining a draft in a form that travels between processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.chemistry.fingerprints import FingerprintingReader, Fingerprints
from catalog.chemistry.names import NameReading
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine


class Examined(NamedTuple):
    """What an examination gives, as plain values.

    Attributes:
        content: the product document without revision, times and provenance.
        refused: whether a finding keeps it out of the catalog.
        fingerprints: those of its structure; None where none is known, or it is refused.
    """

    content: dict[str, Any]
    refused: bool
    fingerprints: Fingerprints | None = None


def examine_fields(fields: Mapping[str, str], named: NameReading | None = None) -> Examined:
    """Examine one draft, given by its fields."""
    reader = FingerprintingReader()
    product = examine(Draft(fields), named=named, read_structure=reader.read)
    refused, structure = product.is_refused, product.structure
    fingerprints = None if refused or structure is None else reader.fingerprints_of(structure)
    return Examined(document_of(product), refused, fingerprints)
