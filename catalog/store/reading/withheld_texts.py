"""Withheld descriptions: their text is stored, but no document that is served or exported has it.

The stated fields keep it for editors. What is served says that there is a text, and why it is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select

from catalog.product.findings import WITHHOLDING
from catalog.store.json_text import Document, from_json, to_json
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import product_facts

_MARK = '"status":"withheld"'
"""What the JSON text of a document with a withheld description has. A search for it costs less than reading JSON."""


def without_withheld(body: str) -> str:
    """Return a stored document, as JSON text, without the text of its description if that is withheld."""
    if _MARK not in body:
        return body
    document = from_json(body)
    return to_json(_redacted(document)) if is_withheld(document) else body


def is_withheld(document: Document) -> bool:
    """Tell whether the description of a document is withheld."""
    return bool(document["description"]) and document["description"]["status"] == "withheld"


def _redacted(document: Document) -> Document:
    """Return a document without the text, and without the sentences that findings quote from it."""
    findings = [
        {**finding, "stated": None} if finding["code"] in WITHHOLDING else finding for finding in document["findings"]
    ]
    return document | {"description": {**document["description"], "text": None}, "findings": findings}


def withheld_products() -> Select[tuple[int]]:
    """Return the query for the ids of the products with a withheld description. One may come several times."""
    fact = product_facts.c
    return select(fact.product_id).where(fact.fact == "finding", fact.value.in_(sorted(WITHHOLDING)))


def withheld_among(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Return those of some products whose description is withheld."""
    engine = connection.dialect.name
    query = withheld_products().where(is_one_of(engine, product_facts.c.product_id))
    return set(connection.scalars(query, list_parameter(engine, list(ids)))) if ids else set()
