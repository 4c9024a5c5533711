"""What the parts of a product's page have to say, word for word, by what the API says of the product."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.texts import official_text
from catalog.product.identifier_systems import BY_TYPE
from catalog.product.offer.offer_dates import split_dates
from tests.web.page_text import PageText

Json = dict[str, Any]
AVAILABILITY = {
    "in-stock": "in stock", "on-request": "on request", "backorder": "on back order", "discontinued": "discontinued",
}  # fmt: skip
LOT_VERDICTS = {
    "within": "within specification",
    "outside": "outside specification",
    "undetermined": "could not be checked",
}


def folded(text: str) -> str:
    """A text with its blanks folded, as a browser shows it."""
    return " ".join(text.split())


def joined(*parts: str | None) -> str:
    """The parts that there are, with a blank between."""
    return folded(" ".join(part for part in parts if part))


def pack_rows(document: Json) -> list[list[str]]:
    """Each pack's size with its availability, its prices, and what adds it to the quote list."""
    rows = []
    for pack, each in zip(document["packs"], each_unit(document["packs"]), strict=True):
        when, price = AVAILABILITY.get(pack["availability"] or ""), None
        if not pack["prices"]:
            parts = [split_dates(part.strip())[0] for part in (pack["price"] or "on request").split(";")]
            price = "; ".join(part for part in parts if part and part != pack["lead_time"])
            # What both columns would say stands in one of them.
            price, when = {when: ("—", when)}.get(price, (price, when))
            price, when = ("on request", None) if when == "on request" and price == "—" else (price, when)
        dates = [
            own(pack, document, "price_date", "as of {}"),
            own(pack, document, "price_valid_until", "valid until {}"),
        ]
        later = [own(pack, document, "lead_time", "{}"), own(pack, document, "available_from", "from {}")]
        prices = joined(price, *steps(pack["prices"]), each, *tiers(pack["prices"]), *dates)
        rows.append([joined(pack["size"], when, *later), prices, joined("Quantity of", pack["size"], added(pack))])
    return rows


def added(pack: Json) -> str:
    """The word of the button: without a price, one can only ask."""
    return "Add" if pack["prices"] else "Ask"


def steps(prices: list[Json]) -> list[str]:
    """The price of one pack, or of the smallest number that can be bought."""
    if not prices:
        return []
    first = prices[0]
    return [joined(f"from {first['from']}:" if first["from"] > 1 else None, money(first))]


def tiers(prices: list[Json]) -> list[str]:
    """The prices from larger numbers of packs on."""
    return [
        joined(
            f"{one['from']}+ at {spaced(one['amount'])}",
            one["currency"] if one["currency"] != prices[0]["currency"] else None,
        )
        for one in prices[1:]
    ]


def spaced(amount: str) -> str:
    """An amount with its thousands apart, and two decimals instead of one."""
    whole, point, decimals = amount.partition(".")
    return f"{int(whole):,}".replace(",", " ") + point + (f"{decimals}0" if len(decimals) == 1 else decimals)


GRAMS = {"μg": 1e-6, "mg": 1e-3, "g": 1, "kg": 1e3}
MILLILITRES = {"μL": 1e-3, "mL": 1, "L": 1e3}
SUITING = {
    "g": ((1000, 1000, "kg"), (100, 100, "100 g"), (0.1, 1, "g"), (0, 0.001, "mg")),
    "mL": ((100, 1000, "L"), (0.1, 1, "mL"), (0, 0.001, "μL")),
}


def each_unit(packs: list[Json]) -> list[str | None]:
    """What each pack costs for the unit that suits the smallest one; nothing without a currency."""
    contents: dict[str, list[float]] = {}
    for pack in packs:
        if pack["unit_price"]:
            factor = (GRAMS | MILLILITRES).get(pack["unit"], 1)
            contents.setdefault(pack["unit_price"]["unit"], []).append(pack["count"] * pack["amount"] * factor)
    return [_each(pack["unit_price"], contents) for pack in packs]


