"""A paper's body from the screen, made fit to be printed large. Pure."""

import lxml.html

from panels.richtext.tree import parse


def for_large_print(body: str) -> str:
    """The body without what print does not need: links within the service, drawings beside figures, tables too wide.

    A dataset's cards say what matters in its table, and can be read at any size; the table itself cannot.
    """
    root = parse(body)
    for link in list(root.iter("a")):
        if (link.get("href") or "/").startswith(("/", "#", "?")):
            link.drop_tag()
    for group in list(root.iter("div")):
        # In pages a list of terms may group them; in a PDF's tags it may not.
        if group.getparent() is not None and group.getparent().tag == "dl":
            group.drop_tag()
    gone = [
        element
        for element in root.iter()
        if (element.tag == "svg" and element.get("aria-hidden"))
        or (element.tag == "img" and not element.get("alt"))
        or "app-dataset-wide" in (element.get("class") or "")
    ]
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()
    for target in list(root.find_class("app-page-target")):
        target.drop_tree()
    for sign in root.find_class("app-page"):
        sign.set("id", f"page-{sign.get('data-page')}")
    whole = lxml.html.tostring(root, encoding="unicode")
    return str(whole[whole.index(">") + 1 : whole.rindex("</")])
