"""Changing many published products at once: set fields, or repair as the checks propose, as one run that can be undone.

Each part is read, and examined by workers with no transaction open. Then it is written in one short transaction. A
product that somebody changed since it was shown, and one that the checks refuse, stays as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import RefusedRecord, StructureRefused
from catalog.intake.editing.editing import ERASE
from catalog.intake.editing.edits import PreparedEdit, StatedEdit, prepare_edits
from catalog.intake.editing.end_of_sale import ITSELF, replaces_itself, require_end_of_sale
from catalog.intake.failures import run_single
from catalog.product.draft import Draft
from catalog.product.field_changes import FieldChange, field_changes
from catalog.product.mending import is_proposed_whole
from catalog.product.text.folding import BETWEEN_KEYS
from catalog.reference.reference import NO_REFERENCE, Reference
from catalog.store.database import Database, Transaction, snapshot
from catalog.store.entries import Entry, KeptState
from catalog.store.json_text import from_json
from catalog.store.writing.draft_mending import Ignored, ignored_kinds
from catalog.store.writing.intake_log import LoggedRecord, begin_mending, log_mended
from catalog.store.writing.products import Author, keep_products, kept_states

AT_ONCE = 50
"""How many products one transaction writes. Others wait for it, and the aim is at most 200 ms."""
MOST = 500
"""How many products one call changes. More would hold the request of a page for too long."""

NONE_IGNORED: Ignored = frozenset()
TAKEN_OUT = MappingProxyType({"discontinued": ERASE, "replaced_by": ERASE})
"""What a change may say of the end of a product without stating anything."""


class ProductChange(NamedTuple):
    """A change of many products.

    Attributes:
        doing: ``set`` states fields anew. ``repair`` puts what the checks propose in the place of the stated text.
        fields: for ``set``, the fields and their texts; ``-`` takes one out.
    """

    doing: Literal["set", "repair"]
    fields: Mapping[str, str] = MappingProxyType({})

    @property
    def words(self) -> str:
        """Return what is done, in a few words."""
        return "repaired as proposed" if self.doing == "repair" else f"set {', '.join(self.fields)}"

    def fields_of(self, state: KeptState) -> dict[str, str]:
        """Return what a product states after the change."""
        changes = _proposals(state) if self.doing == "repair" else self.fields
        return dict(Draft(changes).merged_into(Draft(from_json(state.fields))).fields)


def _proposals(state: KeptState) -> dict[str, str]:
    """Return what the checks propose for whole fields of a product. A field with two proposals has none."""
    proposed: dict[str, set[str]] = {}
    for finding in from_json(state.body)["findings"]:
        is_wrong = finding["severity"] in ("error", "warning") and finding["expected"]
        if is_wrong and is_proposed_whole(finding["field"]):
            proposed.setdefault(finding["field"], set()).add(finding["expected"])
    return {name: texts.pop() for name, texts in proposed.items() if len(texts) == 1}


class ChangedProduct(NamedTuple):
    """What a change does to one product.

    Attributes:
        key: the product.
        catalog_number: as printed.
        supplier: its supplier's name; empty for the house.
        seq: the number of its revision that the change was computed from.
        changes: old and new text of each field.
        refusals: why the checks refuse it, in words. Then it stays as it is.
    """

    key: str
    catalog_number: str
    supplier: str
    seq: int
    changes: tuple[FieldChange, ...]
    refusals: tuple[str, ...]


@dataclass(slots=True)
class ChangedProducts:
    """What a change does, or did.

    Attributes:
        run: the number of the run, or None if nothing was written.
        changed, refused: the products that change, and those that the checks refuse.
        unchanged: how many products state it already.
        stale: the keys of the products that somebody else changed or removed meanwhile.
    """

    run: int | None = None
    changed: list[ChangedProduct] = field(default_factory=list)
    refused: list[ChangedProduct] = field(default_factory=list)
    unchanged: int = 0
    stale: list[str] = field(default_factory=list)


def foretell_changes(
    database: Database, pool: WorkerPool, keys: Sequence[str], change: ProductChange, reference: Reference
) -> ChangedProducts:
    """Return what a change of some products would do, at most ``MOST``. Nothing is written.

    Raises:
        RefusedRecord: the change states an end of sale that is no date, or an unknown replacement.
    """
    require_end_of_sale(database, TAKEN_OUT, change.fields)
    work = _Work(database, pool, change, Author(""), reference)
    for start in range(0, min(len(keys), MOST), AT_ONCE):
        part = keys[start : min(start + AT_ONCE, MOST)]
        work.sort_out(part, {})
    return work.done


def change_products(
    database: Database,
    pool: WorkerPool,
    shown: Mapping[str, int],
    change: ProductChange,
    author: Author,
    reference: Reference = NO_REFERENCE,
) -> ChangedProducts:
    """Change some products, at most ``MOST``, as one run. What was done before an error stays, and can be undone.

    Args:
        database: the database of the products.
        pool: the workers that examine them.
        shown: the keys of the products, each with the number of the revision that was shown.
        change: what to do with each of them.
        author: who changes them, and why.
        reference: what is known of CAS RNs and names.

    Raises:
        RefusedRecord: the change states an end of sale that is no date, or an unknown replacement.
        Conflict: the run was undone before it was done.
    """
    require_end_of_sale(database, TAKEN_OUT, change.fields)
    work = _Work(database, pool, change, author, reference)
    keys = list(shown)[:MOST]
    for start in range(0, len(keys), AT_ONCE):
        work.write(work.sort_out(keys[start : start + AT_ONCE], shown))
    return work.done


class _Planned(NamedTuple):
    """A product that changes, and the entry to save."""

    product: ChangedProduct
    state: KeptState
    entry: Entry


@dataclass(slots=True)
class _Work:
    """One change of products, while it works."""

    database: Database
    pool: WorkerPool
    change: ProductChange
    author: Author
    reference: Reference
    done: ChangedProducts = field(default_factory=ChangedProducts)

    def sort_out(self, keys: Sequence[str], shown: Mapping[str, int]) -> list[_Planned]:
        """Read and examine a part. Return the products that change, and put the others where they belong."""
        with snapshot(self.database) as transaction:
            states, ignored = kept_states(transaction, keys), ignored_kinds(transaction, keys)
        edits: dict[str, StatedEdit] = {}
        for key in keys:
            state = states.get(key)
            if state is None or shown.get(key, state.seq) != state.seq:
                self.done.stale.append(key)
                continue
            fields = self.change.fields_of(state)
            edit = StatedEdit(fields, state, ignored.get(key, NONE_IGNORED))
            if fields == from_json(state.fields):
                self.done.unchanged += 1
            elif "replaced_by" in self.change.fields and replaces_itself(fields):
                self.done.refused.append(_changed(key, edit, [{"message": ITSELF}]))
            else:
                edits[key] = edit
        prepared = self._prepare(list(edits.values()))
        planned = []
        for (key, edit), result in zip(edits.items(), prepared, strict=True):
            product = _changed(key, edit, result)
            if isinstance(result, Entry):
                planned.append(_Planned(product, edit.kept, result))
                self.done.changed.append(product)
            else:
                self.done.refused.append(product)
        return planned

    def _prepare(self, edits: Sequence[StatedEdit]) -> list[PreparedEdit]:
        """Examine edits in a worker. One that costs it too much is refused."""
        if not edits:
            return []
        try:
            return run_single(self.pool.run, prepare_edits, edits, self.author.actor, self.reference)
        except (StructureRefused, RefusedRecord) as error:
            if len(edits) == 1:
                return [[{"message": str(error)}]]
        return [one for edit in edits for one in self._prepare([edit])]

    def write(self, planned: Sequence[_Planned]) -> None:
        """Save a part. A product that somebody changed since it was read stays as it is."""
        if not planned:
            return
        with self.database.write(by_index=True) as transaction:
            now = kept_states(transaction, [one.product.key for one in planned])
            fresh = [one for one in planned if now.get(one.product.key) == one.state]
            if fresh:
                self.done.run = self._begun(transaction)
                author = replace(self.author, run=self.done.run)
                outcomes = keep_products(transaction, [one.entry for one in fresh], author)
                pairs = zip(fresh, outcomes, strict=True)
                log_mended(transaction, self.done.run, [_logged(one, outcome) for one, outcome in pairs])
        stale = {one.product.key for one in planned} - {one.product.key for one in fresh}
        self.done.stale += sorted(stale)
        self.done.changed = [one for one in self.done.changed if one.key not in stale]

    def _begun(self, transaction: Transaction) -> int:
        """Return the number of the run, which begins with the first part that is saved."""
        if self.done.run is not None:
            return self.done.run
        entry = {"path": f"Products: {self.change.words}", "format": "change", "encoding": None, "sha256": None}
        file: dict[str, Any] = {**entry, "mapping": {}, "unknown_columns": [], "error": None}
        return begin_mending(transaction, f"change:{uuid.uuid4().hex}", self.author, [file])


def _changed(key: str, edit: StatedEdit, result: PreparedEdit) -> ChangedProduct:
    before, state = from_json(edit.kept.fields), edit.kept
    refusals = () if isinstance(result, Entry) else tuple(str(finding["message"]) for finding in result)
    number = before.get("catalog_number") or key.partition(BETWEEN_KEYS)[0]
    changes = field_changes(before, edit.fields)
    return ChangedProduct(key, number, state.supplier.name, state.seq, changes, refusals)


def _logged(one: _Planned, outcome: str) -> LoggedRecord:
    findings = from_json(one.entry.content)["findings"]
    place = {"revision": one.product.seq}
    return LoggedRecord(0, "products", place, one.product.catalog_number, outcome, findings)