def _each(price: Json | None, contents: dict[str, list[float]]) -> str | None:
    if not price:
        return None
    least = min(contents[price["unit"]]) * (1 + 1e-9)
    _, factor, name = next((row for row in SUITING.get(price["unit"], ()) if least >= row[0]), (0, 1, price["unit"]))
    amount = Decimal(price["amount"]) * Decimal(str(factor))
    text = f"{amount:.0f}" if amount >= 100 else f"{amount:.2f}" if amount >= Decimal("0.1") else f"{amount:.2g}"
    return f"{spaced(text)} per {name}"


def other_units(document: Json) -> list[str]:
    """What each pack costs for the units that its size does not have."""
    short = {"gram": "g", "mole": "mol", "millilitre": "mL"}
    rows = []
    for pack in document["packs"]:
        price = pack["unit_price"]
        if price and price["currency"]:
            others = [
                f"{spaced(amount)} {price['currency']} / {short[unit]}"
                for unit, amount in pack["price_per"].items()
                if short[unit] != price["unit"]
            ]
            rows += [f"{folded(pack['size'])}: {', '.join(others)}"] if others else []
    return rows


def own(pack: Json, document: Json, field: str, words: str) -> str | None:
    """What a pack says of its own; what holds for all packs stands once below them."""
    return words.format(pack[field]) if pack[field] and pack[field] != document[field] else None


def money(amount: Json) -> str:
    """A sum with its currency, or a word that it has none."""
    return f"{spaced(amount['amount'])} {amount['currency'] or 'currency not stated'}"


def lot_table(document: Json) -> list[list[str]]:
    """The values of all lots beside what was promised, then their dates and certificates."""
    lots = document["lots"]
    if not lots:
        return []
    tests = dict.fromkeys(value["test"] for lot in lots for value in lot["values"])
    rows = [["Test", "Promised", *(f"Lot {lot['lot_number']}" for lot in lots)]]
    for test in tests:
        found = [[value for value in lot["values"] if value["test"] == test] for lot in lots]
        first = next(value for values in found for value in values)
        cells = [folded("; ".join(map(lot_value, values))) for values in found]
        rows.append([test, folded(first["specification"] or ""), *cells])
    for words, name in (("Released", "released"), ("Retest", "retest"), ("Expires", "expires")):
        dates = [lot[name] or "" for lot in lots]
        rows += [[words, "", *dates]] if any(dates) else []
    certificates = [f"CoA {lot['lot_number']}" if lot["certificate"] else "" for lot in lots]
    return [*rows, *([["Certificate", "", *certificates]] if any(certificates) else [])]


def lot_value(value: Json) -> str:
    """A measured value, with a word if it is not as promised."""
    outside = f", {LOT_VERDICTS['outside']}" if value["verdict"] == "outside" else ""
    return f"{value['text']}{outside}"


def statements(hazards: Json) -> list[str]:
    """The hazard and precautionary statements in English, with the supplier's words where they say more."""
    return [
        joined(row["code"], row["text"] or row["stated"].removeprefix(row["code"] or "").lstrip(" :-"), own_words(row))
        for name in ("hazard_statements", "precautionary_statements")
        for row in hazards[name]
    ]


def own_words(row: Json) -> str | None:
    """The supplier's words, where there is an official text and they say anything else than it and its code."""
    letters = [
        "".join(filter(str.isalnum, (text or "").casefold())) for text in (row["stated"], row["code"], row["text"])
    ]
    beyond = letters[0].replace(letters[1], "")
    return f"(stated: {row['stated']})" if row["text"] and beyond not in ("", letters[2]) else None


