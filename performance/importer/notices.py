"""What an officer should know of a workbook that can be imported: what was left out, what was read though hidden."""

from collections import Counter
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from performance.importer.layout import Layout
from performance.importer.workbook import Book


def notices(book: Book, layout: Layout) -> tuple[str, ...]:
    """Whole sentences, none of which stops an import."""
    return (*_of_the_file(book, layout), *_hidden(layout), *_of_the_rows(layout))


def _of_the_file(book: Book, layout: Layout) -> Iterator[str]:
    if book.kind.has_macros:
        yield "The file holds macros. They were ignored: nothing in it was run."
    if book.hidden_sheets:
        yield f"Hidden sheets were not read: {_listed(book.hidden_sheets)}."
    others = [sheet.title for sheet in book.sheets if sheet.title != layout.sheet.title]
    if others:
        yield f"Only the sheet '{layout.sheet.title}' was read. Not read: {_listed(others)}."
    unread = [f"{heading.letter} ('{heading.text}')" for heading in layout.headings if heading.meaning == "ignored"]
    if unread:
        yield f"Columns that were not read: {', '.join(unread)}."


def _hidden(layout: Layout) -> Iterator[str]:
    rows = [str(row.number) for row in layout.rows if row.number in layout.sheet.hidden_rows]
    if rows:
        yield f"Hidden rows were read like the others: {', '.join(rows)}. Delete them if they do not belong there."
    months = [
        f"{get_column_letter(cell.column)} ({month.long})"
        for month, cell in layout.months
        if cell.column in layout.sheet.hidden_columns
    ]
    if months:
        yield f"Hidden columns were read like the others: {', '.join(months)}."


def _of_the_rows(layout: Layout) -> Iterator[str]:
    formulas = sum(cell.is_formula for row in layout.rows for _, cell in (*row.months, *row.comparators, *row.targets))
    if formulas:
        are = "1 figure is a formula" if formulas == 1 else f"{formulas} figures are formulas"
        yield f"{are}. What the spreadsheet program last worked out and stored was read."
    codes = Counter(row.code for row in layout.rows if row.code)
    repeated = [code for code, times in codes.items() if times > 1]
    if repeated:
        yield f"A code that stands at more than one indicator: {_listed(repeated)}. They are told apart by their names."


def _listed(names: object) -> str:
    assert isinstance(names, list | tuple)
    return ", ".join(f"'{name}'" for name in names)
