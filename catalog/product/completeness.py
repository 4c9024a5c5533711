"""Completeness: which fields a product's document states, by the words with which lists are filtered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from catalog.errors import InvalidQuery
from catalog.product.offer.documents import SDS

Json = Mapping[str, Any]


class CompletenessField(NamedTuple):
    """A field whose completeness is told.

    Attributes:
        title: its name for people.
        is_stated: tells from a document whether the field is stated. Documents of earlier releases may lack any part.
    """

    title: str
    is_stated: Callable[[Json], object]


def _at(*path: str) -> Callable[[Json], object]:
    """Return a function that reads a value of a document, or None."""

    def read(document: Json) -> object:
        """Return the value of a document."""
        value: Any = document
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    return read


def _has_price(document: Json) -> bool:
    return any(pack.get("price") is not None for pack in document.get("packs") or ())


def _has_safety_data_sheet(document: Json) -> bool:
    return any(entry.get("type") == SDS for entry in document.get("documents") or ())


COMPLETENESS: Mapping[str, CompletenessField] = MappingProxyType(
    {
        "cas": CompletenessField("CAS RN", _at("cas_rn")),
        "formula": CompletenessField("Formula", _at("stated_formula")),
        "weight": CompletenessField("Molecular weight", _at("stated_molecular_weight")),
        "structure": CompletenessField("Structure", _at("structure")),
        "synonyms": CompletenessField("Synonyms", _at("synonyms")),
        "identifiers": CompletenessField("Other identifiers", _at("identifiers")),
        "specification": CompletenessField("Specification", _at("specifications")),
        "properties": CompletenessField("Properties", _at("properties")),
        "storage": CompletenessField("Storage", _at("storage")),
        "hazards": CompletenessField("Hazards", _at("hazards")),
        "un-number": CompletenessField("UN number", _at("hazards", "un_number")),
        "packs": CompletenessField("Packs", _at("packs")),
        "price": CompletenessField("Prices", _has_price),
        "lots": CompletenessField("Lots", _at("lots")),
        "documents": CompletenessField("Documents", _at("documents")),
        "sds": CompletenessField("Safety data sheet", _has_safety_data_sheet),
        "description": CompletenessField("Description", _at("description")),
        "trade": CompletenessField("HS code or country of origin", _at("trade")),
    }
)
"""The fields whose completeness is told, by the word for each in filters."""


def stated_fields(document: Json) -> tuple[str, ...]:
    """Return the words of the fields that a document states, in the order of ``COMPLETENESS``.

    >>> stated_fields({"cas_rn": "64-17-5", "documents": [{"type": "SDS"}], "packs": []})
    ('cas', 'documents', 'sds')
    """
    return tuple(word for word, field in COMPLETENESS.items() if field.is_stated(document))


def read_field_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the words of fields as filters take them, in any case, each once.

    >>> read_field_words(["SDS ", "cas", "sds"])
    ('sds', 'cas')

    Raises:
        InvalidQuery: there is no such field.
    """
    words = tuple(dict.fromkeys(text.strip().lower() for text in texts))
    unknown = next((word for word in words if word not in COMPLETENESS), None)
    if unknown is not None:
        message = f"There is no field {unknown!r}. Use {', '.join(COMPLETENESS)}."
        raise InvalidQuery(message, stated=unknown)
    return words


def field_title(word: str) -> str:
    """Return the name of a field for people.

    >>> field_title("sds")
    'Safety data sheet'
    """
    return COMPLETENESS[word].title if word in COMPLETENESS else word
