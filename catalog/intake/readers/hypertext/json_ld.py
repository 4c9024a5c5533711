"""JSON-LD of schema.org: a product with its offers, and the substance and the molecule that it is, as one record.

The parts of a graph name each other by ``@id``. Addresses (``@id``, ``url``, pictures) identify nodes and pages of the
web; they are no catalog numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.intake.columns.order_codes import read_order_codes
from catalog.intake.columns.pack_columns import ON_REQUEST
from catalog.intake.columns.shop_exports import text_of_html
from catalog.intake.fields.json_values import flatten
from catalog.intake.records import Place, RawRecord, passed_over
from catalog.product.offer.pack_sizes import read_pack_size

Node = Mapping[str, Any]

PRODUCTS = frozenset({"Product", "IndividualProduct", "ProductModel", "SomeProducts", "ProductGroup"})
"""What is sold."""
SUBSTANCES = frozenset({"ChemicalSubstance", "MolecularEntity", "Drug", "Substance", "BioChemEntity"})
"""What it is."""
_RECORDS = PRODUCTS | SUBSTANCES
_PARTS = ("material", "hasBioChemEntityPart", "about", "mainEntity", "isVariantOf")
"""The properties that lead from a product to its substance, and from there to its molecule."""
_NESTING = 12
_LEFT_OUT = frozenset(
    {"url", "image", "thumbnailUrl", "logo", "sameAs", "mainEntityOfPage", "subjectOf", "review", "reviews", "offers"}
    | {
        "aggregateRating",
        "isRelatedTo",
        "isSimilarTo",
        "isAccessoryOrSparePartFor",
        "isConsumableFor",
        "potentialAction",
    }
    | {"hasMerchantReturnPolicy", "shippingDetails", "hasVariant", "variesBy", "breadcrumb", "audience", "award"}
    | {"additionalProperty", "identifier", "sku", "productGroupID", "keywords", "gtin", "gtin8", "gtin12", "gtin13"}
    | {"gtin14", "isVariantOf", "inProductGroupWithID", "itemCondition", "hasRepresentation", "taxonomicRange"}
    | {"isPartOfBioChemEntity", "encodesBioChemEntity", "includedInDataset", "dateModified", "datePublished", "slogan"}
    | set(_PARTS)
)
"""Properties that say nothing about the product, or are read in their own way."""
_LABELS = {
    "alternateName": "synonyms",
    "molecularFormula": "formula",
    "chemicalComposition": "formula",
    "molecularWeight": "molecular weight",
    "monoisotopicMolecularWeight": "monoisotopic mass",
    "inChI": "inchi",
    "inChIKey": "inchi_key",
    "iupacName": "iupac_name",
    "countryOfOrigin": "country_of_origin",
}
"""Properties with another name than a label that suppliers use."""
_AVAILABILITY = {
    "InStock": "in stock", "LimitedAvailability": "in stock", "OnlineOnly": "in stock", "InStoreOnly": "in stock",
    "OutOfStock": "out of stock", "SoldOut": "out of stock", "BackOrder": "backorder", "PreOrder": "backorder",
    "MadeToOrder": "on request", "Discontinued": "discontinued",
}  # fmt: skip
"""The words of schema.org for availability, and ours."""
_SIZE_AT_END = re.compile(r"[\s,;(–-]+([0-9][0-9.,]*(?:\s?[x×]\s?[0-9.,]+)?\s?[^\W\d]{1,5})\)?$")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class _Cell(NamedTuple):
    label: str
    text: str
    path: str


class _Offer(NamedTuple):
    """A price of a pack: from how many packs on, the size or an empty text, the price, the rest of the pack's text."""

    size: str
    least: str
    price: str
    rest: tuple[str, ...]
    sku: str


def is_json_ld(value: object) -> bool:
    """Tell whether a JSON value is JSON-LD about products or substances.

    >>> is_json_ld({"@graph": [{"@type": "Product", "name": "Water"}]}), is_json_ld({"@type": "Organization"})
    (True, False)
    >>> is_json_ld({"name": "Water", "offers": [{"@type": "Offer", "price": 5}]})
    False
    """
    is_stated = any("@context" in node or "@graph" in node or _types(node) & _RECORDS for node, _ in _top_nodes(value))
    is_graph = isinstance(value, Mapping) and "@graph" in value
    return (is_stated or is_graph) and any(_types(node) & _RECORDS for node, _ in _pointers(value, "", _NESTING))


