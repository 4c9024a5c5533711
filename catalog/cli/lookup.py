"""The command ``catalog lookup``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.chemistry.workers.pool import WorkerPool
from catalog.cli.opening import existing_database
from catalog.cli.output import standard_output
from catalog.search.lookup import SUMMARY_FIELDS, look_up
from catalog.settings import load_settings
from catalog.store.reader import Reader
from catalog.store.words.vocabulary import Vocabulary


def lookup(identifiers: Annotated[list[str], typer.Argument(help="Identifiers of any kind.", metavar="ID…")]) -> None:
    """Read each identifier like the search box, and print the products."""
    with existing_database(load_settings()) as database, WorkerPool(1) as pool, Reader(database) as reader:
        answers = look_up(reader, identifiers, pool, Vocabulary())
    table = Table("identifier", "read as", "catalog number", "name", "CAS RN", "formula", "g/mol", "supplier")
    for answer in answers:
        read_as = "" if answer.read_as is None else f"{answer.read_as.kind} {answer.read_as.value}"
        for product in answer.products:
            facts = [str(product[name] or "") for name in SUMMARY_FIELDS]
            table.add_row(*map(escape, [answer.text, read_as, *facts, product["supplier"]["name"]]))
        if answer.note:
            table.add_row(*map(escape, [answer.text, read_as, "", " ".join([answer.note, *answer.suggestions])]))
    with standard_output("The answer"):
        Console().print(table)
    if not all(answer.products for answer in answers):
        raise typer.Exit(1)
