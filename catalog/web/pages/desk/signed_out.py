"""The answer to a form of the desk whose session has ended: a page that keeps what was typed.

Nothing of it is stored. The page has the parts of the form, and sends them once more to where they should have gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from catalog.web.http.negotiation import choose_offer
from catalog.web.http.problems import problem_response
from catalog.web.pages.desk.private import lone_page
from catalog.web.pages.editor_session import SignedOut

FORMS = (("text/html", "page"), ("application/json", "problem"))
"""The forms of the answer. Who sends a form and does not say what it reads is a browser."""
MOST_PARTS = 12_000
"""How many parts a form may have. The longest is that of a product: two for each row of a family."""
MOST_FILES = 1_000
"""How many files a form may have."""
MOST_PART_BYTES = 16 << 20
"""The longest part that is no file: the stored fields of a product, with texts of 100,000 characters each."""
PASSWORDS = frozenset({"current", "password", "key"})
"""The names of parts that are never sent back."""
CHECKED = "action"
"""The part that says what to do with a product. Its form comes back for checking, and is saved from there."""
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "reason": "Reason",
        "removal_reason": "Why",
        "answer": "Answer",
        "text": "Text",
        "into": "Compound that stays",
        "supplier": "Supplier",
        "name": "Name",
        "email": "E-mail",
    }
)
"""What people type into the small forms. The page shows it."""


async def answer_signed_out(request: Request, error: Exception) -> Response:
    """Return the page for a browser that sent a form, or a problem for a program.

    Raises:
        HTTPException: the form cannot be read, or is too large.
    """
    assert isinstance(error, SignedOut)  # noqa: S101  # Starlette calls this for that class only.
    if request.method != "POST" or choose_offer(request.headers.get("accept"), FORMS) != "page":
        return problem_response(error.status_code, error.detail)
    # Where the route has read it already, this is the same form. Its files are closed by now; only names are needed.
    async with request.form(max_files=MOST_FILES, max_fields=MOST_PARTS, max_part_size=MOST_PART_BYTES) as form:
        context = _kept(request, form)
    return await run_in_threadpool(lone_page, request, "desk/signed_out.html", context, HTTPStatus.FORBIDDEN)


def _kept(request: Request, form: FormData) -> dict[str, object]:
    """Return what the page keeps of a form."""
    parts = [(name, part) for name, part in form.multi_items() if name not in PASSWORDS]
    items = [(name, part) for name, part in parts if isinstance(part, str)]
    is_product = any(name == CHECKED for name, _ in items)
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "action": request.url.path + query,
        "items": [item for item in items if item[0] != CHECKED],
        "typed": [] if is_product else [(WORDS[name], text) for name, text in items if name in WORDS and text.strip()],
        "files": [(name, part.filename) for name, part in parts if isinstance(part, UploadFile) and part.filename],
        "is_product": is_product,
        "had_password": any(name in PASSWORDS for name in form),
    }
