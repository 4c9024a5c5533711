"""What the cells of a record mean beside each other."""

from __future__ import annotations

import pytest

from catalog.intake.drafting import Labelling
from catalog.intake.records import RawRecord

NAMES: list[tuple[dict[str, str], str | None, str | None]] = [
    # Many price lists call the name a description; prose is none, nor is a description beside a name.
    ({"Code": "A", "Description": "4-Bromoaniline, 98%"}, "4-Bromoaniline, 98%", None),
    ({"Code": "A", "Description": "A solvent. Handle with care."}, None, "A solvent. Handle with care."),
    ({"Code": "A", "Description": "A solvent", "Name": "Water"}, "Water", "A solvent"),
    ({"Code": "A", "Description": "A solvent", "Synonyms": "Water"}, "Water", "A solvent"),
    ({"Code": "A", "Description": "x" * 151}, None, "x" * 151),
]


@pytest.mark.parametrize(("cells", "name", "description"), NAMES)
def test_a_short_description_stands_for_a_name_that_is_missing(
    cells: dict[str, str], name: str | None, description: str | None
) -> None:
    drafted = Labelling(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert (drafted.draft.fields.get("name"), drafted.draft.fields.get("description")) == (name, description)
    assert drafted.origins.keys() == drafted.draft.fields.keys()