def transport(hazards: Json) -> list[tuple[str, str]]:
    """UN number, class, packing group and storage class: as they are understood, else as they are stated."""
    stated, number = hazards["stated"], hazards["un_number"]
    rows = (
        ("UN number", f"UN {number}" if number else stated.get("un_number")),
        ("Class", hazards["class"] or stated.get("hazard_class")),
        ("Packing group", hazards["packing_group"] or stated.get("packing_group")),
        ("Storage class (TRGS 510)", hazards["storage_class"] or stated.get("storage_class")),
    )
    return [(words, text) for words, text in rows if text]


def customs(document: Json) -> list[tuple[str, str]]:
    """Customs code and origin."""
    trade = document["trade"] or {}
    rows = (("HS code", trade.get("hs_code")), ("Country of origin", trade.get("country_of_origin")))
    return [(words, text) for words, text in rows if text]


def document_items(document: Json) -> list[str]:
    """Each document with what is known of it."""
    return [
        joined(
            entry["title"] or entry["type"],
            ", ".join(
                words
                for words in (
                    entry["type"] if entry["title"] else None,
                    entry["language"],
                    f"rev. {entry['revision']}" if entry["revision"] else None,
                    f"lot {entry['lot_number']}" if entry["lot_number"] else None,
                )
                if words
            ),
        )
        for entry in document["documents"]
    ]


def identifiers(document: Json) -> list[tuple[str, str]]:
    """Each identifier under its system."""
    structure = document["structure"] or {}
    drawn = [(words, structure.get(name)) for words, name in (("SMILES", "smiles"), ("InChI", "inchi"))]
    rows = [*drawn, ("InChIKey", structure.get("inchi_key"))]
    wrong = {False: "not valid"}
    own = [("CAS Common Chemistry", document["cas_rn"])] if document["cas_rn"] else []
    others = [
        (called(entry["type"]), joined(entry["value"], wrong.get(entry["valid"]))) for entry in document["identifiers"]
    ]
    return [*own, *others, *((words, text) for words, text in rows if text)]


def called(system: str) -> str:
    """What chemists call a number of a system."""
    return BY_TYPE[system].called if system in BY_TYPE else system


def name_items(document: Json) -> list[str]:
    """Every name but the first, with its kind and language where they say something."""
    plain = ("synonym", "translation")
    return [
        joined(entry["text"], None if entry["kind"] in plain else entry["kind"], entry["language"])
        for entry in document["names"]
        if entry["kind"] != "name"
    ]


def papers(document: Json) -> list[str]:
    """Where the safety data sheets and the certificates beside the price lead."""
    sheets = [one["url"] for one in document["documents"] if one["type"] == "SDS" and one["url"]]
    lots = [lot["certificate"] for lot in document["lots"] if lot["certificate"]]
    others = [one["url"] for one in document["documents"] if one["type"] == "CoA" and one["url"]]
    return [*sheets, *dict.fromkeys([*lots, *others])]


def storage(document: Json) -> str:
    """The supplier's words, the range that they mean, and what harms the product."""
    said = document["storage"]
    known = said["low_c"] is not None and said["high_c"] is not None
    between = f"({round(said['low_c'])} to {round(said['high_c'])} °C)" if known else None
    return joined(said["text"], between, *(f"sensitive to {harm}" for harm in said.get("sensitivity") or ()))


def status(document: Json) -> str:
    """What stands below the name of a product that is sold no more."""
    replaced = document["replaced_by"]
    after = f"It is replaced by {replaced}." if replaced else "The supplier states no replacement."
    return f"Discontinued. {after}"


def offer_rows(related: list[Json], documents: dict[tuple[str, str], Json], shown: int) -> list[list[str]]:
    """The first related products, each with how it is related, and what its document says of its offer."""
    rows = []
    for one in related[:shown]:
        product = one["product"]
        supplier = product["supplier"]
        document = documents[supplier["slug"], product["catalog_number"]]
        of = f" of {supplier['name']}" if supplier["name"] != "House" else ""
        grade = f", {product['grade']}" if product["grade"] else ""
        head = f"{product['name']} {product['catalog_number']}{of}{grade} {one['words']}"
        packs = document["packs"]
        count = str(len(packs)) if packs else ""
        prices = price_range(packs) or ("on request" if packs else "")
        rows.append([folded(head), product["assay"] or "", count, prices, best(packs), offered(document)])
    return rows


