"""One record from cells to fields: the meaning of each cell together with the others, by rules that are reported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from catalog.chemistry.identifiers.inchi_key import is_inchi_key
from catalog.intake.columns.labels import Target
from catalog.intake.columns.lot_columns import LOT_PARTS, LotColumns
from catalog.intake.columns.order_codes import read_order_codes
from catalog.intake.columns.pack_columns import ON_REQUEST, PACK_PARTS, PackCell, PackColumns, PackConflict
from catalog.intake.fields.attributes import ATTRIBUTE, MOST_ATTRIBUTES, is_attribute_text
from catalog.intake.fields.cleaned_texts import cleaned
from catalog.intake.fields.number_substitutes import content_digits, is_code, number_substitute, read_cas_rn
from catalog.intake.fields.origins import FieldOrigin
from catalog.intake.fields.stated_texts import could_be_a_name, same_fact, same_name, with_unit
from catalog.intake.fields.synonym_lists import split_synonyms
from catalog.intake.records import TITLE, Place, RawRecord
from catalog.product.draft import PLAIN_FIELDS, Draft
from catalog.product.findings import Code, Finding
from catalog.product.hazard.mixed_texts import MIXED_FIELDS, may_be_of_hazards, sorted_texts
from catalog.product.offer.pack_sizes import PackSize, read_pack_size
from catalog.product.offer.supplier_name import LONGEST_SUPPLIER, names_nobody
from catalog.product.text.folding import supplier_key
from catalog.product.text.names import language_of

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "是", "✓"})
NO = frozenset({"no", "n", "false", "0", "nein", "否"})
"""Answers in columns that ask whether a product is sensitive to something."""

_PUT_AT_ONCE = frozenset(PLAIN_FIELDS) - {"synonyms", "inchi"}
"""The fields that depend on no other cell when they come first. Most cells are of this kind."""

STRUCTURES = ("smiles", "molfile", "inchi")
"""The fields that state a structure."""


@dataclass(slots=True)
class RecordDraft:
    """One record during or after drafting.

    Attributes:
        record: the record from the reader, with any unexpected error of drafting.
        fields, origins: the fields so far, and the origin of each.
        unknown: the unread cells, label to text.
        findings: the findings so far.
        packs, lot: the data from pack columns and from lot columns, if any.
        iupac: the systematic name and its origin, if given.
        ordered: the packs from order codes, each with its column and label.
        supplier: the supplier of the product, if the record names it.
        cleaned: the rule and the stated text of cells with markup or broken characters, by their columns.
    """

    record: RawRecord
    fields: dict[str, str] = field(default_factory=dict)
    origins: dict[str, FieldOrigin] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    packs: PackColumns | None = None
    lot: LotColumns | None = None
    iupac: tuple[str, FieldOrigin] | None = None
    ordered: list[tuple[str, int, str]] = field(default_factory=list)
    supplier: str = ""
    cleaned: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """Return the draft with the stated fields."""
        return Draft(self.fields)

    def place_of(self, name: str) -> Place:
        """Return the place of a field, or the place of the record if it does not give the field."""
        origin = self.origins.get(name)
        return self.record.place if origin is None else origin.place

    def put(self, name: str, text: str, index: int, label: str, rule: str | None = None) -> None:
        """Set a field. Blanks within its name do not count, because a header cannot keep them."""
        if not name.isidentifier():
            name = " ".join(name.split())
        self.fields[name] = text
        origin = self._origin_at(index, label)
        self.origins[name] = origin if rule is None else origin._replace(rule=rule)

    def clean(self, index: int, name: str, text: str) -> str:
        """Return the text of a cell without markup and broken characters."""
        found = cleaned(name, text)
        if found.rule is not None:
            self.cleaned[index] = (found.rule, text)
        if found.finding is not None:
            self.findings.append(found.finding)
        return found.text

    def _origin_at(self, index: int, label: str) -> FieldOrigin:
        cleaning, stated = self.cleaned.get(index, (None, None))
        return FieldOrigin(label, self.record.cell_place(index), cleaning, stated)

    def take(self, index: int, label: str, target: Target, text: str) -> None:
        """Add one cell."""
        if target.field == "inchi_key" and text.startswith("InChI="):
            target = Target("inchi")  # The columns are exchanged.
        name = target.field
        if name in MIXED_FIELDS and self._take_mixed(index, label, target, text):
            return
        if target.weak and target.member is not None:
            self.take(index, label, Target(target.member), text)
        if name in _PUT_AT_ONCE and name not in self.fields and target.unit is None:
            self.put(name, text, index, label)
        elif name == "synonyms":
            self.add_synonyms(split_synonyms(text), self._origin_at(index, label))
        elif name in PACK_PARTS:
            self.packs = self.packs or PackColumns()
            self.packs.take(name, target.member or "", target.unit, PackCell(index, label, text))
        elif name in LOT_PARTS:
            self.lot = self.lot or LotColumns()
            self.lot.take(name, target.member or "", index, label, text)
        elif name == "supplier":
            self._take_supplier(label, text)
        elif name == "iupac_name":
            self.iupac = (text, self._origin_at(index, label))
        elif name.startswith("sensitive:"):
            self._take_sensitivity(index, label, name.partition(":")[2], text)
        elif name == "skus":
            self._take_skus(index, label, text)
        elif name == "inchi":
            self._take_inchi(index, label, target, text)
        elif name in self.fields:
            self._collide(index, label, target, text)
        else:
            text, rule = with_unit(name, text, target.unit)
            if name.startswith("document:") and target.unit:
                name = f"{name} ({target.unit})"
            self.put(name, text, index, label, rule)

    def _take_mixed(self, index: int, label: str, target: Target, text: str) -> bool:
        """Add a cell whose codes belong to other fields, or a class in words. Tell whether it was so."""
        parts = sorted_texts(target.field, text)
        if target.weak and list(parts) == [target.field] and not may_be_of_hazards(target.field, text):
            # A class in words is no statement, nor are the classes of a library.
            self.take_attribute(index, label, ATTRIBUTE + " ".join(label.split()), text)
            return True
        if list(parts) == [target.field]:
            return False
        for name, part in parts.items():
            if name in self.fields:
                self._collide(index, label, replace(target, field=name), part)
            else:
                self.put(name, part, index, label, "by its codes")
        return True

    def take_attribute(self, index: int, label: str, name: str, text: str) -> None:
        """Add one unread cell if it is worth keeping. Else it stays in the raw record."""
        is_vague = label in self.record.guessed or not is_attribute_text(text)
        is_other = self.fields.get(name, text) != text
        if is_vague or is_other or sum(known.startswith(ATTRIBUTE) for known in self.fields) >= MOST_ATTRIBUTES:
            self.unknown[label] = text
        else:
            self.put(name, text, index, label)

    def _take_supplier(self, label: str, text: str) -> None:
        """Take the supplier. A second one must agree."""
        if names_nobody(text):
            return
        if len(text) > LONGEST_SUPPLIER:
            message = f"The supplier's name has {len(text):,} characters; the limit is {LONGEST_SUPPLIER}. Shorten it."
            self.findings.append(Finding(Code.TEXT_INVALID, "supplier", message, stated=text[:LONGEST_SUPPLIER]))
        elif not self.supplier:
            self.supplier = text
        elif supplier_key(self.supplier) != supplier_key(text):
            message = f"Two columns differ. The supplier is {self.supplier!r}, not {text!r} from {label!r}."
            self.findings.append(Finding(Code.FIELD_CONFLICT, "supplier", message, stated=text))

    def _take_sensitivity(self, index: int, label: str, words: str, text: str) -> None:
        """Add a storage condition from a column with a yes or a no, such as ``Light sensitive``."""
        answer = text.casefold()
        if answer not in NO:
            self.take(index, label, Target("storage"), words if answer in YES else text)

    def _take_inchi(self, index: int, label: str, target: Target, text: str) -> None:
        """Add an InChI (with its prefix if that is missing), or the InChIKey that some suppliers write in its place."""
        if is_inchi_key(text.strip().upper()):
            if "inchi_key" not in self.fields:
                self.put("inchi_key", text, index, label, "the InChI column has an InChIKey")
        elif "inchi" in self.fields:
            self._collide(index, label, target, text)
        elif text.startswith(("1S/", "1/")):
            self.put("inchi", f"InChI={text}", index, label, "the prefix InChI= was missing")
        else:
            self.put("inchi", text, index, label)

    def _collide(self, index: int, label: str, target: Target, text: str) -> None:
        """Add a second column for a field. Names become synonyms; other fields must agree."""
        name, kept = target.field, self.fields[target.field]
        if name == "name" and target.weak and text != kept and language_of(text) is not None:
            # A name in another script is not weaker because it is beside the used one.
            self.take(index, label, Target(f"synonym:{language_of(text)}"), text)
            return
        if target.weak and name in MIXED_FIELDS and text != kept:
            self.take_attribute(index, label, ATTRIBUTE + " ".join(label.split()), text)
            return
        if name == "name" and target.weak and label != TITLE and not same_name(kept, text):
            # The label may be that of a name or a number (``Artikel``). A molfile's title is no column of a supplier.
            self.take_attribute(index, label, ATTRIBUTE + " ".join(label.split()), text)
            return
        if target.weak or same_fact(name, kept, text):
            return
        if name.startswith("synonym:"):
            self.put(name, "|".join(dict.fromkeys([*kept.split("|"), *text.split("|")])), index, label)
            return
        if name == "name":
            self.add_synonyms([text], self._origin_at(index, label))
        elif name == "storage":
            self.put(name, f"{kept}; {text}", index, label)
        elif name in ("assay", "appearance"):
            self.put(f"spec:{label}", text, index, label)
        elif name.startswith("document:") and f"document:{label}" not in self.fields:
            self.put(f"document:{label}", text, index, label)
        else:
            used = self.origins[name].label
            message = f"Two columns differ. {used!r} is used: {kept!r}, not {text!r}."
            self.findings.append(Finding(Code.FIELD_CONFLICT, name, message, stated=text))

    def add_synonyms(self, names: list[str], origin: FieldOrigin) -> None:
        """Add names to the synonyms."""
        known = [self.fields["synonyms"]] if "synonyms" in self.fields else []
        # A name from another column can have bars. They would separate names when the list is read again.
        parts = "|".join([*known, *names]).split("|")
        added = dict.fromkeys([name for part in parts if (name := part.strip())])
        if added:
            self.fields["synonyms"], self.origins["synonyms"] = "|".join(added), origin

    def _take_skus(self, index: int, label: str, text: str) -> None:
        """Add order codes like ``W274615-1KG-K``: the common part is the catalog number, the middle is the pack."""
        codes = read_order_codes(text)
        if codes.number and "catalog_number" not in self.fields:
            rule = "the common beginning of the order codes" if codes.is_shortened else None
            self.put("catalog_number", codes.number, index, label, rule)
        self.ordered += [(size, index, label) for size in codes.sizes]

    def finish_row(self) -> None:
        """Combine the cells of each pack and of the lot. They are in one row, even if the product has several."""
        self._finish_packs()
        self._finish_lot()

    def finish(self, kept_name: str = "") -> None:
        """Combine the data of several cells, after ``finish_row`` and after further rows of the product are joined.

        Args:
            kept_name: the name of the stored product under the record's catalog number; empty if there is none. With
                it, a record without a name gets no substitute.
        """
        self._finish_name(kept_name)
        self._finish_cas_rn()
        if not kept_name and "name" not in self.fields and "catalog_number" in self.fields:
            self.name_by_number()

    def stand_in_for_number(self, shared: bool) -> None:
        """Set the best substitute for the catalog number, in a file without catalog numbers.

        ``number_substitute`` says which it is.

        Args:
            shared: whether different records have the same one. Then it gets four digits from the content.
        """
        if "catalog_number" in self.fields:
            return
        found = number_substitute(self.record, self.fields)
        if found is None:
            return
        number = f"{found.number}-{content_digits(self.fields)}" if shared else found.number
        rule = f"the file has no catalog numbers; {found.what} is used"
        self._stand_in("catalog_number", number, self._origin_of(found.field), rule)
        message = f"The file has no catalog numbers. Instead, {found.what} is used: {number}."
        self.findings.append(Finding(Code.CATALOG_NUMBER_ASSIGNED, "catalog_number", message, expected=number))
        self.name_by_number()

    def name_by_number(self) -> None:
        """Name a product with a structure, but without any name, by its catalog number, as screening libraries do."""
        if "name" not in self.fields and any(kind in self.fields for kind in STRUCTURES):
            rule = "there is a structure but no name; the catalog number is used"
            self._stand_in("name", self.fields["catalog_number"], self.origins["catalog_number"], rule)

    def _origin_of(self, name: str | None) -> FieldOrigin:
        """Return the origin of a field, or that of the title."""
        if name is not None:
            return self.origins[name]
        return FieldOrigin(TITLE, self.record.cell_place(self.record.labels.index(TITLE)))

    def _finish_packs(self) -> None:
        if self.packs is not None:
            self._finish_columns_of_packs(self.packs)
        # A column of sizes is better for a pack than its order code.
        if self.packs is None or not self.packs.sizes:
            known = self._sizes_of_packs()
            for size, index, label in self.ordered:
                if _amount(size) not in known:
                    self.put(f"pack:{size}", ON_REQUEST, index, label, "from the order code")

    def _finish_columns_of_packs(self, packs: PackColumns) -> None:
        for name in self.fields:
            if name.startswith("pack:"):
                self.fields[name] = packs.priced(self.fields[name])
        known = self._sizes_of_packs()
        for size, cell in list(packs.packs()):
            if size is None:
                # A price of nobody knows how much is still what the supplier says.
                self._take_rest(cell.column, cell.label, cell.text)
            elif cell.column >= 0:
                self.put(f"pack:{size}", cell.text, cell.column, cell.label)
            elif _amount(size) not in known:
                pack = f"pack:{' '.join(size.split())}"
                self.fields.setdefault(pack, cell.text)
                self.origins.setdefault(pack, FieldOrigin(cell.label, self.record.place))
        for cell in packs.beside:
            self.take_attribute(cell.column, cell.label, ATTRIBUTE + " ".join(cell.label.split()), cell.text)
        self.findings += map(self._conflict_of_packs, packs.conflicts)

    def _take_rest(self, index: int, label: str, text: str) -> None:
        """Keep a fact of an unknown pack or lot as an attribute. One of a list of several stays unread."""
        if index < 0 or any(part.isdigit() for part in label.split(".")):
            self.unknown[label] = text
        else:
            self.take_attribute(index, label, ATTRIBUTE + " ".join(label.split()), text)

    def _conflict_of_packs(self, conflict: PackConflict) -> Finding:
        own = [name for name, origin in self.origins.items() if origin.label == conflict.used.label]
        field = next((name for name in (f"pack:{conflict.used.text}", *own) if name in self.fields), "record")
        return Finding(Code.FIELD_CONFLICT, field, conflict.message, stated=conflict.other.text)

    def _sizes_of_packs(self) -> set[PackSize | str]:
        """Return the packs so far, with sizes in any notation."""
        return {_amount(name.partition(":")[2]) for name in self.fields if name.startswith("pack:")}

    def _finish_lot(self) -> None:
        lot = self.lot
        if lot is None:
            return
        if lot.number and lot.text:
            self.put(f"lot:{lot.number}", lot.text, lot.number_at, self.record.labels[lot.number_at])
        else:
            # The number of a bottle's lot alone, or a date without its lot.
            for label, text in lot.cells.items():
                self._take_rest(lot.columns[label], label, text)
        for label, number in lot.other_numbers.items():
            message = f"Two columns differ. The lot number is {lot.number!r}, not {number!r} from {label!r}."
            name = f"lot:{lot.number}"
            name = name if name in self.fields else "record"
            self.findings.append(Finding(Code.FIELD_CONFLICT, name, message, stated=number))

    def _finish_name(self, kept: str) -> None:
        """Use the systematic name if the name is missing or only a number. Else add it to the synonyms."""
        name, description = self.fields.get("name"), self.fields.get("description", "")
        is_number = name is not None and self._is_only_a_number(name)
        if self.iupac is not None:
            text, origin = self.iupac
            if (name is None and kept in ("", text)) or is_number:
                self._stand_in("name", text, origin, None if name is None else "the name column has only the number")
            elif text not in (name, kept):
                self.add_synonyms([text], origin)
        elif (name is None or is_number) and "synonyms" in self.fields:
            words = [part for part in self.fields["synonyms"].split("|") if read_cas_rn(part) is None and " " in part]
            first = next(iter(words or self.fields["synonyms"].split("|")))
            if kept in ("", first):
                self._stand_in("name", first, self.origins["synonyms"], "the first synonym is used as the name")
        elif name is None and kept in ("", description) and could_be_a_name(description):
            self._stand_in(
                "name", description, self.origins["description"], "the short description is used as the name"
            )
            del self.fields["description"], self.origins["description"]
        elif name is None and not kept:
            named = next((field for field in self.fields if field.startswith("synonym:")), None)
            if named is not None:
                first = self.fields[named].split("|")[0].strip()
                self._stand_in("name", first, self.origins[named], "the first name of one language is used as the name")

    def _is_only_a_number(self, name: str) -> bool:
        """Tell whether the text for the name is only the catalog number, or a code as in many title lines."""
        return name == self.fields.get("catalog_number", "") or (self.origins["name"].label == TITLE and is_code(name))

    def _stand_in(self, name: str, text: str, origin: FieldOrigin, rule: str | None) -> None:
        """Set a field to a text from elsewhere in the record."""
        self.fields[name] = text
        self.origins[name] = origin._replace(rule=rule)

    def _finish_cas_rn(self) -> None:
        """Take a missing CAS RN from the synonyms."""
        if "cas_rn" in self.fields or "synonyms" not in self.fields:
            return
        names = self.fields["synonyms"].split("|")
        number = next((read for name in names if "-" in name and (read := read_cas_rn(name)) is not None), None)
        if number is None:
            return
        self._stand_in("cas_rn", number, self.origins["synonyms"], "found among the synonyms")
        kept = [name for name in names if read_cas_rn(name) != number]
        self.fields["synonyms"] = "|".join(kept)
        if not kept:
            del self.fields["synonyms"]


def _amount(size: str) -> PackSize | str:
    return read_pack_size(size) or " ".join(size.split())
