"""A quote list: products with a pack and a quantity, as a text to be mailed and as rows. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.product.text.cell_escape import escape_cell

MOST_LINES = 100
MOST_QUANTITY = 9_999

COLUMNS = ("catalog_number", "name", "cas_rn", "pack", "quantity", "unit_price", "price", "currency")


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a quote list.

    Attributes:
        product: its document.
        pack: the chosen size; empty where none is chosen.
        quantity: how many of it.
        unit_price: what one costs in this quantity; None where the catalog does not say.
        currency: of the price, ISO 4217.
    """

    product: dict[str, Any]
    pack: str
    quantity: int
    unit_price: Decimal | None = None
    currency: str | None = None

    @property
    def price(self) -> Decimal | None:
        """What the line costs."""
        return None if self.unit_price is None else self.unit_price * self.quantity


def quote_line(product: dict[str, Any], pack: str, quantity: int) -> QuoteLine:
    """A line; a pack that the product has not is none, and the first is taken where there is but one."""
    sizes = {str(entry["size"]): entry for entry in product["packs"]}
    if pack not in sizes:
        pack = next(iter(sizes)) if len(sizes) == 1 else ""
    price = _price(sizes[pack].get("prices") or (), quantity) if pack else None
    return QuoteLine(product, pack, quantity, *(price or (None, None)))


def _price(breaks: Sequence[dict[str, Any]], quantity: int) -> tuple[Decimal, str] | None:
    """The price of the largest quantity that is reached."""
    reached = [entry for entry in breaks if entry["from"] <= quantity]
    if not reached:
        return None
    best = max(reached, key=lambda entry: entry["from"])
    try:
        return Decimal(str(best["amount"])), str(best["currency"])
    except InvalidOperation:
        return None


def totals(lines: Iterable[QuoteLine]) -> list[tuple[Decimal, str]]:
    """The sum of the priced lines in each currency, by currency."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.price is not None and line.currency is not None:
            sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.price
    return [(amount, currency) for currency, amount in sorted(sums.items())]


def quote_text(lines: Sequence[QuoteLine]) -> str:
    """The list as a plain text for a mail."""
    rows = []
    for number, line in enumerate(lines, 1):
        cas_rn = f", CAS RN {line.product['cas_rn']}" if line.product["cas_rn"] else ""
        pack = line.pack or "pack to be agreed"
        price = "" if line.price is None else f", {line.price} {line.currency}"
        what = f"{line.product['catalog_number']}  {line.product['name']}{cas_rn}"
        rows.append(f"{number}. {what}\n   {line.quantity} × {pack}{price}")
    sums = [f"Sum of the listed prices: {amount} {currency}" for amount, currency in totals(lines)]
    return "\n".join(["Please send us a quotation for:", "", *rows, *([""] if sums else []), *sums, ""])


def quote_cells(line: QuoteLine) -> list[str]:
    """One row of the list as a table; no cell runs as a formula."""
    product = line.product
    prices = ("" if amount is None else str(amount) for amount in (line.unit_price, line.price))
    texts = (product["catalog_number"], product["name"], product["cas_rn"] or "", line.pack, str(line.quantity))
    return [escape_cell(text) for text in (*texts, *prices, line.currency or "")]
