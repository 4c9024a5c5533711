"""Folders of ours: what is believed, and what somebody else may have laid there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.errors import StoreUnusable
from catalog.store.private_folder import opened_folder, private_folder, state_folder
from catalog.store.structures.file_index import structure_path
from tests.requirements import another_owner

SETTING = "CATALOG_SOME_FOLDER"
ADDRESS = "postgresql+psycopg://catalog:secret@db.example/catalog"


def file(path: Path) -> None:
    path.write_text("")


def link(path: Path) -> None:
    private_folder(path.with_name("elsewhere"), SETTING)
    path.symlink_to(path.with_name("elsewhere"))


def link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def of_mode(mode: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        path.chmod(mode)

    return make


def of_another_user(path: Path) -> None:
    path.mkdir(0o700)
    another_owner(path)


ATTACKS = [
    (file, "is not a folder"),
    (link, "is a symbolic link"),
    (link_to_nowhere, "is a symbolic link"),
    (of_mode(0o755), "is open to others \\(mode 0755\\). Close it with chmod 700"),
    (of_mode(0o770), "is open to others"),
    (of_mode(0o701), "is open to others"),
    (of_mode(0o1777), "is open to others"),
    (of_another_user, "belongs to another user \\(\\d+\\), who could read and replace"),
]


@pytest.mark.parametrize(("make", "says"), ATTACKS)
def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path, make: Callable[[Path], None], says: str) -> None:
    path = tmp_path / "ours"
    make(path)
    before = os.lstat(path)
    for _ in range(2):
        with pytest.raises(StoreUnusable, match=f"{path} {says}.*{SETTING} can name another folder"):
            private_folder(path, SETTING)
    with pytest.raises(StoreUnusable, match=says), opened_folder(path, SETTING):
        pass
    assert os.lstat(path)[:6] == before[:6]


@pytest.mark.parametrize(("make", "says"), ATTACKS)
def test_a_structure_file_stands_in_no_folder_of_others(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    make(tmp_path / "ours")
    with pytest.raises(StoreUnusable, match=f"{says}.*CATALOG_INDEX_FOLDER"):
        structure_path(ADDRESS, tmp_path / "ours")


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_a_folder_is_made_for_this_user_alone(tmp_path: Path, mask: int) -> None:
    path = tmp_path / "not" / "there"
    before = os.umask(mask)
    try:
        for _ in range(2):
            assert private_folder(path, SETTING) == path
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700


@pytest.mark.parametrize("place", ["a-file/folder", "a-file/deep/folder"])
def test_where_none_can_be_made_a_sentence_says_so(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(StoreUnusable, match=f"cannot be (made|opened): .*{SETTING}"):
        private_folder(tmp_path / place, SETTING)


def test_a_folder_that_is_exchanged_is_not_followed(tmp_path: Path) -> None:
    path = private_folder(tmp_path / "ours", SETTING)
    with opened_folder(path, SETTING) as descriptor:
        path.rename(tmp_path / "moved")
        link(path)
        os.close(os.open("written", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    assert [found.name for found in (tmp_path / "moved").iterdir()] == ["written"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("/srv/state", "/srv/state/catalog/uploads"),
        ("", "{home}/.local/state/catalog/uploads"),
        ("relative", "{home}/.local/state/catalog/uploads"),
    ],
)
def test_state_is_kept_where_the_user_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stated: str, expected: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", stated)
    assert state_folder("uploads", SETTING) == Path(expected.format(home=tmp_path))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///catalog.db", "catalog.db-structures"),
        ("sqlite:////srv/catalog.db?timeout=5", "/srv/catalog.db-structures"),
        (ADDRESS, "{state}/catalog/structures/catalog-db-example-catalog-structures"),
        ("sqlite:///:memory:", "{state}/catalog/structures/catalog-sqlite-----memory--structures"),
    ],
)
def test_the_structure_file_stands_beside_the_database_or_among_the_users_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert structure_path(url, None) == Path(expected.format(state=tmp_path))
