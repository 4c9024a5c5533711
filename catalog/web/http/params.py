"""Query parameters: read strictly, limited, and converted for the lower layers.

The schema states every rule that it can: bounds and patterns. If only chemistry can check a text, its format names the
kind of text.
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


def clean_text(text: str) -> str:
    """Return a text as it is, if it has only characters that a text may have.

    Raises:
        ValueError: it has others.
    """
    if has_broken(text):
        raise ValueError("has a control character or half of a surrogate pair")
    return text


CLEAN = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]*"
"""The characters that a text may have, as a JSON Schema pattern. A pattern cannot exclude unpaired surrogates."""
FILLED = rf"{CLEAN}[^\s\u0000-\u001f\u007f-\u009f\ufffe\uffff]{CLEAN}"
"""The same for a text that must not be blank."""


FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "cas-rn": "a CAS Registry Number with a correct check digit; dashes are optional",
        "compound-key": "a CAS RN or an InChIKey, with `~` and a number after it if products were split off",
        "currency": "a code of ISO 4217, such as `EUR`",
        "cursor": "the `cursor` from the address in a list's `next`; it is valid only for the same order",
        "email-address": "an e-mail address: one `@`, and no blanks, quotes or angle brackets",
        "document-name": "at least one letter or digit, no slash, and no invisible characters",
        "element-ranges": "ranges of element counts, such as `C10-12 H* N>=2 no Cl`",
        "element-symbols": "symbols of elements, such as `Cl`, separated by commas",
        "mass-window": "a mass in Da, with or without a tolerance, such as `478.0803±5ppm`",
        "molecule": "SMILES or molfile of one component",
        "molecular-formula": "a molecular formula, such as `C20H22N4O4S3`",
        "smiles": "SMILES that RDKit can read, within the limits for clients",
        "visible-text": "at least one visible character, and no invisible ones but single blanks",
        "value-condition": "a name, one of `<`, `<=`, `>`, `>=`, `=` and `:`, and a number, a range or a text, such as "
        "`Water<=0.1`",
        "structure-query": "SMILES, SMARTS or molfile of one component",
    }
)
"""Formats of texts that JSON Schema does not define, and what each of them means."""


def schema_constraint(**words: JsonValue) -> FieldInfo:
    """Return a constraint for the description only. It is checked elsewhere."""
    constraint: FieldInfo = Field(json_schema_extra=words)
    return constraint


def name_list(names: Iterable[str]) -> FieldInfo:
    """Return the description of a text that lists some of these names, separated by commas."""
    one = f" *(?:{'|'.join(names)})? *"
    return schema_constraint(pattern=f"^{one}(?:,{one})*$")


BoundedText = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean_text)]
"""A text described by its format or pattern."""
Text = Annotated[BoundedText, schema_constraint(pattern=f"^{CLEAN}$")]
FilledText = Annotated[BoundedText, schema_constraint(pattern=f"^{FILLED}$")]
"""The same, but a blank text is refused."""
TypedText = Annotated[
    str,
    BeforeValidator(lambda text: text.replace("\r\n", "\n") if isinstance(text, str) else text),
    Field(max_length=MAX_TEXT),
    AfterValidator(clean_text),
]
"""A text typed into a form of a page. Browsers count a line end as one character, but send two."""
CasRn = Annotated[BoundedText, schema_constraint(format="cas-rn")]
Smiles = Annotated[BoundedText, schema_constraint(format="smiles")]
StructureQueryText = Annotated[BoundedText, schema_constraint(format="structure-query")]
Molecule = Annotated[BoundedText, schema_constraint(format="molecule")]
CompoundKey = Annotated[str, schema_constraint(format="compound-key")]
Mass = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


_NUMBER = re.compile(r"\s*[+-]?[0-9]*\.?[0-9]*\s*")


def _no_number(stated: object) -> object:
    """Return a time as text. Refuse a bare number, which pydantic would read as seconds or milliseconds."""
    if isinstance(stated, str) and _NUMBER.fullmatch(stated):
        raise ValueError("is not a time. Write 2026-07-01T12:00:00Z")
    return stated


def _in_utc(time: datetime) -> datetime:
    """Return a time in UTC. A time without a zone is taken as UTC."""
    try:
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is before the year 1 or after the year 9999") from error


Time = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_in_utc)]


class NoParameters(BaseModel):
    """For calls of the API without query parameters: any parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PageParameters(BaseModel):
    """For pages: unknown parameters are ignored, since links to pages carry parameters that track their readers."""

    model_config = ConfigDict(extra="ignore")


M = TypeVar("M", bound=BaseModel)


def with_filters(typed: Callable[[Parameter], Any]) -> Callable[[type[M]], type[M]]:
    """Add the parameters of all filters to those of a call.

    Args:
        typed: returns the type of a parameter, with its default, or None to leave it out.
    """
    added = {parameter.name: typed(parameter) for parameter in PARAMETERS}
    known = {name: kind for name, kind in added.items() if kind is not None}
    return lambda model: create_model(model.__name__, __base__=model, __module__=model.__module__, **known)


class LanguageParameters(PageParameters):
    """The language of a page."""

    lang: Text | None = Field(None, description="Two-letter language of the official texts on the page.")


class ProductPageParameters(LanguageParameters):
    """The language of a product's page, and the time for which it is wanted."""

    as_of: Time | None = Field(None, description="Show the product as it was at this time (RFC 3339).")


