"""Query parameters: read strictly, bounded, and turned into what the floors below understand.

What a schema can say of what is refused, it says: bounds and patterns; where only chemistry can tell, a format that
names what the text is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, create_model
from pydantic.fields import FieldInfo

from catalog.product.checks.presence import has_broken
from catalog.store.reading.filters import PARAMETERS
from catalog.store.reading.parameters import Parameter

MAX_TEXT = 2_000


def _clean(text: str) -> str:
    if has_broken(text):
        raise ValueError("holds a control character or half of a surrogate pair")
    return text


CLEAN = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]*"
"""What a text may hold, as JSON Schema's patterns write it; halves of surrogate pairs they cannot."""
FILLED = rf"{CLEAN}[^\s\u0000-\u001f\u007f-\u009f\ufffe\uffff]{CLEAN}"
"""The same, where it may not be blank."""


FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "cas-rn": "a CAS Registry Number with its right check digit; dashes may be left out",
        "compound-key": "a CAS RN, or an InChIKey; `~` and a number after it where products were split off",
        "cursor": "the `cursor` in the address of a list's `next`; it goes with the order that it was made for",
        "document-name": "a letter or figure at least, no stroke, and nothing that cannot be seen",
        "element-ranges": "ranges of element counts, such as `C10-12 H* N>=2 no Cl`",
        "element-symbols": "symbols of elements, such as `Cl`, comma between",
        "mass-window": "a mass in Da, perhaps with its tolerance, such as `478.0803±5ppm`",
        "molecule": "SMILES or molfile of one component",
        "molecular-formula": "a molecular formula, such as `C20H22N4O4S3`",
        "smiles": "SMILES that RDKit can read, within the limits that strangers have",
        "value-condition": "a name, one of `<`, `<=`, `>`, `>=`, `=` and `:`, and a number, a range or a text, such as "
        "`Water<=0.1`",
        "structure-query": "SMILES, SMARTS or molfile of one component",
    }
)
"""The formats of texts that JSON Schema knows nothing of, and what each of them is."""


def schema_constraint(**words: JsonValue) -> FieldInfo:
    """A constraint that is held elsewhere, for the description alone."""
    constraint: FieldInfo = Field(json_schema_extra=words)
    return constraint


def name_list(names: Iterable[str]) -> FieldInfo:
    """The description of a text that holds some of these names, comma between."""
    one = f" *(?:{'|'.join(names)})? *"
    return schema_constraint(pattern=f"^{one}(?:,{one})*$")


BoundedText = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_clean)]
"""A text of a kind that its format or pattern tells."""
Text = Annotated[BoundedText, schema_constraint(pattern=f"^{CLEAN}$")]
FilledText = Annotated[BoundedText, schema_constraint(pattern=f"^{FILLED}$")]
"""One that is refused where it is blank."""
CasRn = Annotated[BoundedText, schema_constraint(format="cas-rn")]
Smiles = Annotated[BoundedText, schema_constraint(format="smiles")]
StructureQueryText = Annotated[BoundedText, schema_constraint(format="structure-query")]
Molecule = Annotated[BoundedText, schema_constraint(format="molecule")]
CompoundKey = Annotated[str, schema_constraint(format="compound-key")]
Mass = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


_NUMBER = re.compile(r"\s*[+-]?[0-9]*\.?[0-9]*\s*")


def _no_number(stated: object) -> object:
    """A time as text; a bare number, which pydantic would count in seconds or milliseconds, is none."""
    if isinstance(stated, str) and _NUMBER.fullmatch(stated):
        raise ValueError("is no time; write 2026-07-01T12:00:00Z")
    return stated


def _in_utc(time: datetime) -> datetime:
    """A time in UTC; one without a zone is taken as such."""
    try:
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("lies before the year 1 or after the year 9999") from error


Time = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_in_utc)]


class NoParameters(BaseModel):
    """For calls that take no query parameters: any is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


M = TypeVar("M", bound=NoParameters)


def with_filters(typed: Callable[[Parameter], Any]) -> Callable[[type[M]], type[M]]:
    """Add the parameters of all filters to those of a call.

    Args:
        typed: the type of one, with its default; None leaves it out.
    """
    added = {parameter.name: typed(parameter) for parameter in PARAMETERS}
    known = {name: kind for name, kind in added.items() if kind is not None}
    return lambda model: create_model(model.__name__, __base__=model, __module__=model.__module__, **known)


class LanguageParameters(NoParameters):
    """How somebody wants to read a page."""

    lang: Text | None = Field(None, description="Two-letter language of the official texts on the page.")


class AsOfParameters(NoParameters):
    """A document as it stood."""

    as_of: Time | None = Field(None, description="RFC 3339 time: the document as it stood then.")


class DrawingParameters(NoParameters):
    """How a structure is drawn."""

    highlight: Annotated[StructureQueryText, schema_constraint(minLength=1)] | None = Field(
        None, description="SMILES, SMARTS or molfile: where the structure holds it, it is highlighted."
    )


class PagingParameters(NoParameters):
    """Which part of a list."""

    limit: int = Field(25, ge=1, le=1000, description="How many items a page holds.")
    cursor: Annotated[BoundedText, schema_constraint(format="cursor")] | None = Field(
        None, description="Where the page begins; taken from `next`."
    )


class SuggestionParameters(NoParameters):
    """What somebody has typed so far."""

    q: Text = Field(description="The beginning of a name or catalog number.")
    limit: int = Field(10, ge=1, le=50, description="How many suggestions at most.")


class ChangesParameters(NoParameters):
    """Which changes."""

    since: int = Field(0, ge=0, le=2**63 - 1, description="The sequence number after which to begin.")
    limit: int = Field(100, ge=1, le=1000, description="How many changes at most.")


class RunListParameters(NoParameters):
    """Which runs."""

    limit: int = Field(25, ge=1, le=1000, description="How many runs at most.")
    before: int | None = Field(None, ge=1, le=2**63 - 1, description="Only runs before this number.")


class RunRecordsParameters(NoParameters):
    """Which records of a run."""

    outcome: Literal["created", "changed", "unchanged", "refused", "skipped"] | None = Field(
        None, description="Only records of this outcome."
    )
    after: int = Field(-1, ge=-1, le=2**63 - 1, description="Only records after this position.")
    limit: int = Field(100, ge=1, le=1000, description="How many records at most.")


class UndoParameters(NoParameters):
    """How to undo."""

    force: bool = Field(
        default=False, description="Leave products with later changes as they are, instead of refusing."
    )
