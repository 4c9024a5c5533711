"""The fields of exported files: their order and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from catalog.errors import InvalidQuery
from catalog.feeds.computed import COMPUTED, computed_texts
from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS
from catalog.product.offer.pack_list import PACK_LIST, write_pack_list
from catalog.store.reading.exporting import ExportedProduct

ALWAYS = ("catalog_number", "name", *COMPUTED)
"""The columns that a table always has, even without products."""

PACKS = "pack:"

COLUMNS: Final = 2_000
"""The largest number of columns. A wider table could not be imported again (``columns`` of the import limits)."""

_RANKS = {field: rank for rank, field in enumerate((*PLAIN_FIELDS, *COMPUTED, PACK_LIST, *FIELD_FAMILIES))}


def table_columns(names: Iterable[str], format_name: str) -> list[str]:
    """Return the columns of a table: plain fields in their order, the computed facts, one column of all packs, then the
    families, their members by name.

    Raises:
        InvalidQuery: there are too many to be read back.

    >>> columns = table_columns({"spec:Water", "pack:5 g", "pack:9 g", "cas_rn", "spec:Ash"}, "csv")
    >>> columns[:4], columns[-4:]
    (['catalog_number', 'name', 'cas_rn', 'cas_rn_computed'], ['monoisotopic_mass', 'packs', 'spec:Ash', 'spec:Water'])
    """
    named = {PACK_LIST if name.startswith(PACKS) else name for name in names}
    columns = sorted({*named, *ALWAYS}, key=lambda name: (_rank(name), name))
    if len(columns) > COLUMNS:
        message = (
            f"These products have {len(columns):,} different fields. A table has at most {COLUMNS:,} columns. "
            "Export fewer products, or use jsonl or sdf."
        )
        raise InvalidQuery(message, stated=format_name, field="format")
    return columns


def table_row(product: ExportedProduct, columns: Sequence[str]) -> list[str]:
    """Return the texts of a product in the columns of a table; a field that it does not have is an empty text."""
    packs = {name.removeprefix(PACKS): text for name, text in product.fields.items() if name.startswith(PACKS)}
    known = {**product.fields, **computed_texts(product.document()), PACK_LIST: write_pack_list(packs)}
    return [written_text(column, known.get(column, "")) for column in columns]


def stated_order(names: Iterable[str]) -> list[str]:
    """Return the fields of one product: plain ones in their order, the members of a family as stated.

    >>> stated_order(["spec:Water", "name", "spec:Ash"])
    ['name', 'spec:Water', 'spec:Ash']
    """
    return sorted(names, key=_rank)


def written_text(field: str, text: str) -> str:
    """Return the text of a field in the file: unchanged, but one synonym is never read back as several.

    >>> written_text("synonyms", "Ice|Oxidane"), written_text("synonyms", "Red 1; dry"), written_text("name", "a; b")
    ('Ice|Oxidane', 'Red 1; dry|', 'a; b')
    """
    if field != "synonyms":
        return text
    as_array = text.startswith("{") and text.endswith("}")
    as_list = "|" not in text and ("; " in text or "\n" in text)
    return text + "|" if as_array or as_list else text


def _rank(name: str) -> int:
    return _RANKS.get(name.partition(":")[0], len(_RANKS))
