"""The address of a search. It holds everything that was asked, in one order, so that it can be shared and saved."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from catalog.chemistry.structure.sameness import Ignorable
from catalog.search.interpretation import Kind
from catalog.store.reading.filters import PARAMETERS
from catalog.store.reading.parameters import Parameter, number_text
from catalog.web.http.params import Mass, PageParameters, Text, Time, TypedText, with_filters
from catalog.web.pages.finding.value_ranges import take_ranges, with_ranges

View = Literal["cards", "table"]
Grouping = Literal["compound", "offers"]
PLACE = {"cursor": None, "trail": None, "page": 1}
"""The first page."""


def _stated(value: object) -> object:
    """Return None for an empty field. Forms send their empty fields too."""
    return None if value == "" else value


def _all_stated(values: object) -> object:
    return [value for value in values if value != ""] if isinstance(values, list | tuple) else values


Blank = BeforeValidator(_stated)
Threshold = Annotated[float, Field(ge=0.1, le=1)]
OptionalMass = Annotated[Mass | None, Blank]
OptionalText = Annotated[Text | None, Blank]
OptionalTime = Annotated[Time | None, Blank]
StatedTexts = Annotated[tuple[Text, ...], BeforeValidator(_all_stated)]

TRAIL_CHARACTERS = 1_500
"""The most characters of the trail. Older pages are dropped, and reached again from the first page."""


def _typed(parameter: Parameter) -> Any:  # noqa: ANN401  # A type and its default, as pydantic takes them.
    """Return the page parameter of a filter, or None for a filter that the page does not take."""
    if not _is_of_page(parameter):
        return None
    if parameter.kind == "texts":
        return StatedTexts, Field((), max_length=20)
    return {"number": OptionalMass, "time": OptionalTime}.get(parameter.kind, OptionalText), None


def _is_of_page(parameter: Parameter) -> bool:
    return bool(parameter.title) or parameter.is_linked


@with_ranges
@with_filters(_typed)
class SearchBoxParameters(PageParameters):
    """The typed text, how to read it, and the filters with controls on the page."""

    q: TypedText = Field("", description="The search text.")
    kind: Annotated[Kind | None, Blank] = Field(None, description="How to read the text.")
    threshold: Annotated[Threshold | None, Blank] = Field(None, description="The minimum similarity.")
    ignore: tuple[Ignorable, ...] = Field((), max_length=4, description="The differences to ignore.")

    @model_validator(mode="after")
    def _with_ranges(self) -> Self:
        take_ranges(self)
        return self


class SearchAddress(SearchBoxParameters):
    """The parameters of a search page. Each control of the page sets one of them.

    An address lists them in the order of the attributes.
    """

    sort: OptionalText = Field(None, description="The order; put `-` before it to reverse it.")
    view: View = Field("cards", description="How results are shown.")
    group: Annotated[Grouping | None, Blank] = Field(
        None, description="Whether the offers of a compound stand together; by default if there are several suppliers."
    )
    limit: int = Field(24, ge=1, le=100, description="The number of results per page.")
    cursor: OptionalText = Field(None, description="The start of the page.")
    trail: OptionalText = Field(None, description="The starts of the earlier pages.")
    page: int = Field(1, ge=1, le=1_000_000, description="The number of the page, for its words only.")
    _path: str = PrivateAttr("/search")

    def on(self, path: str) -> Self:
        """Return this address on another page, which takes the same filters."""
        other = self.model_copy()
        other._path = path
        return other

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters as an address lists them, without the defaults."""
        found: list[tuple[str, str]] = []
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name != "q" and value == field.default:
                continue
            found += [(name, _written(entry)) for entry in (value if isinstance(value, tuple) else (value,))]
        return found

    def link(self, path: str | None = None, **changes: Any) -> str:  # noqa: ANN401  # As the attributes are.
        """Return the address of this search with some changes. A change of the query starts at the first page."""
        if not changes.keys() <= {*PLACE, "view"}:
            changes = {**PLACE, **changes}
        pairs = self.model_copy(update=changes).pairs()
        if path is None and self._path != "/search":
            pairs = [(name, value) for name, value in pairs if name != "q"]
        asked = urlencode(pairs)
        return (path or self._path) + ("?" + asked if asked else "")

    def without(self, name: str, value: object) -> str:
        """Return the address of this search without one of its filters."""
        stated = getattr(self, name)
        left: Any = tuple(entry for entry in stated if entry != value) if isinstance(stated, tuple) else None
        return self.link(**{name: left})

    def following(self, cursor: str) -> str:
        """Return the address of the next page, which knows the way back."""
        trail = [*self._trail(), self.cursor or ""]
        while len(".".join(trail)) > TRAIL_CHARACTERS:
            trail = trail[1:]
        return self.link(cursor=cursor, trail=".".join(trail) or None, page=self.page + 1)

    def preceding(self) -> str | None:
        """Return the address of the previous page, or None on the first."""
        if self.cursor is None:
            return None
        *before, last = self._trail() or [""]
        page = max(1, self.page - 1) if last else 1
        return self.link(cursor=last or None, trail=".".join(before) or None, page=page)

    def _trail(self) -> list[str]:
        if self.cursor is None:
            return []
        return (self.trail or "").split(".")

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """Return the parameters that a form must send as hidden fields beside its own controls."""
        return [(name, value) for name, value in self.pairs() if name not in (*but, *PLACE)]

    def is_filtered(self) -> bool:
        """Tell whether anything except the typed text filters the search."""
        return any(getattr(self, name) for name in FILTERS)


FILTERS = {parameter.name: parameter for parameter in PARAMETERS if _is_of_page(parameter)}
"""The filters of a search beside the typed text, by name."""


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return number_text(value) if isinstance(value, float) else str(value)


def search_for(text: str) -> str:
    """Return the address of the search for a text.

    >>> search_for("50-78-2"), search_for("a&b")
    ('/search?q=50-78-2', '/search?q=a%26b')
    """
    return "/search?" + urlencode({"q": text})
