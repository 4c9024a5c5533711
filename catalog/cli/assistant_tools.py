"""What an assistant (a language model with tools) may ask of the catalog: seven tools over the public API, read-only.

Each answer is a JSON text of at most ``MOST_BYTES`` with links to the pages, and says what was left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field

from catalog.store.json_text import to_json

MOST_BYTES = 6_000
"""The longest answer in bytes: about 2,000 tokens."""
LONGEST_TEXT = 240
MOST_ENTRIES = 12
"""How many entries of one list of a document are told."""
FIRST = 3
"""How many products of an identifier are told."""
MOST_LOOKED_UP = 100
MOST_COMPARED = 6

Answer = dict[str, Any]
Ask = Callable[..., Awaitable[Answer]]
"""Asks the API: method and path, then ``params`` or ``json``. It returns the answer, or a problem document."""

Text = Annotated[str, Field(max_length=2_000)]
Few = Annotated[int, Field(ge=1, le=25)]

SUMMARY = ("catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight", "supplier")
TOLD = (
    "catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight", "monoisotopic_mass", "structure", "grade",
    "storage", "specifications", "packs", "hazards", "availability", "lead_time", "supplier", "quality", "findings",
    "description", "synonyms",
)  # fmt: skip
"""The parts of a document that are told, the most important first."""
STRUCTURES = {"substructure": "substructure", "similar": "similar_to", "same": "structure"}


class AssistantTools:
    """The tools.

    Attributes:
        ask: asks the API.
        site: the address of the catalog's pages, without a slash at its end.
    """

    def __init__(self, ask: Ask, site: str) -> None:
        self.ask = ask
        self.site = site

    def all(self) -> list[Callable[..., Awaitable[str]]]:
        """Return the tools. Their names and descriptions are those of the functions."""
        return [
            self.search_products,
            self.get_product,
            self.check_record,
            self.look_up_many,
            self.search_structure,
            self.compare_products,
            self.price_per_gram,
        ]

    async def search_products(self, query: Text, limit: Few = 10) -> str:
        """Find products by name, CAS RN, catalog number, formula, SMILES, InChIKey or other identifier."""
        found = await self.ask("GET", "/search", params={"q": query, "limit": limit, "view": "summary"})
        return self._list(found, f"/search?q={quote(query)}")

    async def get_product(self, catalog_number: Text, supplier: Text | None = None) -> str:
        """Read one product: identity, weight, specifications, packs with prices, hazards, and what the checks say."""
        found = await self.ask("GET", _product_path(catalog_number, supplier))
        if _is_problem(found):
            return fitted(found)
        told = {name: _short(found[name]) for name in TOLD if found.get(name) not in (None, [], "")}
        return fitted({"page": self._page(found), **told})

    async def check_record(self, fields: dict[str, str]) -> str:
        """Check what is stated of a product before it is used: name, cas_rn, formula, molecular_weight, smiles, assay
        and so on. Says which facts contradict each other. Nothing is stored."""
        found = await self.ask("POST", "/check", json=fields)
        if _is_problem(found):
            return fitted(found)
        named = ("code", "severity", "field", "message", "expected")
        findings = [{name: finding[name] for name in named} for finding in found["findings"]]
        return fitted({"accepted": found["accepted"], "findings": findings})

    async def look_up_many(
        self, identifiers: Annotated[list[Text], Field(min_length=1, max_length=MOST_LOOKED_UP)]
    ) -> str:
        """Look up many CAS RNs, names, catalog numbers, InChIKeys or SMILES at once; one line for each, in order."""
        found = await self.ask("POST", "/lookup", json={"identifiers": identifiers})
        if _is_problem(found):
            return fitted(found)
        lines = [
            {
                "input": line["input"],
                "products": [self._line(one) for one in line["products"][:FIRST]],
                "note": line["note"],
            }
            for line in found["items"]
        ]
        return fitted({"page": f"{self.site}/lookup", "items": lines})

    async def search_structure(
        self, smiles: Text, how: Literal["substructure", "similar", "same"] = "substructure", limit: Few = 10
    ) -> str:
        """Find products that contain a structure (SMILES or SMARTS), are similar to it, or are the same compound."""
        asked = {STRUCTURES[how]: smiles, "limit": limit, "view": "summary"}
        found = await self.ask("GET", "/products", params=asked)
        return self._list(found, f"/search?{STRUCTURES[how]}={quote(smiles)}")

    async def compare_products(
        self, catalog_numbers: Annotated[list[Text], Field(min_length=2, max_length=MOST_COMPARED)]
    ) -> str:
        """Put two to six products side by side: identity, grade, storage, specifications, packs, quality of data."""
        compared = []
        for number in catalog_numbers:
            one = await self.ask("GET", _product_path(number, None))
            compared.append({"asked": number, "problem": one["detail"]} if _is_problem(one) else self._column(one))
        ids = "&".join(f"n={quote(number)}" for number in catalog_numbers)
        return fitted({"page": f"{self.site}/compare?{ids}", "items": compared})

    async def price_per_gram(self, cas_rn: Text, currency: Text | None = None, limit: Few = 10) -> str:
        """List the offers of a compound by the price of one gram, the cheapest first. It asks for a CAS RN."""
        asked = {"cas": cas_rn, "sort": "price_per_gram", "limit": limit, "fields": ",".join((*SUMMARY, "packs"))}
        found = await self.ask("GET", "/products", params={**asked, **({"currency": currency} if currency else {})})
        if _is_problem(found):
            return fitted(found)
        items = [{**self._line(one), "packs": [_pack(pack) for pack in one["packs"]]} for one in found["items"]]
        head = {"page": f"{self.site}/search?cas={quote(cas_rn)}&sort=price_per_gram", "total": found["total"]}
        return fitted({**head, **{key: found[key] for key in ("rates",) if key in found}, "items": items})

    def _list(self, found: Answer, page: str) -> str:
        if _is_problem(found):
            return fitted(found)
        read_as = {key: found["read_as"][key] for key in ("kind", "note", "suggestions")} if "read_as" in found else {}
        head = {"page": self.site + page, "total": found["total"], **({"read_as": read_as} if read_as else {})}
        return fitted({**head, "items": [self._line(one) for one in found["items"]]})

    def _line(self, one: Answer) -> Answer:
        known = {name: one.get(name) for name in SUMMARY if name != "supplier"}
        return {**_short(known), "supplier": one["supplier"]["name"], "page": self._page(one)}

    def _column(self, one: Answer) -> Answer:
        tests = {entry["test"]: entry["text"] for entry in one["specifications"]}
        more = {
            "grade": one.get("grade"),
            "storage": (one["storage"] or {}).get("text"),
            "specifications": tests,
            "packs": [_pack(pack) for pack in one["packs"]],
            "quality": one["quality"]["grade"],
            "warnings": [finding["message"] for finding in one["findings"] if finding["severity"] != "note"],
        }
        return {**self._line(one), **_short(more)}

    def _page(self, one: Answer) -> str:
        return f"{self.site}{_product_path(one['catalog_number'], one['supplier']['slug'])}"


def fitted(answer: Answer) -> str:
    """Return an answer as JSON of at most ``MOST_BYTES``. What does not fit is left out from the end, and said.

    >>> fitted({"items": ["a"]})
    '{"items":["a"]}'
    >>> long = fitted({"items": ["x" * 1000] * 9})
    >>> len(long) <= MOST_BYTES, long[-24:]
    (True, ',"left_out":["4 items"]}')
    """
    told = {key: list(value) if isinstance(value, list) else value for key, value in answer.items()}
    left_out: dict[str, int] = {}
    while len((text := to_json(_with_rest(told, left_out))).encode()) > MOST_BYTES:
        last = next((key for key in reversed(told) if isinstance(told[key], list) and told[key]), None)
        if last is None:
            told.popitem()
            continue
        told[last].pop()
        left_out[last] = left_out.get(last, 0) + 1
    return text


def _with_rest(told: Answer, left_out: dict[str, int]) -> Answer:
    rest = [f"{count} {name}" for name, count in left_out.items()]
    return {**told, "left_out": rest} if rest else told


def _short(value: Any) -> Any:  # noqa: ANN401  # Any part of a document.
    """Return a part of a document with short texts and lists."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
    if isinstance(value, dict):
        return {key: _short(part) for key, part in value.items() if part not in (None, [], {}, "")}
    return [_short(part) for part in value[:MOST_ENTRIES]] if isinstance(value, Sequence) else value


def _pack(pack: Answer) -> Answer:
    named = ("size", "price", "price_per", "availability")
    return {name: _short(pack[name]) for name in named if pack.get(name)}


def _product_path(catalog_number: str, supplier: str | None) -> str:
    number = quote(catalog_number, safe="")
    return f"/products/{number}" if not supplier else f"/suppliers/{quote(supplier, safe='')}/products/{number}"


def _is_problem(answer: Answer) -> bool:
    return isinstance(answer.get("status"), int)
