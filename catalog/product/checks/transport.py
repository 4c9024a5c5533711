"""The check of transport and storage data against the regulations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.product.findings import Code, Finding
from catalog.product.hazard.hazards import Hazards, class_text
from catalog.product.hazard.transport import FIRST_NOT_EXPLOSIVE, WITHOUT_PACKING_GROUP, is_not_regulated, un_entry

_SHAPES = {
    "un_number": "a UN number has four digits, such as UN 1170, and numbers this high are not assigned",
    "hazard_class": "the classes and divisions of dangerous goods are 1 to 9, such as 3 or 6.1",
    "packing_group": "packing groups are I, II and III",
}

_CLP_CLASS = re.compile(
    r"\s*(?:Acute Tox|Skin|Eye|Resp|Muta|Carc|Repr|Lact|STOT|Asp|Aquatic|Ozone|Flam|Ox|Press|Aerosol|Self|Pyr|Water|Org"
    r"|Met|Expl|Unst|Desens)\b",
    re.IGNORECASE,
)
"""How the codes of hazard classes begin (CLP, Annex VI, table 1.1)."""


def check_transport(hazards: Hazards) -> Iterator[Finding]:
    """Yield the findings on UN number, class, packing group and storage class."""
    read = {"un_number": hazards.un_number, "hazard_class": hazards.classes, "packing_group": hazards.packing_group}
    for field, shape in _SHAPES.items():
        stated = hazards.stated.get(field)
        if stated is not None and read[field] is None and not is_not_regulated(stated):
            message = f"{stated[:60]!r} cannot be read: {shape}."
            if field == "hazard_class" and _CLP_CLASS.match(stated):
                message = f"{stated[:60]!r} is a hazard class of CLP. State the transport class, such as 3."
            yield Finding(Code.TRANSPORT_UNREAD, field, message, stated=stated)
    stated = hazards.stated.get("storage_class")
    if stated is not None and hazards.storage_class is None:
        message = f"{stated[:60]!r} is not a storage class of TRGS 510, such as 3, 6.1C or 10. It is kept as stated."
        yield Finding(Code.STORAGE_CLASS_UNKNOWN, "storage_class", message, stated=stated)
    yield from _contradictions(hazards)


def _contradictions(hazards: Hazards) -> Iterator[Finding]:
    number, classes, group = hazards.un_number, hazards.classes, hazards.packing_group
    if classes and group and classes[0] in WITHOUT_PACKING_GROUP:
        message = f"Packing group {group} is stated, but goods of class {classes[0]} have none."
        yield _mismatch(hazards, "packing_group", message)
    if number is None:
        return
    entry = un_entry(number)
    if classes and (int(number) < FIRST_NOT_EXPLOSIVE) != classes[0].startswith("1"):
        only = "explosives (class 1) only" if int(number) < FIRST_NOT_EXPLOSIVE else "no explosives"
        message = f"UN {number} is stated with class {class_text(classes)}, but such numbers are for {only}."
        yield _mismatch(hazards, "hazard_class", message)
    elif entry is not None and classes and entry.main not in classes:
        message = f"UN {number} ({entry.name}) has class {entry.main}, but class {class_text(classes)} is stated."
        yield _mismatch(hazards, "hazard_class", message, entry.main)
    if entry is not None and group and group not in entry.packing_groups:
        has = f"has packing group {' or '.join(entry.packing_groups)}" if entry.packing_groups else "has none"
        message = f"UN {number} ({entry.name}) {has}, but packing group {group} is stated."
        expected = entry.packing_groups[0] if len(entry.packing_groups) == 1 else None
        yield _mismatch(hazards, "packing_group", message, expected)


def _mismatch(hazards: Hazards, field: str, message: str, expected: str | None = None) -> Finding:
    return Finding(Code.TRANSPORT_MISMATCH, field, message, stated=hazards.stated.get(field), expected=expected)
