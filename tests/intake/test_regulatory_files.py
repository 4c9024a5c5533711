"""Files of regulatory lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import InvalidValue, UnreadableFile
from catalog.intake.readers.source import ReadOptions
from catalog.intake.regulatory_files import SHIPPED, read_list, shipped_numbers
from catalog.product.regulatory_list import stated_list


@pytest.mark.parametrize(
    ("text", "numbers", "left_out"),
    [
        ("50-00-0\n64-17-5\n", ["50-00-0", "64-17-5"], 0),
        ("50-00-0\nn.a.\n64-17-5\n", ["50-00-0", "64-17-5"], 1),
        ("\ufeff50-00-0\r\n\r\n64-17-5", ["50-00-0", "64-17-5"], 0),
        ("Substance;CAS No.\nFormaldehyde;50-00-0\nMixture;-\n", ["50-00-0"], 1),
        ("CASRN\tFlag\n50000\tT\n64175\t\n", ["50-00-0", "64-17-5"], 0),
    ],
)
def test_files_are_read(tmp_path: Path, text: str, numbers: list[str], left_out: int) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    assert tuple(read_list(path, ReadOptions())) == (numbers, left_out)


@pytest.mark.parametrize("text", ["", "name,CAS\nWater,\n", "\x00\x01\x02"])
def test_a_file_without_numbers_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile):
        read_list(path, ReadOptions())


@pytest.mark.parametrize("word", SHIPPED)
def test_shipped_lists_have_formaldehyde(word: str) -> None:
    numbers = shipped_numbers(word)
    assert len(numbers) > 60_000
    assert "50-00-0" in numbers


@pytest.mark.parametrize(("name", "as_of"), [("!!", "2020"), ("TSCA", "June 2020"), ("TSCA", "2020-13")])
def test_a_list_needs_a_name_and_a_time(name: str, as_of: str) -> None:
    with pytest.raises(InvalidValue):
        stated_list(name, as_of, "", "")
