"""A quote list: products with packs and quantities, as text for a mail and as rows. It uses no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.product.text.cell_escape import escape_cell

MOST_LINES = 100
MOST_QUANTITY = 9_999

COLUMNS = ("catalog_number", "name", "cas_rn", "pack", "quantity", "unit_price", "price", "currency", "supplier")


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a quote list.

    Attributes:
        product: the product document.
        pack: the chosen size; empty if none is chosen.
        quantity: the number of packs.
        unit_price: the price of one pack at this quantity, or None if unknown.
        currency: of the price, ISO 4217; None if it is not stated.
        reference: the product in an address; see ``catalog.store.reading.products.reference_to``.
        supplier: the name of the product's supplier, or None if it need not be said.
    """

    product: dict[str, Any]
    pack: str
    quantity: int
    unit_price: Decimal | None = None
    currency: str | None = None
    reference: str = ""
    supplier: str | None = None

    @property
    def price(self) -> Decimal | None:
        """Return the price of the line, or None."""
        return None if self.unit_price is None else self.unit_price * self.quantity


def quote_line(
    product: dict[str, Any], pack: str, quantity: int, reference: str = "", supplier: str | None = None
) -> QuoteLine:
    """Return a line. If the product does not have the pack, take its only pack, or none."""
    sizes = {str(entry["size"]): entry for entry in product["packs"]}
    if pack not in sizes:
        pack = next(iter(sizes)) if len(sizes) == 1 else ""
    price = _price(sizes[pack].get("prices") or (), quantity) if pack else None
    unit_price, currency = price or (None, None)
    return QuoteLine(product, pack, quantity, unit_price, currency, reference, supplier)


def _price(breaks: Sequence[dict[str, Any]], quantity: int) -> tuple[Decimal, str | None] | None:
    """Return the price for the largest quantity that is reached, with its currency if that is stated, or None."""
    reached = [entry for entry in breaks if entry["from"] <= quantity]
    if not reached:
        return None
    best = max(reached, key=lambda entry: entry["from"])
    try:
        return Decimal(str(best["amount"])), best["currency"]
    except InvalidOperation:
        return None


def totals(lines: Iterable[QuoteLine]) -> list[tuple[Decimal, str]]:
    """Return the sum of the priced lines in each currency, by currency. Prices without a currency are left out."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.price is not None and line.currency is not None:
            sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.price
    return [(amount, currency) for currency, amount in sorted(sums.items())]


def quote_text(lines: Sequence[QuoteLine]) -> str:
    """Return the list as plain text for a mail."""
    rows = []
    for number, line in enumerate(lines, 1):
        cas_rn = f", CAS RN {line.product['cas_rn']}" if line.product["cas_rn"] else ""
        pack = line.pack or "pack to be agreed"
        price = "" if line.price is None else f", {line.price} {line.currency or '(currency not stated)'}"
        of = f" of {line.supplier}" if line.supplier else ""
        what = f"{line.product['catalog_number']}{of}  {line.product['name']}{cas_rn}"
        rows.append(f"{number}. {what}\n   {line.quantity} × {pack}{price}")
    sums = [f"Sum of the listed prices: {amount} {currency}" for amount, currency in totals(lines)]
    return "\n".join(["Please send us a quotation for:", "", *rows, *([""] if sums else []), *sums, ""])


def quote_cells(line: QuoteLine) -> list[str]:
    """Return one row of the list as CSV cells. No cell can run as a formula."""
    product = line.product
    prices = ("" if amount is None else str(amount) for amount in (line.unit_price, line.price))
    texts = (product["catalog_number"], product["name"], product["cas_rn"] or "", line.pack, str(line.quantity))
    return [escape_cell(text) for text in (*texts, *prices, line.currency or "", line.supplier or "")]
