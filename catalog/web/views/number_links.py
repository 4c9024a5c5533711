"""From each number of the desk to the list that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from catalog.store.review.numbers import GRADES, Waiting, month_after, month_start

WAITING: dict[Waiting, str] = {
    "held": "/editor/held",
    "texts": "/editor/review?tab=texts",
    "warnings": "/editor/review?tab=warnings",
    "reports": "/editor/review?tab=reports",
    "requests": "/editor/review?tab=requests",
}
"""Where what waits is decided."""


def products_list(**filters: str | Sequence[str]) -> str:
    """Return the address of the products that fit some filters, each for itself and not by substance.

    >>> products_list(quality=("A", "B"), supplier="acme")
    '/search?quality=A&quality=B&supplier=acme&group=offers'
    """
    return f"/search?{urlencode({**filters, 'group': 'offers'}, doseq=True)}"


def all_products(statuses: Iterable[str]) -> str:
    """Return the address of all products, whatever their status."""
    return products_list(status=list(statuses))


def good_products() -> str:
    """Return the address of the products with the two best grades."""
    return products_list(quality=GRADES[:2])


def changed_in(code: str, month: str) -> str:
    """Return the address of the products with a kind of finding that changed last in a month.

    >>> changed_in("cas-repaired", "2026-12")
    '/search?finding=cas-repaired&changed_since=2026-12-01&changed_before=2027-01-01&group=offers'
    """
    return products_list(finding=code, changed_since=_first(month), changed_before=_first(month_after(month)))


def changed_before(code: str, month: str) -> str:
    """Return the address of the products with a kind of finding that changed last before a month."""
    return products_list(finding=code, changed_before=_first(month))


def changes_of(slug: str, change: str, month: str) -> str:
    """Return the address of the changes of a kind of a supplier's products since the beginning of a month."""
    return f"/editor/history?{urlencode({'supplier': slug, 'change': change, 'since': _first(month)})}"


def held_by_field(field: str) -> str:
    """Return the address of the held drafts with an error of a field."""
    return f"/editor/held?{urlencode({'field': field})}"


def _first(month: str) -> str:
    return month_start(month)[:10]
