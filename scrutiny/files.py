"""Files that the service keeps, each under the hash of its content: whole or not there, and two equal ones are one."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from scrutiny.problems import Problem, ProblemsError

PIECE = 1 << 20


def keep(content: BinaryIO, *, name: str) -> str:
    """Keep a file under a name made of its hash (`name_of`), and return that.

    Written beside its place, on the disk for certain, then moved in: a crash leaves nothing that looks like a file. One
    that is there already is looked at, and written again where its disk has damaged it.
    """
    place = kept(name)
    if _holds(place, content):
        return name
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return name


def _holds(place: Path, content: BinaryIO) -> bool:
    """Whether the file is there with exactly this content, which is afterwards back at its beginning."""
    try:
        with place.open("rb") as file:
            while (piece := file.read(PIECE)) == content.read(PIECE):
                if not piece:
                    return True
            return False
    except OSError:
        return False
    finally:
        content.seek(0)


def name_of(digest: str, *, folder: str, ending: str = "pdf") -> str:
    """The name of a file by the hash of its content, in a folder of its kind."""
    return f"{folder}/{digest[:2]}/{digest}.{ending}"


def kept(name: str) -> Path:
    """Where a kept file is."""
    return Path(settings.MEDIA_ROOT) / name


def put(content: bytes, output: Path) -> None:
    """Write a file that somebody asked for by name: beside the place, then moved in, so that nobody finds half a file.

    Raises ProblemsError with the reason where it cannot be written.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=output.resolve().parent, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(beside, 0o644)
            os.replace(beside, output)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise ProblemsError([Problem(f"{output} cannot be written: {reason}.", mend="Choose another file.")]) from None
