"""What a person reads on a page: the text of each element that has an id, and the rows of each table."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "wbr"})


class PageText(HTMLParser):
    """The texts of a page.

    Attributes:
        by_id: the whole text of each element with an id, blanks folded.
        tables: the cells of each table by the name of the region that holds it, row by row.
        main_heading: the text of the first heading.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str | None]] = []
        self._raw: dict[str, str] = {}
        self._region = ""
        self._cell: str | None = None
        self.tables: dict[str, list[list[str]]] = {}
        self.feed(page)
        self.by_id = {name: " ".join(text.split()) for name, text in self._raw.items()}
        self.main_heading = self.by_id.get("(h1)", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        given = dict(attrs)
        if tag not in VOID:
            name = given.get("id") or ("(h1)" if tag == "h1" else None)
            self._open.append((tag, name))
            if name is not None:
                self._raw.setdefault(name, "")
        if given.get("role") == "region":
            self._region = given.get("aria-label") or ""
        if tag == "tr" and self._region:
            self.tables.setdefault(self._region, []).append([])
        if tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        """Close what began last under this name."""
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in ("td", "th") and self._cell is not None and self.tables.get(self._region):
            self.tables[self._region][-1].append(" ".join(self._cell.split()))
            self._cell = None
        if tag == "table":
            self._region = ""

    def handle_data(self, data: str) -> None:
        """A text belongs to every element with an id around it, and to its cell."""
        if any(tag in ("script", "style") for tag, _name in self._open):
            return
        for _tag, name in self._open:
            if name is not None:
                self._raw[name] += data
        if self._cell is not None:
            self._cell += data
