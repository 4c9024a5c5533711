"""Which fields a document states, and the words by which lists are filtered."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.errors import InvalidQuery
from catalog.product.completeness import COMPLETENESS, read_field_words, stated_fields

STATED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ()),
    ({"cas_rn": None, "structure": None, "packs": [], "documents": [], "description": None}, ()),
    ({"cas_rn": "64-17-5"}, ("cas",)),
    ({"stated_formula": "C2H6O", "hill_formula": "C2H6O"}, ("formula",)),
    ({"hill_formula": "C2H6O", "molecular_weight": 46.07}, ()),
    ({"borrowed_structure": {"smiles": "CCO"}}, ()),
    ({"structure": {"smiles": "CCO"}}, ("structure",)),
    ({"hazards": {"un_number": None, "pictograms": ["GHS02"]}}, ("hazards",)),
    ({"hazards": {"un_number": "1170"}}, ("hazards", "un-number")),
    ({"packs": [{"size": "1 L", "price": None}]}, ("packs",)),
    ({"packs": [{"size": "1 L", "price": None}, {"size": "5 L", "price": 0}]}, ("packs", "price")),
    ({"documents": [{"type": "CoA"}]}, ("documents",)),
    ({"documents": [{"type": "CoA"}, {"type": "SDS"}]}, ("documents", "sds")),
    ({"description": {"status": "withheld", "text": "x"}}, ("description",)),
]


@pytest.mark.parametrize(("document", "words"), STATED, ids=[str(row[0]) for row in STATED])
def test_what_a_document_states(document: dict[str, Any], words: tuple[str, ...]) -> None:
    assert stated_fields(document) == words


def test_no_word_has_a_blank_or_is_part_of_a_list() -> None:
    assert all(word == word.lower() and not set(word) & set(" ,%_") for word in COMPLETENESS)


def test_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    assert read_field_words([" CAS", "sds", "cas"]) == ("cas", "sds")
    with pytest.raises(InvalidQuery, match=r"There is no field 'msds'\. Use cas, formula"):
        read_field_words(["cas", "msds"])
