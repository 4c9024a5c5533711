"""Every filter of the table can be asked for wherever lists are: in the API, on the search page, of the export."""

from __future__ import annotations

import pytest
import typer

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.cli.program import app
from catalog.errors import InvalidFormula, InvalidQuery, InvalidValue
from catalog.product.value_conditions import ValueCondition, read_value_conditions
from catalog.store.reading.filters import FACETS, PARAMETERS, ProductFilter, read_filter
from catalog.web.api.list_params import ListParameters, SearchParameters
from catalog.web.pages.finding.facet_choices import boxes, narrowed_words
from catalog.web.pages.finding.search_address import FILTERS, SearchAddress

MELTS = ValueCondition(
    "melting_point:120..130", "property", "meltingpoint", ":", low=120.0, high=130.0, unit="°C"
)  # fmt: skip

STATED = [
    ("cas", "50782", "cas_rn", "50-78-2", None),
    ("formula", "OH2", "formula_keys", ("H2O",), None),
    ("monoisotopic_min", "0", "monoisotopic_min", 0.0, None),
    ("monoisotopic_max", "99.5", "monoisotopic_max", 99.5, None),
    ("monoisotopic", "100±0.5Da", "monoisotopic", (99.5, 100.5), None),
    ("elements", "N>=2", "elements", (ElementRange("N", 2, None),), None),
    ("inchi_key", " xlyofnoqvpjjnp", "inchi_key", "XLYOFNOQVPJJNP", None),
    ("identifier", ["mdl:mfcd00008765", "180"], "identifier", ("mdl:mfcd00008765", "180"), "MDL number MFCD00008765"),
    ("availability", ["in-stock"], "availability", ("in-stock",), "In stock"),
    ("pack", ["to-10-g", "over-1-l"], "pack", ("to-10-g", "over-1-l"), "packs of 1 g to 10 g"),
    ("storage", ["deep-frozen", "cool"], "storage", ("deep-frozen", "cool"), "Deep-frozen"),
    ("assay_min", "99.5", "assay_min", 99.5, "≥ 99.5 %"),
    ("grade", ["For  HPLC"], "grade", ("for hplc",), "For HPLC"),
    ("pictogram", ["ghs02"], "pictogram", ("GHS02",), "Flame"),
    ("hazard", ["H225"], "hazard", ("H225",), "H225 Flammable liquids, category 2"),
    ("element", ["Cl", "Br"], "element", ("Cl", "Br"), "contains Cl"),
    ("status", ["published"], "status", ("published",), "Published"),
    ("supplier", ["ACME"], "supplier", ("ACME",), "ACME"),
    ("finding", ["cas-repaired"], "finding", ("cas-repaired",), "CAS repaired"),
    ("listed", ["tsca"], "listed", ("tsca",), "on the list TSCA"),
    ("quality", ["a"], "quality", ("A",), "data of grade A"),
    ("has", ["SDS", "cas"], "has", ("sds", "cas"), "states: Safety data sheet"),
    ("lacks", ["price"], "lacks", ("price",), "does not state: Prices"),
    ("no_element", ["Cl, Br"], "no_element", ("Cl", "Br"), "without Cl"),
    ("spec", ["Water<=0.1"], "spec", read_value_conditions("spec", ["Water<=0.1"]), "Water ≤ 0.1"),
    ("property", ["melting_point:120..130"], "property", (MELTS,), "melting point: 120 to 130"),
    ("attribute", ["Target:EGFR"], "attribute", read_value_conditions("attribute", ["Target:EGFR"]), "Target: EGFR"),
    ("mw_min", "0", "mw_min", 0.0, "weight ≥ 0"),
    ("mw_max", "180", "mw_max", 180.0, "weight ≤ 180"),
    ("price_per_gram_min", "0", "price_per_gram_min", 0.0, "price per gram ≥ 0"),
    ("price_per_gram_max", "2.5", "price_per_gram_max", 2.5, "price per gram ≤ 2.5"),
    ("price_per_mole_min", "1", "price_per_mole_min", 1.0, "price per mole ≥ 1"),
    ("price_per_mole_max", "99", "price_per_mole_max", 99.0, "price per mole ≤ 99"),
    ("price_per_millilitre_min", "1", "price_per_millilitre_min", 1.0, "price per millilitre ≥ 1"),
    ("price_per_millilitre_max", "3", "price_per_millilitre_max", 3.0, "price per millilitre ≤ 3"),
    ("currency", "eur", "currency", "EUR", "prices in EUR"),
    ("changed_since", "2026-07-01T02:00:00+02:00", "changed_since", "2026-07-01T00:00:00.000000Z",
     "changed since 2026-07-01"),
    ("changed_before", "2026-07-01", "changed_before", "2026-07-01T00:00:00.000000Z", "changed before 2026-07-01"),
]  # fmt: skip
"""A parameter, what is stated, what it sets of the filter and to what, and the first value in words on the page."""


def test_the_table_of_this_test_has_every_filter() -> None:
    assert [(name, attribute) for name, _stated, attribute, *_rest in STATED] == [
        (parameter.name, parameter.attribute) for parameter in PARAMETERS
    ]


@pytest.mark.parametrize(("name", "stated", "attribute", "value", "words"), STATED, ids=[row[0] for row in STATED])
def test_each_filter_is_read_alike_everywhere(
    name: str, stated: object, attribute: str, value: object, words: str | None
) -> None:
    expected = ProductFilter(**{attribute: value})  # type: ignore[arg-type]
    assert ListParameters.model_validate({name: stated}).wanted() == expected
    assert SearchParameters.model_validate({"q": "x", name: stated}).wanted() == expected
    assert (name in FILTERS) == (words is not None)
    if words is None:
        return
    address = SearchAddress.model_validate({name: stated})
    assert read_filter(dict(address)) == expected
    first = value[0] if isinstance(value, tuple) else value
    assert narrowed_words(name, first) == words
    typed = [*boxes(first=True).values(), *boxes(first=False).values()]
    shown = {parameter.name for parameter in FACETS.values()} | {box.name for some in typed for box in some}
    assert (name in shown) != next(one.is_linked for one in PARAMETERS if one.name == name)


def test_each_filter_is_an_option_of_the_export() -> None:
    options = {param.name for param in typer.main.get_command(app).commands["export"].params}  # type: ignore[attr-defined]
    assert {parameter.name for parameter in PARAMETERS} <= options


def test_each_facet_is_shown_on_the_page() -> None:
    assert [name for name, parameter in FACETS.items() if parameter.name not in FILTERS] == []


@pytest.mark.parametrize(
    ("name", "stated", "error"),
    [
        ("inchi_key", "X", InvalidQuery),
        ("element", ["Xx"], InvalidFormula),
        ("formula", "?", InvalidFormula),
        ("currency", "EURO", InvalidQuery),
    ],
)
def test_what_cannot_be_read_says_where_it_stands(name: str, stated: object, error: type[InvalidValue]) -> None:
    with pytest.raises(error) as raised:
        read_filter({name: stated})
    assert raised.value.field == name
