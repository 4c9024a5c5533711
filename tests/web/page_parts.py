"""What the parts of a product's page have to say, word for word, by what the API says of the product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.texts import official_text
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
    """Each pack's size, prices and availability."""
    rows = []
    for pack in document["packs"]:
        when, price = AVAILABILITY.get(pack["availability"] or ""), None
        if not pack["prices"]:
            parts = [split_dates(part.strip())[0] for part in (pack["price"] or "on request").split(";")]
            price = "; ".join(part for part in parts if part and part != pack["lead_time"])
            # What both columns would say stands in one of them.
            price, when = {when: ("—", when)}.get(price, (price, when))
            price, when = ("on request", None) if when == "on request" and price == "—" else (price, when)
        steps = [joined(f"from {one['from']}:" if one["from"] > 1 else None, money(one)) for one in pack["prices"]]
        dates = [
            own(pack, document, "price_date", "as of {}"),
            own(pack, document, "price_valid_until", "valid until {}"),
        ]
        later = [own(pack, document, "lead_time", "{}"), own(pack, document, "available_from", "from {}")]
        rows.append([folded(pack["size"]), joined(price, *steps, *each_unit(pack), *dates), joined(when, *later)])
    return rows


def each_unit(pack: Json) -> list[str]:
    """What a pack costs for each unit, that of its own size first; nothing without a currency."""
    unit = pack["unit_price"]
    if not unit or not unit["currency"]:
        return []
    amounts = {unit["unit"]: unit["amount"]}
    for name, short in (("gram", "g"), ("mole", "mol"), ("millilitre", "mL")):
        if name in pack["price_per"]:
            amounts.setdefault(short, pack["price_per"][name])
    return [f"{amount} {unit['currency']} / {short}" for short, amount in amounts.items()]


def own(pack: Json, document: Json, field: str, words: str) -> str | None:
    """What a pack says of its own; what holds for all packs stands once below them."""
    return words.format(pack[field]) if pack[field] and pack[field] != document[field] else None


def money(amount: Json) -> str:
    """A sum with its currency, or a word that it has none."""
    return f"{amount['amount']} {amount['currency'] or 'currency not stated'}"


def lot_tables(document: Json) -> dict[str, list[list[str]]]:
    """The values of each certificate beside what was promised."""
    return {
        f"Values of lot {lot['lot_number']}": [
            [row["test"], folded(row["text"]), folded(row["specification"] or "—"), LOT_VERDICTS[row["verdict"]]]
            for row in lot["values"]
        ]
        for lot in document["lots"]
        if lot["values"]
    }


def lot_dates(document: Json) -> list[str]:
    """What stands below the heading of each lot."""
    return [
        joined(
            *(
                f"{word} {lot[name]}."
                for word, name in (("Released", "released"), ("Retest", "retest"), ("Expires", "expires"))
                if lot[name]
            ),
            "Certificate of analysis" if lot["certificate"] else None,
        )
        for lot in document["lots"]
    ]


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
    return [(words, text) for words, text in rows if text] + [
        (entry["type"], joined(entry["value"], wrong.get(entry["valid"]))) for entry in document["identifiers"]
    ]


def name_items(document: Json) -> list[str]:
    """Every name but the first, with its kind and language where they say something."""
    plain = ("synonym", "translation")
    return [
        joined(entry["text"], None if entry["kind"] in plain else entry["kind"], entry["language"])
        for entry in document["names"]
        if entry["kind"] != "name"
    ]


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


def related_items(related: list[Json], shown: int) -> list[str]:
    """The first related products, each with how it is related."""
    return [
        folded(f"{one['product']['name']} {one['product']['catalog_number']}, {one['words']}")
        for one in related[:shown]
    ]


def expected_parts(document: Json, page: PageText) -> Iterator[tuple[str, object, object]]:
    """Each part of the page: its name, what the page says there, and what the API has for it."""
    sections = page.sections
    rows = page.tables.get("Packs and prices table", [[]])[1:]
    # Where nothing is said of availability, its column is not there.
    yield "packs", [[*row, ""][:3] for row in rows], pack_rows(document)
    lots = {name: rows[1:] for name, rows in page.tables.items() if name.startswith("Values of lot ")}
    yield "values of lots", lots, lot_tables(document)
    yield "lots", sections["lots"].headings, [f"Lot {lot['lot_number']}" for lot in document["lots"]]
    yield "dates of lots", sections["lots"].paragraphs, lot_dates(document)
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
