"""How users state a filter: in an API or page address, as an option of a command, or in words on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.errors import InvalidQuery, InvalidValue
from catalog.store.reading.facets import CountedField

MOST_JOINT = 15
"""How many values of one filter a product must have at most. PostgreSQL plans each as a join of its own."""

Kind = Literal["number", "text", "texts", "time"]
"""The kind of a stated value: a number from 0 up, a text, several texts, or a time with its zone."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """How users state a filter.

    Attributes:
        kind: the kind of value.
        description: a text for users of the API and of the command line.
        read: converts the stated value to the filter's value.
        attribute: the attribute of ``ProductFilter`` that it sets.
        name: its own name, if it is not the attribute's name.
        schema: what a schema can say about such a text: its pattern, or its own format.
        facet: the field that is counted beside it, if any.
        facet_name: the facet's own name, if it is not the parameter's name.
        is_joint: whether a product must have all stated values, instead of any of them.
        title: the heading on the search page. Without a title there is no control; boxes with one title are grouped.
            A filter with a facet shows its values; another filter shows a text box.
        is_linked: whether links to the search page may have it without a control. The page shows it as a chip.
        words: returns a value in words for people.
        alone: the text for a value without context, with ``{}`` for its words.
        label: the text beside the box.
        example: an example of what to type into the box.
        steps: the choices for a number with a facet. Each counts the products with this value or more.
        order: the values of a facet in the order in which people expect them; otherwise the most common come first.
    """

    kind: Kind
    description: str
    read: Callable[[Any], Any] = tuple
    attribute: str = ""
    name: str = ""
    schema: Mapping[str, str] = field(default_factory=dict)
    facet: CountedField | None = None
    facet_name: str = ""
    is_joint: bool = False
    title: str = ""
    is_linked: bool = False
    words: Callable[[str], str] = str
    alone: str = "{}"
    label: str = ""
    example: str = ""
    steps: tuple[float, ...] = ()
    order: tuple[str, ...] = ()

    def value_of(self, stated: object) -> Any:  # noqa: ANN401  # The filter's attributes have many types.
        """Return the filter's value for a stated value.

        Raises:
            InvalidValue: it cannot be read, or a product would need too many values; ``field`` names the parameter.
        """
        if self.is_joint and isinstance(stated, Sequence) and len(stated) > MOST_JOINT:
            message = f"At most {MOST_JOINT} conditions of one kind are expected; these are {len(stated)}."
            raise InvalidQuery(message, stated=str(stated[MOST_JOINT]), field=self.name)
        try:
            return self.read(stated)
        except InvalidValue as error:
            error.field = self.name
            raise

    def words_of(self, value: object) -> str:
        """Return a value in words for people."""
        return self.words(number_text(value) if isinstance(value, float) else str(value))


def number_text(value: float) -> str:
    """Return the shortest text of a number that reads back as the same number.

    >>> number_text(180.06338), number_text(1234567.0), number_text(0.5)
    ('180.06338', '1234567', '0.5')
    """
    return repr(value).removesuffix(".0")
