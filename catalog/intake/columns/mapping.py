"""Mapping files: the labels of one supplier that the label table does not know, written by a steward for reuse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import Target, currency_of, is_known, split_unit, target_of
from catalog.intake.columns.lot_columns import LOT_PARTS
from catalog.intake.columns.pack_columns import PACK_PARTS
from catalog.intake.columns.words import normalize_label
from catalog.product.draft import is_field

_OF_ONE_CELL = frozenset({"ignore", "iupac_name", "skus", "supplier"})
_OF_SEVERAL_CELLS = (PACK_PARTS | LOT_PARTS) - {"lot_value"}
SPECIAL_FIELDS = _OF_ONE_CELL | _OF_SEVERAL_CELLS
"""The names in a mapping besides the fields: what is no single field, such as a size, its unit, its price or a lot."""


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """Labels, in the form for comparison, and their fields."""

    labels: Mapping[str, str]

    def target_of(self, label: str) -> Target | None:
        """Return the meaning of a label in this mapping, or None. A unit or a currency in the label still counts."""
        name = self.labels.get(normalize_label(label))
        target = None if name is None else _named(name)
        if target is None or target.unit is not None:
            return target
        unit = currency_of(label) if target.field == "price" else split_unit(label)[1]
        return replace(target, unit=unit)

    def document(self) -> dict[str, Any]:
        """Return the mapping in the form of its file."""
        return {"labels": dict(self.labels)}

    def extended(self, labels: Mapping[str, str]) -> LabelMapping:
        """Return a mapping with further labels. Its own come first."""
        return LabelMapping({**{normalize_label(label): name for label, name in labels.items()}, **self.labels})


NO_MAPPING = LabelMapping({})
"""For a file that needs none."""


def _named(name: str) -> Target | None:
    """Return the meaning of a name in a mapping: a field, or any label that the table knows, such as ``Price 2``."""
    return Target(name) if is_field(name) or name in SPECIAL_FIELDS else target_of(name)


def is_meaning(name: str) -> bool:
    """Tell whether a mapping may give a label this meaning.

    >>> is_meaning("cas_rn"), is_meaning("ignore"), is_meaning("spec:Water"), is_meaning("who knows")
    (True, True, True, False)
    """
    return _named(name) is not None


def is_heading(label: str, mapping: LabelMapping) -> bool:
    """Tell whether a cell is a label, in the table or in a mapping. This finds the header row.

    >>> mapping = LabelMapping({"chemid": "catalog_number"})
    >>> is_heading("chemID", mapping), is_heading("CAS", mapping), is_heading("67-64-1", mapping)
    (True, True, False)
    """
    return is_known(label) or (bool(mapping.labels) and normalize_label(label) in mapping.labels)


def editable_mapping(used: Mapping[str, str], unknown: Iterable[str]) -> dict[str, Any]:
    """Return the meanings of a file's labels, in the form of a mapping file, to edit and reuse.

    Unread labels are in it as ``ignore``. Sizes and prices that the table knows need each other and are left to it.

    >>> editable_mapping({"CAS No.": "cas_rn", "Price 1": "price", "Was kostet es": "price"}, ["Rack"])
    {'labels': {'CAS No.': 'cas_rn', 'Was kostet es': 'price', 'Rack': 'ignore'}}
    """
    known = {label: name for label, name in used.items() if _is_written(label, name)}
    return {"labels": {**known, **dict.fromkeys(unknown, "ignore")}}


def _is_written(label: str, name: str) -> bool:
    if name in _OF_SEVERAL_CELLS:
        return target_of(label) is None
    return is_field(name) or name in _OF_ONE_CELL


def load_mapping(path: Path) -> LabelMapping:
    """Read a mapping file: ``{"labels": {"CAS No.": "cas_rn", …}}``.

    Raises:
        UnreadableFile: it is not a mapping file, or names an unknown field.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFile(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"The mapping {path} is not JSON in UTF-8: {error}") from error
    labels = content.get("labels") if isinstance(content, dict) else None
    if not isinstance(labels, dict) or not all(isinstance(field, str) for field in labels.values()):
        raise UnreadableFile(f'The mapping {path} must be of the form {{"labels": {{"their label": "our_field"}}}}.')
    unknown = [name for name in labels.values() if not is_meaning(name)]
    if unknown:
        raise UnreadableFile(
            f"The mapping {path} has unknown fields: {', '.join(unknown)}. docs/import-formats.md lists the fields."
        )
    return NO_MAPPING.extended(labels)
