"""Atom feeds of products (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from catalog.store.json_text import Document
from catalog.web.views.addresses import path_of
from catalog.web.views.product import summary

MEDIA_TYPE = "application/atom+xml"
ENTRIES = 50
"""The most entries of a feed."""
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was changed."""


class AtomEntry(NamedTuple):
    """An entry of a feed.

    Attributes:
        mark: what distinguishes it, the same whatever the address of its product is: ``change:17``.
        title: its title.
        updated: its time, RFC 3339.
        document: the product that it tells of.
    """

    mark: str
    title: str
    updated: str
    document: Document


def write_feed(site: str, path: str, page: str, title: str, entries: Iterable[AtomEntry], author: str) -> str:
    """Return a feed as XML.

    Args:
        site: the address of the site, without a slash at its end.
        path: the path of the feed.
        page: the path of the page with the same content for people.
        title: its title.
        entries: newest first.
        author: the name of the site.
    """
    listed = list(entries)
    head = [
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(site + path)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{max((entry.updated for entry in listed), default=NEVER)}</updated>",
        f"<author><name>{_text(author)}</name></author>",
        f'<link rel="self" type="{MEDIA_TYPE}" href={quoteattr(site + path)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(site + page)}/>',
    ]
    lines = [*head, *(line for entry in listed for line in _lines(site, entry)), "</feed>", ""]
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines)


def product_title(document: Document) -> str:
    """Return the name and the number of a product."""
    return f"{document['name']} ({document['catalog_number']})"


def _lines(site: str, entry: AtomEntry) -> Iterator[str]:
    yield "<entry>"
    # The id stays the same if the address changes (RFC 4151).
    yield f"<id>tag:{urlsplit(site).hostname},2026:{_text(entry.mark)}</id>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<updated>{entry.updated}</updated>"
    yield f'<link rel="alternate" type="text/html" href={quoteattr(site + path_of(entry.document))}/>'
    yield f"<summary>{_text(summary(entry.document))}</summary>"
    yield "</entry>"


def _text(text: str) -> str:
    """Return a text without the few characters that XML cannot contain (XML 1.0, production 2)."""
    return escape("".join(char for char in text if char not in "\ufffe\uffff"))
