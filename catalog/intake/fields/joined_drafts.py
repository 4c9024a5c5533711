"""Rows of one product: several lots, bottles or packs of one catalog number, or sheets of which each states a part.

Their drafts become one. Each fact keeps its place. If two rows contradict each other in a fact, the first is used and a
finding tells of the other. Only if they name two different products, nothing is joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.chemistry.identifiers.inchi_key import is_inchi_key
from catalog.intake.columns.pack_columns import NOTHING_SOLD, ON_REQUEST, labelled_part
from catalog.intake.fields.attributes import ATTRIBUTE, LONGEST_TEXT, MOST_ATTRIBUTES
from catalog.intake.fields.number_substitutes import read_cas_rn
from catalog.intake.fields.origins import FieldOrigin
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.records import Place
from catalog.product.draft import ERASE_MARKS
from catalog.product.findings import Code, Finding
from catalog.product.text.folding import fold

_OF_PACKS = {
    "availability": "stock",
    "lead_time": "lead time",
    "price_date": "price date",
    "price_valid_until": "price valid until",
    "available_from": "available from",
}
"""The fields that hold for all packs of a row, each with the words before it in a pack's text."""

_LISTS = frozenset({"hazard_statements", "precautionary_statements", "pictograms"})
"""The fields with several values. Further rows add to them."""

_EXACT = frozenset({"formula", "smiles", "molfile", "inchi"})
"""The fields in which the case of a letter has a meaning."""


_SIZE = re.compile(r"(?<!\w)\d+(?:[.,]\d+)?\s*(?:kg|g|mg|µg|l|ml|µl|lb|oz)\b(?!\s*/)", re.IGNORECASE)
"""The size of a pack in a name."""


def join_rows(rows: Sequence[RecordDraft]) -> RecordDraft:
    """Return the draft of a product that has several rows. Their packs and lots must be finished.

    Args:
        rows: the drafts of the rows, at least one. They are changed.
    """
    _part_offers(rows)
    joined, *others = rows
    for row in others:
        _join(joined, row)
    return joined


def find_clash(rows: Sequence[RecordDraft]) -> str:
    """Return in which facts rows name different products, with their places. It is empty if they name one.

    Rows name one product if they share a CAS RN, an InChIKey, a structure or a name, or if they cannot be compared.
    A common formula also counts, since isomers have different numbers. A pack's size in a name makes no difference.
    """
    joined, *others = rows
    for row in others:
        clash = _clash(joined, row)
        if clash:
            return clash
        _join(joined, row)
    return ""


def _clash(first: RecordDraft, other: RecordDraft) -> str:
    cas_rns = [read_cas_rn(row.fields.get("cas_rn", "")) for row in (first, other)]
    keys = [key if is_inchi_key(key) else None for key in map(_inchi_key, (first, other))]
    pairs = [pair for pair in (cas_rns, keys) if None not in pair]
    if any(one == another for one, another in pairs) or _share_structure(first, other):
        return ""
    if pairs:
        return _told("cas_rn" if pairs[0] is cas_rns else "inchi_key", first, other)
    if not all("name" in row.fields for row in (first, other)) or not _names(first).isdisjoint(_names(other)):
        return ""
    formulas = [row.fields.get("formula", "") for row in (first, other)]
    return "" if formulas[0] and _agree("formula", *formulas) else _told("name", first, other)


def _share_structure(first: RecordDraft, other: RecordDraft) -> bool:
    both = [name for name in ("smiles", "inchi", "molfile") if name in first.fields and name in other.fields]
    return any(_agree(name, first.fields[name], other.fields[name]) for name in both)


def _inchi_key(row: RecordDraft) -> str:
    return row.fields.get("inchi_key", "").strip().upper()


def _names(row: RecordDraft) -> set[str]:
    """Return the names of a row in the form for comparison."""
    systematic = () if row.iupac is None else (row.iupac[0],)
    listed = (part for field, text in row.fields.items() if _is_names(field) for part in text.split("|"))
    return {folded for name in (row.fields.get("name", ""), *systematic, *listed) if (folded := _folded(name))}


def _folded(name: str) -> str:
    """Return a name for comparison, without the size of a pack.

    >>> _folded("Acetone, 2.5 L"), _folded("Sodium hydroxide 1 g/L")
    ('acetone', 'sodium hydroxide 1 g l')
    """
    return fold(_SIZE.sub(" ", name))


def _is_names(field: str) -> bool:
    return field == "synonyms" or field.startswith("synonym:")


def _told(name: str, first: RecordDraft, other: RecordDraft) -> str:
    one, another = (f"{row.fields.get(name, '')!r} ({_where(row.place_of(name))})" for row in (first, other))
    words = {"cas_rn": "CAS RN", "inchi_key": "InChIKey", "name": "name"}
    return f"{words[name]} {one}, {another}"


