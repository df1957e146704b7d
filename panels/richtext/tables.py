"""Tables put right: a heading row, rows of one length, no merged cells. What a PDF can be tagged with, and a listener
can follow, is a plain grid; every departure from it is repaired here and said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from panels.richtext.tree import Element, escape_attribute, text_of

MOST_COLUMNS = 60
MOST_ROWS = 2_000

RAGGED = "Rows of different lengths in a table were filled up with empty cells."
MERGED = "Merged cells in a table were split, because screen readers lose their way in them; the words are repeated."
HEADED = "The first row of a table is its heading row now: every table needs one."
TWO_HEADS = "The heading rows of a table were joined into one."
ONE_ROW = "A table of a single row became paragraphs."
LIST_IN_CELL = "Lists inside table cells became lines."
PICTURE_IN_CELL = "A picture inside a table was taken out of it: put it below the table."
TOO_LARGE = "A table had more than {} columns or {} rows: what is beyond was left out. Attach it as a file."


@dataclass(frozen=True)
class Cell:
    html: str
    is_heading: bool = False


@dataclass
class Grid:
    """A table as rows of equally many cells; the first row is the heading row."""

    rows: list[list[Cell]]
    caption: str = ""
    repairs: list[str] = field(default_factory=list)


def read(table: Element, *, cell: Callable[[Element], str]) -> Grid:
    """The table as a grid. `cell` gives the clean HTML of one cell; tables inside cells are read as its words."""
    caption = table.get("data-caption", "") or " ".join(
        " ".join(part.itertext()) for part in table.iterchildren("caption")
    )
    grid = Grid(rows=[], caption=" ".join(caption.split()))
    head_rows = 0
    carried: dict[tuple[int, int], Cell] = {}
    for row, element in enumerate(_rows(table)):
        cells: list[Cell] = []

        def take_carried(row: int = row, cells: list[Cell] = cells) -> None:
            while (row, len(cells)) in carried:
                cells.append(carried.pop((row, len(cells))))

        for node in element.iterchildren("td", "th"):
            take_carried()
            made = Cell(cell(node), node.tag == "th")
            width, height = _span(node, "colspan"), _span(node, "rowspan")
            if width > 1 or height > 1:
                grid.repairs.append(MERGED)
            for across in range(width):
                for down in range(1, height):
                    carried[row + down, len(cells) + across] = made
            cells += [made] * width
        take_carried()
        if element.getparent().tag == "thead" or (row == head_rows and cells and all(one.is_heading for one in cells)):
            head_rows = row + 1
        grid.rows.append(cells)
    if len(grid.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in grid.rows):
        grid.repairs.append(TOO_LARGE.format(MOST_COLUMNS, MOST_ROWS))
        grid.rows = [row[:MOST_COLUMNS] for row in grid.rows[:MOST_ROWS]]
    _join_heads(grid, head_rows)
    # An empty row may be one that its author has yet to fill in; a table of nothing is nothing.
    grid.rows = [row for row in grid.rows if row] if any(one.html for row in grid.rows for one in row) else []
    width = max((len(row) for row in grid.rows), default=0)
    if any(len(row) != width for row in grid.rows):
        grid.repairs.append(RAGGED)
        grid.rows = [row + [Cell("")] * (width - len(row)) for row in grid.rows]
    if head_rows == 0 and len(grid.rows) > 1:
        grid.repairs.append(HEADED)
    return grid


def write(grid: Grid) -> str:
    """The grid as clean HTML. The first column holds row headings where every one of its cells is a heading."""
    head, *body = grid.rows
    names_rows = all(row[0].is_heading for row in body)
    caption = f' data-caption="{escape_attribute(grid.caption)}"' if grid.caption else ""
    columns = "".join(f'<th scope="col">{cell.html}</th>' for cell in head)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{cell.html}</th>' if names_rows and place == 0 else f"<td>{cell.html}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in body
    )
    return f"<table{caption}><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"


def _rows(table: Element) -> list[Element]:
    found = []
    for child in table:
        if child.tag == "tr":
            found.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            found += list(child.iterchildren("tr"))
    return found


def _span(node: Element, name: str) -> int:
    value = node.get(name, "1")
    return min(max(int(value), 1), MOST_COLUMNS) if value.isdecimal() and len(value) < 5 else 1


def _join_heads(grid: Grid, head_rows: int) -> None:
    """Several heading rows as one: 'Boys' over '2018' becomes 'Boys, 2018'."""
    if head_rows < 2 or head_rows >= len(grid.rows):
        return
    heads = grid.rows[:head_rows]
    joined = []
    for column in range(max(len(row) for row in heads)):
        words = dict.fromkeys(row[column].html for row in heads if column < len(row) and text_of(row[column].html))
        joined.append(replace(Cell(", ".join(words)), is_heading=True))
    grid.rows = [joined, *grid.rows[head_rows:]]
    grid.repairs.append(TWO_HEADS)
