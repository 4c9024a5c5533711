"""The check of document addresses: may a page link to them?"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.offer.documents import AttachedDocument, read_documents

NO_DOCUMENTS: CheckResult[tuple[AttachedDocument, ...]] = CheckResult(())


def check_documents(pairs: Sequence[tuple[str, str]]) -> CheckResult[tuple[AttachedDocument, ...]]:
    """Read the documents of a draft, each a label and an address.

    >>> check_documents([("SDS (en)", "https://example.org/sds.pdf")]).findings
    ()
    """
    if not pairs:
        return NO_DOCUMENTS
    documents = read_documents(pairs)
    findings = [_invalid(document) for document in documents if document.trouble is not None]
    first: dict[str, AttachedDocument] = {}
    for document in documents:
        place = document.kept.sha256 if document.kept else document.url
        if place is None:
            continue
        earlier = first.setdefault(place, document)
        if earlier is not document:
            message = f"{document.label[:100]!r} and {earlier.label[:100]!r} are the same document."
            field = f"document:{document.label}"
            findings.append(Finding(Code.DOCUMENT_DUPLICATE, field, message, stated=document.stated))
    return CheckResult(documents, tuple(findings))


def _invalid(document: AttachedDocument) -> Finding:
    stated = document.stated
    shown = stated if len(stated) <= 100 else stated[:99] + "…"
    message = f"{shown!r} is not shown as a link: {document.trouble}."
    return Finding(Code.DOCUMENT_INVALID, f"document:{document.label}", message, stated=stated)
