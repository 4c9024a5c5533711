"""The check of the storage text."""

from __future__ import annotations

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.offer.storage import Storage, read_storage
from catalog.product.offer.storage_words import TYPICAL_RANGES


def check_storage(stated: str) -> CheckResult[Storage | None]:
    """Read and check the storage conditions, or return None.

    >>> check_storage("Ambient").findings
    ()
    >>> check_storage("Frozen, 2-8 °C").findings[0].code.value
    'specification-out-of-range'
    """
    if not stated.strip():
        return CheckResult(None)
    storage = read_storage(stated)
    if storage.doubt is None:
        return CheckResult(storage)
    low, high = TYPICAL_RANGES[storage.doubt]
    message = (
        f"The text says {storage.doubt!r}, which is {low:g} to {high:g} °C, but the temperature in it is "
        f"{_range_text(storage)}. The stated temperature is used."
    )
    return CheckResult(storage, (Finding(Code.SPECIFICATION_OUT_OF_RANGE, "storage", message, stated=stated),))


def _range_text(storage: Storage) -> str:
    if storage.low_c is None:
        return f"up to {storage.high_c:g} °C"
    if storage.high_c is None:
        return f"from {storage.low_c:g} °C"
    if storage.low_c == storage.high_c:
        return f"{storage.low_c:g} °C"
    return f"{storage.low_c:g} to {storage.high_c:g} °C"
