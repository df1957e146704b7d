"""Our own assets as documents see them: `asset:fonts/SourceSans3_400Regular.ttf`, resolved inside the build folder.

Pure paths and bytes; the renderer's side of fetching is in fetcher.py.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings

from scrutiny.documents.errors import ForbiddenResource, MissingResource

SCHEME = "asset:"
# What a document may use, and so what its cache key depends on: the web's styles and scripts are no part of it.
DOCUMENT_ASSETS = ("css/document.css", "fonts", "icons", "images")


def assets_folder(assets: Path | None = None) -> Path:
    """The folder given, or the front end's build folder from the settings."""
    return Path(assets if assets is not None else settings.SCRUTINY_ASSETS)


def resolve(address: str, *, assets: Path) -> Path:
    """The file behind an `asset:` address.

    Raises ForbiddenResource for any other scheme, for a path that leaves the folder, and for assets that are not for
    documents; MissingResource where there is no such file.
    """
    if not address.startswith(SCHEME):
        raise ForbiddenResource(address)
    name = unquote(address.removeprefix(SCHEME).partition("?")[0].partition("#")[0])
    root = assets.resolve()
    if "\0" in name:
        raise ForbiddenResource(name)
    path = (root / name).resolve()
    if not any(path.is_relative_to(root / allowed) for allowed in DOCUMENT_ASSETS):
        raise ForbiddenResource(name)
    if not path.is_file():
        raise MissingResource(name)
    return path


def fingerprint(assets: Path) -> str:
    """A hash over the name and the content of every asset that a document may use."""
    digest = sha256()
    for allowed in DOCUMENT_ASSETS:
        top = assets / allowed
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                state = path.stat()
                content = _content_hash(path, state.st_mtime_ns, state.st_size, state.st_ino)
                digest.update(f"{path.relative_to(assets).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


@lru_cache(maxsize=512)
def _content_hash(path: Path, changed_ns: int, size: int, inode: int) -> str:
    return sha256(path.read_bytes()).hexdigest()
