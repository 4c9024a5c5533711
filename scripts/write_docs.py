"""Write the documents that are made from the code: ``python -m scripts.write_docs`` (``make docs``).

``docs/openapi.json`` is the public contract. A test compares it with the code, so that every change is noticed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from catalog.product.rules.rule import all_rules
from catalog.settings import Settings
from catalog.web.app import create_app

DOCS = Path(__file__).resolve().parent.parent / "docs"


_RULES_HEAD = """\
# Rules between facts

The checks read each stated fact. The table of rules then holds facts of different kinds against each other: the state
of matter against melting and boiling point, the flash point against hazard statements, the UN number against compound,
class and packing group. A rule says nothing if one of its facts is not stated or cannot be read. The limits are wider
than physics demands, since sources differ, and a wrong warning costs more trust than it saves.

`catalog/product/rules/rules.toml` has each rule with the facts that it needs, its condition with its limits, its words,
its source, a record that breaks it and one that keeps it. To add a rule, add it there; its condition is a function in
one of the modules `*_conditions.py` beside it. `python -m benchmarks.truth_rules` prints false alarms on real records,
and how many made contradictions are caught: of 5,428 records of vendors 2 are flagged, both for their description; of
14 kinds of contradictions between facts 96.7 to 100 % are caught. Of 974 compounds of a handbook 22 are flagged: their
points contradict each other, except adamantane's, which sublimes. `make docs` writes this page.

"""


def openapi_text() -> str:
    """Return the API's description as the server gives it, formatted for reading and comparing."""
    with tempfile.TemporaryDirectory(prefix="catalog-docs-") as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/none.db"))
        description = app.openapi()
        app.state.services.database.close()
    return json.dumps(description, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def settings_text() -> str:
    """Return the page of settings."""
    lines = [
        "# Settings",
        "",
        "Environment variables. A command's flag of the same name has priority. Written by `make docs`.",
        "",
        "A misspelt variable (up to two letters differ from a setting) stops every command with a message.",
        "Other unknown variables that begin with `CATALOG_` give a warning.",
        "",
        "| variable | default | what it does |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `CATALOG_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def rules_text() -> str:
    """Return the page of the rules between facts."""
    lines = [
        *_RULES_HEAD.splitlines(),
        "| rule | finding | a record that breaks it | a record that keeps it | source |",
    ]
    lines.append("|---|---|---|---|---|")
    for rule in all_rules():
        broken, kept = _record_text(rule.breaks), _record_text(rule.keeps)
        lines.append(f"| {rule.name} | `{rule.code.value}` | {broken} | {kept} | {rule.source} |")
    return "\n".join(lines) + "\n"


def _record_text(fields: Mapping[str, str]) -> str:
    return "; ".join(f"{field.partition(':')[2] or field} {text}" for field, text in fields.items())


def main() -> None:
    """Write all documents."""
    (DOCS / "openapi.json").write_text(openapi_text(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings_text(), encoding="utf-8")
    (DOCS / "rules.md").write_text(rules_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
