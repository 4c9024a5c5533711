"""The commands ``catalog reference …``: look up what is known of a CAS RN or a name, and add to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.chemistry.identifiers.cas_rn import is_canonical
from catalog.cli.opening import opened_reference
from catalog.cli.output import standard_output
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.source import ReadOptions
from catalog.intake.reference_additions import add_to_reference, own_reference
from catalog.intake.workers import import_workers
from catalog.product.text.folding import fold
from catalog.reference.reference import Reference
from catalog.settings import load_settings

Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", metavar="PATH…")]
Format = Annotated[str | None, typer.Option("--format", help="Read every file as this format.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The encoding of text files that do not state it.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Worker processes for chemistry.")]
Texts = Annotated[list[str], typer.Argument(help="CAS RNs, InChIKeys or names.", metavar="ID…")]


def add_reference(app: typer.Typer, console: Console) -> None:
    """Register the commands.

    Args:
        app: where.
        console: where to speak to the operator; standard output takes only what was asked for.
    """
    commands = typer.Typer(no_args_is_help=True, help="Reference knowledge of CAS RNs and names.")
    app.add_typer(commands, name="reference")

    @commands.command("add")
    def add(paths: Paths, format_: Format = None, encoding: Encoding = None, jobs: Jobs = 2) -> None:
        """Add files of compounds: extracts of PubChem, ChEBI or Wikidata, files of CAS Common Chemistry."""
        settings = load_settings()
        own = own_reference(settings.database_url, settings.reference_file)
        options = ReadOptions(format_, encoding, ReadLimits(**settings.read_limits()))
        with import_workers(jobs) as pool:
            done = add_to_reference(own, paths, options, pool)
        console.print(f"{own}: {done.added:,} CAS RNs added, {done.total:,} in all.", markup=False, soft_wrap=True)
        if done.left_out:
            console.print(f"{done.left_out:,} records were left out: no valid CAS RN, or nothing else.")

    @commands.command("show")
    def show(identifiers: Texts) -> None:
        """Show what is known of CAS RNs, InChIKeys or names."""
        reference = opened_reference(load_settings())
        found = {text: _numbers(text, reference) for text in identifiers}
        with standard_output("The answer"):
            for text, numbers in found.items():
                for number in numbers:
                    Console().print(_table(number, reference))
                if not numbers:
                    console.print(f"{text} is not known.", markup=False)
        if not all(found.values()):
            raise typer.Exit(1)


def _numbers(text: str, reference: Reference) -> tuple[str, ...]:
    """Return the CAS RNs that a text means: itself, or those of an InChIKey or a name."""
    bare = text.strip()
    if is_canonical(bare):
        return (bare,) if reference.knows(bare) else ()
    return reference.numbers_of_key(bare.upper()) or reference.numbers_of_name(fold(bare))


def _table(cas_rn: str, reference: Reference) -> Table:
    """Return what is known of a CAS RN as a table."""
    table = Table(show_header=False)
    entry, names = reference.find(cas_rn), reference.names_of(cas_rn)
    if entry is None:
        table.add_row("CAS RN", f"{cas_rn} (registered; nothing else is known)")
        return table
    replaced = "" if entry.cas_rn == cas_rn else f" (replaces {cas_rn}, which is deleted)"
    rows = {
        "CAS RN": entry.cas_rn + replaced,
        "name": names[0] if names else "",
        "formula": entry.formula,
        "InChIKey": entry.inchi_key,
        "SMILES": entry.smiles,
        "EC number": ", ".join(entry.ec_numbers),
        "other names": "; ".join(names[1:]),
        "source": entry.source,
    }
    for label, text in rows.items():
        if text:
            table.add_row(label, escape(text))
    return table
