"""The ranges with inputs on the search page, for numbers that many products state.

A form cannot write ``melting_point:120..130`` from two inputs. It sends both under one name, and the address turns
them into the condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, Field, create_model

from catalog.product.values import ValueKind, value_name
from catalog.web.http.params import Text

M = TypeVar("M", bound=BaseModel)
_RANGE = re.compile(r"([^<>=:\"]+):\s*([+-]?[0-9.]*?)\s*\.\.\s*([+-]?[0-9.]*)\s*")


class ValueRange(NamedTuple):
    """Two inputs: from and to.

    Attributes:
        kind: the filter that the inputs set.
        name: the property, as in an address.
        title: the text for people, with the unit.
    """

    kind: ValueKind
    name: str
    title: str

    @property
    def field(self) -> str:
        """Return the name of both inputs."""
        return f"range_{self.name}"

    def condition(self, ends: Sequence[str]) -> str:
        """Return the condition that the two inputs make, or an empty text if both are empty.

        >>> density = ValueRange("property", "density", "Density")
        >>> density.condition(["1.2", ""]), density.condition(["", ""])
        ('density:1.2..', '')
        """
        low, high = ([end.strip() for end in ends] + ["", ""])[:2]
        return f"{self.name}:{low}..{high}" if low or high else ""

    def ends(self, conditions: Sequence[str]) -> tuple[str, str]:
        """Return the texts of the inputs for some conditions.

        >>> ValueRange("property", "melting_point", "").ends(["density>1", "Melting point:120..130"])
        ('120', '130')
        """
        found = next((match for text in conditions if (match := self._match(text))), None)
        return ("", "") if found is None else (found[2], found[3])

    def others(self, conditions: Sequence[str]) -> tuple[str, ...]:
        """Return the conditions that the inputs do not show."""
        return tuple([text for text in conditions if self._match(text) is None])

    def _match(self, text: str) -> re.Match[str] | None:
        match = _RANGE.fullmatch(text)
        return match if match and value_name(self.kind, match[1]) == value_name(self.kind, self.name) else None


RANGES = (
    ValueRange("property", "melting_point", "Melting point, °C"),
    ValueRange("property", "boiling_point", "Boiling point, °C"),
    ValueRange("property", "flash_point", "Flash point, °C"),
    ValueRange("property", "density", "Density, g/mL"),
    ValueRange("property", "refractive_index", "Refractive index"),
    ValueRange("property", "specific_rotation", "Specific rotation, °"),
    ValueRange("spec", "water", "Water, %"),
)
"""The numbers that most suppliers state. The assay has its own facet."""


def with_ranges(model: type[M]) -> type[M]:
    """Add the inputs to the parameters of a page."""
    fields: dict[str, Any] = {one.field: (tuple[Text, ...], Field((), max_length=2)) for one in RANGES}
    return create_model(model.__name__, __base__=model, __module__=model.__module__, **fields)


def take_ranges(model: BaseModel) -> None:
    """Turn the texts of the inputs into conditions. They replace the conditions that the inputs showed."""
    for one in RANGES:
        condition = one.condition(getattr(model, one.field))
        if condition:
            setattr(model, one.kind, (*one.others(getattr(model, one.kind)), condition))
        setattr(model, one.field, ())
