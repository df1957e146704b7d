"""Pictures for reports: any picture in, a copy of our own out, and where it is kept. Knows nothing of reports.

The copy is drawn anew, so that nothing else that was in the file comes along: no place where it was taken, no
thumbnail of what was cropped away, no script.
"""

import base64
import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from panels.rules import NotAllowed
from scrutiny.files import keep, kept

LARGEST_FILE = 10 << 20
MOST_PIXELS = 60_000_000
WIDEST = 1_600
SMALLER = f"Save it smaller: in print it is never more than {WIDEST:,} pixels wide."
_truncation_lock = threading.Lock()
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


@dataclass(frozen=True)
class StoredPicture:
    """A picture as we keep it: `file` is its name in the files folder, sizes in pixels."""

    file: str
    sha256: str
    content_type: str
    width: int
    height: int


def take_in(content: bytes) -> StoredPicture:
    """Keep our own copy of a picture. What it is, its content says, never its name.

    Raises NotAllowed with the reason for anything that is no picture, or too large a one.
    """
    if len(content) > LARGEST_FILE:
        raise NotAllowed(f"The picture has {len(content) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB.")
    try:
        with warnings.catch_warnings():
            # Our own limit is lower, and says by how much the picture is over it.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            drawn, is_photograph = _draw(content)
    except NotAllowed:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise NotAllowed(f"The picture has too many pixels to be opened safely. {SMALLER}") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise NotAllowed(
            "The file is not a picture that can be read. Use a PNG or JPEG file; save a drawing or a chart as PNG."
        ) from None
    out = io.BytesIO()
    if is_photograph:
        drawn.save(out, "JPEG", quality=85, optimize=True)
    else:
        drawn.save(out, "PNG", optimize=True)
    data = out.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    suffix, content_type = ("jpg", "image/jpeg") if is_photograph else ("png", "image/png")
    name = f"pictures/{digest[:2]}/{digest}.{suffix}"
    keep(io.BytesIO(data), name=name)
    return StoredPicture(name, digest, content_type, drawn.width, drawn.height)


def read_picture(file: str) -> bytes:
    """The bytes of a kept picture. Raises FileNotFoundError where it is gone."""
    return kept(file).read_bytes()


def data_address(file: str, content_type: str) -> str:
    """The picture as a `data:` address: a document then holds all that it shows."""
    return f"data:{content_type};base64,{base64.b64encode(read_picture(file)).decode()}"


def _draw(content: bytes) -> tuple[Image.Image, bool]:
    with _whole_files_only(), Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAllowed(
                f"The picture has {picture.width * picture.height / 1e6:.0f} megapixels ({picture.width:,} by "
                f"{picture.height:,}); the limit is {MOST_PIXELS // 1_000_000}. {SMALLER}"
            )
        is_photograph = picture.format == "JPEG"
        upright = ImageOps.exif_transpose(picture)
        if upright.width > WIDEST:
            upright = upright.resize((WIDEST, max(1, round(upright.height * WIDEST / upright.width))))
        if "A" in upright.getbands() or "transparency" in upright.info:
            # On white paper: a transparent picture costs the PDF a mask, and a dark page its legibility.
            layered = upright.convert("RGBA")
            page = Image.new("RGBA", layered.size, "white")
            page.alpha_composite(layered)
            upright = page
        clean = Image.new("RGB", upright.size, "white")
        clean.paste(upright.convert("RGB"))
        return clean, is_photograph


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """The PDF renderer lets half a picture pass for a whole one, for the whole process."""
    with _truncation_lock:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
