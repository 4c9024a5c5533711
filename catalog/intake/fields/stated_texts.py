"""Stated texts of fields: whether two say the same, and what a text lacks."""

from __future__ import annotations

from catalog.intake.fields.number_substitutes import read_cas_rn
from catalog.product.hazard.pictograms import read_pictograms

LONGEST_NAME = 150
"""A longer description is not only a name."""


def could_be_a_name(description: str) -> bool:
    """Tell whether a description can be a product's name, as in many price lists: a line without a sentence.

    >>> could_be_a_name("4-Bromoaniline, 98%"), could_be_a_name("A widely used solvent. Handle with care.")
    (True, False)
    """
    one_line = 0 < len(description) <= LONGEST_NAME and "\n" not in description
    return one_line and not description.endswith(".") and ". " not in description


def same_fact(name: str, kept: str, text: str) -> bool:
    """Tell whether two texts of a field say the same.

    >>> same_fact("cas_rn", "67-64-1", "67641"), same_fact("grade", "AR", "LR")
    (True, False)
    """
    if kept == text:
        return True
    if name == "cas_rn":
        return read_cas_rn(text) is not None and read_cas_rn(kept) == read_cas_rn(text)
    if name == "pictograms":
        return set(read_pictograms(kept)[0]) == set(read_pictograms(text)[0])
    return name == "catalog_number" and kept.casefold() == text.casefold()


def same_name(kept: str, text: str) -> bool:
    """Tell whether two names differ in blanks and in the case of letters only."""
    return " ".join(kept.split()).casefold() == " ".join(text.split()).casefold()


def with_unit(name: str, text: str, unit: str | None) -> tuple[str, str | None]:
    """Return the text, with the unit from its label if it is only a number and needs one."""
    is_temperature = name == "storage" and unit is not None and unit.startswith(("°", "℃"))
    needs = name in ("assay", "availability") or is_temperature or name.startswith(("spec:", "property:"))
    if unit is None or not needs or not any(char.isdigit() for char in text) or unit.casefold() in text.casefold():
        return text, None
    return f"{text} {unit}", f"the unit {unit} is from the label"
