"""The files that pages load: styles, scripts, pictures. Each has a name with the digest of its content.

``static("catalog.css")`` in a template gives ``/static/catalog.1a2b3c4d5e.css``, which a browser may keep for ever: if
the content changes, so does the name. Names in our scripts and styles are replaced in the same way. A plain name, or
one with the digest of an older release, is answered too; a browser then asks whether it is the same.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from anyio.to_thread import run_sync
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from catalog.web.http.compression import accepts_gzip, compressed_headers, gzip, varies, with_variation
from catalog.web.http.preconditions import has_tag

ADDRESS = "/static/"
FOLDER = Path(__file__).parent.parent / "static"
DIGITS = 10
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
SMALLEST = 9
"""The level of zlib. Each file is compressed once."""

_VENDOR = "vendor/"
"""Files of others remain as they are."""
_REFERENCE = re.compile(r"""(["'])(/static/|\./|(?<=url\(["']))([\w./-]+)\1""")
_WITH_DIGEST = re.compile(rf"(.+)\.[0-9a-f]{{{DIGITS}}}(\.\w+)?")


@dataclass(slots=True)
class StaticFile:
    """One file as it is sent.

    Attributes:
        name: its plain name, with the folders below the one of all files.
        content: its content.
        digest: of the content, as its name has it.
        address: with the digest.
    """

    name: str
    content: bytes
    digest: str
    address: str
    _gzip: bytes | None = field(default=None, repr=False)

    def compressed(self) -> bytes:
        """Return the content compressed as far as possible, which is done once."""
        if self._gzip is None:
            self._gzip = gzip(self.content, SMALLEST)
        return self._gzip


@cache
def static_files() -> dict[str, StaticFile]:
    """Return all files by their plain names, with the references of our scripts and styles to others replaced."""
    paths = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
    found: dict[str, StaticFile] = {}

    def read(name: str) -> StaticFile:
        """Return a file, after those that it refers to."""
        if name not in found:
            content = paths[name].read_bytes()
            if name.endswith((".js", ".css")) and not name.startswith(_VENDOR):
                content = _REFERENCE.sub(named, content.decode()).encode()
            digest, path = hashlib.sha256(content).hexdigest()[:DIGITS], PurePosixPath(name)
            address = f"{ADDRESS}{path.with_name(f'{path.stem}.{digest}{path.suffix}')}"
            found[name] = StaticFile(name, content, digest, address)
        return found[name]

    def named(reference: re.Match[str]) -> str:
        """Return a reference with the address of the file, if it is one of ours."""
        quoted, _, name = reference.groups()
        return f"{quoted}{read(name).address}{quoted}" if name in paths else reference[0]

    for name in sorted(paths):
        read(name)
    return found


def static(name: str) -> str:
    """Return the address of a file for a template, with the digest of its content.

    >>> re.sub("[0-9a-f]{10}", "…", static("catalog.css")), static("ghs/none.svg")
    ('/static/catalog.….css', '/static/ghs/none.svg')
    """
    file = static_files().get(name)
    return ADDRESS + name if file is None else file.address


class StaticFolder(StaticFiles):
    """The application below ``/static/``."""

    def __init__(self) -> None:
        """Serve the files of the package."""
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file by its name, with or without a digest.

        Raises:
            HTTPException: 404, there is no such file; 405, the method is not for reading.
        """
        request = Request(scope)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405)
        asked = path.replace("\\", "/")
        plain = _WITH_DIGEST.fullmatch(asked)
        file = static_files().get(asked) or (static_files().get("".join(plain.groups(""))) if plain else None)
        if file is None:
            raise HTTPException(404)
        lasting = KEPT_FOR_EVER if ADDRESS + asked == file.address else "no-cache"
        return await _response(request, file, lasting)


async def _response(request: Request, file: StaticFile, cache_control: str) -> Response:
    """Return a file, or 304 if the client has it. It is compressed once, and not for each answer."""
    tag = f'"{file.digest}"'
    headers = {"ETag": tag, "Cache-Control": cache_control}
    if has_tag(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response = Response(file.content, media_type=media_type, headers=headers)
    accepts = accepts_gzip(request.headers.get("accept-encoding", "").encode("latin-1"))
    if not accepts or "range" in request.headers or not varies(response.raw_headers, len(file.content)):
        return response
    content = await run_sync(file.compressed)
    response.body = content
    response.raw_headers = compressed_headers(with_variation(response.raw_headers), len(content))
    return response
