"""Reading clean or foreign HTML into a tree, and the few questions that everybody asks of it."""

import html
from typing import Any

import lxml.html

Element = Any  # lxml has no types of its own
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
        "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip


def parse(source: str) -> Element:
    """The fragment as children of one `<div>`. Anything parses: what it means is for the caller."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    wrapped = f"<html><body><div>{source}</div></body></html>".encode("utf-8", "ignore")
    body = lxml.html.document_fromstring(wrapped, parser=parser).find("body")
    # A stray </div> in the source ends ours early; what follows is still part of the text.
    root = lxml.html.Element("div")
    root.text = body.text
    for child in list(body):
        if child.tag == "div" and not child.attrib:
            _move_contents(child, root)
        else:
            root.append(child)
    return root


def text_of(source: str) -> str:
    """The words alone, with single spaces: for searching, comparing and counting."""
    return " ".join(" ".join(parse(source).itertext()).split()) if source else ""


def is_blank(source: str) -> bool:
    """Whether nothing is there: neither words nor a picture."""
    return "data-picture" not in source and not text_of(source)


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return html.escape(text, quote=False)


def escape_attribute(text: str) -> str:
    return html.escape(text, quote=True)


def _move_contents(source: Element, target: Element) -> None:
    def add(text: str | None) -> None:
        if not text:
            return
        if len(target):
            target[-1].tail = (target[-1].tail or "") + text
        else:
            target.text = (target.text or "") + text

    add(source.text)
    tail = source.tail
    for child in list(source):
        target.append(child)
    add(tail)