LONGEST_REASON = 500
"""The most characters of the reason of a change."""


class ReasonParameters(NoParameters):
    """Why a change is made."""

    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] | None = Field(
        None, description="Why the change is made. The history shows it to editors."
    )

    def stated(self) -> str | None:
        """Return the reason, or None if it is blank."""
        return (self.reason or "").strip() or None


class DrawingParameters(NoParameters):
    """How a structure is drawn."""

    highlight: Annotated[StructureQueryText, schema_constraint(minLength=1)] | None = Field(
        None, description="SMILES, SMARTS or molfile. Its match in the structure is highlighted."
    )
    stereo: bool = Field(default=False, description="Whether stereocentres and double bonds have their CIP labels.")


Cursor = Annotated[BoundedText, schema_constraint(format="cursor")]


class PagingParameters(NoParameters):
    """Which page of a list."""

    limit: int = Field(25, ge=1, le=1000, description="The number of items on a page.")
    cursor: Cursor | None = Field(None, description="Where the page begins: the value of `next` from the page before.")


class SupplierParameters(NoParameters):
    """Whose products."""

    supplier: list[Text] = Field([], max_length=50, description="Slugs or names of suppliers; any may match.")


class SuggestionParameters(SupplierParameters):
    """The text typed so far."""

    q: Text = Field(description="The beginning of a name or catalog number.")
    limit: int = Field(10, ge=1, le=50, description="The largest number of suggestions.")


class ChangesParameters(SupplierParameters):
    """Which changes to list."""

    since: int = Field(0, ge=0, le=2**63 - 1, description="List the changes after this sequence number.")
    limit: int = Field(100, ge=1, le=1000, description="The largest number of changes.")


ChangeKind = Literal["created", "changed", "deleted", "restored"]


class JournalFilterParameters(SupplierParameters):
    """Which changes of the journal."""

    actor: Text | None = Field(None, description="Only changes of this author.")
    run: int | None = Field(None, ge=1, le=2**63 - 1, description="Only changes of this import.")
    product: Text | None = Field(None, description="Only changes of products with this catalog number.")
    change: ChangeKind | None = Field(None, description="Only changes of this kind.")
    since: Time | None = Field(None, description="Only changes at this time or later (RFC 3339).")
    until: Time | None = Field(None, description="Only changes before this time (RFC 3339).")
    by_hand: bool = Field(default=False, description="Only changes that no import made.")


class JournalParameters(JournalFilterParameters):
    """Which changes of the journal, and which page of them."""

    before: int | None = Field(None, ge=1, le=2**63 - 1, description="Only changes with a smaller sequence number.")
    limit: int = Field(100, ge=1, le=1000, description="The largest number of changes.")


class ComparisonParameters(NoParameters):
    """What a revision is compared with."""

    since: int | None = Field(
        None, ge=1, le=2**31 - 1, description="The number of the other revision. Absent for the one before."
    )


class RunListParameters(NoParameters):
    """Which runs to list."""

    limit: int = Field(25, ge=1, le=1000, description="The largest number of runs.")
    before: int | None = Field(None, ge=1, le=2**63 - 1, description="List only runs with a smaller number than this.")


class RunRecordsParameters(NoParameters):
    """Which records of a run to list."""

    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"] | None = Field(
        None, description="List only records with this outcome."
    )
    after: int = Field(-1, ge=-1, le=2**63 - 1, description="List only records after this position.")
    limit: int = Field(100, ge=1, le=1000, description="The largest number of records.")


class ForetoldRecordsParameters(NoParameters):
    """Which records of a dry run to list."""

    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"] | None = Field(
        None, description="List only records with this outcome."
    )
    field: Text | None = Field(None, description="List only records that change this field or family, such as `pack`.")
    code: Text | None = Field(None, description="List only records with this kind of finding.")
    after: int = Field(0, ge=0, le=2**53 - 1, description="List only records behind this place: see `next`.")
    limit: int = Field(100, ge=1, le=1000, description="The largest number of records.")


class ReportListParameters(NoParameters):
    """Which reports of readers."""

    after: int = Field(0, ge=0, le=2**53 - 1, description="List only items with a larger `id`.")
    limit: int = Field(25, ge=1, le=1000, description="The largest number of items.")


class ReviewListParameters(SupplierParameters):
    """Which items of the review."""

    after: int = Field(0, ge=0, le=2**53 - 1, description="List only items with a larger `id`.")
    limit: int = Field(25, ge=1, le=1000, description="The largest number of items.")


class DraftListParameters(SupplierParameters):
    """Which held drafts."""

    run: int | None = Field(None, ge=1, le=2**63 - 1, description="Only drafts of this run.")
    code: Text | None = Field(None, description="Only drafts with an error of this kind.")
    field: Text | None = Field(None, description="Only drafts with an error of this field; with `code`, of both.")
    repairable: bool = Field(
        default=False, description="Only drafts with an error for which a correction is suggested."
    )
    before: int | None = Field(None, ge=1, le=2**63 - 1, description="Only drafts before this number.")
    limit: int = Field(25, ge=1, le=1000, description="How many drafts at most.")


class UndoParameters(NoParameters):
    """Options of an undo or redo."""

    force: bool = Field(
        default=False, description="Leave products that were changed later as they are, instead of refusing."
    )
