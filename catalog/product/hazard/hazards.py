"""Hazards: the stated data of a product's label and transport, and the label that follows from its hazard codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.product.draft import HAZARD_FIELDS
from catalog.product.hazard.classes import DANGER, WARNING, HazardLabel, derive_label
from catalog.product.hazard.pictograms import read_pictograms
from catalog.product.hazard.signal_words import read_signal_word
from catalog.product.hazard.statements import Statement, read_statements
from catalog.product.hazard.transport import (
    read_classes,
    read_combined,
    read_packing_group,
    read_storage_class,
    read_un_number,
    un_number_within,
)

_FIELDS = frozenset(HAZARD_FIELDS)


@dataclass(frozen=True, slots=True)
class Hazards:
    """Label and transport data of one product.

    Attributes:
        stated: the stated fields with their texts.
        hazard_statements: H and EUH codes, and statements without a code.
        precautionary_statements: P codes, in the same way.
        label: the label elements of the hazard codes.
        stated_word: Danger or Warning as stated, an empty text if stated as none, or None if not stated or unreadable.
        stated_pictograms: the stated ones, or None if the field is not stated.
        unread_pictograms: the pieces of that field that are not pictograms.
        un_number: four digits.
        classes: class or division first, then subsidiary hazards.
        packing_group: I, II or III.
        storage_class: by TRGS 510.
    """

    stated: Mapping[str, str]
    hazard_statements: tuple[Statement, ...]
    precautionary_statements: tuple[Statement, ...]
    label: HazardLabel
    stated_word: str | None
    stated_pictograms: tuple[str, ...] | None
    unread_pictograms: tuple[str, ...]
    un_number: str | None
    classes: tuple[str, ...] | None
    packing_group: str | None
    storage_class: str | None

    @property
    def has_codes(self) -> bool:
        """Whether there is a hazard code to check the label against."""
        return any(statement.is_known and statement.code for statement in self.hazard_statements)

    @property
    def is_complete(self) -> bool:
        """Whether every hazard statement was read, so that the derived label is complete."""
        return all(statement.is_known for statement in self.hazard_statements)

    @property
    def signal_word(self) -> str | None:
        """The more severe of the stated word and the word of the codes."""
        words = self.label.signal_words
        words = (self.stated_word or "", words[0] if len(words) == 1 else "")
        return DANGER if DANGER in words else WARNING if WARNING in words else None

    @property
    def pictograms(self) -> tuple[str, ...]:
        """The pictograms of the codes or, without codes, the stated ones."""
        return self.label.pictograms if self.has_codes else self.stated_pictograms or ()

    def document(self) -> dict[str, Any]:
        """Return the hazards as JSON. ``stated`` has every text unchanged."""
        return {
            "signal_word": self.signal_word,
            "stated_signal_word": self.stated.get("signal_word"),
            "pictograms": list(self.pictograms),
            "stated_pictograms": None if self.stated_pictograms is None else list(self.stated_pictograms),
            "hazard_statements": [statement.document() for statement in self.hazard_statements],
            "precautionary_statements": [statement.document() for statement in self.precautionary_statements],
            "un_number": self.un_number,
            "class": class_text(self.classes),
            "packing_group": self.packing_group,
            "storage_class": self.storage_class,
            "stated": dict(self.stated),
        }


def read_hazards(fields: Mapping[str, str]) -> Hazards | None:
    """Read the hazards among a draft's fields, or return None.

    >>> hazards = read_hazards({"hazard_statements": "H225; H319; H336", "un_number": "UN1090"})
    >>> hazards.signal_word, hazards.pictograms, hazards.un_number
    ('Danger', ('GHS02', 'GHS07'), '1090')
    """
    if _FIELDS.isdisjoint(fields):
        return None
    stated = {name: fields[name] for name in HAZARD_FIELDS if name in fields}
    hazardous, precautionary = _sorted_out(stated)
    number, classes, group = _transport(stated)
    pictograms = read_pictograms(stated["pictograms"]) if "pictograms" in stated else None
    return Hazards(
        stated=stated,
        hazard_statements=hazardous,
        precautionary_statements=precautionary,
        label=derive_label(member for statement in hazardous for member in statement.members),
        stated_word=read_signal_word(stated["signal_word"]) if "signal_word" in stated else None,
        stated_pictograms=None if pictograms is None else pictograms[0],
        unread_pictograms=() if pictograms is None else pictograms[1],
        un_number=number,
        classes=classes,
        packing_group=group,
        storage_class=read_storage_class(stated.get("storage_class", "")),
    )


def _transport(stated: Mapping[str, str]) -> tuple[str | None, tuple[str, ...] | None, str | None]:
    """Return UN number, classes and packing group, from their own fields or from one combined text."""
    number = read_un_number(stated.get("un_number", ""))
    classes: tuple[str, ...] | None = None
    group: str | None = None
    if number is None and "un_number" in stated:
        number, classes, group = read_combined(stated["un_number"])
    if "hazard_class" in stated:
        classes = read_classes(stated["hazard_class"])
        number = number if "un_number" in stated else un_number_within(stated["hazard_class"])
    if "packing_group" in stated:
        group = read_packing_group(stated["packing_group"])
    return number, classes, group


def class_text(classes: Iterable[str] | None) -> str | None:
    """Return class and subsidiary hazards as in transport documents.

    >>> class_text(("6.1", "3", "8")), class_text(("9",)), class_text(None)
    ('6.1 (3, 8)', '9', None)
    """
    if classes is None:
        return None
    main, *subsidiary = classes
    return f"{main} ({', '.join(subsidiary)})" if subsidiary else main


def _sorted_out(stated: Mapping[str, str]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Return the statements sorted by their letter. Those without a code stay in their field."""
    found: dict[str, list[Statement]] = {"H": [], "P": []}
    for letter, field in (("H", "hazard_statements"), ("P", "precautionary_statements")):
        for statement in read_statements(stated.get(field, "")):
            own = letter if statement.code is None else "P" if statement.code.startswith("P") else "H"
            if statement.code is None or all(statement.code != other.code for other in found[own]):
                found[own].append(statement)
    return tuple(found["H"]), tuple(found["P"])
