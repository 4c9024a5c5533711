"""How a filter is asked for: in an address of the API or of a page, as an option of a command, in words on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.errors import InvalidValue
from catalog.store.reading.facets import CountedValues

Kind = Literal["number", "text", "texts", "time"]
"""What is stated: a number from 0 on, a text, several texts, or a time with its zone."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """How a filter is asked for.

    Attributes:
        kind: what is stated.
        description: for who calls the API, and for who gives an option.
        read: makes of what is stated what the filter holds.
        attribute: of ``ProductFilter`` that it sets.
        name: where it is not that of the attribute.
        schema: what a schema can say of such a text: its pattern, or a format of its own.
        facet: what is counted beside it, if anything.
        facet_name: where it is not that of the parameter.
        is_joint: whether a product must have all values that are stated, instead of any of them.
        title: what stands above it on the search page, which has no control for one without; boxes of one title stand
            together. A filter with a facet is shown by its values, another by a box to type into.
        words: a value as a person reads it.
        alone: a value that stands by itself, with ``{}`` for its words.
        label: what stands beside the box.
        example: what may be typed into it.
        steps: of a number with a facet, the choices; each counts what is so much or more.
    """

    kind: Kind
    description: str
    read: Callable[[Any], Any] = tuple
    attribute: str = ""
    name: str = ""
    schema: Mapping[str, str] = field(default_factory=dict)
    facet: CountedValues | None = None
    facet_name: str = ""
    is_joint: bool = False
    title: str = ""
    words: Callable[[str], str] = str
    alone: str = "{}"
    label: str = ""
    example: str = ""
    steps: tuple[float, ...] = ()

    def value_of(self, stated: object) -> Any:  # noqa: ANN401  # As the filter's attributes are.
        """What the filter holds where this is stated.

        Raises:
            InvalidValue: it cannot be read; ``field`` says which parameter it was.
        """
        try:
            return self.read(stated)
        except InvalidValue as error:
            error.field = self.name
            raise

    def words_of(self, value: object) -> str:
        """A value of it as a person reads it."""
        return self.words(f"{value:g}" if isinstance(value, float) else str(value))
