"""Names of what is saved: whatever a name holds, the header says it and nothing else."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from catalog.web.http.attachments import MOST_BYTES, attachment

HEADER = re.compile(r"attachment; filename=\"([A-Za-z0-9 ._()+,-]+)\"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)")


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("D-1 SDS (en, rev 2.1)", "D-1 SDS (en, rev 2.1).pdf", "D-1 SDS (en, rev 2.1).pdf"),
        ("D-1.pdf", "D-1.pdf", "D-1.pdf"),
        ("D-1.PDF", "D-1.PDF", "D-1.PDF"),
        ("A/1 a\\b:c", "A_1 a_b_c.pdf", "A_1 a_b_c.pdf"),
        ('x"; a=b', "x__ a_b.pdf", 'x"; a=b.pdf'),
        ("x\r\nSet-Cookie: a", "x Set-Cookie_ a.pdf", "x Set-Cookie_ a.pdf"),
        ("x\0\x1b\x85y", "x y.pdf", "x y.pdf"),
        ("Löslichkeit 溶解度", "L_slichkeit ___.pdf", "Löslichkeit 溶解度.pdf"),
        ("fdp.\u202eexe", "fdp.exe.pdf", "fdp.exe.pdf"),
        ("a\u200b\ufeffb", "ab.pdf", "ab.pdf"),
        ("\ud800x", "x.pdf", "x.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf", "_.._etc_passwd.pdf"),
        ("...", "_.pdf", "_.pdf"),
        ("", "_.pdf", "_.pdf"),
        (".pdf", "_.pdf", "_.pdf"),
        ("100%", "100_.pdf", "100%.pdf"),
        ("x" * 100_000, "x" * MOST_BYTES + ".pdf", "x" * MOST_BYTES + ".pdf"),
        ("溶" * 1_000, "_" * (MOST_BYTES // 3) + ".pdf", "溶" * (MOST_BYTES // 3) + ".pdf"),
    ],
)
def test_a_name_is_told_twice(name: str, plain: str, full: str) -> None:
    match = HEADER.fullmatch(attachment(name, ".pdf"))
    assert match is not None
    assert (match.group(1), unquote(match.group(2))) == (plain, full)