def price_range(packs: list[Json]) -> str:
    """From the lowest to the highest price of a single pack, in the one currency that there is."""
    firsts = [pack["prices"][0] for pack in packs if pack["prices"]]
    if len({one["currency"] for one in firsts}) != 1:
        return ""
    found = sorted({Decimal(one["amount"]): one["amount"] for one in firsts}.items())
    ends = [spaced(found[0][1])] if len(found) == 1 else [spaced(found[0][1]), "to", spaced(found[-1][1])]
    return joined(*ends, firsts[0]["currency"] or "(currency not stated)")


def best(packs: list[Json]) -> str:
    """The lowest price of a unit, if all packs have the same one."""
    pairs = [
        (Decimal(pack["unit_price"]["amount"]), each, pack["unit_price"]["currency"])
        for pack, each in zip(packs, each_unit(packs), strict=True)
        if each
    ]
    if len({(each.partition(" per ")[2], currency) for _, each, currency in pairs}) != 1:
        return ""
    _, each, currency = min(pairs, key=lambda pair: pair[0])
    amount, _, unit = each.partition(" per ")
    return f"{amount} {currency or '(currency not stated)'} per {unit}"


def offered(document: Json) -> str:
    """The availability that all packs share."""
    if document["status"] == "discontinued":
        return AVAILABILITY["discontinued"]
    states = {pack["availability"] for pack in document["packs"]} or {document["availability"]}
    state = states.pop() if len(states) == 1 else None
    return AVAILABILITY.get(state, state) if state else ""


def expected_parts(document: Json, page: PageText) -> Iterator[tuple[str, object, object]]:
    """Each part of the page: its name, what the page says there, and what the API has for it."""
    sections = page.sections
    yield "packs", page.tables.get("Packs and prices table", [[]])[1:], pack_rows(document)
    yield "prices per other units", sections["packs"].items, other_units(document)
    yield "papers beside the price", sections["packs"].links, papers(document)
    yield "lots", page.tables.get("Lots table", []), lot_table(document)
    yield "certificates", sections["lots"].links, [one["certificate"] for one in document["lots"] if one["certificate"]]
    time = document["lead_time"]
    yield "delivery time", page.by_id.get("lead-time"), folded(f"Delivery time: {time}") if time else None
    yield from _safety_parts(document, page)
    yield "documents", sections["documents"].items, document_items(document)
    yield "links to documents", sections["documents"].links, [entry["url"] for entry in document["documents"]]
    yield "identifiers", sections["identity"].pairs, identifiers(document)
    yield "names", sections["identity"].items, name_items(document)
    named = bool(identifiers(document) or name_items(document))
    yield "structure and names", "identity" in page.by_id, named
    yield "status", page.by_id.get("discontinued"), status(document) if document["status"] == "discontinued" else None
    if document["storage"]:
        yield "storage", dict(sections[""].pairs).get("Storage"), storage(document)


def _safety_parts(document: Json, page: PageText) -> Iterator[tuple[str, object, object]]:
    hazards, section = document["hazards"], page.sections["safety"]
    if hazards is None:
        yield "customs", page.sections["trade"].pairs, customs(document)
        yield "no safety section", section.pairs + section.paragraphs, []
        return
    pictograms = hazards["pictograms"]
    yield "transport and customs", section.pairs, transport(hazards) + customs(document)
    yield "pictograms", section.pictures, [NAMES[code] for code in pictograms]
    yield "statements", section.items, pictograms + statements(hazards)
    yield "signal word", page.by_id.get("signal-word"), hazards["signal_word"]
    for row in hazards["hazard_statements"]:
        yield "text of a statement", row["text"], official_text(row["code"]) if row["code"] else row["text"]
