"""The command ``catalog downloads``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.cli.console import console
from catalog.cli.opening import existing_database
from catalog.errors import InvalidSetting, UnwritableFile
from catalog.feeds.downloads import write_downloads
from catalog.settings import load_settings
from catalog.store.database import snapshot
from catalog.store.facts.shown_prices import hide_prices
from catalog.store.reading.exporting import Export
from catalog.web.http.audience import WORDS

Folder = Annotated[Path | None, typer.Argument(help="The folder (CATALOG_DOWNLOADS_FOLDER).", show_default=False)]


def downloads(folder: Folder = None) -> None:
    """Write the whole catalog as files with checksums, for the page /downloads. Run it each night.

    The files have no withheld descriptions, and prices only if everybody may see them.
    """
    settings = load_settings()
    target = folder or settings.downloads_folder
    if target is None:
        raise InvalidSetting("No folder is named. State one, or set CATALOG_DOWNLOADS_FOLDER.")
    # The files are for everybody.
    hide_prices(WORDS.get(settings.prices))
    with existing_database(settings) as database, snapshot(database) as transaction:
        try:
            written = write_downloads(Export(transaction), target)
        except OSError as error:
            raise UnwritableFile(f"The files cannot be written to {target}: {error.strerror}.") from error
    for one in written:
        console.print(f"{one.name}  {one.size:,} bytes", highlight=False)
