"""Office files as the zip archives that they are: opened behind a guard, each part read as data or as safe XML.

Used in the bounded child, and by everything else that reads .docx or .xlsx. No Django.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import defusedxml.ElementTree as safe_xml
from defusedxml.common import DefusedXmlException

MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 300 << 20
LARGEST_PART = 100 << 20
LARGEST_RATIO = 150
SMALL = 5 << 20  # what unpacks to no more than this may be packed as tightly as it likes

Element = Any  # xml.etree.ElementTree.Element


class UnsafePackage(Exception):
    """The archive may not be unpacked. `reason` is "damaged", "bomb", "encrypted" or "entities"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Package:
    """A checked archive. Raises UnsafePackage where it is damaged, locked, or would unpack to something absurd."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
            raise UnsafePackage("damaged") from None
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnsafePackage("encrypted")
        unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
        names = [entry.filename for entry in entries]
        if (
            len(entries) > MOST_ENTRIES
            or unpacked > LARGEST_UNPACKED
            or any(entry.file_size > LARGEST_PART for entry in entries)
            or (unpacked > SMALL and unpacked > LARGEST_RATIO * max(packed, 1))
        ):
            raise UnsafePackage("bomb")
        if len(set(names)) != len(names):
            raise UnsafePackage("damaged")
        self.names = frozenset(names)

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """One part. A part that is not what the archive's list says is damage."""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, KeyError, ValueError):
            raise UnsafePackage("damaged") from None
        except Exception as error:  # zlib.error has no common base with the others
            if type(error).__name__ == "error":
                raise UnsafePackage("damaged") from None
            raise

    def xml(self, name: str) -> Element | None:
        """One part as XML, or None where there is none. Office files never declare entities: attacks do."""
        if name not in self.names:
            return None
        try:
            return safe_xml.fromstring(self.read(name), forbid_dtd=True)
        except DefusedXmlException:
            raise UnsafePackage("entities") from None
        except safe_xml.ParseError:
            raise UnsafePackage("damaged") from None

    def parts(self, start: str, end: str = "") -> list[str]:
        """The names of the parts in a folder, in order."""
        return sorted(name for name in self.names if name.startswith(start) and name.endswith(end) and name != start)

    def relations(self, part: str) -> Iterator[tuple[str, str, str, bool]]:
        """Where a part leads: the key, the kind's last word, the target, and whether it is outside the file."""
        folder, name = posixpath.split(part)
        tree = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        for entry in tree if tree is not None else ():
            target, outside = entry.get("Target", ""), entry.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
            yield entry.get("Id", ""), entry.get("Type", "").rsplit("/", 1)[-1], target, outside
