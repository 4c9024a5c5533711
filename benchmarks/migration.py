"""How a populated database of an older release is migrated: how long, in how much memory, killed how often.

    python -m benchmarks.migration sqlite:////tmp/old.db --kills 10

The database is changed: give it a copy. It must be at a revision before 0013. `catalog migrate` runs as a process of
its own, is killed at moments drawn anew, and goes on until it ends. Then every document and every statement must be
what it was, of products and of revisions.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import sys
import time
from collections.abc import Iterable

from sqlalchemy import Connection, text

from benchmarks.processes import kill, started
from catalog.store.database import Database
from catalog.store.migrate import schema_state

BEFORE = {
    "products": "SELECT catalog_key, fields, body FROM products ORDER BY catalog_key",
    "revisions": "SELECT seq, fields, body FROM revisions ORDER BY seq",
}
AFTER = {
    "products": """SELECT p.catalog_key, said.text, document.text FROM products p
        JOIN texts said ON said.id = p.fields_id JOIN texts document ON document.id = p.body_id
        ORDER BY p.catalog_key""",
    "revisions": """SELECT r.seq, said.text, document.text FROM revisions r
        JOIN texts said ON said.id = r.fields_id LEFT JOIN texts document ON document.id = r.body_id ORDER BY r.seq""",
}
LONGEST_SECONDS = 900.0
"""How long one try may take, s."""


def digest_of(rows: Iterable[Iterable[object]]) -> tuple[int, str]:
    """Return how many rows there are, and the digest of all that they say."""
    count, found = 0, hashlib.sha256()
    for row in rows:
        count += 1
        found.update(repr(tuple(row)).encode())
    return count, found.hexdigest()[:16]


def said(connection: Connection, queries: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Return what products and revisions say."""
    options = {"yield_per": 1_000}
    return {
        name: digest_of(connection.execute(text(query), execution_options=options)) for name, query in queries.items()
    }


def migrate_once(url: str, seconds: float) -> bool:
    """Run the migration for some time at most. Tell whether it came to its end."""
    command = [sys.executable, "-m", "catalog", "migrate"]
    with started(command, {"CATALOG_DATABASE_URL": url}) as process:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            code = process.poll()
            if code is not None:
                if code:
                    raise RuntimeError(f"The migration ended with {code}.")
                return True
            time.sleep(0.02)
        kill(process)
    return False


def main() -> None:
    """Migrate, and print the figures."""
    parser = argparse.ArgumentParser(description="Migrate a copy of an older database.")
    parser.add_argument("url")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--each", type=float, default=6.0, help="the longest time until a kill, s")
    chosen = parser.parse_args()
    chance = random.Random()  # noqa: S311  # Moments, no secrets.
    database = Database(chosen.url)
    with database.read() as connection:
        before = said(connection, BEFORE)
    database.close()
    began, kills = time.monotonic(), 0
    while kills < chosen.kills and not migrate_once(chosen.url, chance.uniform(0.5, chosen.each)):
        kills += 1
    if kills == chosen.kills:
        migrate_once(chosen.url, LONGEST_SECONDS)
    took = time.monotonic() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with database.read() as connection:
        after = said(connection, AFTER)
    state = schema_state(database)
    database.close()
    print(f"{before['products'][0]:,} products, {before['revisions'][0]:,} revisions")
    print(f"{took:.1f} s, {kills} kills, {memory:.0f} MB at most; {state}, current: {state.is_current}")
    print("the same documents and statements" if before == after else f"DIFFERENT: {before} {after}")
    sys.exit(before != after or not state.is_current)


if __name__ == "__main__":
    main()
