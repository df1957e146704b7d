"""The numbers that Word draws before paragraphs (3, 3.1, 3.2.1, a), (i)), from the document's own numbering."""

from dataclasses import dataclass, field

from panels.richtext.tree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_LEVELS = 9


@dataclass(frozen=True)
class Label:
    """What stands before a paragraph: the text ("3.2", "a)", "•"), Word's format, and its depth from 0.

    `depth_shown` counts the levels that the text itself names: 2 for "3.2".
    """

    text: str
    format: str
    level: int
    depth_shown: int


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    is_legal: bool = False
    style: str = ""


@dataclass
class Numbering:
    """Gives each paragraph its label. Ask for them in the document's order: it counts."""

    styles: Element | None
    numbering: Element | None
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    by_style: dict[str, tuple[str, int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.numbering is not None:
            for abstract in self.numbering.iterchildren(f"{W}abstractNum"):
                self.levels[abstract.get(f"{W}abstractNumId")] = {
                    int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.iterchildren(f"{W}lvl")
                }
            for number in self.numbering.iterchildren(f"{W}num"):
                key = number.get(f"{W}numId")
                self.numbers[key] = _value(number.find(f"{W}abstractNumId"))
                for override in number.iterchildren(f"{W}lvlOverride"):
                    start = override.find(f"{W}startOverride")
                    if start is not None:
                        self.overrides[key, int(override.get(f"{W}ilvl", "0"))] = int(_value(start) or 1)
        self._read_styles()

    def label(self, paragraph: Element) -> Label | None:
        """The label of the next paragraph; None for one without."""
        number, level = self._of(paragraph)
        abstract = self.numbers.get(number, "")
        levels = self.levels.get(abstract)
        if not number or number == "0" or not levels:
            return None
        level = min(level, MOST_LEVELS - 1)
        this = levels.get(level, _Level(text=f"%{level + 1}."))
        counts = self.counts.setdefault(abstract, {})
        if (number, level) in self.overrides and (number, level) not in self.begun:
            counts[level] = self.overrides[number, level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = this.start
        self.begun.add((number, level))
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if this.format in {"bullet", "none"}:
            return Label("•", "bullet", level, 0) if this.format == "bullet" else None
        text, shown = this.text, 0
        for upper in range(MOST_LEVELS):
            if f"%{upper + 1}" in text:
                shown += 1
                other = levels.get(upper, _Level())
                count = counts.setdefault(upper, other.start)
                how = "decimal" if this.is_legal and upper < level else other.format
                text = text.replace(f"%{upper + 1}", _written(count, how))
        return Label(" ".join(text.split()), this.format, level, shown)

    def _of(self, paragraph: Element) -> tuple[str, int]:
        """The number and level that a paragraph names itself, or that its style names for it."""
        properties = paragraph.find(f"{W}pPr")
        own = properties.find(f"{W}numPr") if properties is not None else None
        style = _value(properties.find(f"{W}pStyle")) if properties is not None else ""
        number, level = self.by_style.get(style, ("", None))
        if own is not None:
            number = _value(own.find(f"{W}numId")) or number
            if own.find(f"{W}ilvl") is not None:
                level = int(_value(own.find(f"{W}ilvl")) or 0)
        if level is None:
            levels = self.levels.get(self.numbers.get(number, ""), {})
            level = next((depth for depth, one in levels.items() if style and one.style == style), 0)
        return number, level

    def _read_styles(self) -> None:
        if self.styles is None:
            return
        own: dict[str, tuple[str, int | None]] = {}
        based: dict[str, str] = {}
        for style in self.styles.iterchildren(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            based[key] = _value(style.find(f"{W}basedOn"))
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                level = properties.find(f"{W}ilvl")
                own[key] = (
                    _value(properties.find(f"{W}numId")),
                    int(_value(level) or 0) if level is not None else None,
                )
        for key in based:
            at, seen = key, set()
            while at and at not in own and at not in seen:
                seen.add(at)
                at = based.get(at, "")
            if at in own:
                self.by_style[key] = own[at]


def _level(element: Element) -> _Level:
    return _Level(
        start=int(_value(element.find(f"{W}start")) or 1),
        format=_value(element.find(f"{W}numFmt")) or "decimal",
        text=_value(element.find(f"{W}lvlText")),
        is_legal=element.find(f"{W}isLgl") is not None,
        style=_value(element.find(f"{W}pStyle")),
    )


def _value(element: Element | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _written(count: int, how: str) -> str:
    if how in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if how == "lowerLetter" else letter.upper()
    if how in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman if how == "lowerRoman" else roman.upper()
    return f"{count:02}" if how == "decimalZero" else str(count)


def _roman(number: int) -> str:
    signs = (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    )  # fmt: skip
    written = ""
    for value, sign in signs:
        while number >= value:
            written, number = written + sign, number - value
    return written
