"""Removing a supplier's products from the catalog as one run, which an undo restores.

Like an undo, it works in chunks, so that other writers wait for one chunk at most. After an interruption the same
call continues.
"""

from __future__ import annotations

import time

from sqlalchemy import select

from catalog.store.database import Database
from catalog.store.json_text import digest
from catalog.store.suppliers import get_supplier
from catalog.store.tables import products
from catalog.store.writing.intake_log import begin_run, find_run, finish_run
from catalog.store.writing.products import Author, remove_products
from catalog.store.writing.undoing import CHUNK, REST_SECONDS


def remove_supplier_products(database: Database, supplier: str, actor: str, person: int | None = None) -> int:
    """Remove all products of a supplier from the catalog. Return the number of the run; ``undo_run`` takes it back.

    The supplier itself stays, with its address.

    Args:
        database: the database to change.
        supplier: its slug or its name.
        actor: who removes them.
        person: the number of that person, if known.

    Raises:
        NotFound: there is no such supplier.
    """
    with database.write() as connection:
        found = get_supplier(connection, supplier)
        key = digest(["products of a supplier removed", found.key])
        earlier = find_run(connection, key)
        is_cut_short = earlier is not None and earlier.state == "running"
        run = earlier.number if earlier is not None and is_cut_short else None
        if run is None:
            run = begin_run(connection, key, Author(actor, person=person), found.name, [])
    query = select(products.c.product_key).where(products.c.supplier_id == found.id).order_by(products.c.id)
    while True:
        with database.write(by_index=True) as connection:
            keys = connection.scalars(query.limit(CHUNK)).all()
            remove_products(connection, keys, Author(actor, run=run, person=person))
        if not keys:
            break
        if database.is_sqlite:
            time.sleep(REST_SECONDS)
    with database.write() as connection:
        finish_run(connection, run)
    return run