def read_json_ld(value: object) -> Iterator[RawRecord]:
    """Yield the records of JSON-LD. What is beside the products, such as the shop or a menu, is skipped."""
    graph = _Graph(value)
    used = {id(part) for node, _ in graph.products for part in graph.parts(node)}
    for top, path in _top_nodes(value):
        within = [(node, pointer) for node, pointer in graph.products if f"{pointer}/".startswith(f"{path}/")]
        yield from (graph.record(node, {"pointer": pointer}) for node, pointer in within)
        if not within and id(top) not in used:
            yield passed_over({"pointer": path}, [json.dumps(top, ensure_ascii=False)], "not a product")


def json_ld_records(value: object, place: Place) -> list[RawRecord]:
    """Return a record for each product of JSON-LD, or else for each substance.

    Args:
        value: the parsed JSON.
        place: where it is; the pointer of each product is added.
    """
    graph = _Graph(value)
    return [graph.record(node, {**place, "pointer": pointer}) for node, pointer in graph.products]


def _top_nodes(value: object) -> list[tuple[Node, str]]:
    """Return the objects that a file or a script lists."""
    if isinstance(value, Mapping):
        listed = value.get("@graph")
        return _top_nodes_of(listed, "/@graph") if isinstance(listed, list) else [(value, "")]
    return _top_nodes_of(value, "")


def _top_nodes_of(items: object, pointer: str) -> list[tuple[Node, str]]:
    numbered = enumerate(items) if isinstance(items, list) else ()
    return [(item, f"{pointer}/{at}") for at, item in numbered if isinstance(item, Mapping)]


class _Graph:
    """The nodes of JSON-LD.

    Attributes:
        products: those that become records, each with its pointer.
    """

    def __init__(self, value: object) -> None:
        found = _pointers(value, "", _NESTING)
        self._known = {str(node["@id"]): node for node, _ in reversed(found) if _is_stated(node)}
        tops = _once([(self._known.get(str(node.get("@id")), node), pointer) for node, pointer in found])
        sold = [(node, pointer) for node, pointer in tops if _types(node) & PRODUCTS]
        substances = [(node, pointer) for node, pointer in tops if _types(node) & SUBSTANCES]
        named = sold or substances
        inner = {id(part) for node, _ in named for name in (*_PARTS, "hasVariant") for part in self._of(node, name)}
        self.products = [(node, pointer) for node, pointer in named if id(node) not in inner]
        # A page about one product is about its substance, whether it says so or not.
        self._beside = [node for node, _ in substances] if sold and len(self.products) == 1 else []

    def _of(self, node: Node, name: str) -> list[Node]:
        return _resolved(node.get(name), self._known)

    def parts(self, product: Node) -> Iterator[Node]:
        """Yield a product, its substance and its molecule, each once."""
        waiting, seen = [product, *self._beside], set[int]()
        while waiting:
            one = waiting.pop(0)
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                waiting += [part for name in _PARTS for part in self._of(one, name) if _types(part)]

    def record(self, product: Node, place: Place) -> RawRecord:
        """Return the record of a product."""
        offers = [offer for node in (product, *self._of(product, "hasVariant")) for offer in _offers(node, self._known)]
        cells = [*_number(product, offers)]
        for part in self.parts(product):
            cells += _own_cells(part)
        cells += _pack_cells(offers)
        cells = list({(cell.label, cell.text): cell for cell in reversed(cells)}.values())[::-1]
        places: tuple[Place, ...] = tuple({"pointer": f"{place['pointer']}/{cell.path}"} for cell in cells)
        return RawRecord(place, tuple(cell.label for cell in cells), tuple(cell.text for cell in cells), places)


def _once(found: Sequence[tuple[Node, str]]) -> list[tuple[Node, str]]:
    return list({id(node): (node, pointer) for node, pointer in reversed(found)}.values())[::-1]


def _is_stated(node: Node) -> bool:
    """Tell whether a node says more than its name."""
    return isinstance(node.get("@id"), str) and len(node) > 1


