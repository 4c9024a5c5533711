"""Examples of the API's main calls in curl, Python and JavaScript, each written from one description of the call."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

API = "/api/v1"
NUMBER, CAS_RN = "XD95283", "89604-92-2"
"""The product of the examples in a catalog without any, and in the description of the API."""
KEY = "YOUR-KEY"
"""Stands for an API key."""
FILE = "prices.csv"
"""The file that the example of an import sends."""
PRINTED = 'for product in answer["items"]:\n    print(product["catalog_number"], product["name"])'
LOGGED = "for (const product of answer.items) console.log(product.catalog_number, product.name);"
"""What Python and JavaScript do with a list of products."""


class Example(NamedTuple):
    """One call.

    Attributes:
        anchor: its place on the page.
        title: what it is for.
        says: what comes back.
        operation: the name of the operation that answers.
        template: the path below the address of the API, with the names of its parts in braces.
        parts: the parts of the path.
        query: the parameters.
        body: what is sent as JSON, or None.
        python: lines that show the ``answer`` in Python.
        javascript: the same in JavaScript.
        upload: whether the call sends a file, with a key.
    """

    anchor: str
    title: str
    says: str
    operation: str
    template: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any] | None
    python: str
    javascript: str
    upload: bool = False

    @property
    def path(self) -> str:
        """Return the path below the address of the API."""
        return self.template.format_map({name: quote(part, safe="") for name, part in self.parts.items()})

    def curl(self, site: str) -> str:
        """Return the call for a shell."""
        parts = [f"curl {shlex.quote(self._address(site))}"]
        if self.body is not None:
            parts += ["--header 'Content-Type: application/json'", f"--data {shlex.quote(_json(self.body))}"]
        if self.upload:
            parts += [f"--header 'Authorization: Bearer {KEY}'", f"--form file=@{FILE}", "--form dry_run=true"]
        return " \\\n  ".join(parts)

    def in_python(self, site: str) -> str:
        """Return the call with httpx."""
        arguments = [_text(site + API + self.path)]
        if self.query:
            arguments.append(f"params={dict(self.query)!r}".replace("'", '"'))
        if self.body is not None:
            arguments.append(f"json={_json(self.body)}")
        if self.upload:
            arguments += [
                f'headers={{"Authorization": "Bearer {KEY}"}}',
                f'files={{"file": open({_text(FILE)}, "rb")}}',
                'data={"dry_run": "true"}',
            ]
        arguments.append("timeout=60")
        method = "post" if self.body is not None or self.upload else "get"
        inside = "".join(f"    {one},\n" for one in arguments)
        call = f"response = httpx.{method}(\n{inside})\nresponse.raise_for_status()\nanswer = response.json()"
        return f"import httpx\n\n{call}\n{self.python}"

    def in_javascript(self, site: str) -> str:
        """Return the call with fetch, for a browser on this site, for Deno or for Node.js as a module."""
        address = _text(self._address(site))
        options = ""
        lines = []
        if self.body is not None:
            inside = '  method: "POST",\n  headers: { "Content-Type": "application/json" },\n'
            options = f", {{\n{inside}  body: JSON.stringify({_json(self.body)}),\n}}"
        if self.upload:
            lines = [
                "const form = new FormData();",
                f'form.append("file", new Blob(["catalog_number,name\\nA-1,Ethanol\\n"]), {_text(FILE)});',
                'form.append("dry_run", "true");',
            ]
            inside = f'  method: "POST",\n  headers: {{ Authorization: "Bearer {KEY}" }},\n  body: form,\n'
            options = f", {{\n{inside}}}"
        lines += [
            f"const response = await fetch({address}{options});",
            "if (!response.ok) throw new Error(await response.text());",
            "const answer = await response.json();",
            self.javascript,
        ]
        return "\n".join(lines)

    def _address(self, site: str) -> str:
        return f"{site}{API}{self.path}" + (f"?{urlencode(self.query)}" if self.query else "")


def examples(catalog_number: str, cas_rn: str) -> list[Example]:
    """Return the examples, with a product of this catalog.

    Args:
        catalog_number: the number of a product.
        cas_rn: the CAS RN of a product.
    """
    return [*_reading(catalog_number, cas_rn), *_searching(), *_sending(catalog_number, cas_rn), *_keeping_up()]


def _reading(catalog_number: str, cas_rn: str) -> list[Example]:
    """Return the examples that read known products."""
    return [
        Example(
            "by-cas-rn",
            "Find products by CAS RN",
            "A list of product documents; `next` is the address of the next page, or null.",
            "list_products",
            "/products",
            {},
            {"cas": cas_rn},
            None,
            PRINTED,
            LOGGED,
        ),
        Example(
            "one-product",
            "Read one product",
            "The whole document: identity, weights, specifications, packs, and what the checks say.",
            "get_product",
            "/products/{catalog_number}",
            {"catalog_number": catalog_number},
            {},
            None,
            'print(answer["name"], answer["molecular_weight"])',
            "console.log(answer.name, answer.molecular_weight);",
        ),
    ]


def _searching() -> list[Example]:
    """Return the examples that search."""
    return [
        Example(
            "search-box",
            "Search as a person does",
            "How the text was read (`read_as`), and the products.",
            "search_products",
            "/search",
            {},
            {"q": "acid"},
            None,
            f'print(answer["read_as"]["kind"])\n{PRINTED}',
            f"console.log(answer.read_as.kind);\n{LOGGED}",
        ),
        Example(
            "substructure",
            "Find what contains a structure",
            "If the search ran out of time, `complete` is false, and `next` continues it.",
            "list_products",
            "/products",
            {},
            {"substructure": "c1ccccc1C(=O)O", "limit": "5"},
            None,
            PRINTED,
            LOGGED,
        ),
    ]


def _sending(catalog_number: str, cas_rn: str) -> list[Example]:
    """Return the examples that send identifiers or a record."""
    return [
        Example(
            "look-up",
            "Look up many identifiers",
            "One answer for each, in order: up to 1,000 CAS RNs, catalog numbers, names, InChIKeys or SMILES.",
            "look_up",
            "/lookup",
            {},
            {},
            {"identifiers": [cas_rn, catalog_number, "CCO"]},
            'for line in answer["items"]:\n    print(line["input"], len(line["products"]))',
            "for (const line of answer.items) console.log(line.input, line.products.length);",
        ),
        Example(
            "check",
            "Check a record",
            "What the checks say. Nothing is stored.",
            "check_record",
            "/check",
            {},
            {},
            {"catalog_number": "A-1", "name": "Ethanol", "cas_rn": "64-17-6", "formula": "C2H6O"},
            'for finding in answer["findings"]:\n    print(finding["code"], finding["message"])',
            "for (const finding of answer.findings) console.log(finding.code, finding.message);",
        ),
    ]


def _keeping_up() -> list[Example]:
    """Return the examples that follow the catalog, and that bring something into it."""
    return [
        Example(
            "changes",
            "Follow the changes",
            "The changes after a number, oldest first. Go on with the address in `next` until it is null.",
            "get_changes",
            "/changes",
            {},
            {"since": "0", "limit": "10"},
            None,
            'for change in answer["items"]:\n    print(change["seq"], change["catalog_number"])',
            "for (const change of answer.items) console.log(change.seq, change.catalog_number);",
        ),
        Example(
            "import",
            "Check a price list before its import",
            "The report of the import. Without `dry_run` the products are published. It needs the key of an editor.",
            "post_import",
            "/admin/imports",
            {},
            {},
            None,
            'print(answer["summary"])',
            "console.log(answer.summary);",
            upload=True,
        ),
    ]


class ProgramExample(NamedTuple):
    """How another program reads the catalog.

    Attributes:
        anchor: its place on the page.
        title: what it is for.
        says: what it needs.
        language: the language or the library.
        code: the lines.
    """

    anchor: str
    title: str
    says: str
    language: str
    code: str


def program_examples(site: str) -> list[ProgramExample]:
    """Return what other programs need to read the catalog, in a few lines each."""
    table, structures = f"{site}{API}/products.csv?q=acid", f"{site}{API}/products.sdf?q=acid"
    settings = {"command": "catalog", "args": ["mcp"], "env": {"CATALOG_DATABASE_URL": "sqlite:////srv/catalog.db"}}
    return [
        ProgramExample(
            "pandas",
            "A table in pandas",
            "Columns that end in `_computed` are plain: to join by CAS RN or InChIKey, to calculate with weights.",
            "pandas",
            "import pandas\n\n"
            f"products = pandas.read_csv({_text(table)})\n"
            'print(products[["catalog_number", "cas_rn_computed", "molecular_weight_computed"]])',
        ),
        ProgramExample(
            "rdkit",
            "Structures in RDKit",
            "Each record has its structure and all stated fields.",
            "RDKit",
            "from urllib.request import urlretrieve\n\nfrom rdkit import Chem\n\n"
            f'file, _ = urlretrieve({_text(structures)}, "products.sdf")\n'
            "for molecule in Chem.SDMolSupplier(file):\n"
            '    print(molecule.GetProp("catalog_number"), Chem.MolToSmiles(molecule))',
        ),
        ProgramExample(
            "r",
            "A data frame in R",
            "The same table.",
            "R",
            f'products <- read.csv({_text(table)})\nhead(products[, c("catalog_number", "name", "cas_rn_computed")])',
        ),
        ProgramExample(
            "assistants",
            "Assistants (MCP)",
            "The settings of an assistant that starts `catalog mcp` beside the database: seven tools, which only read. "
            "It needs the extra `mcp`.",
            "JSON",
            json.dumps({"mcpServers": {"catalog": settings}}, indent=2),
        ),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    """Return a text in double quotes, for Python and JavaScript alike."""
    return json.dumps(text)
