"""The check of transport and storage data: can each be read? The table of rules holds them against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.product.findings import Code, Finding
from catalog.product.hazard.hazards import Hazards
from catalog.product.hazard.transport import is_not_regulated

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
