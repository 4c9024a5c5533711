"""The check of document addresses: may a page link to them?"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.findings import Checked, Code, Finding
from catalog.product.offer.documents import Document, read_documents

NO_DOCUMENTS: Checked[tuple[Document, ...]] = Checked(())


def check_documents(pairs: Sequence[tuple[str, str]]) -> Checked[tuple[Document, ...]]:
    """Read the documents of a draft, each a label and an address.

    >>> check_documents([("SDS (en)", "https://example.org/sds.pdf")]).findings
    ()
    """
    if not pairs:
        return NO_DOCUMENTS
    documents = read_documents(pairs)
    findings = [_invalid(document) for document in documents if document.trouble is not None]
    first: dict[str, Document] = {}
    for document in documents:
        place = document.kept.sha256 if document.kept else document.url
        if place is None:
            continue
        earlier = first.setdefault(place, document)
        if earlier is not document:
            message = f"{document.label[:100]!r} and {earlier.label[:100]!r} are the same document."
            field = f"document:{document.label}"
            findings.append(Finding(Code.DOCUMENT_DUPLICATE, field, message, stated=document.stated))
    return Checked(documents, tuple(findings))


def _invalid(document: Document) -> Finding:
    stated = document.stated
    shown = stated if len(stated) <= 100 else stated[:99] + "…"
    message = f"{shown!r} is not shown as a link: {document.trouble}."
    return Finding(Code.DOCUMENT_INVALID, f"document:{document.label}", message, stated=stated)
