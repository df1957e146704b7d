"""Minutes as a Word file: real headings, lists and a table, so that it can be read aloud and worked on."""

import datetime
import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from panels.reports.minutes import MinuteEntry, MinutesReport, ResolutionLine
from panels.writing import Block, Entry

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"


def minutes_docx(report: MinutesReport, *, made: datetime.datetime) -> bytes:
    """The Word file of the minutes. `made` is the time that its properties give."""
    document = Document()
    _set_up(document, report, made)
    document.add_heading(report.panel, level=1)
    document.add_heading(report.title, level=2)
    if report.status:
        document.add_paragraph(report.status)
    rows = [("Present", report.present), ("Apologies", report.apologies or "None")]
    rows += [("Absent", report.absent)] if report.absent else []
    table = document.add_table(rows=0, cols=2)
    for label, text in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].paragraphs[0].add_run(text)
        cells[0].width, cells[1].width = Cm(3), Cm(13)
    for entry in report.entries:
        _entry(document, entry, report)
    if report.closed:
        document.add_paragraph(report.closed)
    if report.amendments:
        document.add_heading("Amendments agreed before these minutes were approved", level=3)
        for text in report.amendments:
            document.add_paragraph(text, style="List Bullet")
    if report.signature:
        document.add_paragraph(report.signature)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Docx, report: MinutesReport, made: datetime.datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = f"{report.panel}: {report.title}", report.council
    properties.language, properties.comments = "en-GB", ""
    properties.created = properties.modified = made.astimezone(datetime.UTC).replace(tzinfo=None)
    properties.last_modified_by = report.council
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "List Bullet"):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:ascii"), FONT)
        fonts.set(qn("w:hAnsi"), FONT)
    document.styles["Normal"].font.size = Pt(11)
    language = document.styles["Normal"].element.get_or_add_rPr()
    mark = language.makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    language.append(mark)


def _entry(document: Docx, entry: MinuteEntry, report: MinutesReport) -> None:
    document.add_heading(f"{entry.number}. {entry.title}", level=3)
    if entry.withheld_as:
        document.add_paragraph(f"{entry.withheld_as}.")
        _blocks(document, entry.summary)
    _upper(document, entry.chair_note)
    _blocks(document, entry.considered)
    if entry.speakers_sentence:
        document.add_paragraph(entry.speakers_sentence)
    elif entry.speakers:
        document.add_paragraph(entry.speakers_lead_in)
        for speaker in entry.speakers:
            document.add_paragraph(speaker.line, style="List Bullet")
    for text in (entry.public_sentence, entry.noted_lead_in):
        if text:
            document.add_paragraph(text)
    _blocks(document, entry.noted)
    for lost in entry.lost:
        _resolution(document, lost)
    if entry.resolutions:
        first = document.add_paragraph()
        first.add_run(report.resolved).bold = True
        if len(entry.resolutions) == 1 and not entry.resolutions[0].numeral:
            first.add_run(f" {entry.resolutions[0].text}")
            for words in entry.resolutions[0].vote:
                document.add_paragraph(words)
        else:
            for line in entry.resolutions:
                _resolution(document, line)
    for request in entry.requests:
        document.add_paragraph(request)
    if entry.note:
        document.add_paragraph().add_run(report.note).bold = True
        _blocks(document, entry.note)
    _upper(document, entry.chair_after)


def _resolution(document: Docx, line: ResolutionLine) -> None:
    _hanging(document, line.numeral, line.text)
    for words in line.vote:
        _hanging(document, "", words)


def _blocks(document: Docx, found: Iterable[Block]) -> None:
    for block in found:
        if block.text:
            document.add_paragraph(block.text)
        _list(document, block.entries, depth=0)


def _list(document: Docx, entries: Iterable[Entry], *, depth: int) -> None:
    for entry in entries:
        if entry.label:
            _hanging(document, entry.label, entry.text, depth=depth)
        else:
            document.add_paragraph(entry.text, style="List Bullet")
        _list(document, entry.entries, depth=depth + 1)


def _hanging(document: Docx, label: str, text: str, *, depth: int = 0) -> None:
    paragraph = document.add_paragraph(f"{label}\t{text}" if label else text)
    shape = paragraph.paragraph_format
    shape.left_indent = Cm(1.2 * (depth + 1))
    shape.first_line_indent = Cm(-1.2) if label else Cm(0)


def _upper(document: Docx, text: str) -> None:
    if text:
        document.add_paragraph().add_run(text.upper()).bold = True
