"""Conditions of requests: ``If-Match`` and ``If-None-Match`` read in one place (RFC 9110, 8.8.3, 13.1.1 and 13.1.2)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from catalog.intake.editing.editing import NOTHING_KEPT, Condition

ANY = "*"
_TAG = re.compile(r'(W/)?("[^"]*")')
"""An entity tag; it may contain commas."""

IfMatch = Annotated[
    str | None, Header(description="The ETag of the document to change, or several ETags, or `*` for any.")
]
IfNoneMatch = Annotated[
    str | None, Header(description="`*` only creates a new product; an existing product is not replaced.")
]


def has_tag(if_none_match: str | None, tag: str) -> bool:
    """Tell whether ``If-None-Match`` names an entity tag. Tags are compared weakly.

    >>> has_tag('W/"1-ab", "2-cd"', '"1-ab"'), has_tag("*", '"1-ab"'), has_tag('"1"', '"1-ab"')
    (True, True, False)
    """
    return if_none_match is not None and not _named(if_none_match, weak=True).isdisjoint((tag, ANY))


def names_tag(if_none_match: str | None, tag: str) -> bool:
    """Tell whether ``If-None-Match`` names exactly this entity tag; ``*`` does not.

    >>> names_tag('W/"1-ab", "2-cd"', '"1-ab"'), names_tag("*", '"1-ab"')
    (True, False)
    """
    return if_none_match is not None and tag in _named(if_none_match, weak=True)


def _named(header: str, *, weak: bool) -> frozenset[str]:
    """Return the entity tags that a header names, with ``weak`` the weak ones too. Ignore all other text.

    >>> sorted(_named('"a,b" , W/"c"', weak=False)), sorted(_named(" * ", weak=False))
    (['"a,b"'], ['*'])
    """
    if header.strip() == ANY:
        return frozenset({ANY})
    return frozenset(tag for weakness, tag in _TAG.findall(header) if weak or not weakness)


def _stated(request: Request, name: str, *, weak: bool) -> frozenset[str] | None:
    lines = request.headers.getlist(name)
    return _named(",".join(lines), weak=weak) if lines else None


def wants_no_waiting(prefer: str | None) -> bool:
    """Tell whether ``Prefer`` asks for an answer before the work is done (RFC 7240, 4.1).

    >>> wants_no_waiting("return=minimal, Respond-Async; x=1"), wants_no_waiting("wait=10"), wants_no_waiting(None)
    (True, False, False)
    """
    names = (re.split("[;=]", part)[0].strip().casefold() for part in (prefer or "").split(","))
    return "respond-async" in names


def condition_of_change(request: Request, if_match: IfMatch = None) -> Condition:
    """Return the condition of a change. A weak tag never matches a document (RFC 9110, 8.8.3.2).

    Raises:
        HTTPException: 428, ``If-Match`` is missing (RFC 6585, 3); 412, it names no tag that a document can have.
    """
    if if_match is None:
        raise HTTPException(
            HTTPStatus.PRECONDITION_REQUIRED, "If-Match is missing. Send the ETag of the document to change."
        )
    match = _stated(request, "if-match", weak=False)
    if not match:
        detail = "If-Match has no usable ETag. Send an ETag in double quotes without W/, or *."
        raise HTTPException(HTTPStatus.PRECONDITION_FAILED, detail)
    return Condition(match, _stated(request, "if-none-match", weak=True))


def condition_of_replacement(
    request: Request, if_match: IfMatch = None, if_none_match: IfNoneMatch = None
) -> Condition:
    """Return the condition of a replacement. ``If-None-Match: *`` is allowed too: there must be no such product.

    Raises:
        HTTPException: 428, both headers are missing.
    """
    if if_match is None and (if_none_match or "").strip() == ANY:
        return NOTHING_KEPT
    return condition_of_change(request, if_match)


def condition_of_restoring(request: Request, if_match: IfMatch = None) -> Condition:
    """Return the condition of restoring; without ``If-Match`` there is none."""
    return NOTHING_KEPT if if_match is None else condition_of_change(request, if_match)


ChangeCondition = Annotated[Condition, Depends(condition_of_change)]
ReplaceCondition = Annotated[Condition, Depends(condition_of_replacement)]
RestoreCondition = Annotated[Condition, Depends(condition_of_restoring)]
