"""What an HTML page states for programs: JSON-LD, microdata and RDFa of schema.org, all in the form of JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from catalog.intake.readers.hypertext.elements import Element
from catalog.intake.readers.hypertext.texts import text_of

Node = dict[str, Any]

_NESTING = 12
"""How deep items are followed."""
_ADDRESSES = {
    "a": "href",
    "link": "href",
    "area": "href",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "object": "data",
}
"""The elements whose value is an address, and the attribute that has it."""
_SCHEMA = ("https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/")
_VOCABULARIES = (*_SCHEMA, "schema:")
_JSON_LD = "application/ld+json"


def stated_nodes(page: Element) -> list[Node]:
    """Return what the page states: the values of its JSON-LD scripts, then the items of microdata and of RDFa.

    >>> from catalog.intake.readers.hypertext.elements import read_elements
    >>> stated_nodes(read_elements('<p itemscope itemtype="https://schema.org/Product"><b itemprop=name>Water</b></p>'))
    [{'@type': ['Product'], 'name': 'Water'}]
    """
    nodes: list[Node] = []
    for one in page.elements():
        if one.tag == "script" and one.attributes.get("type", "").split(";")[0].strip().casefold() == _JSON_LD:
            nodes += _parsed(one.own_text())
    return [*nodes, *_items(page, "itemprop"), *_items(page, "property")]


def _parsed(text: str) -> list[Node]:
    """Return the objects of a script. One that is no JSON says nothing, and the page is read without it."""
    # Some shops write a comment around it, or bare line ends within texts.
    bare = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        value = json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return []
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _items(page: Element, prop: str) -> Iterator[Node]:
    """Yield the outer items of microdata (``itemprop``) or RDFa (``property``)."""
    waiting = [page]
    while waiting:
        element = waiting.pop()
        if _is_item(element, prop):
            yield _item(element, prop, _NESTING)
        else:
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]


def _is_item(element: Element, prop: str) -> bool:
    if prop == "itemprop":
        return "itemscope" in element.attributes
    return any(_name(one) for one in element.attributes.get("typeof", "").split())


def _name(text: str) -> str:
    """Return a name without that of its vocabulary. Names of other vocabularies than schema.org are left out.

    >>> _name("schema:Product"), _name("https://schema.org/Offer"), _name("gr:Offering"), _name("name")
    ('Product', 'Offer', '', 'name')
    """
    for beginning in _VOCABULARIES:
        if text.startswith(beginning):
            return text[len(beginning) :]
    return "" if ":" in text else text


def _item(element: Element, prop: str, depth: int) -> Node:
    stated = element.attributes.get("itemtype" if prop == "itemprop" else "typeof", "").split()
    node: Node = {"@type": [name for one in stated if (name := _name(one))]}
    if identity := element.attributes.get("itemid") or element.attributes.get("resource"):
        node["@id"] = identity
    for child in element.children:
        if isinstance(child, Element):
            _take(node, child, prop, depth)
    return node


def _take(node: Node, element: Element, prop: str, depth: int) -> None:
    """Add the properties within an element to an item."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        names = [name for text in one.attributes.get(prop, "").split() if (name := _name(text))]
        is_item = _is_item(one, prop)
        if names and depth:
            value = _item(one, prop, depth - 1) if is_item else _value(one)
            for name in names:
                _put(node, name, value)
        if not is_item:
            waiting += [child for child in reversed(one.children) if isinstance(child, Element)]


def _put(node: Node, name: str, value: object) -> None:
    if value in ("", None):
        return
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _value(element: Element) -> str:
    """Return the value of a property: stated for programs, or the address or the text that a person sees."""
    for name in ("content", "datetime"):
        if name in element.attributes:
            return element.attributes[name].strip()
    if element.tag in ("data", "meter"):
        return element.attributes.get("value", "").strip()
    if element.tag in _ADDRESSES:
        return element.attributes.get(_ADDRESSES[element.tag], "").strip()
    return text_of(element)
