"""How a browser names the file that it saves, whatever characters the stated name holds (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import quote

from catalog.product.checks.catalog_number import is_unseen

MOST_BYTES = 180
"""The longest name without its ending, in bytes of UTF-8; file systems take 255."""
_SEPARATORS = re.compile(r"[/\\:]")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+,-]")


def attachment(name: str, ending: str) -> str:
    """Return the header that makes a browser save the file: in ASCII for old browsers, in UTF-8 for all others.

    Separators of folders become underscores. Line ends, controls and invisible characters are removed: they could
    end the header or disguise the ending.
    """
    seen = "".join(char if char.isprintable() else " " for char in name if not is_unseen(char))
    whole = " ".join(_SEPARATORS.sub("_", seen).split())
    stem = whole[: -len(ending)] if whole.lower().endswith(ending) else whole
    short = stem.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .") or "_"
    full = short + (whole[len(stem) :] or ending)
    return f"attachment; filename=\"{_NOT_PLAIN.sub('_', full)}\"; filename*=UTF-8''{quote(full, safe='')}"
