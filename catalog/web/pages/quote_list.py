"""A quote list: products with packs and quantities, as text for a mail and as rows. It uses no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from catalog.product.text.cell_escape import escape_cell

MOST_LINES = 100
MOST_QUANTITY = 9_999
LONGEST_AMOUNT = 40
"""The most characters of the amount that a reader asks for, where the supplier states no packs."""
_EMAIL = re.compile(r"[^\s<>(),;:\"@]+@[^\s<>(),;:\"@]+\.[A-Za-z]{2,}")

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
    """Return a line. If the product does not have the pack, take its only pack, or none.

    For a product without packs, the pack is the amount that the reader asks for.
    """
    sizes = {str(entry["size"]): entry for entry in product["packs"]}
    if not sizes:
        return QuoteLine(product, " ".join(pack.split())[:LONGEST_AMOUNT], quantity, None, None, reference, supplier)
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


class SupplierRequest(NamedTuple):
    """The part of a list that goes to one supplier.

    Attributes:
        slug, name: the supplier.
        lines: its lines.
    """

    slug: str
    name: str
    lines: list[QuoteLine]

    @property
    def text(self) -> str:
        """Return the request as plain text."""
        return quote_text(self.lines)

    @property
    def totals(self) -> list[tuple[Decimal, str]]:
        """Return the sums of its priced lines."""
        return totals(self.lines)


def split_by_supplier(lines: Iterable[QuoteLine]) -> list[SupplierRequest]:
    """Return one request for each supplier, in the order of the list: nobody can offer the products of others."""
    found: dict[str, SupplierRequest] = {}
    for line in lines:
        supplier = line.product["supplier"]
        request = found.setdefault(supplier["slug"], SupplierRequest(supplier["slug"], supplier["name"], []))
        request.lines.append(line)
    return list(found.values())


def recipient_in(contact: str | None) -> str:
    """Return the e-mail address in a supplier's contact, or an empty text.

    >>> recipient_in("Sales, +49 6151 1, sales@example.org"), recipient_in("+49 6151 1"), recipient_in(None)
    ('sales@example.org', '', '')
    >>> recipient_in("mailto:orders@example.org?subject=Catalog"), recipient_in("https://example.org/contact")
    ('orders@example.org', '')
    """
    found = _EMAIL.search((contact or "").partition("?")[0])
    return found.group() if found else ""


def plain_cells(line: QuoteLine) -> list[str]:
    """Return one row of the list as texts."""
    product = line.product
    prices = ("" if amount is None else str(amount) for amount in (line.unit_price, line.price))
    texts = (product["catalog_number"], product["name"], product["cas_rn"] or "", line.pack, str(line.quantity))
    return [*texts, *prices, line.currency or "", line.supplier or ""]


def quote_cells(line: QuoteLine) -> list[str]:
    """Return one row of the list as CSV cells. No cell can run as a formula."""
    return [escape_cell(text) for text in plain_cells(line)]
