"""Documents: what their labels say, and which addresses a page may link to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.checks.documents import check_documents
from catalog.product.offer.documents import KeptFile, address_trouble, read_document, read_kept_file

LABELS = [
    ("SDS", "SDS", None, None, None),
    ("SDS (en, rev 2.1)", "SDS", "en", "2.1", None),
    ("SDS (en; rev 2.1)", "SDS", "en", "2.1", None),
    ("SDS (en-GB, v3)", "SDS", "en", "3", None),
    ("MSDS (German, 2024-05-01)", "SDS", "de", "2024-05-01", None),
    ("Sicherheitsdatenblatt (DE)", "SDS", "de", None, None),
    ("CoA (lot L-123/4)", "CoA", None, None, "L-123/4"),
    ("Certificate of Analysis (batch no. 7)", "CoA", None, None, "7"),
    ("1H NMR", "spectrum", None, None, None),
    ("TDS", "TDS", None, None, None),
    ("Technical Data Sheet (fr)", "TDS", "fr", None, None),
    ("Specification sheet", "specification", None, None, None),
    ("Brochure (no idea)", "other", None, None, None),
]


@pytest.mark.parametrize(("label", "kind", "language", "revision", "lot"), LABELS)
def test_labels(label: str, kind: str, language: str | None, revision: str | None, lot: str | None) -> None:
    read = read_document(label, "https://example.org/")
    assert (read.type, read.language, read.revision, read.lot_number) == (kind, language, revision, lot)


ADDRESSES = [
    ("https://example.org/sds.pdf?x=1&y=ä", True),
    ("http://example.org:8080/", True),
    ("HTTPS://EXAMPLE.ORG/", True),
    ("javascript:alert(1)", False),
    ("data:text/html,x", False),
    ("//example.org/x", False),
    ("sds.pdf", False),
    ("https://user@example.org/", False),
    ("https://user:secret@example.org/", False),
    ("https:///nowhere", False),
    ("https://[::1/", False),
    ("https://example.org:99999/", False),
    ("https://example.org/a b", False),
    ("https://example.org/\u202egpj.exe", False),
    ("java\nscript:alert(1)", False),
    ('https://example.org/"onclick="x', False),
    ("https://example.org\\@evil.example/", False),
    ("https://example.org/" + "x" * 2_000, False),
    ("", False),
]


@pytest.mark.parametrize(("address", "good"), ADDRESSES)
def test_only_whole_web_addresses_are_linked_to(address: str, good: bool) -> None:
    assert (address_trouble(address) is None) == good
    read = read_document("SDS", address)
    assert (read.url is not None) == good


def test_a_bad_address_is_a_warning_and_stays_in_the_document() -> None:
    checked = check_documents([("SDS", "javascript:alert(1)")])
    assert [(f.code.value, f.severity.value, f.field) for f in checked.findings] == [
        ("document-invalid", "warning", "document:SDS")
    ]
    entry = checked.value[0].document("A")
    assert (entry["url"], entry["stated"]) == (None, "javascript:alert(1)")


def test_two_documents_at_one_address_are_told() -> None:
    pairs = [("SDS (en)", "https://example.org/1"), ("SDS (de)", "https://example.org/1")]
    assert [f.code.value for f in check_documents(pairs).findings] == ["document-duplicate"]


def test_a_kept_file_has_an_address_of_its_own() -> None:
    kept = KeptFile("ab" * 32, "application/pdf", 1_234)
    entry = read_document("SDS (en, rev 2.1)", kept.text()).document("A/1 <b>")
    assert entry["url"] == "/products/A%2F1%20%3Cb%3E/documents/SDS%20%28en%2C%20rev%202.1%29"
    assert (entry["sha256"], entry["media_type"], entry["bytes"]) == ("ab" * 32, "application/pdf", 1_234)


@given(st.text(), st.text())
def test_no_document_is_too_strange(label: str, text: str) -> None:
    entry = read_document(label, text).document("A")
    assert (entry["title"], entry["stated"]) == (label, text)
    assert read_kept_file(text) is None
