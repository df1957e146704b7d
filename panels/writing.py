"""What officers type, as blocks to lay out. Pure.

Officers type plain text, and four habits of plain text mean something: a blank line starts a new paragraph, a line
starting "- " is a bullet, "(i) " starts a numbered entry, "a) " an entry nested below it. Numbers of paragraphs are
never typed: they are laid out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_BULLET = re.compile(r"[-•]\s+(?P<text>.*)")
_ROMAN = re.compile(r"\((?P<label>[ivxlc]{1,7})\)\s+(?P<text>.*)")
_LETTER = re.compile(r"(?P<label>[a-z])\)\s+(?P<text>.*)")


@dataclass(frozen=True)
class Entry:
    """One entry of a list: its label ("(i)", "a)", or nothing for a bullet), its text, and entries below it."""

    text: str
    label: str = ""
    entries: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph with the list that follows on from it; either may be empty."""

    text: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def is_labelled(self) -> bool:
        return bool(self.entries) and bool(self.entries[0].label)


@dataclass
class _Open:
    """A block or entry while its lines are still being read."""

    label: str = ""
    lines: list[str] = field(default_factory=list)
    below: list["_Open"] = field(default_factory=list)

    def text(self) -> str:
        return " ".join(self.lines)

    def entries(self) -> tuple[Entry, ...]:
        return tuple(Entry(text=entry.text(), label=entry.label, entries=entry.entries()) for entry in self.below)


def blocks(text: str) -> tuple[Block, ...]:
    """The text as paragraphs and lists. A list belongs to the paragraph above it, also across a blank line."""
    found: list[_Open] = []
    after_blank = True
    for line in text.splitlines():
        line = line.strip()
        if not line:
            after_blank = True
            continue
        if entry := _entry(line):
            if not found:
                found.append(_Open())
            owner = found[-1]
            is_nested = bool(_LETTER.fullmatch(line)) and owner.below and owner.below[-1].label.startswith("(")
            (owner.below[-1] if is_nested else owner).below.append(entry)
        elif after_blank or not found:
            found.append(_Open(lines=[line]))
        else:
            _innermost(found[-1]).lines.append(line)
        after_blank = False
    return tuple(Block(text=block.text(), entries=block.entries()) for block in found)


def joined(names: Sequence[str]) -> str:
    """Names as a list in a sentence: "A, B and C"."""
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _entry(line: str) -> _Open | None:
    if match := _BULLET.fullmatch(line):
        return _Open(lines=[match["text"]])
    if match := _ROMAN.fullmatch(line):
        return _Open(label=f"({match['label']})", lines=[match["text"]])
    if match := _LETTER.fullmatch(line):
        return _Open(label=f"{match['label']})", lines=[match["text"]])
    return None


def _innermost(block: _Open) -> _Open:
    while block.below:
        block = block.below[-1]
    return block
