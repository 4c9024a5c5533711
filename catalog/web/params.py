"""Query parameters: read strictly, bounded, and turned into what the floors below understand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from catalog.product.checks.presence import has_broken

MAX_TEXT = 2_000


def _clean(text: str) -> str:
    if has_broken(text):
        raise ValueError("holds a control character or half of a surrogate pair")
    return text


Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_clean)]
Mass = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class NoParameters(BaseModel):
    """For calls that take no query parameters: any is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Reading(NoParameters):
    """How somebody wants to read a page."""

    lang: Text | None = Field(None, description="Two-letter language of the official texts on the page.")


class AsOf(NoParameters):
    """A document as it stood."""

    as_of: datetime | None = Field(None, description="RFC 3339 time: the document as it stood then.")


class Drawn(NoParameters):
    """How a structure is drawn."""

    highlight: Text | None = Field(
        None, description="SMILES, SMARTS or molfile: where the structure holds it, it is highlighted."
    )


class Paging(NoParameters):
    """Which part of a list."""

    limit: int = Field(25, ge=1, le=1000, description="How many items a page holds.")
    cursor: Text | None = Field(None, description="Where the page begins; taken from `next`.")


class Typed(NoParameters):
    """What somebody has typed so far."""

    q: Text = Field(description="The beginning of a name or catalog number.")
    limit: int = Field(10, ge=1, le=50, description="How many suggestions at most.")


class Changes(NoParameters):
    """Which changes."""

    since: int = Field(0, ge=0, le=2**63 - 1, description="The sequence number after which to begin.")
    limit: int = Field(100, ge=1, le=1000, description="How many changes at most.")


class RunsPaging(NoParameters):
    """Which runs."""

    limit: int = Field(25, ge=1, le=1000, description="How many runs at most.")
    before: int | None = Field(None, ge=1, le=2**63 - 1, description="Only runs before this number.")


class RecordsOfRun(NoParameters):
    """Which records of a run."""

    outcome: Literal["created", "changed", "unchanged", "refused", "skipped"] | None = Field(
        None, description="Only records of this outcome."
    )
    after: int = Field(-1, ge=-1, le=2**63 - 1, description="Only records after this position.")
    limit: int = Field(100, ge=1, le=1000, description="How many records at most.")


class Undoing(NoParameters):
    """How to undo."""

    force: bool = Field(
        default=False, description="Leave products with later changes as they are, instead of refusing."
    )


def store_time(time: datetime) -> str:
    """A time as the store writes times; one without a zone is taken as UTC."""
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
