"""The form for a product: every canonical field in a group for people, with what was typed and what the checks say.

Fields and families come from ``catalog.product.draft``. One that no group names stands in the last group, so a new
field appears by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.product.draft import FIELD_FAMILIES, HAZARD_FIELDS, IDENTITY_FIELDS, PLAIN_FIELDS, STRUCTURE_FIELDS
from catalog.product.mending import is_proposed_whole
from catalog.product.offer.offer_dates import OfferDates
from catalog.web.views.field_verdicts import FieldVerdict
from catalog.web.views.product import field_words

LONG_FIELDS = frozenset({"molfile", "synonyms", "description", "structure_refused"})
"""Fields with room for several lines."""
LONG_TEXT = 80
"""A text of more characters has room for several lines too."""
MARKS: Mapping[str, str] = {
    "error": "bad",
    "warning": "warn",
    "note": "none",
    "agrees": "good",
    "undetermined": "none",
    "read": "good",
}
"""How the desk shows each standing."""


class FieldGroup(NamedTuple):
    """Fields that stand together.

    Attributes:
        anchor: its place on the page.
        title: its heading.
        fields: single fields.
        families: families of fields.
    """

    anchor: str
    title: str
    fields: tuple[str, ...]
    families: tuple[str, ...] = ()


class FamilyWords(NamedTuple):
    """The words for a family.

    Attributes:
        title: of all its members.
        one: one member.
        member, text: the headings of the two columns.
    """

    title: str
    one: str
    member: str
    text: str


_GROUPS = (
    FieldGroup(
        "what-it-is",
        "What it is",
        (*IDENTITY_FIELDS, *STRUCTURE_FIELDS, "structure_refused", "synonyms"),
        ("identifier", "synonym"),
    ),
    FieldGroup(
        "what-is-sold", "What is sold", ("grade", "assay", "appearance", "storage", "description"), ("spec", "property")
    ),
    FieldGroup("packs", "Packs and prices", ("availability", "lead_time", *OfferDates._fields), ("pack",)),
    FieldGroup("lots", "Lots", (), ("lot",)),
    FieldGroup("documents", "Documents", (), ("document",)),
    FieldGroup("safety", "Safety and transport", HAZARD_FIELDS),
    FieldGroup("trade", "Customs and end of sale", ("hs_code", "country_of_origin", "discontinued", "replaced_by")),
)

FAMILY_WORDS: Mapping[str, FamilyWords] = {
    "spec": FamilyWords("Specification", "a test", "Test", "Limit"),
    "property": FamilyWords("Properties", "a property", "Property", "Value"),
    "identifier": FamilyWords("Other identifiers", "an identifier", "System", "Number"),
    "synonym": FamilyWords("Names by language or kind", "names", "Language or kind", "Names, with | between"),
    "pack": FamilyWords("Packs", "a pack", "Size", "Price; availability; delivery time"),
    "lot": FamilyWords("Lots", "a lot", "Lot", "Values; dates; certificate"),
    "document": FamilyWords("Documents", "a link", "Title", "Address, or stored file"),
    "attribute": FamilyWords("Also stated", "a fact", "Fact", "Text"),
}


def field_groups() -> tuple[FieldGroup, ...]:
    """Return all groups. Fields and families that none of them names come last.

    >>> {name for group in field_groups() for name in group.fields} == set(PLAIN_FIELDS)
    True
    """
    named = {name for group in _GROUPS for name in (*group.fields, *group.families)}
    fields = tuple(name for name in PLAIN_FIELDS if name not in named)
    families = tuple(name for name in FIELD_FAMILIES if name not in named)
    return (*_GROUPS, FieldGroup("other", "Also stated", fields, families))


@dataclass(frozen=True, slots=True)
class TypedProduct:
    """What stands in the form, whether it can be kept or not.

    Attributes:
        plain: the text of each single field.
        rows: the rows of each family: member and text.
    """

    plain: Mapping[str, str]
    rows: Mapping[str, Sequence[tuple[str, str]]]

    def fields(self) -> dict[str, str]:
        """Return the stated fields. Rows without a name or a text are left out; see ``troubles``."""
        plain = {name: text for name, text in self.plain.items() if text.strip()}
        rows = {
            f"{family}:{member}": text
            for family, rows in self.rows.items()
            for member, text in rows
            if member.strip() and text.strip()
        }
        return {**plain, **rows}

    def troubles(self) -> list[FieldVerdict]:
        """Return why rows cannot be kept: a part is missing, or two have one name."""
        found = []
        for family, rows in self.rows.items():
            known = set[str]()
            for member, text in rows:
                field = f"{family}:{member}"
                if not member.strip() and text.strip():
                    words = f"{text[:80]!r} has no name in the first column. Write one, or empty the row."
                    found.append(FieldVerdict(field, "error", words))
                elif member.strip() and not text.strip():
                    words = f"{member!r} has no text in the second column. Write one, or empty the row."
                    found.append(FieldVerdict(field, "error", words))
                elif member in known:
                    words = f"Two rows have the name {member!r}. Keep one, or name one of them otherwise."
                    found.append(FieldVerdict(field, "error", words))
                known.update([member] if member.strip() else [])
        return found

    def with_field(self, field: str, text: str | None) -> TypedProduct:
        """Return the same with another text of a field, or without the field."""
        family, colon, member = field.partition(":")
        if not colon:
            return TypedProduct({**self.plain, field: text or ""}, self.rows)
        rows = [row for row in self.rows.get(family, ()) if row[0] != member]
        place = next((at for at, row in enumerate(self.rows.get(family, ())) if row[0] == member), len(rows))
        if text is not None:
            rows.insert(place, (member, text))
        return TypedProduct(self.plain, {**self.rows, family: rows})


def typed_fields(fields: Mapping[str, str]) -> TypedProduct:
    """Return stated fields as they stand in the form."""
    plain = {name: fields.get(name, "") for name in PLAIN_FIELDS}
    rows: dict[str, list[tuple[str, str]]] = {family: [] for family in FIELD_FAMILIES}
    for field, text in fields.items():
        family, colon, member = field.partition(":")
        if colon and family in rows:
            rows[family].append((member, text))
    return TypedProduct(plain, rows)


def typed_form(items: Iterable[tuple[str, str]]) -> TypedProduct:
    """Return what a browser sent: a part for each single field, and two for each row of a family.

    >>> typed_form([("name", "Water"), ("pack.member", "1 L"), ("pack.text", "9 EUR\\r\\n")]).fields()
    {'name': 'Water', 'pack:1 L': '9 EUR'}
    """
    sent: dict[str, list[str]] = {}
    for name, text in items:
        sent.setdefault(name, []).append(_trimmed(text))
    plain = {name: sent.get(name, [""])[-1] for name in PLAIN_FIELDS}
    rows = {
        family: [
            (" ".join(member.split()), text)
            for member, text in zip(sent.get(f"{family}.member", ()), sent.get(f"{family}.text", ()), strict=False)
            if member.strip() or text.strip()
        ]
        for family in FIELD_FAMILIES
    }
    return TypedProduct(plain, rows)


def _trimmed(text: str) -> str:
    """Return a text with the line ends that a browser sends as they are kept, and no blanks around it.

    The first line of a molfile may be empty, so blanks at its beginning stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.rstrip() if "\n" in lines.rstrip() else lines.strip()