def _types(node: Node) -> set[str]:
    stated = node.get("@type")
    names = [one for one in (stated if isinstance(stated, list) else [stated]) if isinstance(one, str)]
    return {re.split(r"[/#:]", name)[-1] for name in names}


def _pointers(value: object, pointer: str, depth: int) -> list[tuple[Node, str]]:
    """Return all objects within a value, the outer ones first, each with its JSON pointer."""
    if not depth:
        return []
    if isinstance(value, list):
        return [pair for at, item in enumerate(value) for pair in _pointers(item, f"{pointer}/{at}", depth - 1)]
    if not isinstance(value, Mapping):
        return []
    inner = ((f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", item) for key, item in value.items())
    own = [(value, pointer)]
    return own + [
        pair for path, item in inner if not path.endswith(_SIDEWAYS) for pair in _pointers(item, path, depth - 1)
    ]


_SIDEWAYS = ("/isRelatedTo", "/isSimilarTo", "/isAccessoryOrSparePartFor", "/isConsumableFor", "/itemReviewed")
"""The properties that lead to other products."""


def _resolved(value: object, known: Mapping[str, Node]) -> list[Node]:
    """Return the objects of a property, with references replaced by what they refer to."""
    items = value if isinstance(value, list) else [value]
    return [known.get(str(item.get("@id")), item) for item in items if isinstance(item, Mapping)]


def _number(product: Node, offers: Sequence[_Offer]) -> Iterator[_Cell]:
    """Yield the catalog number. An order code is shortened only where the size in it is that of an offer or unknown."""
    path = next(
        (name for name in ("sku", "productGroupID", "productID", "mpn", "model") if _word(product.get(name))), ""
    )
    own = _word(product.get(path))
    codes = list(dict.fromkeys(offer.sku for offer in offers if offer.sku and offer.sku != own))
    sizes = {_content(offer.size) for offer in offers if offer.size}
    if own and not codes:
        ordered = read_order_codes(own) if " " not in own else None
        is_pack = ordered is not None and ordered.is_shortened and len(sizes) < 2
        is_same = not sizes or (ordered is not None and sizes == {_content(size) for size in ordered.sizes})
        yield _Cell("sku" if is_pack and is_same else "catalog_number", own, path)
    elif own:
        yield _Cell("catalog_number", own, path)
    elif codes and not any(" " in code for code in codes):
        yield _Cell("sku", " ".join(codes), "offers")


def _content(size: str) -> object:
    return read_pack_size(size) or size


def _own_cells(node: Node) -> Iterator[_Cell]:
    """Yield the properties of a node that are not its offers."""
    for key, value in node.items():
        if key.startswith("@") or key in _LEFT_OUT or ":" in key:
            continue
        label = _LABELS.get(key, key)
        if text := _text(value):
            yield _Cell(label, text_of_html(text) if key == "description" else text, key)
        elif isinstance(value, Mapping | list):
            labels, texts = flatten({label: value})
            yield from (_Cell(inner, text, key) for inner, text in zip(labels, texts, strict=True) if "@" not in inner)
    for key in ("identifier", "additionalProperty"):
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            yield from _pair(item, key)


def _pair(item: object, path: str) -> Iterator[_Cell]:
    """Yield a ``PropertyValue``. A bare identifier has no label, so it says nothing."""
    if isinstance(item, Mapping):
        label = next((_word(item.get(key)) for key in ("name", "propertyID") if _word(item.get(key))), "")
        label = label.rpartition("/")[2] if _ADDRESS.match(label) and "/" in label else label
        text = _text(item.get("value")) or _range(item)
        unit = _word(item.get("unitText"))
        text = f"{text} {unit}" if text and unit and not text.endswith(unit) else text
        if label and text:
            # Dots would be read as sections.
            yield _Cell(" ".join(label.replace(".", " ").split()), text, path)


def _range(item: Mapping[str, Any]) -> str:
    low, high = _word(item.get("minValue")), _word(item.get("maxValue"))
    return f"{low}–{high}" if low and high else f"≥{low}" if low else f"≤{high}" if high else ""


def _text(value: object) -> str:
    """Return the text of a property: words, a quantity with its unit, the name of a thing, or several with bars.

    It is empty for objects of no type.
    """
    if isinstance(value, list):
        texts = [_text(item) for item in value]
        return "|".join(dict.fromkeys(texts)) if all(texts) else ""
    if isinstance(value, Mapping):
        if "@type" not in value:
            return ""
        unit = _word(value.get("unitText")) or _word(value.get("unitCode"))
        amount = _word(value.get("value")) or _range(value)
        return f"{amount} {unit}".strip() if amount else _word(value.get("name"))
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _offers(node: Node, known: Mapping[str, Node]) -> Iterator[_Offer]:
    """Yield the offers of a product or of a variant."""
    for offer in _resolved(node.get("offers"), known):
        inner = _resolved(offer.get("offers"), known)
        for one in inner or [offer]:
            if price := _price(one, offer):
                yield _offer(node, one, price)


def _price(offer: Node, around: Node) -> str:
    stated = [one for one in _resolved(offer.get("priceSpecification"), {}) if _word(one.get("price"))]
    source = stated[0] if stated and not _word(offer.get("price")) else offer
    amount = _word(source.get("price"))
    low, high = _word(offer.get("lowPrice")), _word(offer.get("highPrice"))
    amount = amount or (low if low == high else "")
    currency = next(
        (_word(one.get("priceCurrency")) for one in (source, offer, around) if one.get("priceCurrency")), ""
    )
    if amount and any(digit in "123456789" for digit in amount):
        return f"{amount} {currency}".strip() if not any(map(str.isalpha, amount)) else amount
    return ON_REQUEST if _word(offer.get("availability")) or _word(offer.get("sku")) else ""


def _offer(node: Node, offer: Node, price: str) -> _Offer:
    quantity = offer.get("eligibleQuantity")
    quantity = quantity if isinstance(quantity, Mapping) else {}
    item = offer.get("itemOffered")
    item = item if isinstance(item, Mapping) else {}
    unit, amount = _word(quantity.get("unitText")), _word(quantity.get("value"))
    names = [_word(one.get("name")) for one in (offer, item, node)]
    sku = next((_word(one.get(key)) for one in (offer, item) for key in ("sku", "mpn") if _word(one.get(key))), "")
    sku = sku or _word(node.get("sku"))
    stated = [unit, f"{amount} {unit}", *(_text(one.get("size")) for one in (offer, item, node))]
    ended = [found[1] for name in names if (found := _SIZE_AT_END.search(name))]
    codes = read_order_codes(sku) if sku and " " not in sku else None
    coded = list(codes.sizes) if codes is not None and codes.is_shortened else []
    sizes = [*stated, *names[:2], *ended, *coded]
    size = next((text for text in sizes if text[:1].isdigit() and read_pack_size(text) is not None), "")
    least = _word(quantity.get("minValue"))
    rest = [_AVAILABILITY.get(re.split(r"[/#:]", _word(offer.get("availability")))[-1], "")]
    for key, words in (("priceValidUntil", "price valid until"), ("availabilityStarts", "available from")):
        rest += [f"{words}: {_word(offer.get(key))}"] if _word(offer.get(key)) else []
    return _Offer(size, least if least not in ("", "0", "1") else "", price, tuple(filter(None, rest)), sku)


def _pack_cells(offers: Sequence[_Offer]) -> Iterator[_Cell]:
    """Yield a cell for each pack, with the prices of larger orders; or the price of a product without a size."""
    packs: dict[str, list[str]] = {}
    rests: dict[str, dict[str, None]] = {}
    for offer in sorted(offers, key=lambda one: bool(one.least)):
        price = f"{offer.least}+: {offer.price}" if offer.least else offer.price
        packs.setdefault(offer.size, []).append(price)
        rests.setdefault(offer.size, {}).update(dict.fromkeys(offer.rest))
    for size, prices in packs.items():
        rest = [part for part in rests[size] if part not in prices]
        if size:
            yield _Cell(f"pack:{size}", "; ".join([*dict.fromkeys(prices), *rest]), "offers")
            continue
        yield from (_Cell("Price", price, "offers") for price in dict.fromkeys(prices) if price != ON_REQUEST)
        yield from (_Cell("Availability", part, "offers") for part in rest if ":" not in part)
