"""The kind of an uploaded file, by its content alone. Only kinds that a catalog needs and that run nothing."""

from __future__ import annotations

import re

PDF, PNG, JPEG, JCAMP, TEXT = "application/pdf", "image/png", "image/jpeg", "chemical/x-jcamp-dx", "text/plain"

EXTENSIONS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", JCAMP: ".jdx", TEXT: ".txt"}
"""The accepted media types, with their file suffixes."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"\s*<(?:[!?/a-z])", re.IGNORECASE)


def media_type_of(content: bytes) -> str | None:
    """Return the media type of a file, or None if it is not accepted.

    The marks are those of ISO 32000-1 (7.5.2), RFC 2083 (3.1), ITU-T T.81 (annex B) and JCAMP-DX 4.24, whose first
    label is ``##TITLE=``. Text is UTF-8 without control characters, and no markup.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b"##TITLE= methanol"), media_type_of(b"<html>")
    ('application/pdf', 'chemical/x-jcamp-dx', None)
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not text.strip() or _CONTROL.search(text) or _MARKUP.match(text):
        return None
    return JCAMP if text.lstrip().upper().startswith("##TITLE=") else TEXT
