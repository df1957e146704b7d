"""The numbers of a Word document's paragraphs, worked out from its own numbering and written as text.

Members cite "paragraph 3.2", and a conversion to HTML lists loses such numbers. No Django.
"""

import re
import xml.etree.ElementTree as ET

from panels.uploads.package import Element, Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMANS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
DEEPEST = 9


class Numbering:
    """The numbering of one document. `write_numbers` goes through its text once, from the start."""

    def __init__(self, package: Package) -> None:
        tree = package.xml("word/numbering.xml")
        self._levels: dict[str, dict[int, Element]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        for abstract in tree.iter(f"{W}abstractNum") if tree is not None else ():
            levels = {int(_value(level, "ilvl", "0")): level for level in abstract.iter(f"{W}lvl")}
            self._levels[_value(abstract, "abstractNumId")] = levels
        for number in tree.iter(f"{W}num") if tree is not None else ():
            below = number.find(f"{W}abstractNumId")
            self._abstract[_value(number, "numId")] = _value(below, "val") if below is not None else ""
            for override in number.iter(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    level = int(_value(override, "ilvl", "0"))
                    self._starts[_value(number, "numId"), level] = int(_value(start, "val", "1"))
        styles = package.xml("word/styles.xml")
        self._styles = {
            _value(style, "styleId"): style for style in (styles.iter(f"{W}style") if styles is not None else ())
        }
        self._counters: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()

    def write_numbers(self, tree: Element) -> None:
        """Put each number in front of its paragraph as text; bullets stay lists."""
        for paragraph in tree.iter(f"{W}p"):
            properties = paragraph.find(f"{W}pPr")
            found = self._numbered(properties)
            if found is None:
                continue
            number, level = found
            label = self._label(number, level)
            if label is None:
                continue
            assert properties is not None
            own = properties.find(f"{W}numPr")
            if own is not None:
                properties.remove(own)
            # Number 0 switches off what the style says.
            off = ET.SubElement(properties, f"{W}numPr")
            ET.SubElement(off, f"{W}numId", {f"{W}val": "0"})
            if label:
                run = ET.Element(f"{W}r")
                text = ET.SubElement(run, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
                text.text = f"{label} "
                paragraph.insert(list(paragraph).index(properties) + 1, run)

    def _numbered(self, properties: Element | None) -> tuple[str, int] | None:
        """The numbering and level of a paragraph, by itself or by its style."""
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        nodes = [properties]
        key = _value(style, "val") if style is not None else ""
        while key in self._styles and len(nodes) < 12:
            below = self._styles[key].find(f"{W}pPr")
            if below is not None:
                nodes.append(below)
            based = self._styles[key].find(f"{W}basedOn")
            key = _value(based, "val") if based is not None else ""
        number, level = "", None
        for node in nodes:
            numbering = node.find(f"{W}numPr")
            if numbering is None:
                continue
            given = numbering.find(f"{W}ilvl")
            if level is None and given is not None:
                level = int(_value(given, "val", "0"))
            given = numbering.find(f"{W}numId")
            if given is not None:
                number = _value(given, "val")
                break
        if number in ("", "0") or number not in self._abstract:
            return None
        return number, min(level or 0, DEEPEST - 1)

    def _label(self, number: str, level: int) -> str | None:
        """The next number of a level, in its form; None for bullets."""
        levels = self._levels.get(self._abstract[number], {})
        definition = levels.get(level)
        if definition is None or _child(definition, "numFmt") == "bullet":
            return None
        counters = self._counters.setdefault(self._abstract[number], [None] * DEEPEST)
        if (number, level) in self._starts and (number, level) not in self._used:
            counters[level] = self._starts[number, level]
        else:
            counters[level] = self._first(levels, level) if counters[level] is None else (counters[level] or 0) + 1
        self._used.add((number, level))
        for deeper in range(level + 1, DEEPEST):
            counters[deeper] = None
        for higher in range(level):
            if counters[higher] is None:
                counters[higher] = self._first(levels, higher)

        def part(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            form = _child(levels[place], "numFmt") if place in levels else "decimal"
            return formatted(counters[place] or 0, form)

        return re.sub(r"%([1-9])", part, _child(definition, "lvlText"))

    @staticmethod
    def _first(levels: dict[int, Element], level: int) -> int:
        start = _child(levels[level], "start") if level in levels else "1"
        return int(start) if start.isdecimal() else 1


def formatted(number: int, form: str) -> str:
    """A number in one of Word's forms; unknown ones as digits."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1_000 else str(number)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        rest, letters = min(max(number, 0), 3_999), ""
        for value, sign in ROMANS:
            letters += sign * (rest // value)
            rest %= value
        return letters.upper() if form == "upperRoman" else letters
    return "" if form == "none" else str(number)


def _child(node: Element, name: str) -> str:
    found = node.find(f"{W}{name}")
    return _value(found, "val") if found is not None else ""


def _value(node: Element, name: str, default: str = "") -> str:
    value = node.get(f"{W}{name}")
    return default if value is None else str(value)