class FormField(NamedTuple):
    """A single field on the page."""

    name: str
    label: str
    text: str
    is_long: bool
    is_changed: bool
    mark: str
    verdicts: list[FieldVerdict]


class FormRow(NamedTuple):
    """A row of a family on the page."""

    member: str
    text: str
    is_long: bool
    is_changed: bool
    mark: str
    verdicts: list[FieldVerdict]


class FormFamily(NamedTuple):
    """A family on the page."""

    name: str
    words: FamilyWords
    rows: list[FormRow]


class FormGroup(NamedTuple):
    """A group on the page."""

    anchor: str
    title: str
    fields: list[FormField]
    families: list[FormFamily]


def form_groups(typed: TypedProduct, base: Mapping[str, str], verdicts: Sequence[FieldVerdict]) -> list[FormGroup]:
    """Return the groups of the page.

    Args:
        typed: what stands in the form.
        base: the fields as they are stored; what differs from them is marked.
        verdicts: what the checks say.
    """
    said: dict[str, list[FieldVerdict]] = {}
    for verdict in verdicts:
        said.setdefault(verdict.field, []).append(verdict)
    return [
        FormGroup(
            group.anchor,
            group.title,
            [_field(name, typed.plain.get(name, ""), base, said.get(name, [])) for name in group.fields],
            [_family(family, typed.rows.get(family, ()), base, said) for family in group.families],
        )
        for group in field_groups()
    ]


def _field(name: str, text: str, base: Mapping[str, str], said: list[FieldVerdict]) -> FormField:
    is_long = name in LONG_FIELDS or _is_long(text)
    return FormField(
        name, field_words(name), text, is_long, text.strip() != base.get(name, "").strip(), _mark(said), said
    )


def _family(
    family: str, rows: Sequence[tuple[str, str]], base: Mapping[str, str], said: Mapping[str, list[FieldVerdict]]
) -> FormFamily:
    words = FAMILY_WORDS.get(family) or FamilyWords(family.capitalize(), f"a {family}", "Name", "Text")
    shown = []
    for member, text in rows:
        field = f"{family}:{member}"
        verdicts = said.get(field, [])
        is_changed = text.strip() != base.get(field, "").strip()
        shown.append(FormRow(member, text, _is_long(text), is_changed, _mark(verdicts), verdicts))
    return FormFamily(family, words, shown)


def _is_long(text: str) -> bool:
    return "\n" in text or len(text) > LONG_TEXT


def _mark(verdicts: Sequence[FieldVerdict]) -> str:
    """Return the mark of the worst verdict, or an empty text without any."""
    marks = [MARKS[verdict.standing] for verdict in verdicts]
    return next((mark for mark in ("bad", "warn", "good", "none") if mark in marks), "")


def can_repair(verdict: FieldVerdict) -> bool:
    """Tell whether the text that a check proposes replaces the whole field.

    >>> can_repair(FieldVerdict("cas_rn", "error", "", "64-17-5")), can_repair(FieldVerdict("lot:1", "error", "", "1"))
    (True, False)
    """
    is_wrong = verdict.standing in ("error", "warning")
    return is_wrong and bool(verdict.expected) and is_proposed_whole(verdict.field)
