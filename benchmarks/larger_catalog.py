"""Make the catalog of ``text_search`` larger: ``python -m benchmarks.larger_catalog URL --products 250000``.

Products are copied within the database under other numbers. In their names, words that stand in many names stay, such
as acid and methyl, so that they stand in more; all others become words of their own, with the same first letters and
length. Then ``text_search --url URL`` measures it. The copies have no revisions and no structures: the database is good
for nothing else.
"""

from __future__ import annotations

import argparse
from collections import Counter

from sqlalchemy import Connection, func, insert, literal, select

from catalog.store.database import Database
from catalog.store.tables import product_identifiers, product_names, products
from catalog.store.words.text_index import text_index
from catalog.store.words.vocabulary import add_words, is_spelled

COMMON = 30
"""In how many names a word stands that stays."""
CHUNK = 20_000


def varied(word: str, copy: int) -> str:
    """Another word that begins the same and is as long; no slip leads from one to the other.

    >>> varied("acetone", 1), varied("acetone", 2)
    ('aceihkf', 'acexahg')
    """
    tail = [chr((ord(letter) - ord("a") + copy * (3 + 4 * place)) % 26 + ord("a")) for place, letter in enumerate(word)]
    return word[:3] + "".join(tail[3:])


class Copies:
    """Copies products of one database within it."""

    def __init__(self, connection: Connection) -> None:
        """Read what there is to be copied."""
        self.connection = connection
        self.ids = connection.scalars(select(products.c.id).order_by(products.c.id)).all()
        name = product_names.c
        self.names = connection.execute(select(name.product_id, name.kind, name.folded).order_by(name.id)).all()
        number = Counter(word for row in self.names for word in row.folded.split())
        self.rare = {word for word, count in number.items() if count < COMMON and is_spelled(word) and word.isascii()}

    def named(self, folded: str, copy: int) -> str:
        """What a copy is called."""
        return " ".join(varied(word, copy) if word in self.rare else word for word in folded.split())

    def add(self, copy: int, number: int) -> None:
        """Add copies of the first products, so many."""
        last = self.ids[number - 1]
        offset = self.ids[-1] * copy
        self._add_products(copy, last, offset)
        before = self.connection.scalar(select(func.max(product_names.c.id))) or 0
        chosen = [row for row in self.names if row.product_id <= last]
        for start in range(0, len(chosen), CHUNK):
            some = [(row.product_id + offset, row.kind, self.named(row.folded, copy)) for row in chosen[start:][:CHUNK]]
            rows = [{"product_id": owner, "kind": kind, "text": text, "folded": text} for owner, kind, text in some]
            self.connection.execute(insert(product_names), rows)
            add_words(self.connection, [text for _owner, kind, text in some if kind != "catalog_number"])
        text_index(self.connection).take_in(self.connection, before)

    def _add_products(self, copy: int, last: int, offset: int) -> None:
        column, sign = products.c, literal(f"-{copy}")
        changed = {
            "id": column.id + offset,
            "catalog_number": column.catalog_number + sign,
            "catalog_key": column.catalog_key + sign,
            "product_key": column.product_key + sign,
            "name_key": column.name_key + sign,
        }
        values = [changed.get(one.name, one).label(one.name) for one in products.c]
        self.connection.execute(
            insert(products).from_select(products.c.keys(), select(*values).where(column.id <= last))
        )
        kept = product_identifiers.c
        others = select(kept.value, kept.type, kept.product_id + offset).where(kept.product_id <= last)
        self.connection.execute(insert(product_identifiers).from_select(["value", "type", "product_id"], others))


def main() -> None:
    """Copy until there are as many as are asked for."""
    parser = argparse.ArgumentParser(description="Make the catalog of text_search larger.")
    parser.add_argument("url")
    parser.add_argument("--products", type=int, default=250_000)
    chosen = parser.parse_args()
    database = Database(chosen.url, synchronous="NORMAL")
    with database.write() as connection:
        copies = Copies(connection)
        there = len(copies.ids)
        for copy, start in enumerate(range(there, chosen.products, there), start=1):
            copies.add(copy, min(there, chosen.products - start))
    database.close()


if __name__ == "__main__":
    main()
