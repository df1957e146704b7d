"""A paper made ready to be joined: what can be done before anybody knows its place in a pack, done once and kept.

Its tags get names that no other paper has, circles in them are cut, and the content of its pages is balanced, so that a
stamp can be put on top. Joining is then copying, which is what makes a pack quick to build again after one edit.
"""

import io
from hashlib import sha256
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Object, Page, Pdf, PdfError, Stream, parse_content_stream

from scrutiny.documents.store import keep_paper, read_paper
from scrutiny.documents.structure import drop_pointers, is_tagged, settle_names

# Raise it when this file or structure.py prepares differently: what was kept is then made ready again.
REVISION = 1
OWN_PRODUCER = "WeasyPrint"


def digest_of(content: bytes) -> str:
    """The hash of a paper's file: under it what is made of the paper is kept."""
    return sha256(content).hexdigest()


def prepared(content: bytes, *, store: Path, digest: str) -> bytes:
    """The paper ready to be joined, from the store or made now. The same paper gives the same bytes.

    Raises PdfError or PasswordError where it cannot be read.
    """
    key = sha256(f"prepared {REVISION} {pikepdf.__version__} {digest}".encode()).hexdigest()
    kept = read_paper(store, key)
    if kept is not None:
        return kept[0]
    with pikepdf.open(io.BytesIO(content)) as source:
        prepare(source, prefix=prefix_of(digest))
        out = io.BytesIO()
        # Packed objects are read a hundred at a time: joining takes a third of what it takes with single ones.
        source.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pages = len(source.pages)
    keep_paper(store, key, out.getvalue(), pages)
    return out.getvalue()


def prefix_of(digest: str, *, again: int = 0) -> str:
    """What the names in a paper's tags begin with; `again`: how often the pack has the same paper already."""
    return f"{digest[:12]}.{again}-" if again else f"{digest[:12]}-"


def prepare(source: Pdf, *, prefix: str) -> None:
    """Make an opened paper ready, in place."""
    if is_tagged(source):
        settle_names(source, prefix)
    else:
        drop_pointers(source.pages)
    if not str(source.docinfo.get("/Producer", "")).startswith(OWN_PRODUCER):
        for page in source.pages:
            _balance(source, page)


def has_names(source: Pdf) -> bool:
    """Whether the tags of a paper that is ready have names, which the same paper must not bring a second time."""
    tree = source.Root.get("/StructTreeRoot", Dictionary())
    return "/IDTree" in tree or "/ClassMap" in tree


def contents_of(page: Page) -> list[Object]:
    """The content streams of a page."""
    contents = page.obj.get("/Contents")
    if isinstance(contents, Array):
        return [stream for stream in contents if isinstance(stream, Stream)]
    return [contents] if isinstance(contents, Stream) else []


def _balance(source: Pdf, page: Page) -> None:
    """Close what the content of a foreign page leaves open, and open what it closes too much."""
    lacking, closing = _unbalanced(page)
    if not lacking and not closing:
        return
    before = [source.make_stream(b"q " * lacking)] if lacking else []
    after = [source.make_stream(closing.encode("ascii"))] if closing else []
    page.obj.Contents = Array([*before, *contents_of(page), *after])


def _unbalanced(page: Page) -> tuple[int, str]:
    """What a foreign page's content leaves unpaired: graphics states closed but never opened, and the operators that
    close the text, marked content and graphics states it leaves open."""
    try:
        instructions = parse_content_stream(page)
    except (PdfError, TypeError):
        return 0, ""
    pairs = {"q": "Q", "BT": "ET", "BMC": "EMC", "BDC": "EMC"}
    left_open: list[str] = []
    lacking = 0
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in pairs:
            left_open.append(pairs[operator])
        elif operator in left_open:
            # The last one of its kind: kinds may overlap, as in "BDC q EMC Q".
            del left_open[len(left_open) - 1 - left_open[::-1].index(operator)]
        elif operator == "Q":
            lacking += 1
    return lacking, "".join(f"{operator}\n" for operator in reversed(left_open))
