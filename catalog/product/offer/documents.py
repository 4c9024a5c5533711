"""A product's documents: safety data sheets, certificates, spectra. Each is a link, or a file stored here.

A draft states each as ``document:SDS (en, rev 2.1)`` with its address. For a file stored here, the text is
``sha256:…; application/pdf; 48213 bytes``. Files are found by their digest, so an older revision of a product still
finds its own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

MOST_DOCUMENTS = 200
"""The most documents of a product that are read."""
LONGEST_ADDRESS = 2_000
"""Longer addresses do not work everywhere (RFC 9110, 4.1 asks for at least 8,000; browsers and proxies differ)."""

SDS, COA, TDS, SPECTRUM, SPECIFICATION, OTHER = "SDS", "CoA", "TDS", "spectrum", "specification", "other"

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (SDS, re.compile(r"\bm?sds\b|safety data|sicherheitsdatenblatt|\bsdb\b|fiche de donn.es de s.cur|\bfds\b", re.I)),
    (COA, re.compile(r"\bcoa\b|certificate of analysis|analy[st]?[a-z]*zertifikat|certificat d.analyse", re.I)),
    (TDS, re.compile(r"\btds\b|technical data|technisches datenblatt|product information|data ?sheet", re.I)),
    (SPECTRUM, re.compile(r"spectr|spektr|\bnmr\b|\bhplc\b|\blc-?ms\b|\bgc-?ms\b|\bms\b|\bir\b|chromatogram", re.I)),
    (SPECIFICATION, re.compile(r"\bspec(?:ification)?s?\b|spezifikation", re.I)),
)
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "chinese": "zh", "中文": "zh", "japanese": "ja",
    "日本語": "ja", "portuguese": "pt", "dutch": "nl", "polish": "pl", "korean": "ko", "russian": "ru",
}  # fmt: skip
_CODES = frozenset(
    {
        "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "ja", "ko", "lt", "lv",
        "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "zh",
    }
)  # fmt: skip
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2})?", re.I)
_REVISION = re.compile(r"(?:rev(?:ision)?|version|ver|v)[ .:]*([0-9][0-9A-Za-z.\-]{0,19})", re.I)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_LOT = re.compile(r"(?:lot|batch|charge)(?: ?(?:no\.?|nr\.?|number))?[ .:#]*([0-9A-Za-z][0-9A-Za-z._/\-]{0,39})", re.I)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_KEPT = re.compile(r"sha256:([0-9a-f]{64}); ([a-z0-9.+\-]+/[a-z0-9.+\-]+); ([0-9]{1,12}) bytes")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\<>\"`{}|^]")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A draft's reference to a file stored here.

    Attributes:
        sha256: its digest, in hexadecimal.
        media_type: such as ``application/pdf``.
        size: in bytes.
    """

    sha256: str
    media_type: str
    size: int

    def text(self) -> str:
        """Return the text of the reference in a draft.

        >>> read_kept_file(KeptFile("0" * 64, "image/png", 5).text()).size
        5
        """
        return f"sha256:{self.sha256}; {self.media_type}; {self.size} bytes"


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """One document of a product.

    Attributes:
        label: as stated, such as ``SDS (en, rev 2.1)``.
        stated: its address as stated, or the reference to a file stored here.
        type: SDS, CoA, TDS, spectrum, specification or other.
        language: two letters, or None.
        revision: of the document itself.
        lot_number: the lot that a certificate is for.
        url: its address, if a page may link to it.
        trouble: why there is no address, or None.
        kept: the file, if it is stored here.
    """

    label: str
    stated: str
    type: str
    language: str | None
    revision: str | None
    lot_number: str | None
    url: str | None
    trouble: str | None
    kept: KeptFile | None

    def document(self, catalog_number: str) -> dict[str, Any]:
        """Return the document as JSON values."""
        kept = self.kept
        return {
            "type": self.type,
            "title": self.label,
            "url": self.url if kept is None else document_path(catalog_number, self.label),
            "language": self.language,
            "revision": self.revision,
            "lot_number": self.lot_number,
            "sha256": kept and kept.sha256,
            "media_type": kept and kept.media_type,
            "bytes": kept and kept.size,
            "stated": self.stated,
        }


