"""Uploads wait where nobody else can read or exchange them, and go when nobody wants them."""

from __future__ import annotations

import asyncio
import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from benchmarks import processes
from catalog.errors import NotFound, StoreUnusable
from catalog.settings import Settings
from catalog.store.database import Database
from catalog.web.app import create_app
from catalog.web.pages.editor_session import COOKIE
from catalog.web.services.uploads import KEPT_SECONDS, Uploads, open_uploads
from tests.requirements import another_owner
from tests.web.conftest import make_key
from tests.web.pages import desk_made

OWN = {"sec-fetch-site": "same-origin"}
ROWS = b"catalog_number,name\nA1,Water\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def of_another_user(path: Path) -> None:
    path.mkdir(0o700)
    another_owner(path)


def open_to_others(path: Path) -> None:
    path.mkdir(0o755)
    path.chmod(0o755)


def link(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.mkdir(0o700)
    path.symlink_to(elsewhere)


ATTACKS = [(of_another_user, "belongs to another user"), (open_to_others, "mode 0755"), (link, "is a symbolic link")]


class TestUploads:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("rows.csv", "rows.csv"),
            ("../../etc/passwd", "passwd"),
            ("", "upload"),
            ("..", ".."),
            ("/", "upload"),
            ("\ud800.csv", "?.csv"),
            ("ряды\n.csv", "ряды\n.csv"),
        ],
    )
    def test_are_kept_for_this_user_alone_and_found_by_their_token(self, tmp_path: Path, name: str, kept: str) -> None:
        uploads = Uploads(tmp_path / "uploads")
        before = os.umask(0)
        try:
            token = uploads.keep([(name, io.BytesIO(ROWS))])
        finally:
            os.umask(before)
        [found] = uploads.find(token)
        assert (found.name, found.path.read_bytes()) == (kept, ROWS)
        assert names(tmp_path / "uploads") == [token, f"{token}.name"]
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "uploads").glob("*")]
        assert modes == [0o600, 0o600]
        uploads.forget(token)
        assert names(tmp_path / "uploads") == []
        with pytest.raises(NotFound):
            uploads.find(token)

    @pytest.mark.parametrize(
        ("names_sent", "names_kept"),
        [
            (["a.csv", "b.sdf", "c.zip"], ["a.csv", "b.sdf", "c.zip"]),
            (["north/a.csv", "south/a.csv", "a (2).csv"], ["a.csv", "a (2).csv", "a (2) (2).csv"]),
            (["", "", "x"], ["upload", "upload (2)", "x"]),
            (["a\0b.csv", "ab.csv"], ["ab.csv", "ab (2).csv"]),
            ([f"{number}.csv" for number in range(12)], [f"{number}.csv" for number in range(12)]),
        ],
    )
    def test_have_several_files_that_a_report_can_tell_apart(
        self, tmp_path: Path, names_sent: list[str], names_kept: list[str]
    ) -> None:
        uploads = Uploads(tmp_path / "uploads")
        token = uploads.keep((name, io.BytesIO(b"%d" % number)) for number, name in enumerate(names_sent))
        found = [(file.name, file.path.read_bytes()) for file in uploads.find(token)]
        assert found == [(name, b"%d" % number) for number, name in enumerate(names_kept)]
        (tmp_path / "uploads" / f"{token}.2").unlink()
        with pytest.raises(NotFound):
            uploads.find(token)
        uploads.forget(token)
        assert names(tmp_path / "uploads") == []

    @pytest.mark.parametrize("token", ["", "x", "../uploads", "0" * 32, "0" * 31 + "\n", "0" * 32 + ".name", "０" * 32])
    def test_are_found_by_nothing_else(self, tmp_path: Path, token: str) -> None:
        uploads = Uploads(tmp_path / "uploads")
        for _ in range(2):
            with pytest.raises(NotFound):
                uploads.find(token)
            uploads.forget(token)
            uploads.keep([("rows.csv", io.BytesIO(ROWS))])

    @pytest.mark.parametrize(("make", "says"), ATTACKS)
    def test_wait_in_no_folder_that_somebody_else_made(
        self, tmp_path: Path, make: Callable[[Path], None], says: str
    ) -> None:
        folder = tmp_path / "uploads"
        make(folder)
        with pytest.raises(StoreUnusable, match=f"{says}.*CATALOG_UPLOADS_FOLDER"):
            open_uploads("sqlite:///catalog.db", folder)
        with pytest.raises(StoreUnusable, match=says):
            Uploads(folder).keep([("rows.csv", io.BytesIO(ROWS))])
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    @pytest.mark.parametrize(("make", "says"), ATTACKS)
    def test_are_not_taken_from_a_folder_that_took_the_place_of_theirs(
        self, tmp_path: Path, make: Callable[[Path], None], says: str
    ) -> None:
        folder = tmp_path / "uploads"
        uploads = Uploads(folder)
        token = uploads.keep([("rows.csv", io.BytesIO(ROWS))])
        folder.rename(tmp_path / "moved")
        make(folder)
        (folder / token).write_bytes(b"exchanged")
        (folder / f"{token}.name").write_text("rows.csv")
        with pytest.raises(StoreUnusable, match=says):
            uploads.find(token)
        with pytest.raises(StoreUnusable, match=says):
            uploads.forget(token)

    def test_leave_nothing_where_they_cannot_be_written_whole(self, tmp_path: Path) -> None:
        class Breaking(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell() > 0:
                    raise OSError(28, "No space left on device")
                return super().read(min(10, size or 10))

        with pytest.raises(OSError, match="No space left"):
            Uploads(tmp_path / "uploads").keep([("rows.csv", io.BytesIO(ROWS)), ("more.csv", Breaking(ROWS))])
        assert names(tmp_path / "uploads") == []

    def test_that_are_old_are_removed_at_the_start_and_nothing_else(self, tmp_path: Path) -> None:
        folder = tmp_path / "catalog.db-uploads"
        url = f"sqlite:///{tmp_path}/catalog.db"
        uploads = open_uploads(url, None)
        assert not folder.exists()
        old, new = (uploads.keep([("rows.csv", io.BytesIO(ROWS))]) for _ in range(2))
        (folder / "notes.txt").write_text("not an upload")
        age(folder, old, f"{old}.name", "notes.txt")
        open_uploads(url, None)
        assert names(folder) == sorted([new, f"{new}.name", "notes.txt"])

    def test_are_kept_while_somebody_works_with_them(self, tmp_path: Path) -> None:
        folder = tmp_path / "uploads"
        uploads = Uploads(folder)
        token = uploads.keep([("rows.csv", io.BytesIO(ROWS))])
        age(folder, token, f"{token}.name")
        uploads.find(token)
        uploads.remove_old()
        assert [file.name for file in uploads.find(token)] == ["rows.csv"]

    @pytest.mark.parametrize(
        ("url", "folder", "expected"),
        [
            ("sqlite:///a/b.db", None, "a/b.db-uploads"),
            ("sqlite:///a/b.db", Path("chosen"), "chosen"),
            ("postgresql+psycopg://u:p@h/catalog", None, "{state}/catalog/uploads"),
            ("sqlite:///:memory:", None, "{state}/catalog/uploads"),
        ],
    )
    def test_wait_beside_the_database_or_among_the_users_state(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, folder: Path | None, expected: str
    ) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        monkeypatch.chdir(tmp_path)
        (tmp_path / "a").mkdir()
        open_uploads(url, folder).keep([("rows.csv", io.BytesIO(ROWS))])
        assert len(names(tmp_path / expected.format(state=tmp_path / "state"))) == 2


def age(folder: Path, *files: str) -> None:
    """Let files be as old as what is removed."""
    for name in files:
        time = (folder / name).stat().st_mtime - KEPT_SECONDS - 1
        os.utime(folder / name, (time, time))


@pytest.fixture
def editor(own_client: TestClient, own_url: str) -> TestClient:
    """The pages, signed in; what goes wrong is answered and not raised."""
    key = make_key(own_url, "editor")["Authorization"].removeprefix("Bearer ")
    token = own_client.post("/editor/sign-in", data={"key": key}, headers=OWN).cookies[COOKIE]
    cookie = {"cookie": f"{COOKIE}={token}", "accept": "text/html", **OWN}
    return TestClient(own_client.app, headers=cookie, raise_server_exceptions=False, follow_redirects=False)


class TestPages:
    def upload(self, editor: TestClient, content: bytes | IO[bytes] = ROWS) -> Any:  # noqa: ANN401  # A response.
        return editor.post("/editor/uploads", files={"file": ("rows.csv", content)})

    def folder(self, tmp_path: Path) -> Path:
        """Where ``own_url`` lets uploads wait."""
        return tmp_path / "own.db-uploads"

    def test_keep_an_upload_until_it_is_imported(self, editor: TestClient, tmp_path: Path) -> None:
        address = desk_made.upload(editor, ROWS)
        token = address.rsplit("/", 1)[1]
        assert {token, f"{token}.name", f"{token}.records"} <= set(names(self.folder(tmp_path)))
        desk_made.commit(editor, address)
        assert names(self.folder(tmp_path)) == [f"{token}.job", f"{token}.lock"]

    @pytest.mark.parametrize(("make", "says"), ATTACKS)
    def test_say_that_the_folder_is_not_ours(
        self, editor: TestClient, tmp_path: Path, make: Callable[[Path], None], says: str
    ) -> None:
        make(self.folder(tmp_path))
        answer = self.upload(editor)
        assert answer.status_code == 503
        assert says in answer.text
        assert "CATALOG_UPLOADS_FOLDER" in answer.text

    def test_remove_what_is_old_when_an_editor_comes_by(self, editor: TestClient, tmp_path: Path) -> None:
        desk_made.upload(editor, ROWS)
        folder = self.folder(tmp_path)
        age(folder, *names(folder))
        TestClient(editor.app).get("/editor")
        assert len(names(folder)) == 7
        assert "Signed in as" in editor.get("/editor").text
        assert names(folder) == []

    def test_say_that_an_upload_could_not_be_looked_at_and_try_again(self, editor: TestClient, own_url: str) -> None:
        database = Database(own_url)
        with database.write() as connection:
            connection.execute(text("ALTER TABLE products RENAME TO gone"))
        address = str(self.upload(editor).headers["location"])
        page = desk_made.settled(editor, address)
        assert "The program failed at this" in page
        assert 'id="commit"' not in page
        with database.write() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO products"))
        database.close()
        assert editor.post(f"{address}/look").status_code == 303
        assert 'id="commit"' in desk_made.settled(editor, address)

    def test_keep_nothing_of_a_client_that_leaves_in_the_middle(self, editor: TestClient, tmp_path: Path) -> None:
        part = b'--b\r\ncontent-disposition: form-data; name="file"; filename="rows.csv"\r\n\r\n' + b"x" * (2 << 20)
        messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": part, "more_body": True},
            {"type": "http.disconnect"},
        ]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/editor/uploads",
            "query_string": b"",
            "client": ("192.0.2.1", 50_000),
            "server": ("testserver", 80),
            "scheme": "http",
            "headers": [
                (b"host", b"testserver"),
                (b"content-type", b"multipart/form-data; boundary=b"),
                *((name.encode(), value.encode()) for name, value in editor.headers.items()),
            ],
        }
        statuses = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0) if len(messages) > 1 else messages[0]

        async def send(message: Any) -> None:  # noqa: ANN401  # An ASGI message.
            statuses.append(message.get("status"))

        async def ask() -> None:
            await editor.app(scope, receive, send)

        asyncio.run(ask())
        assert statuses[0] == 400
        assert names(self.folder(tmp_path)) == []


@pytest.mark.parametrize(("make", "says"), ATTACKS)
def test_no_server_starts_with_a_folder_that_is_not_ours(
    own_url: str, tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    make(tmp_path / "own.db-uploads")
    with pytest.raises(StoreUnusable, match=says):
        create_app(Settings(database_url=own_url))


def test_the_operator_is_told_so(own_url: str, tmp_path: Path) -> None:
    open_to_others(tmp_path / "own.db-uploads")
    command = [sys.executable, "-m", "catalog", "serve", "--port", "0"]
    done = processes.run(command, {"CATALOG_DATABASE_URL": own_url, "COLUMNS": "400"})
    assert done.returncode == 2
    assert done.stderr.startswith("catalog: The folder ")
    assert "CATALOG_UPLOADS_FOLDER can name another folder." in done.stderr
    assert "Traceback" not in done.stderr
