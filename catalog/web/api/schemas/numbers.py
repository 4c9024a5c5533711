"""Schemas of the numbers of the desk."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema


class WaitingSchema(Schema):
    """Things of one kind that wait for a person."""

    what: Literal["held", "texts", "warnings", "reports", "requests"]
    number: int
    oldest: str | None = Field(
        description="Since when the oldest draft or report waits; for texts and warnings, the earliest last change of "
        "their products. null if nothing waits."
    )


class GradesSchema(Schema):
    """Numbers of products by the grade of their data."""

    A: int
    B: int
    C: int
    D: int
    E: int


class SupplierGradesSchema(Schema):
    """The products of a supplier by grade."""

    slug: str
    name: str
    products: int
    grades: GradesSchema


class FieldCompletenessSchema(Schema):
    """How many products state a field. The same lists: `GET /products?has=` and `?lacks=`."""

    field: str
    title: str
    has: int
    lacks: int


class FindingMonthsSchema(Schema):
    """A kind of finding of published products. The same lists: `?finding=&changed_since=&changed_before=`."""

    code: str
    severity: Literal["error", "warning"]
    products: int
    earlier: int = Field(description="Products that changed last before the first month.")
    months: list[int] = Field(description="Products by the month of their last change, in the order of `months`.")


class SupplierMonthSchema(Schema):
    """The changes of a supplier's products since the beginning of this month (UTC)."""

    slug: str
    name: str
    created: int
    changed: int
    deleted: int
    restored: int


class HeldLongSchema(Schema):
    """A draft that is held for long."""

    draft: int
    catalog_number: str | None
    since: str


class ContradictedSchema(Schema):
    """How many held drafts have an error of a field."""

    field: str
    drafts: int


class UnansweredSchema(Schema):
    """A text that was searched for in vain in the last 90 days. Nothing tells who searched."""

    text: str = Field(description="Folded, and cut to 100 characters.")
    times: int
    last: str = Field(description="The last day.")


class NumbersSchema(Schema):
    """The numbers of the desk."""

    waiting: list[WaitingSchema] = Field(description="The oldest first.")
    products: int
    statuses: dict[str, int] = Field(description="Numbers of products by status.")
    grades: GradesSchema
    suppliers: list[SupplierGradesSchema] = Field(description="The largest suppliers first, twelve at most.")
    more_suppliers: int = Field(description="How many suppliers are left out.")
    completeness: list[FieldCompletenessSchema]
    months: list[str] = Field(description="The last twelve months, such as `2026-11`, the present one last.")
    findings: list[FindingMonthsSchema] = Field(description="The most frequent kinds first, eight at most.")
    more_kinds: int = Field(description="How many kinds are left out.")
    this_month: list[SupplierMonthSchema] = Field(description="Those with the most changes first, twelve at most.")
    held_longest: list[HeldLongSchema] = Field(description="Eight at most.")
    contradicted: list[ContradictedSchema] = Field(description="The most frequent first, ten at most.")
    unanswered: list[UnansweredSchema] = Field(description="The most frequent first, twenty at most.")
