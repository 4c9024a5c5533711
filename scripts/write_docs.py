"""Write the documents that are made from the code: ``python -m scripts.write_docs`` (``make docs``).

``docs/openapi.json`` is the public contract. A test compares it with the code, so that every change is noticed.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from catalog.settings import Settings
from catalog.web.app import create_app

DOCS = Path(__file__).resolve().parent.parent / "docs"


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


def main() -> None:
    """Write both documents."""
    (DOCS / "openapi.json").write_text(openapi_text(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
