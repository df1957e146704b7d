"""What a workbook hides: sheets, rows, columns, comments, and the data behind pivot tables and links. No Django."""

from collections.abc import Iterator

from panels.uploads.codes import Finding, InOffice
from panels.uploads.package import Element, Package
from scrutiny.documents.intake.observed import shortened

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_VALUES = 8
MOST_RANGES = 20


def is_workbook(package: Package) -> bool:
    return "xl/workbook.xml" in package.names


def hidden_in_workbook(package: Package, *, inside: str = "") -> Iterator[Finding]:
    """Everything that a reader of the visible cells does not see. `inside` names an embedded workbook."""
    book = package.xml("xl/workbook.xml")
    if book is None:
        return
    before = f"{inside}, " if inside else ""
    targets = {key: target for key, _, target, _ in package.relations("xl/workbook.xml")}
    strings = _strings(package)
    for sheet in book.iter(f"{MAIN}sheet"):
        where = f"{before}sheet “{sheet.get('name', '')}”"
        tree = package.xml(targets.get(sheet.get(RELATION, ""), ""))
        if sheet.get("state") in ("hidden", "veryHidden"):
            yield Finding(InOffice.HIDDEN_SHEET, where, _values(_rows(tree), strings))
        elif tree is not None:
            yield from _hidden_cells(tree, where, strings)
        for _, kind, target, _ in package.relations(targets.get(sheet.get(RELATION, ""), "")):
            if kind in ("comments", "threadedComment"):
                yield from _comments(package.xml(target), where)
    for name in book.iter(f"{MAIN}definedName"):
        if name.get("hidden") in ("1", "true") and not name.get("name", "").startswith("_xlnm"):
            yield Finding(InOffice.DEFINED_NAME, f"{before}name “{name.get('name', '')}”", shortened(name.text or ""))
    for part in package.parts("xl/pivotCache/", "Records1.xml") or package.parts("xl/pivotCache/pivotCacheRecords"):
        records = package.xml(part)
        count = len(records) if records is not None else 0
        rows = f"{count} row{'' if count == 1 else 's'} of source data"
        yield Finding(InOffice.PIVOT_CACHE, f"{before}pivot table", rows)
    for part in package.parts("xl/externalLinks/", ".xml"):
        target = next((target for _, _, target, outside in package.relations(part) if outside), "")
        yield Finding(InOffice.EXTERNAL_LINK, f"{before}another workbook", shortened(target))


def _hidden_cells(tree: Element, where: str, strings: list[str]) -> Iterator[Finding]:
    hidden_rows = [row for row in _rows(tree) if row.get("hidden") in ("1", "true")]
    for first, last in _ranges([int(row.get("r", "0")) for row in hidden_rows])[:MOST_RANGES]:
        rows = [row for row in hidden_rows if first <= int(row.get("r", "0")) <= last]
        place = f"row {first}" if first == last else f"rows {first} to {last}"
        yield Finding(InOffice.HIDDEN_ROWS, f"{where}, {place}", _values(rows, strings))
    for column in list(tree.iter(f"{MAIN}col"))[:200]:
        if column.get("hidden") in ("1", "true"):
            first, last = int(column.get("min", "1")), int(column.get("max", "1"))
            cells = [cell for row in _rows(tree) for cell in row if first <= _column_of(cell.get("r", "")) <= last]
            excerpt = _cell_values(cells, strings)
            if excerpt:
                named = f"{_letters(first)} to {_letters(last)}"
                place = f"column {_letters(first)}" if first == last else f"columns {named}"
                yield Finding(InOffice.HIDDEN_COLUMNS, f"{where}, {place}", excerpt)


def _comments(tree: Element | None, where: str) -> Iterator[Finding]:
    for comment in list(tree.iter())[:2_000] if tree is not None else ():
        if comment.tag.rsplit("}", 1)[-1] in ("comment", "threadedComment"):
            words = shortened("".join(comment.itertext()))
            yield Finding(InOffice.CELL_COMMENT, f"{where}, cell {comment.get('ref', '')}", words)


def _rows(tree: Element | None) -> list[Element]:
    return list(tree.iter(f"{MAIN}row")) if tree is not None else []


def _strings(package: Package) -> list[str]:
    tree = package.xml("xl/sharedStrings.xml")
    return ["".join(entry.itertext()) for entry in tree.iter(f"{MAIN}si")] if tree is not None else []


def _values(rows: list[Element], strings: list[str]) -> str:
    return _cell_values([cell for row in rows[:50] for cell in row], strings)


def _cell_values(cells: list[Element], strings: list[str]) -> str:
    found: list[str] = []
    for cell in cells:
        value = cell.find(f"{MAIN}v")
        text = value.text if value is not None and value.text else "".join(cell.itertext())
        if cell.get("t") == "s" and text.isdecimal() and int(text) < len(strings):
            text = strings[int(text)]
        if text.strip():
            found.append(text.strip())
        if len(found) == MOST_VALUES:
            found.append("…")
            break
    return shortened("; ".join(found))


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _column_of(address: str) -> int:
    number = 0
    for letter in address:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
