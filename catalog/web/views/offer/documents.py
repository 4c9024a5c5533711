"""The documents of a product beside its price: safety data sheets by language, certificates by lot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from catalog.product.offer.documents import COA, SDS

Json = Mapping[str, Any]

YEARS = 3
"""A safety data sheet without a revision for so many years is called old. Many purchasers ask for a younger one
(29 CFR 1910.1200 and REACH, article 31, name no age)."""
LANGUAGES = {
    "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "en": "English", "es": "Español", "fi": "Suomi", "fr": "Français",
    "it": "Italiano", "ja": "日本語", "ko": "한국어", "nl": "Nederlands", "pl": "Polski", "pt": "Português",
    "ru": "Русский", "sv": "Svenska", "zh": "中文",
}  # fmt: skip
"""The languages' own names. Others are shown by their codes."""
_REGION = re.compile(r"\b[a-z]{2}[-_]([A-Z]{2})\b")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


class DocumentLink(NamedTuple):
    """A document beside the price.

    Attributes:
        words: such as ``SDS, Deutsch (CH)`` or ``CoA, lot L-12``.
        url: its address.
        note: its date or revision, or None.
        is_old: whether nobody revised it for years.
    """

    words: str
    url: str
    note: str | None = None
    is_old: bool = False


def safety_sheets(product: Json, today: date) -> list[DocumentLink]:
    """Return the safety data sheets that have an address, in the stated order."""
    found = [one for one in product.get("documents") or () if one["type"] == SDS and one.get("url")]
    return [_sheet(one, today) for one in found]


def _sheet(entry: Json, today: date) -> DocumentLink:
    code = entry.get("language")
    region = _REGION.search(entry.get("title") or "")
    language = f", {LANGUAGES.get(code, code)}" if code else ""
    where = f" ({region[1]})" if region else ""
    revision = entry.get("revision")
    day = revision_day(revision)
    is_old = day is not None and (today.year - day.year, today.month, today.day) > (YEARS, day.month, day.day)
    note = revision if revision is None or day else f"rev. {revision}"
    return DocumentLink(f"SDS{language}{where}", entry["url"], note, is_old)


def revision_day(revision: str | None) -> date | None:
    """Return the date that a revision is, the first of its month if only that is stated, or None for a number.

    >>> revision_day("2021-05"), revision_day("2.1"), revision_day("2021-13")
    (datetime.date(2021, 5, 1), None, None)
    """
    found = _DAY.fullmatch(revision or "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def certificates(product: Json) -> list[DocumentLink]:
    """Return the certificates of analysis by lot: those of the lots, then further documents, each address once."""
    found = {
        lot["certificate"]: DocumentLink(f"CoA, lot {lot['lot_number']}", lot["certificate"], lot.get("released"))
        for lot in product.get("lots") or ()
        if lot.get("certificate")
    }
    for entry in product.get("documents") or ():
        if entry["type"] == COA and entry.get("url"):
            lot = f", lot {entry['lot_number']}" if entry.get("lot_number") else ""
            found.setdefault(entry["url"], DocumentLink(f"CoA{lot}", entry["url"], entry.get("revision")))
    return list(found.values())
