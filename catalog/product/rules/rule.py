"""The table of rules, and the check that holds a product against all of them.

The table is data (``rules.toml``): what facts a rule needs, its condition with its limits, the words of its message,
its source, a record that breaks it and one that keeps it. The conditions are functions, by their names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.product import Product
from catalog.product.rules.description_conditions import DESCRIPTION_CONDITIONS
from catalog.product.rules.hazard_conditions import HAZARD_CONDITIONS
from catalog.product.rules.offer_conditions import OFFER_CONDITIONS
from catalog.product.rules.physical_conditions import PHYSICAL_CONDITIONS
from catalog.product.rules.stated_facts import SOURCES, Broken, Condition, Limits, StatedFacts
from catalog.product.rules.transport_conditions import TRANSPORT_CONDITIONS

CONDITIONS: Mapping[str, Condition] = {
    **PHYSICAL_CONDITIONS, **HAZARD_CONDITIONS, **TRANSPORT_CONDITIONS, **OFFER_CONDITIONS, **DESCRIPTION_CONDITIONS,
}  # fmt: skip
"""Every condition by its name in the table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between facts.

    Attributes:
        name: its name in the documentation.
        code: of its findings.
        needs: the facts without which it says nothing, attributes of ``StatedFacts``.
        condition: finds what breaks the rule.
        limits: the numbers and words that the condition compares with.
        words: the message, with the values of the condition and of the limits in braces.
        source: where the rule comes from.
        breaks, keeps: the fields of a record that breaks it, and of one like it that does not.
    """

    name: str
    code: Code
    needs: tuple[str, ...]
    condition: Condition
    limits: Limits
    words: str
    source: str
    breaks: Mapping[str, str]
    keeps: Mapping[str, str]

    def findings(self, facts: StatedFacts) -> Iterator[Finding]:
        """Yield the findings of this rule."""
        for fact in self.needs:
            if not facts.has(fact):
                return
        for broken in self.condition(facts, self.limits):
            yield self._finding(broken)

    def _finding(self, broken: Broken) -> Finding:
        message = self.words.format_map({**self.limits, **broken.values})
        return Finding(self.code, broken.field, message, stated=broken.stated, expected=broken.expected)


def check_rules(product: Product) -> CheckResult[None]:
    """Hold the facts of a product against each other, by the table of rules.

    Args:
        product: with all facts that the other checks read.
    """
    facts = StatedFacts(product)
    rules = rules_for(facts.present)
    if not rules:
        return CheckResult(None)
    return CheckResult(None, tuple([finding for rule in rules for finding in rule.findings(facts)]))


@lru_cache(maxsize=1024)
def rules_for(present: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules of which every needed fact can come from one of these fields, families and tests."""
    return tuple([rule for rule in all_rules() if all(not SOURCES[fact].isdisjoint(present) for fact in rule.needs)])


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return the rules in the order of the table, which is that of their findings."""
    table = tomllib.loads((files(__package__) / "rules.toml").read_text(encoding="utf-8"))
    return tuple([_read_rule(row) for row in table["rule"]])


def _read_rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        name=row["name"],
        code=Code(row["code"]),
        needs=tuple(row["needs"]),
        condition=CONDITIONS[row["condition"]],
        limits=row.get("limits", {}),
        words=row["words"],
        source=row["source"],
        breaks=row["breaks"],
        keeps=row["keeps"],
    )
