"""The check of lots: values against the specification, and dates against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.offer.lots import Lot, LotVerdict, read_lots
from catalog.product.specification.specification import Specification


def check_lots(
    stated: Sequence[tuple[str, str]], specifications: Sequence[Specification]
) -> CheckResult[tuple[Lot, ...]]:
    """Read the lots of a product.

    >>> from catalog.product.specification.specification import read_specification
    >>> checked = check_lots([("L1", "Assay: 97.1 %")], [read_specification("Assay", "98 % min")])
    >>> [finding.code.value for finding in checked.findings]
    ['lot-out-of-specification']
    """
    if not stated:
        return CheckResult(())
    lots = read_lots(stated, specifications)
    return CheckResult(lots, tuple([found for lot in lots for found in (*_values(lot), *_dates(lot))]))


def _values(lot: Lot) -> Iterator[Finding]:
    for value in lot.values:
        if value.verdict is LotVerdict.OUTSIDE and value.promised is not None:
            message = (
                f"Lot {lot.lot_number}: {value.measured.test} {value.measured.text}, which is out of specification: "
                f"limit {value.promised.text}."
            )
            yield Finding(
                Code.LOT_OUT_OF_SPECIFICATION,
                f"lot:{lot.lot_number}",
                message,
                stated=value.measured.text,
                expected=value.promised.text,
            )


def _dates(lot: Lot) -> Iterator[Finding]:
    field = f"lot:{lot.lot_number}"
    for part in lot.unread:
        message = (
            f"Lot {lot.lot_number}: {part!r} cannot be read. Write a test with its value, such as 'Assay: 99.2 %', "
            "or an unambiguous date, such as 'expires 2028-01-31'."
        )
        yield Finding(Code.LOT_UNREADABLE, field, message, stated=part)
    for name, later in (("retest", lot.retest), ("expiry", lot.expires)):
        # Dates without a day are compared as far as both go.
        if lot.released and later and later < lot.released[: len(later)]:
            message = f"Lot {lot.lot_number}: the {name} date {later} is before the release date {lot.released}."
            yield Finding(Code.LOT_DATES_INVALID, field, message, stated=later)
