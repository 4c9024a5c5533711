"""The rules between facts: each row of the table against a record that breaks it and one that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.truth_rules import tci
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Finding
from catalog.product.rules.matter import read_matter_state
from catalog.product.rules.rule import CONDITIONS, Rule, all_rules, check_rules
from catalog.product.rules.stated_facts import SOURCES, StatedFacts

BASE = {"catalog_number": "A1", "name": "Substance"}


def findings_of(fields: dict[str, str]) -> tuple[Finding, ...]:
    """The findings of all rules for a record."""
    return check_rules(examine(Draft({**BASE, **fields}))).findings


def broken_by(rule: Rule, fields: dict[str, str]) -> list[Finding]:
    """The findings of one rule for a record."""
    return list(rule.findings(StatedFacts(examine(Draft({**BASE, **fields})))))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_rule_is_broken_and_kept_by_its_own_examples(rule: Rule) -> None:
    assert findings_of(dict(rule.breaks)), rule.name
    [finding] = broken_by(rule, dict(rule.breaks))
    assert finding.code is rule.code
    assert finding.message.endswith(".")
    assert "{" not in finding.message
    assert finding in findings_of(dict(rule.breaks))
    assert findings_of(dict(rule.keeps)) == ()


STATES = [
    ("White to almost white powder to crystal", "solid"), ("colorless to light yellow clear liquid", "liquid"),
    ("Colourless viscous liquid", "liquid"), ("farblose Kristalle", "solid"), ("无色液体", "liquid"),
    ("白色粉末", "solid"),
    ("compressed gas", "gas"), ("liquefied gas", None), ("Liquid or low melting solid", None), ("waxy solid", None),
    ("solution in THF", None), ("white", None), ("liquid at 40 °C", None), ("powder, soluble in oil", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "state"), STATES)
def test_a_state_is_read_only_without_reservation(text: str, state: str | None) -> None:
    assert read_matter_state(text) == state


QUIET: list[dict[str, str]] = [
    {"appearance": "White waxy solid", "property:mp": "-5 °C"},
    {"property:bp": "214-216 °C (417-421 °F)"},
    {"name": "Hydrogen chloride, 4.0 M in dioxane", "cas_rn": "7647-01-0", "un_number": "UN1165"},
    {"name": "Toluene", "un_number": "UN1294"},
    {"name": "Substance 7", "un_number": "UN1294"},
    {"name": "Sodium hydroxide solution", "un_number": "UN1824"},
    {"name": "Sodium hydroxide", "un_number": "UN1824"},
    {"name": "Acetone-d6", "cas_rn": "666-52-4", "un_number": "UN1090"},
    {"name": "Alizarin Yellow GG", "cas_rn": "584-42-9", "un_number": "UN1170"},
    {"property:Flash point": "24 °C", "property:bp": "137 °C", "hazard_statements": "H225"},
    {"name": "Ammonia solution, 25 % w/w, 13.4 mol/L", "formula": "NH3"},
    {"formula": "CH4N2O", "hs_code": "3102.10"},
    {"formula": "Na2CO3", "hs_code": "28362000"},
    {"formula": "K4[Fe(CN)6]·3H2O", "hs_code": "283720"},
    {"formula": "NH4SCN", "hs_code": "284290"},
    {"pack:100 g": "10 EUR", "pack:100 g bottle": "12 EUR"},
    {"formula": "C10H10Fe", "property:Density": "2.69"},
    {"un_number": "UN 1066", "hazard_class": "2"},
    {"name": "Hydrochloric acid 37%", "cas_rn": "7647-01-0", "un_number": "UN1789"},
    {"name": "Hydrogen bromide 33% in acetic acid", "cas_rn": "10035-10-6", "un_number": "UN2789"},
    {"name": "Hydrogen chloride and acetic acid, 5%", "cas_rn": "7647-01-0", "un_number": "UN2789"},
    {"name": "Ammonia solution 2 M", "cas_rn": "7664-41-7", "un_number": "UN1170"},
    {"formula": "D2O", "property:Density": "1.107 g/mL"},
    {"formula": "H2O2", "property:Density": "1.44 g/mL"},
    {"formula": "W", "property:Density": "19.3 g/cm3"},
    {"formula": "BaSO4", "property:Density": "4500 kg/m3"},
    {"formula": "Hg", "property:Density": "13.55 g/mL"},
    {"formula": "ZnO", "property:Density": "5.61 g/mL"},
    {"hazard_statements": "H260", "storage": "Store under mineral oil"},
    {"hazard_statements": "H260", "storage": "unter Paraffinöl lagern"},
    {"hazard_statements": "H260", "storage": "保存在煤油中"},
    {"smiles": "Oc1ccc2ccccc2c1-c1c(O)ccc2ccccc12", "property:Optical rotation": "+35° (c=1, THF)"},
]


@pytest.mark.parametrize("fields", QUIET)
def test_what_only_looks_like_a_contradiction_stays_quiet(fields: dict[str, str]) -> None:
    assert findings_of(fields) == ()


FURTHER: list[tuple[dict[str, str], str]] = [
    ({"appearance": "无色液体", "property:熔点": "180 °C"}, "state-mismatch"),
    ({"property:mp": "77 °C (200 K)"}, "properties-conflict"),
    ({"property:Flash point": "12 °F (11 °C)"}, "properties-conflict"),
    ({"name": "Toluene", "cas_rn": "108-88-3", "un_number": "UN1230"}, "transport-mismatch"),
    ({"name": "Acetone", "un_number": "UN1170"}, "transport-mismatch"),
    ({"name": "2-Propanone", "synonyms": "Acetone|DMK", "un_number": "UN1170"}, "transport-mismatch"),
    ({"un_number": "UN 2811", "hazard_statements": "Not a hazardous substance."}, "transport-mismatch"),
    ({"storage": "in water", "description": "It reacts violently with water."}, "storage-mismatch"),
    ({"smiles": "CC(=O)C", "assay": "≥98% ee"}, "rotation-mismatch"),
    ({"name": "rac-Camphor", "property:Optical rotation": "+44°"}, "rotation-mismatch"),
    ({"name": "Sulfuric acid, 98 wt. %, 5.0 M", "formula": "H2SO4"}, "strength-mismatch"),
    ({"formula": "C3H6O", "property:Density": "7.91 g/mL"}, "specification-out-of-range"),
    ({"name": "Hydrochloric acid 37%", "cas_rn": "7647-01-0", "un_number": "UN2031"}, "transport-mismatch"),
    ({"name": "Hydrochloric acid 37%", "un_number": "UN2031"}, "transport-mismatch"),
    ({"name": "Sulfuric acid, 98 wt. % in water", "cas_rn": "7664-93-9", "un_number": "UN1805"}, "transport-mismatch"),
    ({"name": "Sodium hydroxide solution 50%", "cas_rn": "1310-73-2", "un_number": "UN1814"}, "transport-mismatch"),
    ({"name": "Ammonia solution 25%", "cas_rn": "7664-41-7", "un_number": "UN1824"}, "transport-mismatch"),
    ({"formula": "CaCO3", "property:Density": "27.1 g/mL"}, "specification-out-of-range"),
    ({"formula": "KI", "property:Density": "31.2 g/mL"}, "specification-out-of-range"),
    ({"formula": "H2SO4", "property:Density": "18.4 g/mL"}, "specification-out-of-range"),
    ({"formula": "CS2", "property:Density": "12.6 g/mL"}, "specification-out-of-range"),
    ({"formula": "C10H10Fe", "property:Density": "14.9"}, "specification-out-of-range"),
    ({"formula": "Pb(NO3)2", "property:Density": "45.3 g/cm3"}, "specification-out-of-range"),
    ({"formula": "C6H5ClO", "property:Density": "13.4 g/mL"}, "specification-out-of-range"),
    ({"formula": "C6H6", "hs_code": "8471.30"}, "hs-code-mismatch"),
    ({"property:Flash point": "4 °C", "hazard_statements": "H315", "appearance": "liquid"}, "flammability-mismatch"),
]


@pytest.mark.parametrize(("fields", "code"), FURTHER)
def test_other_contradictions_of_the_same_kinds_are_found(fields: dict[str, str], code: str) -> None:
    assert [finding.code.value for finding in findings_of(fields)] == [code]


def test_a_vendors_records_with_states_points_and_transport_data_break_no_rule(test_data: Path) -> None:
    assert test_data.is_dir()
    assert [finding.message for row in tci() for finding in findings_of(row)] == []


def test_every_condition_is_used_and_every_need_is_a_fact_with_its_fields() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.condition for rule in rules} == set(CONDITIONS.values())
    needs = {fact for rule in rules for fact in rule.needs}
    assert needs <= SOURCES.keys()
    assert all(hasattr(StatedFacts, fact) for fact in needs)
    assert all(rule.source.endswith(".") for rule in rules)
