"""The text of elements: as a person sees it in the page, with lines where the page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from catalog.intake.readers.hypertext.elements import BLOCKS, UNREAD, Element

_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_CAN_BE_RAISED = frozenset("0123456789+-−()n")
_PICTOGRAM = re.compile(r"\bGHS0[1-9]\b", re.IGNORECASE)
_BREAK = "\n"
_BLANKS = re.compile(r"[^\S\n]+")


def text_of(element: Element) -> str:
    """Return the text within an element. Blocks and breaks begin lines; tables within are left out.

    >>> from catalog.intake.readers.hypertext.elements import read_elements
    >>> text_of(read_elements("C<sub>2</sub>H<sub>6</sub>O&nbsp; <b>pure</b><br>Na<sup>+</sup><del>x</del>"))
    'C2H6O pure\\nNa⁺'
    """
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(_pieces(element, is_outer=True)).split(_BREAK))
    return "\n".join(filter(None, lines))


def _pieces(element: Element, *, is_outer: bool = False) -> Iterator[str]:
    if not is_outer and (element.tag in UNREAD or element.is_hidden or element.tag == "table"):
        return
    if element.tag == "br":
        yield _BREAK
    elif element.tag == "img":
        # A pictogram is a picture, whose words tell its code.
        yield " ".join(["", *_PICTOGRAM.findall(element.attributes.get("alt", "")), ""])
    elif element.tag == "sup":
        yield raised(inline_text(element))
    else:
        edge = _BREAK if element.tag in BLOCKS and not is_outer else ""
        yield edge
        for child in element.children:
            if isinstance(child, Element):
                yield from _pieces(child)
            else:
                yield child.text if element.tag == "pre" else child.text.replace("\n", " ").replace("\r", " ")
        yield edge


def inline_text(element: Element) -> str:
    """Return the text within an element in one line."""
    pieces = ("".join(_pieces(child)) if isinstance(child, Element) else child.text for child in element.children)
    return " ".join("".join(pieces).split())


def raised(text: str) -> str:
    """Return a text in superscript, if all of it can be.

    >>> raised("2+"), raised("13"), raised("th"), raised("®")
    ('²⁺', '¹³', 'th', '®')
    """
    return text.translate(_RAISED) if text and _CAN_BE_RAISED.issuperset(text) else text


def link_of(element: Element, base: str) -> str:
    """Return the first complete address that an element links to, or an empty text."""
    for one in element.elements():
        if one.tag == "a" and (address := absolute(one.attributes.get("href", ""), base)):
            return address
    return ""


def absolute(address: str, base: str) -> str:
    """Return a complete web address, or an empty text.

    >>> absolute("/sds/1.pdf", "https://example.org/p/1"), absolute("1.pdf", ""), absolute("javascript:x()", "")
    ('https://example.org/sds/1.pdf', '', '')
    """
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return ""
    return joined if address.strip() and joined.startswith(("http://", "https://")) else ""


def base_of(page: Element) -> str:
    """Return the address of a page, as it states it itself, or an empty text."""
    stated = ""
    for one in page.elements():
        if one.tag == "base" and (found := absolute(one.attributes.get("href", ""), "")):
            return found
        if one.tag == "link" and one.attributes.get("rel", "").casefold() == "canonical":
            stated = stated or absolute(one.attributes.get("href", ""), "")
    return stated