def _where(place: Place) -> str:
    return ", ".join(f"{name} {value}" for name, value in place.items() if name not in ("column", "tag"))


def _join(joined: RecordDraft, row: RecordDraft) -> None:
    """Add the facts of a further row."""
    joined.unknown = {**row.unknown, **joined.unknown}
    joined.findings += row.findings
    joined.supplier = joined.supplier or row.supplier
    if joined.iupac is None:
        joined.iupac = row.iupac
    elif row.iupac is not None and row.iupac[0] != joined.iupac[0]:
        joined.add_synonyms([row.iupac[0]], row.iupac[1])
    other_names = _names(row).isdisjoint(_names(joined))
    for name, text in row.fields.items():
        kept = joined.fields.get(name)
        if kept is None or kept in ERASE_MARKS:
            _take(joined, name, text, row.origins[name])
        elif text not in ERASE_MARKS and not _agree(name, kept, text):
            if name == "name" and not other_names:
                joined.add_synonyms([text] if _folded(text) != _folded(kept) else [], row.origins[name])
            else:
                _differ(joined, name, kept, text, row.origins[name])


def _take(joined: RecordDraft, name: str, text: str, origin: FieldOrigin) -> None:
    if name.startswith(ATTRIBUTE) and sum(map(_is_attribute, joined.fields)) >= MOST_ATTRIBUTES:
        joined.unknown.setdefault(origin.label, text)
    else:
        joined.fields[name], joined.origins[name] = text, origin


def _is_attribute(name: str) -> bool:
    return name.startswith(ATTRIBUTE)


def _differ(joined: RecordDraft, name: str, kept: str, text: str, origin: FieldOrigin) -> None:
    """Join two texts of a field with several values. Otherwise, keep the first and tell of the other."""
    if name == "synonyms":
        joined.add_synonyms(text.split("|"), joined.origins[name])
    elif name in _LISTS or name.startswith("synonym:"):
        joined.fields[name] = _united(kept, text, "|")
    elif name.startswith("pack:") and (pack := _one_pack(kept, text)):
        joined.fields[name] = pack
        if pack.startswith(_price(text)):
            joined.origins[name] = origin
    elif _is_attribute(name) and len(kept) + len(text) < LONGEST_TEXT:
        joined.fields[name] = _united(kept, text, "; ")
    else:
        used = _where(joined.place_of(name))
        message = f"Rows of this product differ. {kept!r} ({used}) is used, not {text!r} ({_where(origin.place)})."
        joined.findings.append(Finding(Code.FIELD_CONFLICT, name, message, stated=text))


def _one_pack(kept: str, text: str) -> str:
    """Return the text of a pack from two rows, or an empty text if they state two prices."""
    one, other = _price(kept), _price(text)
    if one == other or other == ON_REQUEST:
        return _united(kept, text.removeprefix(other).removeprefix("; ") or kept, "; ")
    return _united(text, kept.removeprefix(one).removeprefix("; ") or text, "; ") if one == ON_REQUEST else ""


def _price(pack: str) -> str:
    return pack.partition(";")[0]


def _united(kept: str, text: str, mark: str) -> str:
    parts = [part for one in (kept, text) for part in one.split(mark)]
    return mark.join(dict.fromkeys(parts))


def _agree(name: str, one: str, other: str) -> bool:
    """Tell whether two texts of a field say the same."""
    if name == "cas_rn":
        read = read_cas_rn(one)
        if read is not None and read == read_cas_rn(other):
            return True
    if name == "molecular_weight" and _number(one) is not None and _number(one) == _number(other):
        return True
    first, second = " ".join(one.split()), " ".join(other.split())
    return first == second if name in _EXACT else first.casefold() == second.casefold()


def _number(text: str) -> float | None:
    try:
        return float(text.partition(" ")[0])
    except ValueError:
        return None


def _part_offers(rows: Sequence[RecordDraft]) -> None:
    """Move what rows say differently of their packs, such as the stock, into the text of each pack."""
    for name, words in _OF_PACKS.items():
        stated = [row for row in rows if name in row.fields]
        offering = [row for row in rows if name in row.fields or _packs(row.fields)]
        if len({row.fields.get(name) for row in offering}) < 2:
            continue
        for row in stated:
            packs = _packs(row.fields)
            for pack in packs:
                row.fields[pack] += f"; {labelled_part(words, row.fields[name])}"
            if packs:
                del row.fields[name], row.origins[name]


def _packs(fields: Mapping[str, str]) -> list[str]:
    return [name for name in fields if name.startswith("pack:") and fields[name] != NOTHING_SOLD]
