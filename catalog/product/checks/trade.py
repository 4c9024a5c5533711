"""The check of customs data and of the state of an offer."""

from __future__ import annotations

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.offer.trade import Trade, read_country, read_hs_code
from catalog.product.text.folding import catalog_key

_NOT = frozenset({"no", "n", "false", "0", "active", "available", "current", "nein", "否"})


def check_trade(hs_code: str, country: str) -> CheckResult[Trade | None]:
    """Read and check HS code and country, or return None if neither is stated.

    >>> [finding.code.value for finding in check_trade("2914", "Atlantis").findings]
    ['hs-code-invalid', 'country-unknown']
    """
    if not hs_code and not country:
        return CheckResult(None)
    digits = read_hs_code(hs_code) if hs_code else None
    code = read_country(country) if country else None
    findings = []
    if hs_code and digits is None:
        message = (
            f"{hs_code!r} is not a valid HS code. Expected: six digits, chapters 01 to 97, and up to four national "
            "digits. It is kept as stated."
        )
        findings.append(Finding(Code.HS_CODE_INVALID, "hs_code", message, stated=hs_code))
    if country and code is None:
        message = f"{country!r} is not a known country. Use the code, or the English, German or Chinese name."
        findings.append(Finding(Code.COUNTRY_UNKNOWN, "country_of_origin", message, stated=country))
    return CheckResult(Trade(hs_code, digits, country, code), tuple(findings))


def is_no(text: str) -> bool:
    """Tell whether a text about the end of a product says that it is sold.

    >>> is_no("No"), is_no("since 2024")
    (True, False)
    """
    return text.strip().casefold() in _NOT


def check_status(catalog_number: str, discontinued: str, replaced_by: str) -> CheckResult[str]:
    """Return ``published`` or ``discontinued``.

    >>> check_status("A1", "yes", "A2").value, check_status("A1", "no", "").value
    ('discontinued', 'published')
    """
    status = "discontinued" if discontinued and not is_no(discontinued) else "published"
    if replaced_by and catalog_key(replaced_by) == catalog_key(catalog_number):
        message = f"The product is its own replacement ({replaced_by}). State another catalog number."
        return CheckResult(status, (Finding(Code.REPLACED_BY_ITSELF, "replaced_by", message, stated=replaced_by),))
    return CheckResult(status)
