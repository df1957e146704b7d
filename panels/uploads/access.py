"""In plain words: what keeps people from reading an uploaded PDF, on which pages, what to ask its author for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrutiny.documents.survey import Fault


@dataclass(frozen=True)
class FaultWords:
    """What is wrong, what that means for a reader, and what the author can do about it."""

    what: str
    meaning: str
    ask: str


WORDS = {
    Fault.NO_TAGS: FaultWords(
        "No tags",
        "A screen reader cannot tell headings, lists and tables apart, and may read the page in the wrong order.",
        "Send the Word document instead, or a PDF exported from it with “Document structure tags for accessibility” "
        "ticked.",
    ),
    Fault.NO_TEXT: FaultWords(
        "A picture of paper, without words",
        "There is nothing on the page that a screen reader could read out, a search find, or anybody enlarge and wrap.",
        "Send the document that was scanned, or scan it again with text recognition.",
    ),
    Fault.SCAN_TEXT: FaultWords(
        "A picture of paper, with words that a program read in it",
        "Such words are often wrong, and nobody has checked them.",
        "Send the document that was scanned.",
    ),
    Fault.NO_DESCRIPTION: FaultWords(
        "A picture or chart without a description",
        "Somebody who cannot see it does not learn what it shows.",
        "Add alternative text to every picture and chart; for a chart, say what it shows and give the figures.",
    ),
    Fault.NO_TABLE_HEADS: FaultWords(
        "A table without header cells",
        "A screen reader reads figures without saying which row and column they belong to.",
        "Mark the first row of each table as a header row (in Word: Table Layout, Repeat Header Rows).",
    ),
    Fault.NO_LANGUAGE: FaultWords(
        "No language",
        "A screen reader may read it out in the voice of another language.",
        "Set the document’s language to English (United Kingdom) before it is exported.",
    ),
    Fault.NO_TITLE: FaultWords(
        "No title",
        "Our pack gives it the title on the agenda, but the file by itself has none.",
        "Fill in the title among the document’s properties.",
    ),
}
UNCLAIMED = FaultWords(
    "Tagged, but it does not say that its tags are complete (PDF/UA)",
    "The pack cannot say so either while this paper is in it.",
    "Check it with the program’s accessibility checker, and export it as PDF/UA if the program can.",
)


@dataclass(frozen=True)
class FaultLine:
    """One thing that is wrong, and where: "the whole file", "page 3", "pages 1 to 3 and 7"."""

    words: FaultWords
    where: str


def fault_lines(
    whole: Sequence[str], pages: Iterable[tuple[int, Sequence[str]]], *, is_tagged: bool, claims_pdf_ua: bool
) -> tuple[FaultLine, ...]:
    """Everything that is wrong, the worst first; `pages` are numbers with their codes."""
    by_code: dict[str, list[int]] = {}
    count = 0
    for number, codes in pages:
        count += 1
        for code in codes:
            by_code.setdefault(code, []).append(number)
    lines = []
    for fault, words in WORDS.items():
        if fault in by_code:
            is_all = len(by_code[fault]) == count > 1
            lines.append(FaultLine(words, "every page" if is_all else pages_in_words(by_code[fault])))
        elif fault in whole:
            lines.append(FaultLine(words, "the whole file"))
    if is_tagged and not claims_pdf_ua:
        lines.append(FaultLine(UNCLAIMED, "the whole file"))
    elif not is_tagged and not by_code.get(Fault.NO_TAGS) and Fault.NO_TAGS not in whole:
        lines.insert(0, FaultLine(WORDS[Fault.NO_TAGS], "the whole file"))
    return tuple(lines)


def pages_in_words(numbers: Sequence[int]) -> str:
    """Page numbers in words, runs put together: "page 3", "pages 1 to 3, 5 and 7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"


def letter_to_author(title: str, lines: Sequence[FaultLine]) -> str:
    """What to write to whoever sent the file: every thing once, with its pages."""
    asked: dict[str, list[str]] = {}
    for line in lines:
        asked.setdefault(line.words.ask, []).append(f"{line.words.what.lower()} ({line.where})")
    points = [f"- {'; '.join(what)}. {ask}" for ask, what in asked.items()]
    return "\n".join(
        [
            f"“{title}” cannot be read by everybody as it is. The Accessibility Regulations 2018 ask us for documents "
            "that can. Please send it again with this put right:",
            *points,
        ]
    )
