"""Who runs this catalog: its name, logo, colour, contact, terms and imprint, as the operator states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import InvalidSetting

LOGOS = {"logo.svg": "image/svg+xml", "logo.png": "image/png"}
"""The files that may be the logo, the first that is there, with their media types."""
TEXTS = ("terms", "imprint")
"""The texts of a house: ``terms.txt`` and ``imprint.txt``."""
LIGHT, DARK = "#f0eee7", "#18212a"
"""The grounds on which the colour of links is hardest to read, as in ``catalog.css``."""
READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""
MOST_BYTES = 500_000
"""The largest file of the folder."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, with its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Brand:
    """Who runs this catalog.

    Attributes:
        name: as pages and feeds call it.
        contact: a link, or None.
        accents: the colour of links and buttons on light and on dark ground, or None for ours.
        logo: the picture before the name, or None for ours.
        texts: the terms and the imprint, by name, as plain text.
    """

    name: str = "Catalog"
    contact: str | None = None
    accents: tuple[str, str] | None = None
    logo: Logo | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


def read_brand(name: str, contact: str | None, accent: str | None, folder: Path | None) -> Brand:
    """Return the brand, with the files of its folder.

    Args:
        name: of the site.
        contact: a link, or None.
        accent: two colours between a comma, for light and dark ground: ``#0f4c81,#8fbdf0``. None for ours.
        folder: for the logo and the texts, or None.

    Raises:
        InvalidSetting: a colour is too faint to read, the folder is not there, or one of its files cannot be read.
    """
    accents = None if accent is None else _accents(accent)
    if folder is None:
        return Brand(name, contact, accents)
    if not folder.is_dir():
        raise InvalidSetting(f"CATALOG_BRAND_FOLDER cannot be used: there is no folder {folder}.")
    texts = {one: _text(folder / f"{one}.txt") for one in TEXTS if (folder / f"{one}.txt").is_file()}
    return Brand(name, contact, accents, _logo(folder), texts)


def _accents(stated: str) -> tuple[str, str]:
    light, dark = stated.lower().split(",")
    for colour, ground, where in ((light, LIGHT, "light"), (dark, DARK, "dark")):
        if contrast(colour, ground) < READABLE:
            message = (
                f"CATALOG_ACCENT cannot be used: {colour} has a contrast of less than {READABLE} on {where} ground."
            )
            raise InvalidSetting(message)
    return light, dark


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"), 2), round(contrast("#0f4c81", "#f0eee7"), 1)
    (21.0, 7.6)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(folder: Path) -> Logo | None:
    found = next((one for one in LOGOS if (folder / one).is_file()), None)
    return None if found is None else Logo(_content(folder / found), LOGOS[found])


def _text(path: Path) -> str:
    try:
        return _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidSetting(f"{path} is not UTF-8 text.") from error


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidSetting(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise InvalidSetting(f"{path} is larger than {MOST_BYTES // 1000} kB.")
    return content