def read_document(label: str, text: str) -> AttachedDocument:
    """Read one document from its label and address.

    >>> sheet = read_document("MSDS (English, rev. 2.1)", "https://example.org/1.pdf")
    >>> sheet.type, sheet.language, sheet.revision, sheet.url
    ('SDS', 'en', '2.1', 'https://example.org/1.pdf')
    >>> read_document("Certificate of Analysis (lot L-12)", "javascript:alert(1)").trouble
    'it must begin with http:// or https://'
    """
    kept = read_kept_file(text)
    trouble = None if kept else address_trouble(text)
    named = label[:200]
    bracketed = _IN_BRACKETS.search(named)
    words = [word.strip() for word in re.split("[,;]", bracketed.group(1))] if bracketed else []
    revision = next((match.group(1) for match in map(_REVISION.fullmatch, words) if match), None)
    lot = next((match.group(1) for match in map(_LOT.fullmatch, words) if match), None)
    return AttachedDocument(
        label=label,
        stated=text,
        type=next((kind for kind, pattern in _KINDS if pattern.search(named)), OTHER),
        language=next((code for code in map(_language, words) if code), None),
        revision=revision or next((word for word in words if _DATE.fullmatch(word)), None),
        lot_number=lot,
        url=text.strip() if kept is None and trouble is None else None,
        trouble=trouble,
        kept=kept,
    )


def read_documents(pairs: Iterable[tuple[str, str]]) -> tuple[AttachedDocument, ...]:
    """Read the documents of a product."""
    return tuple(read_document(label, text) for label, text in list(pairs)[:MOST_DOCUMENTS])


def read_kept_file(text: str) -> KeptFile | None:
    """Read a draft's reference to a file stored here, or return None.

    >>> read_kept_file("https://example.org/a.pdf") is None
    True
    """
    match = _KEPT.fullmatch(text)
    return None if match is None else KeptFile(match.group(1), match.group(2), int(match.group(3)))


def is_address(text: str) -> bool:
    """Tell whether a text is meant as the address of a document, or as a file stored here.

    >>> is_address("https://example.org/a.pdf"), is_address("www.example.org/a.pdf"), is_address("yes")
    (True, True, False)
    """
    return re.match(r"(?:https?|ftp)://|www\.", text, re.IGNORECASE) is not None or read_kept_file(text) is not None


def address_trouble(text: str) -> str | None:
    """Return why a page may not link to an address, or None.

    >>> address_trouble("https://example.org/a?b=c#d"), address_trouble("sds.pdf")
    (None, 'it is not a complete web address')
    >>> address_trouble("https://user:pw@example.org/")
    'it contains a user name or a password'
    """
    address = text.strip()
    if len(address) > LONGEST_ADDRESS:
        return f"it is longer than {LONGEST_ADDRESS:,} characters"
    if _UNSAFE.search(address):
        return "it has spaces, invisible characters, or others that are not allowed in a web address"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "it is not a complete web address"
    if parts.scheme and parts.scheme not in ("http", "https"):
        return "it must begin with http:// or https://"
    if not parts.scheme or not host:
        return "it is not a complete web address"
    return "it contains a user name or a password" if "@" in parts.netloc else None


def document_path(catalog_number: str, label: str) -> str:
    """Return the address of a file stored here."""
    number, name = (quote(part, safe="", errors="replace") for part in (catalog_number, label))
    return f"/products/{number}/documents/{name}"


def _language(word: str) -> str | None:
    named = _LANGUAGES.get(word.casefold())
    match = _LANGUAGE.fullmatch(word)
    return named or (match.group(1).lower() if match and match.group(1).lower() in _CODES else None)
