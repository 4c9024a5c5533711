"""The words of storage texts, with their codes and conditions."""

from __future__ import annotations

TYPICAL_RANGES: dict[str, tuple[float, float]] = {
    "ambient": (15.0, 25.0),
    "room-temperature": (15.0, 25.0),
    "refrigerated": (2.0, 8.0),
    "frozen": (-25.0, -10.0),
    "deep-frozen": (-90.0, -60.0),
}
"""The range of a word in °C, if no temperature is stated. Ultra-low freezers run at -90 to -60 °C."""

CODES = {
    **dict.fromkeys(("ambient", "ambient temperature", "amb"), "ambient"),
    **dict.fromkeys(
        ("room temperature", "room temp", "rt", "r.t.", "raumtemperatur", "controlled room temperature", "crt",
         "normal temperature", "常温", "室温"),
        "room-temperature",
    ),
    **dict.fromkeys(("cool", "kühl", "阴凉"), "cool"),
    **dict.fromkeys(
        ("refrigerated", "refrigerate", "refrigerator", "refrigeration", "fridge", "cold", "kühlschrank", "冷藏",
         "冷蔵"),
        "refrigerated",
    ),
    **dict.fromkeys(("frozen", "freezer", "freeze", "tiefkühl", "冷冻", "冷凍"), "frozen"),
    **dict.fromkeys(
        ("deep frozen", "deep freezer", "ultra-low", "ultralow", "dry ice", "liquid nitrogen"), "deep-frozen"
    ),
}  # fmt: skip

NEGATIONS = (
    "avoid cold", "do not refrigerate", "not refrigerate", "do not store in refrigerator", "no refrigeration",
    "cold shipment", "ship cold", "shipped cold", "shipped at room temperature", "shipped in dry ice", "on dry ice",
    "ship on dry ice", "allow to reach room temperature", "allow to warm to room temperature",
)  # fmt: skip
"""Phrases with a word of the tables above that do not state how to store the product."""


def _sensitive(to: str, *more: str) -> dict[str, tuple[str, ...]]:
    """Return the phrases for a product that is sensitive to something."""
    return dict.fromkeys((f"{to} sensitive", f"{to}-sensitive", f"sensitive to {to}", *more), (f"{to}-sensitive",))


CONDITIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("inert gas", "inert atmosphere", "argon", "nitrogen", "under n2", "under ar", "under n₂", "inertgas",
         "schutzgas", "stickstoff", "惰性气体", "充氮", "氮气", "充氩", "氩气"),
        ("inert-gas",),
    ),
    **dict.fromkeys(
        ("dry", "desiccate", "desiccated", "desiccator", "desiccant", "desiccation", "keep away from moisture",
         "protect from moisture", "avoid moisture", "away from moisture", "from moisture", "moisture-proof",
         "away from humidity", "high humidity", "trocken", "干燥", "防潮"),
        ("dry",),
    ),
    **dict.fromkeys(
        ("dark", "from light", "protect from light", "away from light", "avoid light", "light-proof", "lightproof",
         "light protected", "protected from light", "direct sunlight", "sunlight", "amber glass", "amber vial",
         "amber bottle", "light-resistant", "lichtgeschützt", "dunkel", "避光", "遮光"),
        ("dark",),
    ),
    **_sensitive("light", "photosensitive", "photo-sensitive", "lichtempfindlich"),
    **_sensitive("moisture", "humidity sensitive", "water sensitive", "feuchtigkeitsempfindlich"),
    **_sensitive("air", "oxygen sensitive", "luftempfindlich"),
    **_sensitive("heat", "thermolabile", "hitzeempfindlich"),
    **dict.fromkeys(
        ("air and moisture sensitive", "air- and moisture-sensitive", "air & moisture sensitive",
         "sensitive to air and moisture", "moisture and air sensitive", "sensitive to moisture and air"),
        ("air-sensitive", "moisture-sensitive"),
    ),
    **dict.fromkeys(("hygroscopic", "hygroskopisch", "吸湿"), ("hygroscopic",)),
    **dict.fromkeys(
        ("tightly closed", "tightly sealed", "keep tightly", "well closed", "hermetically", "sealed container",
         "sealed containers", "closed container", "密封", "密闭"),
        ("tightly-closed",),
    ),
    **dict.fromkeys(("ventilated", "well-ventilated", "ventilation", "通风"), ("ventilated",)),
    **dict.fromkeys(
        ("do not freeze", "avoid freezing", "from freezing", "not freeze", "nicht einfrieren"), ("do-not-freeze",)
    ),
}  # fmt: skip

SENSITIVITY = (
    ("light", frozenset({"dark", "light-sensitive"})),
    ("moisture", frozenset({"moisture-sensitive", "hygroscopic"})),
    ("air", frozenset({"air-sensitive", "inert-gas"})),
    ("heat", frozenset({"heat-sensitive"})),
)
"""What can harm a product, with the conditions that show it."""
