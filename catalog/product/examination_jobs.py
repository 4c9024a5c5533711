"""Examining drafts in worker processes: arguments and results can be sent between processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from catalog.chemistry.structure.fingerprints import FingerprintingReader, Fingerprints, fingerprints_of_smiles
from catalog.chemistry.structure.readers import recognised_text
from catalog.errors import StructureRefused
from catalog.product.checks.naming.systematic import StatedReading
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.product import Product
from catalog.reference.reference import NO_REFERENCE, Reference


class ExaminationResult(NamedTuple):
    """The result of an examination, as plain values.

    Attributes:
        content: the product document without revision, times and provenance.
        refused: whether a finding refuses it.
        fingerprints: of the structure that is shown, or None if there is none or it is refused.
    """

    content: dict[str, Any]
    refused: bool
    fingerprints: Fingerprints | None = None


def examine_fields(
    fields: Mapping[str, str], named: Sequence[StatedReading] | None = None, reference: Reference = NO_REFERENCE
) -> ExaminationResult:
    """Examine one draft, given by its fields."""
    return examine_all([(Draft(fields), named)], reference)[0]


def examine_refused(draft: Draft, refusal: StructureRefused, reference: Reference) -> ExaminationResult:
    """Examine a draft whose structure killed a worker. It is not read again."""

    def refuse(_text: str, _kind: str) -> NoReturn:
        """Refuse the structure as the worker did."""
        raise refusal

    product = examine(draft, read_structure=refuse, reference=reference)
    return ExaminationResult(document_of(product), product.is_refused)


def examine_all(
    stated: Sequence[tuple[Draft, Sequence[StatedReading] | None]], reference: Reference = NO_REFERENCE
) -> list[ExaminationResult]:
    """Examine several drafts, each with the readings of its systematic names, or None if not requested.

    Their structures are read together, which takes less time than one by one.
    """
    reader = FingerprintingReader()
    reader.read_ahead([drawing for draft, _ in stated if (drawing := _drawing(draft.fields)) is not None])
    return [_examined(draft, named, reader, reference) for draft, named in stated]


def _drawing(fields: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the structure that the examination reads first."""
    kinds = (kind for kind in ("molfile", "smiles", "inchi") if fields.get(kind, "").strip())
    kind = next(kinds, None)
    return None if kind is None else recognised_text(fields[kind], kind)[:2]


def _examined(
    draft: Draft, named: Sequence[StatedReading] | None, reader: FingerprintingReader, reference: Reference
) -> ExaminationResult:
    product = examine(draft, named=named, read_structure=reader.read, reference=reference)
    refused = product.is_refused
    return ExaminationResult(document_of(product), refused, None if refused else _fingerprints(product, reader))


def _fingerprints(product: Product, reader: FingerprintingReader) -> Fingerprints | None:
    if product.structure is not None:
        return reader.fingerprints_of(product.structure)
    borrowed = product.borrowed_structure
    return None if borrowed is None else fingerprints_of_smiles(borrowed.smiles)
