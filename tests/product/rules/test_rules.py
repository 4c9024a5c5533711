"""The rules between facts: each row of the table against a record that breaks it and one that keeps it."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Finding
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


def test_every_condition_is_used_and_every_need_is_a_fact_with_its_fields() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.condition for rule in rules} == set(CONDITIONS.values())
    needs = {fact for rule in rules for fact in rule.needs}
    assert needs <= SOURCES.keys()
    assert all(hasattr(StatedFacts, fact) for fact in needs)
    assert all(rule.source.endswith(".") for rule in rules)
