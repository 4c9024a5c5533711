"""The address of a search: everything that was asked stands in it, in one order, so that it can be shared and kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field, model_validator

from catalog.chemistry.structure.sameness import Ignorable
from catalog.search.interpretation import Kind
from catalog.store.reading.filters import PARAMETERS
from catalog.store.reading.parameters import Parameter
from catalog.web.http.params import Mass, NoParameters, Text, with_filters
from catalog.web.pages.value_ranges import take_ranges, with_ranges

View = Literal["cards", "table"]


def _stated(value: object) -> object:
    """A form sends its empty fields too; such a one asks for nothing."""
    return None if value == "" else value


def _all_stated(values: object) -> object:
    return [value for value in values if value != ""] if isinstance(values, list | tuple) else values


Blank = BeforeValidator(_stated)
Threshold = Annotated[float, Field(ge=0.1, le=1)]
OptionalMass = Annotated[Mass | None, Blank]
OptionalText = Annotated[Text | None, Blank]
StatedTexts = Annotated[tuple[Text, ...], BeforeValidator(_all_stated)]

TRAIL_CHARACTERS = 1_500
"""How long the way back may grow in an address; what is further back is reached by the first page."""


def _typed(parameter: Parameter) -> Any:  # noqa: ANN401  # A type and its default, as pydantic takes them.
    """A filter's parameter in the address of a page; None for one that no control sets."""
    if not parameter.title:
        return None
    if parameter.kind == "texts":
        return StatedTexts, Field((), max_length=20)
    return (OptionalMass if parameter.kind == "number" else OptionalText), None


@with_ranges
@with_filters(_typed)
class SearchBoxParameters(NoParameters):
    """What was typed, how it is to be read, and the filters that the page has controls for."""

    q: Text = Field("", description="What was typed.")
    kind: Annotated[Kind | None, Blank] = Field(None, description="Read it as this.")
    threshold: Annotated[Threshold | None, Blank] = Field(None, description="The least similarity.")
    ignore: tuple[Ignorable, ...] = Field((), max_length=4, description="In what the same compound may differ.")

    @model_validator(mode="after")
    def _with_ranges(self) -> Self:
        take_ranges(self)
        return self


class SearchAddress(SearchBoxParameters):
    """What a search page is asked for; every control of the page is one of these.

    The order of the attributes is the order in which an address names them.
    """

    sort: OptionalText = Field(None, description="The order, `-` before it for the other way round.")
    view: View = Field("cards", description="How results are shown.")
    limit: int = Field(24, ge=1, le=100, description="How many results a page holds.")
    cursor: OptionalText = Field(None, description="Where the page begins.")
    trail: OptionalText = Field(None, description="Where the pages before it began.")

    def pairs(self) -> list[tuple[str, str]]:
        """What was asked, as an address names it; what is as usual is left out."""
        found: list[tuple[str, str]] = []
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name != "q" and value == field.default:
                continue
            found += [(name, _written(entry)) for entry in (value if isinstance(value, tuple) else (value,))]
        return found

    def link(self, path: str = "/search", **changes: Any) -> str:  # noqa: ANN401  # As the attributes are.
        """The address of the same search but for some changes; a change of anything but the page begins anew."""
        if not changes.keys() <= {"cursor", "trail", "view"}:
            changes = {"cursor": None, "trail": None, **changes}
        return path + "?" + urlencode(self.model_copy(update=changes).pairs())

    def without(self, name: str, value: object) -> str:
        """The address of the same search without one of its filters."""
        stated = getattr(self, name)
        left: Any = tuple(entry for entry in stated if entry != value) if isinstance(stated, tuple) else None
        return self.link("/search", **{name: left})

    def following(self, cursor: str) -> str:
        """The address of the next page, which knows the way back."""
        trail = [*self._trail(), self.cursor or ""]
        while len(".".join(trail)) > TRAIL_CHARACTERS:
            trail = trail[1:]
        return self.link(cursor=cursor, trail=".".join(trail) or None)

    def preceding(self) -> str | None:
        """The address of the page before; None on the first."""
        if self.cursor is None:
            return None
        *before, last = self._trail() or [""]
        return self.link(cursor=last or None, trail=".".join(before) or None)

    def _trail(self) -> list[str]:
        if self.cursor is None:
            return []
        return (self.trail or "").split(".")

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form must carry along beside its own controls."""
        return [(name, value) for name, value in self.pairs() if name not in (*but, "cursor", "trail")]

    def is_filtered(self) -> bool:
        """Tell whether anything narrows the search beside what was typed."""
        return any(getattr(self, name) for name in FILTERS)


FILTERS = {parameter.name: parameter for parameter in PARAMETERS if parameter.title}
"""What narrows a search beside what was typed, by name."""


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def search_for(text: str) -> str:
    """The address of the search for a text.

    >>> search_for("50-78-2"), search_for("a&b")
    ('/search?q=50-78-2', '/search?q=a%26b')
    """
    return "/search?" + urlencode({"q": text})
