"""What officers see of uploaded papers: what is hidden in them, what is still to be decided, what is not tagged."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from panels.enums import FindingWeight, PaperKind, UploadKind
from panels.models import AgendaItem, Meeting, Paper, Upload, UploadFinding, UploadPage
from panels.reports.exemptions import WithheldParts
from panels.uploads.access import WORDS, FaultLine, fault_lines, letter_to_author
from panels.uploads.findings import Words, words_of
from scrutiny.documents.survey import Fault

POINTS_A_MM = 72 / 25.4
PAPER_SIZES = {
    (210, 297): "A4", (297, 420): "A3", (420, 594): "A2", (594, 841): "A1", (841, 1189): "A0", (148, 210): "A5",
    (216, 279): "US Letter", (216, 356): "US Legal",
}  # fmt: skip


@dataclass(frozen=True)
class OpenFinding:
    """Something hidden that nobody has decided about: it keeps the agenda from being published."""

    paper_pk: int
    paper: str
    item: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.what}{f', {self.where}' if self.where else ''} (“{self.paper}”)"


@dataclass(frozen=True)
class UntaggedPaper:
    """An uploaded PDF that not everybody can read: what is wrong with it, where, and what to ask its author for."""

    paper_pk: int
    title: str
    pages: int
    is_marked: bool
    faults: tuple[FaultLine, ...]

    @property
    def advice(self) -> str:
        """What to ask the author for first, in plain words."""
        return f"{self.faults[0].words.meaning} Ask the author: {self.faults[0].words.ask}"

    @property
    def summary(self) -> str:
        """What is wrong, on one line: "No tags (the whole file); No language (the whole file)"."""
        return "; ".join(f"{line.words.what} ({line.where})" for line in self.faults)

    @property
    def letter(self) -> str:
        """What to write to the author."""
        return letter_to_author(self.title, self.faults)


@dataclass(frozen=True)
class FoundLine:
    """One finding with its words."""

    finding: UploadFinding
    words: Words


@dataclass(frozen=True)
class UploadReport:
    """Everything about one uploaded paper."""

    paper: Paper
    upload: Upload
    sizes: tuple[str, ...]
    undecided: tuple[FoundLine, ...]
    decided: tuple[FoundLine, ...]
    removed: tuple[FoundLine, ...]
    notices: tuple[FoundLine, ...]
    untagged: UntaggedPaper | None
    earlier: tuple[Upload, ...]


@dataclass(frozen=True)
class ItemPapers:
    """The papers of an item for the page where files are added: those that stand, and those taken off."""

    standing: tuple[Paper, ...]
    removed: tuple[Paper, ...]
    has_main: bool


def open_findings(meeting: Meeting, *, hidden: WithheldParts | None = None) -> tuple[OpenFinding, ...]:
    """What must be decided before the agenda may be published; one query. It does not say what is hidden in the files.

    Papers that are `hidden` from the person who asks are left out.
    """
    return tuple(
        OpenFinding(
            paper_pk=finding.upload.paper.pk,
            paper=finding.upload.paper.title,
            item=finding.upload.paper.item.title,
            what=words_of(finding.code).what,
            where=finding.where,
        )
        for finding in UploadFinding.objects.undecided().on_meeting(meeting)
        if not (hidden and hidden.holds(finding.upload.paper))
    )


def undecided(meeting: Meeting, *, hidden: WithheldParts | None = None) -> tuple[str, ...]:
    """The same as what is missing before publication, one line a paper; one query."""
    counts: dict[tuple[int, str], int] = {}
    for finding in open_findings(meeting, hidden=hidden):
        key = (finding.paper_pk, finding.paper)
        counts[key] = counts.get(key, 0) + 1
    return tuple(
        f"a decision on {count} hidden thing{'' if count == 1 else 's'} in “{title}”"
        for (_, title), count in counts.items()
    )


def untagged_papers(meeting: Meeting, *, hidden: WithheldParts | None = None) -> tuple[UntaggedPaper, ...]:
    """The uploaded PDFs on the agenda that not everybody can read, or for which the pack cannot claim PDF/UA.

    Papers that are `hidden` from the person who asks are left out. Two queries.
    """
    pages = UploadPage.objects.defer("text").order_by("number")
    papers = (
        Paper.objects.filter(item__meeting=meeting, item__removed_at=None, kind=PaperKind.UPLOAD)
        .filter(upload__kind=UploadKind.PDF)
        .select_related("upload")
        .prefetch_related(Prefetch("upload__page_rows", queryset=pages))
        .order_by("item__position", "place")
    )
    return tuple(
        untagged for paper in papers if not (hidden and hidden.holds(paper)) and (untagged := _untagged(paper))
    )


def upload_report(paper: Paper) -> UploadReport:
    """One uploaded paper with all that was found in its file. Needs the paper with its upload."""
    upload = paper.upload
    assert upload is not None
    lines = [
        FoundLine(finding, words_of(finding.code))
        for finding in upload.findings.select_related("resolved_by").order_by("position")
    ]
    of = {weight: tuple(line for line in lines if line.finding.weight == weight) for weight in FindingWeight}
    return UploadReport(
        paper=paper,
        upload=upload,
        sizes=tuple(_size(wide, high, count) for wide, high, count in upload.page_sizes),
        undecided=tuple(line for line in of[FindingWeight.DECIDE] if not line.finding.resolved_at),
        decided=tuple(line for line in of[FindingWeight.DECIDE] if line.finding.resolved_at),
        removed=of[FindingWeight.REMOVED],
        notices=of[FindingWeight.NOTICE],
        untagged=_untagged(paper),
        earlier=_earlier(upload),
    )


def item_papers(item: AgendaItem) -> ItemPapers:
    """The papers of an item; each standing one says in `undecided` how much in it is to be decided. Two queries."""
    undecided = Count(
        "upload__findings",
        filter=Q(upload__findings__weight=FindingWeight.DECIDE, upload__findings__resolved_at=None),
    )
    standing = tuple(
        Paper.objects.filter(item=item).select_related("upload").annotate(undecided=undecided).order_by("place")
    )
    return ItemPapers(
        standing=standing,
        removed=tuple(Paper.everything.filter(item=item, kind=PaperKind.UPLOAD).removed()),
        has_main=any(paper.place == 0 for paper in standing),
    )


def _untagged(paper: Paper) -> UntaggedPaper | None:
    upload = paper.upload
    if upload is None or upload.kind != UploadKind.PDF:
        return None
    faults = fault_lines(
        upload.faults,
        [(page.number, page.faults) for page in upload.page_rows.all()],
        is_tagged=upload.is_tagged,
        claims_pdf_ua=upload.claims_pdf_ua,
    )
    # A missing title alone is no fault of the pack: it prints its own.
    if not faults or (upload.claims_pdf_ua and all(line.words is WORDS[Fault.NO_TITLE] for line in faults)):
        return None
    return UntaggedPaper(paper.pk, paper.title, upload.pages, upload.is_tagged, faults)


def _earlier(upload: Upload) -> tuple[Upload, ...]:
    """The files that this one replaced, the latest first."""
    found, seen = [], {upload.pk}
    at = upload.replaces_id
    while at is not None and at not in seen:
        earlier = Upload.objects.select_related("uploaded_by").get(pk=at)
        found.append(earlier)
        seen.add(at)
        at = earlier.replaces_id
    return tuple(found)


def _size(wide: float, high: float, count: int) -> str:
    """In words: "12 pages A4", "1 page A3, landscape", "1 page 500 by 400 mm"."""
    sides = sorted((wide / POINTS_A_MM, high / POINTS_A_MM))
    name = next(
        (name for known, name in PAPER_SIZES.items() if all(abs(a - b) < 2 for a, b in zip(sides, known, strict=True))),
        f"{wide / POINTS_A_MM:.0f} by {high / POINTS_A_MM:.0f} mm",
    )
    pages = f"{count} page{'' if count == 1 else 's'} {name}"
    return f"{pages}, landscape" if wide > high and "mm" not in name else pages
