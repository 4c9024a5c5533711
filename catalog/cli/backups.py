"""The commands ``catalog backup``, ``restore``, ``copy`` and ``verify``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from catalog.cli.console import console
from catalog.cli.opening import existing_database, opened_database
from catalog.cli.output import standard_output
from catalog.errors import Conflict, StoreUnusable
from catalog.intake.reference_additions import own_reference
from catalog.settings import Settings, load_settings
from catalog.store.audit.audit_key import AuditKey
from catalog.store.audit.verifying import verify as verify_chain
from catalog.store.backup.backups import copy_beside, make_backup, read_backup, remove_oldest, verify_backup
from catalog.store.backup.carrying import carry
from catalog.store.backup.restoring import restore_backup, try_restoring
from catalog.store.backup.verifying import complaints
from catalog.store.database import Transaction, database_file, snapshot

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where backups are kept, best on another disk.")]
Made = Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder of one backup.")]
ToVerify = Annotated[
    Path | None, typer.Argument(metavar="[BACKUP]", help="The folder of one backup. By default the database.")
]
Target = Annotated[str, typer.Argument(metavar="URL", help="The other database, as in CATALOG_DATABASE_URL.")]
Keep = Annotated[int | None, typer.Option(min=1, help="Remove all but so many of the newest backups afterwards.")]
Drill = Annotated[bool, typer.Option("--drill", help="Restore it to a temporary place, compare, and remove that.")]


def backup(folder: Folder, keep: Keep = None, drill: Drill = False) -> None:
    """Copy the database while it is used, verify the copy, and print its folder."""
    settings = load_settings()
    with existing_database(settings) as database:
        made = make_backup(database, folder, _beside(settings))
    if drill:
        try_restoring(made, settings.database_url)
    removed = remove_oldest(folder, keep) if keep is not None else []
    with standard_output("The folder of the backup"):
        typer.echo(str(made.folder))
    tried = " It was restored and compared." if drill else ""
    gone = f" Removed: {len(removed)} older." if removed else ""
    console.print(f"{made.products:,} products are in the backup.{tried}{gone}", markup=False)


def restore(backup: Made) -> None:
    """Make the database of the settings, which must not exist or be empty, of a backup."""
    settings = load_settings()
    found = read_backup(backup)
    restore_backup(found, settings.database_url, _beside(settings))
    console.print(f"{found.products:,} products are restored, as of {found.made_at}.", markup=False)


def copy(url: Target) -> None:
    """Carry everything to another database, also from SQLite to PostgreSQL or back, with the key of the audit chain.

    The other database must not exist, or be empty. What is written here meanwhile is not carried, so stop the server.
    """
    settings = load_settings()
    there = settings.model_copy(update={"database_url": url})
    own, beside = _beside(settings), _beside(there)
    if database_file(url) is not None and url == settings.database_url:
        raise Conflict("This is the database of the settings. Name another one.")
    with existing_database(settings) as source:
        differing = [name for name in own if own[name] != beside[name] and own[name].exists()]
        taken = next((beside[name] for name in differing if beside[name].exists()), None)
        if taken is not None:
            raise Conflict(f"{taken} exists. Move it away first.")
        for name in differing:
            beside[name].parent.mkdir(parents=True, exist_ok=True)
            copy_beside(own[name], beside[name])
        with opened_database(there) as target:
            carried = carry(source, target)
    rows = sum(content.rows for content in carried.values())
    console.print(
        f"{carried['products'].rows:,} products are carried, {rows:,} rows in all, and compared.", markup=False
    )
    console.print("Set CATALOG_DATABASE_URL to the new database, and run `catalog reindex`.", markup=False)


def verify(backup: ToVerify = None) -> None:
    """Hold a backup against its manifest, or the database against itself and its audit chain."""
    if backup is not None:
        verify_backup(read_backup(backup))
        console.print("The backup is complete.", markup=False)
        return
    with existing_database(load_settings()) as database, snapshot(database) as transaction:
        found = [*complaints(transaction), *_chain_faults(transaction, database.audit_key)]
    for complaint in found:
        console.print(complaint, markup=False, style="red", soft_wrap=True)
    if found:
        raise typer.Exit(1)
    console.print("The database is sound.", markup=False)


def _chain_faults(transaction: Transaction, key: AuditKey) -> Iterator[str]:
    try:
        fault = verify_chain(transaction, key, {}).fault
    except StoreUnusable as error:
        yield str(error)
        return
    if fault is not None:
        yield f"The audit chain is wrong, first at entry {fault.number}: {fault.words}"


def _beside(settings: Settings) -> Mapping[str, Path]:
    """Return the files and folders beside the database that belong to it, by their name in a backup."""
    brand = {} if settings.brand_folder is None else {"brand": settings.brand_folder}
    return {
        **brand,
        "reference": own_reference(settings.database_url, settings.reference_file),
        "audit-key": AuditKey(settings.database_url, settings.audit_key_file).path,
    }
