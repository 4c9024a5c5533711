"""The currency in a table's heading for all of its prices: ``All prices in USD``, ``Packs (EUR)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.intake.columns.labels import CURRENCIES, SIGNS
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import ABOVE_HEADER, Place, RawRecord
from catalog.surprises import Surprise, attempt

LABEL = "Currency"
_MONEY = re.compile(r"price|preis|pack|€|\$|£|价", re.IGNORECASE)
"""The words of a heading that states a currency."""
_NAMES = re.compile(
    "|".join([rf"\b{name}\b" for name in CURRENCIES] + [re.escape(sign) for sign in SIGNS]), re.IGNORECASE
)


def with_stated_currency(records: Iterable[RawRecord], labelling: RecordDrafter) -> Iterator[RawRecord]:
    """Yield the records, each with a cell for the currency in the rows above their header, if there is one.

    A column of currencies in the table comes first. A price that names its own currency keeps it in any case.

    Args:
        records: the records from a reader.
        labelling: knows the meanings of the labels.
    """
    above: list[RawRecord] = []
    stated: tuple[str, str, Place] | None = None
    labels: tuple[str, ...] | None = None
    for record in records:
        if above and not _same_table(above[0], record):
            above = []
        if record.skipped == ABOVE_HEADER:
            above.append(record)
            labels = None
        elif record.skipped is None and above:
            found = attempt(_stated, above, record, labelling) if record.labels != labels else stated
            if isinstance(found, Surprise):
                yield record._replace(failed=found)
                continue
            labels, stated = record.labels, found
            yield record if stated is None else record.with_cells([stated])
            continue
        yield record


def _same_table(one: RawRecord, other: RawRecord) -> bool:
    return one.place.get("sheet") == other.place.get("sheet")


def _stated(above: Iterable[RawRecord], record: RawRecord, labelling: RecordDrafter) -> tuple[str, str, Place] | None:
    """Return the currency's cell (label, text and place), or None if none is needed or there are several currencies."""
    targets = [target for label in record.labels if (target := labelling.target_of(label)) is not None]
    fields = {target.field for target in targets}
    if "price" not in fields or "currency" in fields:
        return None
    found = {
        CURRENCIES.get(name.casefold(), SIGNS.get(name, "")): {**row.place, "column": LABEL}
        for row in above
        for text in row.texts
        if _MONEY.search(text)
        for name in _NAMES.findall(text)
    }
    return (LABEL, *found.popitem()) if len(found) == 1 else None
