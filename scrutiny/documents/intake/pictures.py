"""Pictures as bytes: what a camera or an editor wrote into them besides the picture, and the picture without it.

Lossless: the picture's own data is copied as it is. Nothing is decoded, so a hostile picture can do no harm here.
"""

import struct
from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look right; text, time and EXIF are not among it.
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
GPS_TAG = 0x8825


@dataclass(frozen=True)
class CleanPicture:
    """The picture without foreign details; `had_details` and `had_location` say what it lost."""

    content: bytes
    had_details: bool
    had_location: bool


def clean_picture(content: bytes) -> CleanPicture:
    """A JPEG or PNG without EXIF, XMP, comments and editors' data; anything else as it is."""
    if content.startswith(b"\xff\xd8"):
        return _clean_jpeg(content)
    if content.startswith(PNG):
        return _clean_png(content)
    return CleanPicture(content, False, False)


def _clean_jpeg(content: bytes) -> CleanPicture:
    kept, place = [content[:2]], 2
    details = location = False
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xDA:  # the picture itself, up to the end
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            place += 2
            continue
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        segment = content[place : place + 2 + length]
        place += 2 + length
        body = segment[4:]
        # Kept: JFIF (0), the colour profile (2), Adobe's colour transform (14), and everything that is no comment.
        foreign = (0xE0 <= marker <= 0xEF and marker not in (0xE0, 0xE2, 0xEE)) or marker == 0xFE
        if marker == 0xE2 and not body.startswith(b"ICC_PROFILE"):
            foreign = True
        if not foreign:
            kept.append(segment)
            continue
        details = True
        if marker == 0xE1 and (_has_gps(body[6:]) if body.startswith(b"Exif\0\0") else b"exif:GPS" in body):
            location = True
    return CleanPicture(b"".join((*kept, content[place:])), details, location)


def _clean_png(content: bytes) -> CleanPicture:
    kept, place = [PNG], len(PNG)
    details = location = False
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind = content[place + 4 : place + 8]
        chunk = content[place : place + 12 + length]
        place += 12 + length
        if kind in PNG_KEPT or kind == b"iCCP":
            kept.append(chunk)
        else:
            details = True
            location |= (kind == b"eXIf" and _has_gps(chunk[8:-4])) or b"exif:GPS" in chunk
        if kind == b"IEND":
            break
    details |= place < len(content)
    return CleanPicture(b"".join(kept), details, location)


def _has_gps(tiff: bytes) -> bool:
    """Whether the first directory of EXIF data points to a place on earth."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return False
    (start,) = struct.unpack(f"{order}I", tiff[4:8])
    if start + 2 > len(tiff):
        return False
    (entries,) = struct.unpack(f"{order}H", tiff[start : start + 2])
    for entry in range(min(entries, 200)):
        at = start + 2 + entry * 12
        if tiff[at : at + 2] == struct.pack(f"{order}H", GPS_TAG):
            return True
    return False
