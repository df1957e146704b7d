"""What Word puts on the clipboard, read as what it looks like: its lists are paragraphs with a drawn-on bullet."""

import re

from lxml import etree

from panels.richtext.tree import Element, parse

_LEVEL = re.compile(r"mso-list:\s*l(?P<list>\d+)\s+level(?P<level>\d+)")
_SYMBOL_BULLETS = re.compile("[\uf0b7\uf0a7\uf0d8\uf0fc\uf02d]")


def without_symbol_bullets(source: str) -> str:
    """Bullets of Word's symbol fonts as the bullet that every font has."""
    return _SYMBOL_BULLETS.sub("•", source)


def read(source: str) -> Element:
    """The pasted HTML as a tree, its list paragraphs made into lists. HTML from anywhere else is only parsed."""
    # `<![if !supportLists]>` is a comment to a browser; to this parser it is text.
    source = re.sub(r"<!\[(?:if|endif)[^\]]*\]>|<!--\[if.*?<!\[endif\]-->", "", source, flags=re.DOTALL)
    source = re.sub(r"</?[ovwm]:[^>]*>|<\?xml[^>]*>", "", source)
    root = parse(source)
    for node in root.xpath(".//p[contains(@style, 'mso-list')]"):
        if node.getparent() is not None and _LEVEL.search(node.get("style", "")):
            _make_list(node)
    return root


def _make_list(first: Element) -> None:
    """Turn this paragraph and those of the same list after it into one nested list."""
    run = [first]
    follower = first.getnext()
    while follower is not None and not (run[-1].tail or "").strip() and _LEVEL.search(follower.get("style", "")):
        run.append(follower)
        follower = follower.getnext()
    parent = first.getparent()
    top: Element | None = None
    open_lists: list[tuple[int, Element]] = []
    place = parent.index(first)
    for node in run:
        match = _LEVEL.search(node.get("style", ""))
        assert match is not None
        level = int(match["level"])
        tag, kind = _marker(node)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            made = etree.Element(tag, {"type": kind} if kind else {})
            if open_lists and len(open_lists[-1][1]):
                open_lists[-1][1][-1].append(made)
            elif top is None:
                top = made
            open_lists.append((level, made))
        entry = etree.SubElement(open_lists[-1][1], "li")
        entry.text = node.text
        for child in list(node):
            entry.append(child)
        if node is not run[-1] or not (node.tail or "").strip():
            node.tail = None
        parent.remove(node)
    assert top is not None
    parent.insert(place, top)


def _marker(node: Element) -> tuple[str, str]:
    """What Word drew before the words, taken away, as the list that it stands for."""
    drawn = ""
    for span in node.xpath(".//span[contains(@style, 'mso-list:Ignore') or contains(@style, 'mso-list: Ignore')]"):
        drawn += "".join(span.itertext())
        tail, parent = span.tail, span.getparent()
        before = span.getprevious()
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        elif tail:
            parent.text = (parent.text or "") + tail
        parent.remove(span)
    label = drawn.replace("\xa0", " ").strip()
    if re.fullmatch(r"\(?[ivxl]{2,}[.)]|\(?i[.)]", label):
        return "ol", "i"
    if re.fullmatch(r"\(?[a-zA-Z][.)]", label) and label.strip("().") not in {"o"}:
        return "ol", "a"
    if re.fullmatch(r"\(?\d+(\.\d+)*[.)]?", label):
        return "ol", ""
    return "ul", ""
