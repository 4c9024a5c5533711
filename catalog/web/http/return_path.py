"""Where a page leads back to after signing in: a page of this site, never elsewhere."""

from __future__ import annotations

import re

LONGEST = 2_000
_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this site: one slash, no backslash (browsers read it as a slash), no blank, no control character."""


def return_path(text: str, otherwise: str) -> str:
    """Return a path of this site as it is, and ``otherwise`` for anything else.

    >>> return_path("/editor/imports/5?x=1", "/editor"), return_path("//evil.example", "/editor")
    ('/editor/imports/5?x=1', '/editor')
    """
    return text if len(text) <= LONGEST and _OWN.fullmatch(text) else otherwise
