"""The key of a compound in an address: a CAS RN or an InChIKey, in its canonical spelling."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key, is_inchi_key
from catalog.errors import NotFound
from catalog.product.checks.presence import has_broken
from catalog.store.compounds.changes import SPLIT_MARK
from catalog.store.compounds.compounds import Compound, find_compound
from catalog.web.services.services import Services

MOST_LETTERS = 100
"""The greatest length of a key. The longest real keys have about 40 characters."""
MOST_DIGITS = 18


def read_key(text: str) -> str:
    """Return the canonical spelling of a key: an InChIKey in capitals, a CAS RN with dashes. The number that marks
    a split compound is kept.

    Raises:
        InvalidCasRn: the text looks like a CAS RN but is not one.
        NotFound: no compound can have this key.

    >>> read_key("50782"), read_key("bsynrymutxbxsq-uhfffaoysa-n"), read_key("50-78-2~3")
    ('50-78-2', 'BSYNRYMUTXBXSQ-UHFFFAOYSA-N', '50-78-2~3')
    """
    if len(text) > MOST_LETTERS or has_broken(text):
        raise NotFound("There is no compound with this key. Use a CAS RN or an InChIKey.")
    whole, mark, number = text.partition(SPLIT_MARK)
    if mark and not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise NotFound(f"There is no compound {text!r}.")
    inchi_key = harmonize_inchi_key(whole)
    base = inchi_key if is_inchi_key(inchi_key) else parse_cas_rn(whole)
    return base + mark + number


def read_compound(request: Request, services: Services, text: str) -> Compound | Response:
    """Return the compound with a key, or a redirect to its canonical address.

    Raises:
        InvalidCasRn, NotFound: there is no such compound.
    """
    key = read_key(text)
    with services.database.read() as transaction:
        found = find_compound(transaction, key)
    if found is None:
        raise NotFound(f"No product in this catalog is the compound {key}.")
    now = found if isinstance(found, str) else found.key
    if now != text:
        path = request.url.path.removesuffix("/")
        return RedirectResponse(path[: path.rindex("/compounds/")] + f"/compounds/{now}", 308)
    assert isinstance(found, Compound)  # noqa: S101  # Any other key was redirected or refused above.
    return found
