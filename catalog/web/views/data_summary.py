"""The summary of a supplier's data as JSON, as text, and as a page to print or to send.

The page is one file: its style and its charts are in it, and it loads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from catalog.intake.runs.data_summary import DataSummary
from catalog.web.views.rendering import templates

NAMED_FILES = 3
"""The number of files that a title names."""


def as_json(summary: DataSummary) -> str:
    """Return the summary as a JSON object."""
    return json.dumps(summary.document(), ensure_ascii=False, indent=2) + "\n"


def as_html(summary: DataSummary) -> str:
    """Return the summary as a page."""
    stated = sum(fact.stated for fact in summary.facts)
    agrees = sum(fact.agrees for fact in summary.facts)
    differs = sum(fact.differs for fact in summary.facts)
    counts = {"stated": stated, "agrees": agrees, "differs": differs, "undetermined": stated - agrees - differs}
    page = templates.get_template("data_summary.html")
    return page.render(summary=summary, title=_title(summary), counts=counts, percent=percent)


def as_text(summary: DataSummary) -> str:
    """Return the summary as plain text of 100 columns."""
    return "\n".join(_lines(summary)) + "\n"


WRITERS: dict[str, Callable[[DataSummary], str]] = {".html": as_html, ".json": as_json, ".txt": as_text}
"""How a summary is written, by the suffix of its file."""


def percent(share: float) -> str:
    """Return a share in per cent, never rounded to all or nothing.

    >>> percent(0), percent(0.0004), percent(0.123), percent(0.9996), percent(1)
    ('0 %', '< 0.1 %', '12.3 %', '> 99.9 %', '100 %')
    """
    if share in (0, 1):
        return f"{share:.0%}".replace("%", " %")
    if share < 0.001:
        return "< 0.1 %"
    return "> 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"


def _title(summary: DataSummary) -> str:
    names = summary.files
    more = f" and {len(names) - NAMED_FILES:,} more" if len(names) > NAMED_FILES else ""
    return f"Data of {', '.join(names[:NAMED_FILES]) or 'no readable file'}{more}"


def _lines(summary: DataSummary) -> Iterator[str]:
    yield _title(summary)
    yield from (f"{name}: not read. {reason}" for name, reason in summary.unreadable.items())
    outcomes = ", ".join(f"{number:,} {name}" for name, number in summary.outcomes.items())
    yield f"{summary.records:,} records" + (f": {outcomes}" if outcomes else "")
    yield "Grades of the data: " + ", ".join(f"{grade} {number:,}" for grade, number in summary.grades.items())
    yield from ("", "Facts                    stated   agree  differ    open  compared with")
    for fact in summary.facts:
        counts = f"{fact.stated:>8,}{fact.agrees:>8,}{fact.differs:>8,}{fact.undetermined:>8,}"
        yield f"{fact.fact:<23}{counts}  {fact.compared_with}"
    yield from ("", "Findings                          records   share")
    for kind in summary.disagreements:
        yield f"{kind.code:<34}{kind.records:>7,}{percent(kind.rate):>9}  {kind.severity}"
        where = f"{kind.catalog_number}: " if kind.catalog_number else ""
        yield f"    {where}{kind.example}"
    if not summary.disagreements:
        yield "none"
    yield from ("", "Records with the most findings")
    for record in summary.worst:
        place = ", ".join(f"{key} {value}" for key, value in record.place.items())
        named = " ".join(filter(None, (record.catalog_number, record.name)))
        yield f"{named or 'a record'} ({record.file}, {place}): {record.outcome}"
        yield from (f"    {message}" for message in record.messages)
    if not summary.worst:
        yield "none"
    yield from ("", "Completeness                     stated   share")
    for field in summary.completeness:
        yield f"{field.field:<31}{field.stated:>8,}{percent(field.share):>9}"
