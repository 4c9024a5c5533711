"""The form for a product on the desk: edit, new, copy. Works without JavaScript; with it, checked as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from catalog.errors import CatalogError, InvalidStructure
from catalog.product.borrowed_structure import shown_structure
from catalog.product.offer.documents import MOST_DOCUMENTS
from catalog.product.offer.file_kinds import EXTENSIONS, media_type_of
from catalog.store.access.keys import KeyHolder
from catalog.store.json_text import to_json
from catalog.store.reading.products import ProductIdentity, StoredProduct, identify, no_such_product
from catalog.store.suppliers import HOUSE_SLUG, list_suppliers
from catalog.store.writing.stored_files import keep_file, new_file
from catalog.web.http.params import LONGEST_REASON, PageParameters, Text
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.product_saving import (
    EditedProduct,
    chosen_first,
    examine,
    read_base,
    save_changes,
    save_new,
    stored_fields,
    with_choices,
)
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.desk.signed_out import MOST_PART_BYTES, MOST_PARTS
from catalog.web.pages.editor_session import Editor
from catalog.web.pages.product import product_page
from catalog.web.services.product_address import OF_SUPPLIER, Address
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import desk_path, shown_changes
from catalog.web.views.field_verdicts import field_verdicts
from catalog.web.views.product_form import MARKS, can_repair, form_groups, typed_fields, typed_form

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response, route_class=ProductRoute)

PRODUCT = "/products/{catalog_number:path}"
NEW = "/editor/products/new"
MOST_FILES = 20
"""How many files may be added at once."""
NOT_COPIED = ("lot:", "document:")
"""What belongs to one product alone, and is left out of a copy."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that a browser sent.

    Attributes:
        items: its parts that are no files.
        files: each file with its name.
    """

    items: list[tuple[str, str]]
    files: list[tuple[str, bytes]]

    def get(self, name: str) -> str:
        """Return the text of a part, or an empty text."""
        return next((text for known, text in self.items if known == name), "")

    def choices(self) -> dict[str, str]:
        """Return what was chosen where two people wrote, by field."""
        return {name.removeprefix("choice:"): text for name, text in self.items if name.startswith("choice:")}

    def edited(self) -> EditedProduct:
        """Return the product in its form, with the proposal of a check if its button was pressed."""
        edited = EditedProduct(typed_form(self.items), read_base(self.get("base")), self.get("reason"))
        edited = with_choices(edited, self.choices())
        field, is_used, text = self.get("use").partition("=")
        if is_used:
            edited.typed = edited.typed.with_field(field, text)
        return edited


async def sent_form(request: Request, services: ProvidedServices) -> SentForm:
    """Read a form. Files are read up to the limit for documents, and one byte more."""
    form: FormData
    async with request.form(max_files=MOST_FILES, max_fields=MOST_PARTS, max_part_size=MOST_PART_BYTES) as form:
        parts = form.multi_items()
        texts = [(name, part) for name, part in parts if isinstance(part, str)]
        files = [part for _, part in parts if isinstance(part, UploadFile) and part.filename]
        read = [(file.filename or "", await file.read(services.document_bytes + 1)) for file in files]
    return SentForm(texts, read)


Sent = Annotated[SentForm, Depends(sent_form)]


class EditParameters(PageParameters):
    """What the form says of an earlier step."""

    saved: int | None = None


class NewParameters(PageParameters):
    """What a new product begins with."""

    copy_of: Text = ""
    supplier: Text = ""


@router.get("/products/new")
def get_new_product(
    request: Request, services: ProvidedServices, editor: Editor, wanted: Annotated[NewParameters, Query()]
) -> Response:
    """Show an empty form, or one with the facts of another product."""
    fields: dict[str, str] = {}
    if wanted.copy_of:
        with services.database.read() as transaction:
            product = identify(transaction, wanted.copy_of, wanted.supplier or None)
        stored = stored_fields(services, product)
        if stored is None:
            raise no_such_product(wanted.copy_of)
        fields = {name: text for name, text in stored.fields.items() if not name.startswith(NOT_COPIED)}
        fields.pop("catalog_number", None)
    edited = EditedProduct(typed_fields(fields), {})
    return _new_page(request, services, editor, edited, wanted.supplier or HOUSE_SLUG)


@router.post("/products/new", dependencies=[SameOrigin])
def post_new_product(request: Request, services: ProvidedServices, editor: Editor, sent: Sent) -> Response:
    """Check or save a new product."""
    supplier = sent.get("supplier") or HOUSE_SLUG
    edited = _with_files(services, editor, sent.edited(), sent)
    if sent.get("action") == "save" and edited.problem is None:
        number = edited.typed.plain.get("catalog_number", "")
        with services.database.read() as transaction:
            # The house may have no product yet, and so no row.
            product = identify(transaction, number, None if supplier == HOUSE_SLUG else supplier)
        saved = save_new(services, editor, product, edited)
        if saved is not None:
            path = desk_path(saved.catalog_number, saved.slug)
            return RedirectResponse(f"{path}/edit?saved={saved.revision}", HTTPStatus.SEE_OTHER)
    else:
        examine_keeping(services, edited)
    return _new_page(request, services, editor, edited, supplier)


def _new_page(
    request: Request, services: Services, editor: KeyHolder, edited: EditedProduct, supplier: str
) -> Response:
    with services.database.read() as transaction:
        suppliers = [(one.slug, one.name or "The house") for one in list_suppliers(transaction)]
    if HOUSE_SLUG not in {slug for slug, _ in suppliers}:
        suppliers.insert(0, (HOUSE_SLUG, "The house"))
    context = {"suppliers": suppliers, "supplier": supplier, "action": NEW, "kept": None}
    return _form_page(request, services, editor, edited, context)


@router.get(f"{PRODUCT}/edit")
@router.get(f"{OF_SUPPLIER}{PRODUCT}/edit")
def get_edit_form(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    wanted: Annotated[EditParameters, Query()],
) -> Response:
    """Show the form of a product with what the checks said when it was saved."""
    with services.database.read() as transaction:
        product = address.identify(transaction)
    stored = stored_fields(services, product)
    if stored is None:
        raise no_such_product(address.catalog_number, address.supplier)
    edited = EditedProduct(typed_fields(stored.fields), stored.fields)
    edited.verdicts = field_verdicts(stored.fields, stored.product.document)
    return _edit_page(request, services, editor, product, edited, saved=wanted.saved)


@router.post(f"{PRODUCT}/edit", dependencies=[SameOrigin])
@router.post(f"{OF_SUPPLIER}{PRODUCT}/edit", dependencies=[SameOrigin])
def post_edit_form(
    request: Request, services: ProvidedServices, editor: Editor, address: Address, sent: Sent
) -> Response:
    """Check, preview or save the changes of a product."""
    action = sent.get("action")
    with services.database.read() as transaction:
        product = address.identify(transaction)
    edited = _with_files(services, editor, sent.edited(), sent)
    if action == "save" and edited.problem is None:
        saved = save_changes(services, editor, product, edited)
        if saved is not None:
            path = desk_path(saved.catalog_number, saved.slug)
            return RedirectResponse(f"{path}/edit?saved={saved.revision}", HTTPStatus.SEE_OTHER)
        return _edit_page(request, services, editor, product, edited)
    examine_keeping(services, edited)
    if action == "preview" and edited.examined is not None and not edited.examined.refused:
        return _preview(request, services, product, edited)
    return _edit_page(request, services, editor, product, edited)


def examine_keeping(services: Services, edited: EditedProduct) -> None:
    """Examine what is typed, and keep a problem that was found before."""
    problem = edited.problem
    examine(services, edited)
    edited.problem = problem or edited.problem


def _edit_page(
    request: Request,
    services: Services,
    editor: KeyHolder,
    product: ProductIdentity,
    edited: EditedProduct,
    saved: int | None = None,
) -> Response:
    stored = stored_fields(services, product)
    kept = None if stored is None else stored.product
    slug = request.path_params.get("supplier", HOUSE_SLUG)
    context: dict[str, Any] = {"kept": kept, "saved": saved, "action": request.url.path, "suppliers": None}
    context["supplier"] = slug
    if kept is not None:
        path = desk_path(kept.catalog_number, kept.slug)
        context |= {"path": path, "public_path": path.removeprefix("/editor")}
    return _form_page(request, services, editor, edited, context)


def _form_page(
    request: Request, services: Services, editor: KeyHolder, edited: EditedProduct, context: Mapping[str, Any]
) -> Response:
    counts = {
        mark: len({verdict.field for verdict in edited.verdicts if MARKS[verdict.standing] == mark})
        for mark in ("bad", "warn", "good")
    }
    shown: dict[str, Any] = {
        "saved": None,
        "path": None,
        "public_path": None,
        "name": edited.typed.plain.get("name", ""),
        "number": edited.base.get("catalog_number", ""),
        "groups": form_groups(edited.typed, edited.base, edited.verdicts),
        "general": [one for one in edited.verdicts if not one.field],
        "verdicts": edited.verdicts,
        "marks": MARKS,
        "can_repair": can_repair,
        "counts": counts,
        "is_refused": edited.is_refused(),
        "changes": shown_changes(edited.changes()) if edited.base else [],
        "base": to_json(edited.base),
        "reason": edited.reason,
        "longest_reason": LONGEST_REASON,
        "problem": edited.problem,
        "merged": edited.merged,
        "other": edited.other,
        "taken": [] if edited.merged is None else shown_changes(edited.merged.taken),
        "theirs_first": chosen_first(edited),
        "drawing": _drawing(services, edited),
        "accepted": ", ".join(EXTENSIONS),
    }
    here = NEW if context["suppliers"] else ""
    return desk_page(
        request, services, editor, "desk/product_form.html", {**shown, **context}, here=here, status=edited.status
    )


def _drawing(services: Services, edited: EditedProduct) -> Markup | None:
    """Return the drawing of the structure that was examined just now, or None."""
    structure = None if edited.examined is None else shown_structure(edited.examined.content)
    if structure is None:
        return None
    title = f"Structure of {edited.typed.plain.get('name', '')}"
    try:
        drawn = services.drawings.draw(services.chemistry, structure["smiles"], title, structure["smiles"], None)
    except (InvalidStructure, CatalogError):
        return None
    return Markup(drawn)  # noqa: S704  # Our own SVG.


def _with_files(services: Services, editor: KeyHolder, edited: EditedProduct, sent: SentForm) -> EditedProduct:
    """Store the files of a form, and put a row for each into it. The product names them when it is saved."""
    for name, content in sent.files:
        media_type = media_type_of(content)
        documents = edited.typed.rows.get("document", ())
        if len(content) > services.document_bytes:
            edited.problem = f"{name} is too large. The limit is {services.document_bytes:,} bytes."
        elif media_type is None:
            edited.problem = f"{name} is not accepted. Accepted: {', '.join(EXTENSIONS)}."
        elif len(documents) >= MOST_DOCUMENTS:
            edited.problem = f"A product has at most {MOST_DOCUMENTS} documents."
        else:
            file = new_file(content, media_type)
            with services.database.write() as transaction:
                keep_file(transaction, file, editor.name, editor.person)
            edited.typed = edited.typed.with_field(f"document:{_title(name)}", file.kept.text())
    if edited.problem is not None:
        edited.status = HTTPStatus.UNPROCESSABLE_ENTITY
    return edited


def _title(file_name: str) -> str:
    """Return the title of a document for the name of its file.

    >>> _title("C:\\\\sheets\\\\sds_water-en.pdf"), _title("..")
    ('sds water-en', 'document')
    """
    stem = PurePath(file_name.replace("\\", "/").replace("\0", "")).stem.replace("_", " ")
    printable = "".join(char for char in stem if char.isprintable() and char not in "/")
    words = " ".join(printable.split())[:100]
    return words if any(map(str.isalnum, words)) else "document"


def _preview(request: Request, services: Services, product: ProductIdentity, edited: EditedProduct) -> Response:
    """Return the public page as it would be, if it were saved as it stands in the form."""
    stored = stored_fields(services, product)
    assert edited.examined is not None  # noqa: S101  # The caller has looked.
    content = edited.examined.content
    if stored is None:
        raise no_such_product(product.catalog_number)
    added = {name: stored.product.document[name] for name in ("revision", "created_at", "updated_at")}
    provenance: dict[str, Any] = {"supplier": None, "source": "preview", "deliveries": [], "fields": {}}
    body = to_json({**content, **added, "provenance": provenance})
    kept = stored.product
    shown = StoredProduct(
        content["catalog_number"], kept.revision, kept.content_hash, body, kept.key, kept.slug, kept.supplier
    )
    note = "Preview. This is not saved. Close it to go back to the form."
    return product_page(request, services, shown, (), note)
