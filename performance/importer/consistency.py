"""What is wrong between cells: figures that are merged, and counts that are more than what they are counted in."""

from collections.abc import Iterable, Iterator, Mapping

from openpyxl.utils import get_column_letter

from performance.disclosure import Share
from performance.importer.checks import FigureError, figure_of
from performance.importer.layout import IndicatorRow, Layout
from performance.importer.workbook import Cell
from scrutiny.problems import Problem


def figures_are_merged(layout: Layout) -> Iterator[Problem]:
    """A cell that is merged over several months or rows says nothing of which of them its figure belongs to."""
    columns = {cell.column for row in layout.rows[:1] for _, cell in (*row.months, *row.comparators, *row.targets)}
    rows = {row.number for row in layout.rows}
    for top, left, bottom, right in layout.sheet.merged:
        first = layout.sheet.cell(top, left)
        covers = range(left, min(right, left + 1_000) + 1)
        is_figure = any(column in columns for column in covers)
        if is_figure and any(top <= row <= bottom for row in rows) and first.kind != "empty":
            end = f"{get_column_letter(right)}{bottom}"
            yield Problem(
                f"The cells {first.address} to {end} are merged, so it is not clear what their figure belongs to.",
                first.where,
                "Unmerge them and write each figure into its own cell.",
            )


def counts_exceed_what_they_are_counted_in(
    rows: Mapping[int, IndicatorRow], shares: Iterable[Share]
) -> Iterator[Problem]:
    """A number that is part of another is never more than it. `shares` says which are, by the keys of `rows`."""
    for numerator, denominator in sorted({(s.numerator, s.denominator) for s in shares if s.numerator is not None}):
        above, below = rows.get(numerator), rows.get(denominator)
        if above is None or below is None:
            continue
        for (month, part), (_, whole) in zip(above.months, below.months, strict=True):
            counted, base = value_of(above, part), value_of(below, whole)
            if counted is not None and base is not None and counted > base:
                yield Problem(
                    f"{counted:,g} in {month.long} is more than {base:,g} in {whole.address}, which it is a part of "
                    f"('{below.name}').",
                    part.where,
                    "Correct one of the two, or have the relation dropped (page 'Small numbers').",
                )


def value_of(row: IndicatorRow, cell: Cell) -> float | None:
    """The cell's figure in the indicator's unit; None for a mark, and for what cannot be read."""
    try:
        figure = figure_of(row, cell)
    except FigureError:  # said elsewhere
        return None
    return None if figure.value is None else float(figure.value)
