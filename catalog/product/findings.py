"""Findings: what a check reports about one stated fact. They are data and never raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """The consequence of a finding."""

    ERROR = "error"
    """The record is not published. It is held as a draft, or refused (see ``REFUSING``), until it is corrected. If the
    error is only that of a structure, the product is published without it (see ``keeps_out``)."""
    WARNING = "warning"
    """The product is published with the finding."""
    NOTE = "note"
    """Information; nothing is wrong."""


class Code(StrEnum):
    """Every finding that this program can make. docs/findings.md says what each means."""

    CATALOG_NUMBER_MISSING = "catalog-number-missing"
    CATALOG_NUMBER_INVALID = "catalog-number-invalid"
    CATALOG_NUMBER_DUPLICATE = "catalog-number-duplicate"
    CATALOG_NUMBER_DATE = "catalog-number-date"
    CATALOG_NUMBER_ASSIGNED = "catalog-number-assigned"
    NAME_MISSING = "name-missing"
    TEXT_INVALID = "text-invalid"
    TEXT_REPAIRED = "text-repaired"
    WORDS_IN_FIELD = "words-in-field"
    CAS_INVALID = "cas-invalid"
    CAS_REPAIRED = "cas-repaired"
    CAS_SEVERAL = "cas-several"
    CAS_DELETED = "cas-deleted"
    CAS_CONTRADICTED = "cas-contradicted"
    CAS_OTHER_COMPOUND = "cas-other-compound"
    CAS_OTHER_FORM = "cas-other-form"
    CAS_NAME_MISMATCH = "cas-name-mismatch"
    EC_CAS_MISMATCH = "ec-cas-mismatch"
    FORMULA_INVALID = "formula-invalid"
    FORMULA_INDEFINITE = "formula-indefinite"
    FORMULA_REPAIRED = "formula-repaired"
    WEIGHT_INVALID = "weight-invalid"
    WEIGHT_UNDETERMINED = "weight-undetermined"
    WEIGHT_WITHIN_RANGE = "weight-within-range"
    WEIGHT_OF_OTHER_FORMULA = "weight-of-other-formula"
    FORMULA_WEIGHT_MISMATCH = "formula-weight-mismatch"
    WEIGHT_IS_MONOISOTOPIC = "weight-is-monoisotopic"
    WEIGHT_OF_OTHER_FORM = "weight-of-other-form"
    STRUCTURE_INVALID = "structure-invalid"
    STRUCTURE_FORMULA_MISMATCH = "structure-formula-mismatch"
    STRUCTURE_INCHIKEY_MISMATCH = "structure-inchikey-mismatch"
    STRUCTURE_WEIGHT_MISMATCH = "structure-weight-mismatch"
    STRUCTURE_TAUTOMER_MISMATCH = "structure-tautomer-mismatch"
    STRUCTURE_STEREO_MISMATCH = "structure-stereo-mismatch"
    STRUCTURE_SALT_MISMATCH = "structure-salt-mismatch"
    STRUCTURE_ISOTOPE_MISMATCH = "structure-isotope-mismatch"
    STRUCTURE_REPAIRED = "structure-repaired"
    STRUCTURE_WITHHELD = "structure-withheld"
    STRUCTURE_GENERIC = "structure-generic"
    STRUCTURE_NOTE = "structure-note"
    INCHIKEY_INVALID = "inchikey-invalid"
    NAME_STRUCTURE_MISMATCH = "name-structure-mismatch"
    NAME_NOT_CHECKED = "name-not-checked"
    NAME_OTHER_COMPOUND = "name-other-compound"
    NAME_FORM_MISMATCH = "name-form-mismatch"
    NAME_ISOMER_MISMATCH = "name-isomer-mismatch"
    NAME_STRENGTH_MISMATCH = "name-strength-mismatch"
    SPECIFICATION_UNREADABLE = "specification-unreadable"
    SPECIFICATION_OUT_OF_RANGE = "specification-out-of-range"
    IDENTIFIER_INVALID = "identifier-invalid"
    HS_CODE_INVALID = "hs-code-invalid"
    HS_CODE_MISMATCH = "hs-code-mismatch"
    COUNTRY_UNKNOWN = "country-unknown"
    REPLACED_BY_ITSELF = "replaced-by-itself"
    PROPERTIES_CONFLICT = "properties-conflict"
    STATE_MISMATCH = "state-mismatch"
    FLAMMABILITY_MISMATCH = "flammability-mismatch"
    ROTATION_MISMATCH = "rotation-mismatch"
    STRENGTH_MISMATCH = "strength-mismatch"
    LOT_OUT_OF_SPECIFICATION = "lot-out-of-specification"
    LOT_UNREADABLE = "lot-unreadable"
    LOT_DATES_INVALID = "lot-dates-invalid"
    PACK_UNREADABLE = "pack-unreadable"
    PRICE_INVALID = "price-invalid"
    PRICE_WITHOUT_CURRENCY = "price-without-currency"
    PRICE_RISES = "price-rises"
    PRICE_CONFLICT = "price-conflict"
    PACK_UNIT_UNUSUAL = "pack-unit-unusual"
    DATE_UNREADABLE = "date-unreadable"
    DESCRIPTION_OFF_TOPIC = "description-off-topic"
    DESCRIPTION_OTHER_COMPOUND = "description-other-compound"
    DESCRIPTION_FILLER = "description-filler"
    DESCRIPTION_FACT_MISMATCH = "description-fact-mismatch"
    HAZARD_CODE_UNKNOWN = "hazard-code-unknown"
    HAZARD_PHRASE_OBSOLETE = "hazard-phrase-obsolete"
    HAZARD_STATEMENT_UNREAD = "hazard-statement-unread"
    HAZARD_STATEMENTS_MISSING = "hazard-statements-missing"
    SIGNAL_WORD_UNKNOWN = "signal-word-unknown"
    SIGNAL_WORD_MISMATCH = "signal-word-mismatch"
    SIGNAL_WORD_MISSING = "signal-word-missing"
    PICTOGRAM_UNKNOWN = "pictogram-unknown"
    PICTOGRAM_MISMATCH = "pictogram-mismatch"
    TRANSPORT_UNREAD = "transport-unread"
    TRANSPORT_MISMATCH = "transport-mismatch"
    STORAGE_CLASS_UNKNOWN = "storage-class-unknown"
    STORAGE_MISMATCH = "storage-mismatch"
    STORAGE_INCOMPLETE = "storage-incomplete"
    DOCUMENT_INVALID = "document-invalid"
    DOCUMENT_DUPLICATE = "document-duplicate"
    CATALOG_CAS_CONFLICT = "catalog-cas-conflict"
    CATALOG_NAME_CONFLICT = "catalog-name-conflict"
    FIELD_CONFLICT = "field-conflict"
    FIELD_UNKNOWN = "field-unknown"
    COLUMN_GUESSED = "column-guessed"
    LABEL_NEARLY_KNOWN = "label-nearly-known"
    RECORD_SKIPPED = "record-skipped"
    RECORD_FAILED = "record-failed"


_ERRORS = {
    Code.CATALOG_NUMBER_MISSING,
    Code.CATALOG_NUMBER_INVALID,
    Code.CATALOG_NUMBER_DUPLICATE,
    Code.NAME_MISSING,
    Code.TEXT_INVALID,
    Code.CAS_INVALID,
    Code.CAS_CONTRADICTED,
    Code.FORMULA_INVALID,
    Code.WEIGHT_INVALID,
    Code.FORMULA_WEIGHT_MISMATCH,
    Code.STRUCTURE_INVALID,
    Code.STRUCTURE_FORMULA_MISMATCH,
    Code.STRUCTURE_INCHIKEY_MISMATCH,
    Code.RECORD_FAILED,
}
_NOTES = {
    Code.CATALOG_NUMBER_ASSIGNED,
    Code.CAS_SEVERAL,
    Code.FORMULA_INDEFINITE,
    Code.WEIGHT_UNDETERMINED,
    Code.WEIGHT_WITHIN_RANGE,
    Code.STRUCTURE_NOTE,
    Code.NAME_NOT_CHECKED,
    Code.HAZARD_STATEMENT_UNREAD,
    Code.HAZARD_STATEMENTS_MISSING,
    Code.SIGNAL_WORD_MISSING,
    Code.DOCUMENT_DUPLICATE,
    Code.PRICE_WITHOUT_CURRENCY,
    Code.PRICE_RISES,
    Code.PACK_UNIT_UNUSUAL,
    Code.STORAGE_INCOMPLETE,
    Code.FIELD_UNKNOWN,
    Code.COLUMN_GUESSED,
    Code.RECORD_SKIPPED,
}

SEVERITIES: dict[Code, Severity] = {
    code: Severity.ERROR if code in _ERRORS else Severity.NOTE if code in _NOTES else Severity.WARNING for code in Code
}
"""Which findings keep a record out of the catalog, which stay with the product, and which only inform."""

_CONTRADICTIONS = {Code.STRUCTURE_FORMULA_MISMATCH, Code.STRUCTURE_INCHIKEY_MISMATCH}
"""The errors that a withheld structure settles."""

WITHHOLDING = frozenset({Code.DESCRIPTION_OFF_TOPIC, Code.DESCRIPTION_OTHER_COMPOUND, Code.DESCRIPTION_FILLER})
"""The findings that withhold a description."""

REFUSING = frozenset({Code.CATALOG_NUMBER_DUPLICATE, Code.RECORD_FAILED})
"""The errors that refuse a record: its product is unclear, or it could not be read. With any other error, a record
that identifies its product is held as a draft (``catalog.product.mending``)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check of one field.

    Attributes:
        code: the kind of finding; programs can rely on it.
        field: the canonical name of its field.
        message: a sentence for a person: what is wrong, what was expected, what to do.
        stated: the supplier's text, if there is one.
        expected: the likely correct text, if exactly one is plausible.

    >>> Finding(Code.CAS_INVALID, "cas_rn", "The check digit should be 2.", stated="89604-92-3").severity.value
    'error'
    """

    code: Code
    field: str
    message: str
    stated: str | None = None
    expected: str | None = None

    @property
    def severity(self) -> Severity:
        """Return the consequence, by the table above."""
        return SEVERITIES[self.code]


class CheckResult(NamedTuple, Generic[T]):
    """The value that a check read, and its findings.

    A named tuple, since making a frozen dataclass takes three times as long.

    Attributes:
        value: the fact, or None.
        findings: in the order of the checks.
    """

    value: T
    findings: tuple[Finding, ...] = ()


def has_refusal(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding keeps the record out of the catalog."""
    return keeps_out([finding.code for finding in findings if finding.severity is not Severity.NOTE])


def keeps_out(codes: Collection[str]) -> bool:
    """Tell whether the codes of a record's findings keep it out of the catalog.

    An error keeps it out. If only the structure cannot be read, or is withheld because two other facts contradict it,
    the product is published without the structure.

    >>> keeps_out([Code.FORMULA_INVALID]), keeps_out([Code.STRUCTURE_INVALID, Code.CAS_REPAIRED])
    (True, False)
    >>> keeps_out([Code.STRUCTURE_FORMULA_MISMATCH])
    True
    >>> keeps_out([Code.STRUCTURE_FORMULA_MISMATCH, Code.STRUCTURE_WITHHELD])
    False
    """
    errors = _ERRORS.intersection(codes) - {Code.STRUCTURE_INVALID}
    return bool(errors - _CONTRADICTIONS if Code.STRUCTURE_WITHHELD in codes else errors)
