"""What a Word file holds that a report here cannot: found, taken out of what is read, and said in sentences."""

from panels.docx.numbering import W
from panels.richtext.tree import Element
from scrutiny.problems import Problem, ProblemsError

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
CHANGES = ("ins", "del", "moveFrom", "moveTo")


def refuse_or_accept_changes(document: Element, *, take_changes: bool) -> list[str]:
    """Tracked changes: refused, or taken as if all were accepted. Nobody's deleted words come in unseen."""
    changed = [node for name in CHANGES for node in document.iter(f"{W}{name}") if _holds_text(node)]
    if not changed:
        return []
    count = "1 tracked change" if len(changed) == 1 else f"{len(changed)} tracked changes"
    if not take_changes:
        raise ProblemsError(
            [
                Problem(
                    f"The document has {count}, so it is not settled what it says.",
                    mend="In Word accept or reject them (Review) and save it; or tick the box to take all as accepted.",
                )
            ]
        )
    for name in ("del", "moveFrom"):
        for node in list(document.iter(f"{W}{name}")):
            if node.getparent() is not None and node.getparent().tag != f"{W}rPr":
                node.getparent().remove(node)
    return [f"{count} taken as accepted: what was struck out is gone, what was added is text."]


def take_out(document: Element, parts: dict[str, bytes], footnotes: Element | None) -> list[str]:
    """Take out what cannot be kept; one sentence each on what it was."""
    losses = []
    boxes = list(document.iter(f"{W}txbxContent"))
    # Word writes each text box twice: as it is, and for old programs.
    words = list(dict.fromkeys(filter(None, (_words(box) for box in boxes))))
    losses += [f"A text box was left out: “{_short(text)}”" for text in words]
    for tag, single, several in (
        ("txbxContent", "", ""),
        ("object", "An embedded object (such as a workbook) was left out.", "{} embedded objects were left out."),
    ):
        losses += _remove(document, f"{W}{tag}", single, several)
    charts = _count(document, CHART)
    if charts:
        losses.append(
            f"{'A chart was' if charts == 1 else f'{charts} charts were'} left out: save each as a picture (PNG)."
        )
    diagrams = _count(document, DIAGRAM)
    if diagrams:
        losses.append("A drawing made of shapes (SmartArt) was left out: save it as a picture (PNG) and add that.")
    losses += _remove(document, f"{M}oMath", "An equation was left out.", "{} equations were left out.")
    hidden = [run for run in document.iter(f"{W}r") if _is_hidden(run) and _words(run)]
    if hidden:
        losses.append(f"Hidden text was left out: “{_short(' '.join(map(_words, hidden)))}”")
        for run in hidden:
            run.getparent().remove(run)
    comments = _count(document, f"{W}commentReference")
    if comments:
        losses.append("A comment was left out." if comments == 1 else f"{comments} comments were left out.")
    losses += _footnotes(document, footnotes)
    if any(name.startswith(("word/header", "word/footer")) and b"<w:t" in part for name, part in parts.items()):
        losses.append("The headers and footers of the pages were left out: the pack has its own.")
    return losses


def _footnotes(document: Element, footnotes: Element | None) -> list[str]:
    references = list(document.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
    if not references:
        return []
    texts = {}
    if footnotes is not None:
        texts = {note.get(f"{W}id"): _words(note) for note in footnotes.iter(f"{W}footnote")}
    said = []
    for place, reference in enumerate(references, start=1):
        text = texts.get(reference.get(f"{W}id"), "")
        said.append(f"Footnote {place} was left out{f': “{_short(text)}”' if text else '.'}")
        reference.getparent().remove(reference)
    return said


def _remove(document: Element, tag: str, single: str, several: str) -> list[str]:
    found = list(document.iter(tag))
    for node in found:
        if node.getparent() is not None:
            node.getparent().remove(node)
    if not found or not single:
        return []
    return [single if len(found) == 1 else several.format(len(found))]


def _count(document: Element, tag: str) -> int:
    return sum(1 for _ in document.iter(tag))


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "true") not in {"0", "false", "off"}


def _holds_text(node: Element) -> bool:
    return any(True for _ in node.iter(f"{W}t", f"{W}delText", f"{W}drawing", f"{W}tab"))


def _words(node: Element) -> str:
    return " ".join("".join(text.text or "" for text in node.iter(f"{W}t")).split())


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:97]}…"
