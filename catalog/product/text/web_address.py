"""Addresses on the web, which pages may link to."""

from __future__ import annotations

from urllib.parse import urlsplit

from catalog.errors import InvalidValue

SCHEMES = ("http", "https")


def require_web_address(text: str) -> str:
    """Return the address of a web site without outer spaces. A blank text is taken too: it states no address.

    Raises:
        InvalidValue: it is no address that begins with http:// or https:// and names a server.

    >>> require_web_address(" https://alpha.example/shop ")
    'https://alpha.example/shop'
    """
    address = text.strip()
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in SCHEMES and bool(parts.hostname) and address.isprintable() and " " not in address
    except ValueError:
        is_web = False
    if address and not is_web:
        message = f"{text[:60]!r} is no web address. One begins with https:// or http:// and names a server."
        raise InvalidValue(message, stated=text, field="site")
    return address
