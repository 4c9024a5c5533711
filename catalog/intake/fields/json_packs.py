"""Packs in JSON: lists of objects, lists of sizes, and objects with sizes as keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalog.intake.columns.labels import target_of
from catalog.intake.columns.pack_columns import ON_REQUEST, pack_of_object
from catalog.product.offer.pack_sizes import read_pack_size

PACK_LISTS = frozenset(
    {
        "packs", "packages", "variants", "variations", "prices", "price", "pricing", "sizes", "packsizes", "packaging",
        "packagingsizes", "packageoptions", "skus", "offers", "materials", "规格", "包装", "包装规格", "价格", "价格表",
    }
)  # fmt: skip
"""The names of lists of packs, without blanks and underscores. Their objects are packs if they have a size."""


def holds_packs(label: str) -> bool:
    """Tell whether the value under a key or a path of keys can be packs.

    >>> holds_packs("pack_sizes"), holds_packs("product.packSizes"), holds_packs("certificates")
    (True, True, False)
    """
    key = label.rpartition(".")[2].casefold()
    return key.replace("_", "").replace(" ", "").replace("-", "") in PACK_LISTS


def further_prices(value: Mapping[str, object], pack: str) -> Iterator[tuple[str, str]]:
    """Yield the prices of a pack's object that its text does not have, each with its key, so that they are not lost.

    >>> list(further_prices({"size": "5 g", "price": 12, "net_price": 10.2, "currency": "EUR"}, "12 EUR"))
    [('net_price', '10.2')]
    >>> list(further_prices({"size": "5 g", "price": 12, "unit_price": {"amount": "2.4"}}, "12"))
    []
    """
    used = pack.partition(";")[0].split()
    for name, amount in value.items():
        target = target_of(name)
        is_amount = isinstance(amount, str | int | float) and not isinstance(amount, bool) and str(amount).strip()
        if is_amount and target is not None and target.field == "price" and str(amount).strip() not in used:
            yield name, str(amount).strip()


def packs_by_size(value: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the packs of an object if all its keys are sizes, else nothing.

    >>> list(packs_by_size({"1 L": {"value": 25, "currency": "EUR"}, "5 L": "90 EUR", "9 L": None}))
    [('pack:1 L', '25 EUR'), ('pack:5 L', '90 EUR'), ('pack:9 L', 'on request')]
    >>> list(packs_by_size({"1 L": 25, "currency": "EUR"}))
    []
    """
    if any(read_pack_size(size) is None or isinstance(item, list) for size, item in value.items()):
        return
    for size, item in value.items():
        pack = None
        if isinstance(item, Mapping):
            pack = pack_of_object({**item, "size": size}) or pack_of_object({"size": size, "price": item})
        elif item not in (None, ""):
            pack = size, str(item)
        yield f"pack:{size}", ON_REQUEST if pack is None else pack[1]


def packs_of_sizes(values: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Yield the packs of a list if all its texts are sizes, else nothing.

    >>> list(packs_of_sizes(["5 g", "25 g"])), list(packs_of_sizes(["5 g", "glass"]))
    ([('pack:5 g', 'on request'), ('pack:25 g', 'on request')], [])
    """
    if all(isinstance(value, str) and read_pack_size(value) is not None for value in values):
        yield from ((f"pack:{value}", ON_REQUEST) for value in values)


def order_codes(values: Sequence[object]) -> str:
    """Return the order codes of the packs in a list, separated by blanks. It is empty if any pack has none."""
    codes = [str(value.get("sku") or "") for value in values if isinstance(value, Mapping)]
    return " ".join(codes) if all(codes) and not any(" " in code for code in codes) else ""
