"""How a browser is to name what it saves, whatever the name holds that somebody once stated (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import quote

from catalog.product.checks.catalog_number import is_unseen

MOST_BYTES = 180
"""Of a name without its ending, in UTF-8; file systems take 255."""
_SEPARATORS = re.compile(r"[/\\:]")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+,-]")


def attachment(name: str, ending: str) -> str:
    """The header that has something saved, not shown: in plain ASCII for old browsers, and as it is for all others.

    What parts folders becomes a low line; line ends, controls and characters that nobody sees go, since they would end
    the header or disguise the ending.
    """
    seen = "".join(char if char.isprintable() else " " for char in name if not is_unseen(char))
    whole = " ".join(_SEPARATORS.sub("_", seen).split())
    stem = whole[: -len(ending)] if whole.lower().endswith(ending) else whole
    short = stem.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .") or "_"
    full = short + (whole[len(stem) :] or ending)
    return f"attachment; filename=\"{_NOT_PLAIN.sub('_', full)}\"; filename*=UTF-8''{quote(full, safe='')}"
