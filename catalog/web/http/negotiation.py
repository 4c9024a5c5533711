"""Content negotiation: choose a representation by the ``Accept`` header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def choose_offer(accept: str | None, offers: Sequence[tuple[str, T]]) -> T | None:
    """Return the offer that a client prefers, the first of equal ones, or None if it accepts none.

    Args:
        accept: the header as it came; None or blank accepts everything.
        offers: media types and their values, the server's favourite first.

    >>> offers = [("application/json", "json"), ("text/csv", "csv")]
    >>> (choose_offer("text/csv", offers), choose_offer("text/*;q=0.2, */*;q=0.5", offers),
    ...  choose_offer("image/png", offers))
    ('csv', 'json', None)
    """
    if accept is None or not accept.strip():
        return offers[0][1]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    best = max(offers, key=lambda offer: _quality(ranges, offer[0]))
    return best[1] if _quality(ranges, best[0]) > 0 else None


def _range(part: str) -> tuple[str, float]:
    media, *parameters = [piece.strip().lower() for piece in part.split(";")]
    quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return media, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return media, 0.0


def _quality(ranges: Sequence[tuple[str, float]], media_type: str) -> float:
    """Return how much a client wants a media type. The most specific range that fits decides."""
    for pattern in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        fitting = [quality for media, quality in ranges if media == pattern]
        if fitting:
            return max(fitting)
    return 0.0
