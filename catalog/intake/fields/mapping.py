"""Mapping files: the labels of one supplier that the label table does not know, written by a steward for reuse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile
from catalog.intake.fields.labels import Target
from catalog.intake.fields.words import normalize_label
from catalog.product.draft import is_field

SPECIAL_FIELDS = frozenset({"ignore", "iupac_name", "skus"})


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """Labels, in the form for comparison, and their fields."""

    labels: Mapping[str, str]

    def target_of(self, label: str) -> Target | None:
        """Return the meaning of a label in this mapping, or None."""
        field = self.labels.get(normalize_label(label))
        return None if field is None else Target(field)

    def document(self) -> dict[str, Any]:
        """Return the mapping in the form of its file."""
        return {"labels": dict(self.labels)}


def editable_mapping(used: Mapping[str, str], unknown: Iterable[str]) -> dict[str, Any]:
    """Return the meanings of a file's labels, in the form of a mapping file, to edit and reuse.

    Unread labels are in it as ``ignore``. Sizes and prices need each other, so they are left to the table.

    >>> editable_mapping({"CAS No.": "cas_rn", "Price 1": "price"}, ["Rack"])
    {'labels': {'CAS No.': 'cas_rn', 'Rack': 'ignore'}}
    """
    known = {label: field for label, field in used.items() if is_field(field) or field in SPECIAL_FIELDS}
    return {"labels": {**known, **dict.fromkeys(unknown, "ignore")}}


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
        raise UnreadableFile(f"The mapping {path} cannot be read: {error}") from error
    labels = content.get("labels") if isinstance(content, dict) else None
    if not isinstance(labels, dict) or not all(isinstance(field, str) for field in labels.values()):
        raise UnreadableFile(f'The mapping {path} must be of the form {{"labels": {{"their label": "our_field"}}}}.')
    unknown = [field for field in labels.values() if not is_field(field) and field not in SPECIAL_FIELDS]
    if unknown:
        raise UnreadableFile(
            f"The mapping {path} has unknown fields: {', '.join(unknown)}. docs/import-formats.md lists the fields."
        )
    return LabelMapping({normalize_label(label): field for label, field in labels.items()})
