"""The commands ``catalog audit …``: verify the audit chain, tell its last entry, begin it anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from catalog.cli.opening import OpenDatabase
from catalog.cli.output import standard_output
from catalog.errors import NotFound, UnreadableFile, UnwritableFile
from catalog.store.audit.chain import ChainHead, chain_head
from catalog.store.audit.verifying import Verified, said_time, verify
from catalog.store.database import snapshot
from catalog.store.writing.chain_beginning import restart_chain

_LINE = re.compile(r"([0-9]{1,18}) (\S{1,40}) ([0-9a-f]{64})", re.ASCII)
"""A head: its number, time and hash."""

HeadFile = Annotated[
    Path | None, typer.Option("--head", help="A file of `catalog audit head --file`. Each head in it must be there.")
]
ToFile = Annotated[
    Path | None, typer.Option("--file", help="Add the head to the end of this file, instead of printing it.")
]


def add_audit(app: typer.Typer, open_database: OpenDatabase, console: Console) -> None:
    """Register the commands.

    Args:
        app: the program.
        open_database: opens the database of the settings.
        console: for messages to the operator. Standard output has only the result.
    """
    audit = typer.Typer(no_args_is_help=True, help="The audit chain of what changed the catalog.")
    app.add_typer(audit, name="audit")

    @audit.command("verify")
    def verify_(head: HeadFile = None) -> None:
        """Verify the whole chain. Name the first entry that was altered, removed or added behind its back."""
        heads = {} if head is None else read_heads(head)
        with open_database() as database, snapshot(database) as transaction:
            found = verify(transaction, database.audit_key, heads)
        with standard_output("The answer"):
            for line in told(found, len(heads)):
                typer.echo(line)
        if found.fault is not None:
            raise typer.Exit(1)

    @audit.command("head")
    def head(file: ToFile = None) -> None:
        """Print the last entry of the chain: its number, time and hash. Keep it where no one else can change it."""
        with open_database() as database, database.read() as transaction:
            found = chain_head(transaction)
        if found is None:
            raise NotFound("The audit chain has no entries.")
        if file is not None:
            add_head(file, found)
            return
        with standard_output("The head"):
            typer.echo(head_line(found))

    @audit.command("restart")
    def restart() -> None:
        """Begin the chain anew with a new key, after the old key was lost. What is there now is noted as found."""
        typer.confirm("The present chain is removed, and can never be verified again. Go on?", abort=True, err=True)
        with open_database() as database:
            former = restart_chain(database)
        ended = "" if former is None else f" The former one ended with entry {former.number}, hash {former.hash}."
        console.print(f"A new chain has begun.{ended} Back up its key: {database.audit_key.path}", markup=False)


def told(found: Verified, heads: int) -> list[str]:
    """Return what verifying found, in lines for the operator."""
    if found.fault is not None:
        return [f"NOT as it was written, first at entry {found.fault.number}.", found.fault.words]
    assert found.head is not None  # noqa: S101  # A chain without entries has a fault.
    whole = f"The chain is whole: {found.head.number:,} entries until {said_time(found.head.at)}, {found.rows:,} rows."
    lines = [whole, *([] if found.began is None else [found.began])]
    if heads:
        lines.append(f"All {heads:,} heads are in it." if heads > 1 else "The head is in it.")
    else:
        lines.append("Only a head that is kept elsewhere (--head FILE) shows whether its end was cut off.")
    return lines


def head_line(head: ChainHead) -> str:
    """Return a head as it is printed and read again."""
    return f"{head.number} {head.at} {head.hash}"


def add_head(file: Path, head: ChainHead) -> None:
    """Add a head to the end of a file.

    Raises:
        UnwritableFile: it cannot be written.
    """
    try:
        with file.open("a", encoding="ascii") as stream:
            stream.write(f"{head_line(head)}\n")
    except OSError as error:
        raise UnwritableFile(f"The head cannot be written to {file}: {error.strerror}.") from error


def read_heads(file: Path) -> dict[int, str]:
    """Return the hashes of a file of heads, by number.

    Raises:
        UnreadableFile: it cannot be read, has no heads, or one of its lines is none.
    """
    heads: dict[int, str] = {}
    try:
        with file.open(encoding="ascii", errors="replace") as stream:
            for number, line in enumerate(stream, start=1):
                head = _LINE.fullmatch(line.rstrip("\n"))
                if head is None:
                    raise UnreadableFile(f"{file}: line {number} is no head. A head is a number, a time and a hash.")
                if heads.setdefault(int(head[1]), head[3]) != head[3]:
                    raise UnreadableFile(
                        f"{file}: entry {head[1]} has two hashes. Two chains were written to this file."
                    )
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error
    if not heads:
        raise UnreadableFile(f"{file} has no heads.")
    return heads
