"""Money: a stated price as a decimal amount in a currency of ISO 4217.

Amounts are always ``Decimal``, never binary floats. If several currencies share a sign, the sign alone means the
usual one: ``$`` is the US dollar, since the others add a letter (``C$``). ``¥`` is the yen, or the yuan if decimals
follow, since the yen has no decimals.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD "
    "MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB "
    "RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
    "UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW"
)
CURRENCIES = frozenset(_CODES.split())
"""The codes of currencies in use (ISO 4217:2015, list one)."""

_SIGNS = {
    "US$": "USD", "USD$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD",
    "S$": "SGD", "NT$": "TWD", "R$": "BRL", "CN¥": "CNY", "JP¥": "JPY", "RMB": "CNY", "元": "CNY", "人民币": "CNY",
    "円": "JPY", "日元": "JPY", "EURO": "EUR", "EUROS": "EUR", "€": "EUR", "£": "GBP", "₹": "INR", "RS": "INR",
    "₩": "KRW", "₽": "RUB", "РУБ": "RUB", "원": "KRW",
    "FR": "CHF", "SFR": "CHF", "ZŁ": "PLN", "KČ": "CZK", "$": "USD", "¥": "JPY",
}  # fmt: skip
"""The signs and names of currencies, in capitals and without a point."""

_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies with three decimals (ISO 4217, minor unit 3)."""

_PRICE = re.compile(r"((?:[^0-9.,+-]|\.(?=\s))*)([0-9][0-9.,' ]*)([^0-9]*)")
_GROUP = re.compile(r"(?<=[0-9])[' ](?=[0-9]{3}(?![0-9]))")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+|[0-9]+")
_GERMAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]+,[0-9]+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_MAX_LENGTH = 40
"""The most characters of a price."""
HIGHEST = Decimal(10) ** 15
"""The upper limit of prices in every currency. Higher ones are not read."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money.

    Attributes:
        amount: as stated, with its decimals.
        currency: the ISO 4217 code, or None.
    """

    amount: Decimal
    currency: str | None

    @property
    def text(self) -> str:
        """Return the amount as a decimal text without an exponent."""
        return f"{self.amount:f}"


def read_money(text: str) -> Money | None:
    """Read a price, or return None if it is not a price, too high, or its point is ambiguous.

    >>> [str(read_money(text).amount) for text in ("USD 12.50", "1,234.50 $", "1.234,50 €", "6,200", "CHF 1'200.-")]
    ['12.50', '1234.50', '1234.50', '6200', '1200']
    >>> read_money("¥ 1,200").currency, read_money("¥12.50").currency, read_money("1.234 €"), read_money("on request")
    ('JPY', 'CNY', None, None)
    >>> read_money("9999999999999999 EUR") is None
    True
    """
    if len(text) > _MAX_LENGTH:
        return None
    found = _PRICE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    sign, figures, after = found.groups()
    currency = _currency(sign, after)
    amount = _amount(figures.strip().rstrip(".,"), currency)
    if amount is None or amount >= HIGHEST or currency == "":
        return None
    if currency == "JPY" and "¥" in text + sign + after and amount != amount.to_integral_value():
        currency = "CNY"
    return Money(amount, currency)


def _currency(before: str, after: str) -> str | None:
    """Return the currency before or after the figures, None without one, or an empty text for other words."""
    words = [word for side in (before, after) if (word := side.strip(" .:-–—").upper())]
    if not words:
        return None
    codes = {word if word in CURRENCIES else _SIGNS.get(word, "") for word in words}
    return codes.pop() if len(codes) == 1 else ""


def _amount(figures: str, currency: str | None) -> Decimal | None:
    plain = _GROUP.sub("", figures)
    if _EITHER.fullmatch(plain) and currency not in _THREE_DECIMALS:
        return None
    if _ENGLISH.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    return Decimal(plain.replace(".", "").replace(",", ".")) if _GERMAN.fullmatch(plain) else None
