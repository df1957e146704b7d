"""Writes about uploaded papers: taking a file in, deciding about what it hides, replacing, removing and ordering."""

import hashlib
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from panels.enums import PaperKind, UploadKind
from panels.models import AgendaItem, Paper, Upload, UploadFinding, UploadPage
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.rules import NotAllowed
from panels.uploads.findings import WORDS
from panels.uploads.inspection import Inspected, inspect
from panels.uploads.refusals import Refused, pages_problem
from panels.uploads.words_in_print import printed
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.survey import Survey, survey
from scrutiny.files import keep, name_of
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem

# Out of the way while papers change places: the database allows no two at one place, not even for a moment.
PARKED = 10_000


def add_upload(
    *, by: User, item: AgendaItem, source: Path, file_name: str, title: str = "", as_main: bool = False
) -> Upload:
    """Take a file in and attach it to an item: as its own paper if asked, else as its last appendix.

    The title is the file's name without its ending, unless given. Raises Refused with every reason why not, and then
    nothing has changed. Looking into the file takes seconds, and happens before the database is touched.
    """
    with tempfile.TemporaryDirectory(prefix="scrutiny-upload-") as folder:
        inspected, pages, digest = _ready(source, file_name, title or title_from(file_name), Path(folder))
        surveyed = _surveyed(inspected, source)
        with transaction.atomic():
            lock_agenda(item.meeting)
            _check_item(item, inspected)
            if as_main and item.papers.filter(place=0).exists():
                raise NotAllowed("This item has its own paper already. Upload the file as an appendix.")
            upload = _keep(by=by, item=item, inspected=inspected, pages=pages, digest=digest, surveyed=surveyed)
            last = item.papers.aggregate(last=Max("place"))["last"] or 0
            paper = Paper.objects.create(
                item=item,
                place=0 if as_main else last + 1,
                kind=PaperKind.UPLOAD,
                title=title.strip() or title_from(file_name),
                upload=upload,
            )
            touch_agenda(item.meeting)
            record(by=by, action="upload paper", on=item, paper=paper.title, place=paper.place, **_facts(upload))
    return upload


def replace_upload(*, by: User, paper: Paper, source: Path, file_name: str) -> Upload:
    """Put another file in the place of an uploaded paper, which keeps its title, its place and its exemption.

    What was found hidden in the old file is forgotten, and that it was found is not. Raises Refused like `add_upload`.
    """
    assert paper.upload is not None
    with tempfile.TemporaryDirectory(prefix="scrutiny-upload-") as folder:
        inspected, pages, digest = _ready(source, file_name, paper.title, Path(folder))
        surveyed = _surveyed(inspected, source)
        with transaction.atomic():
            lock_agenda(paper.item.meeting)
            current = _standing(paper)
            old = current.upload
            assert old is not None
            _check_item(current.item, inspected)
            new = _keep(
                by=by, item=current.item, inspected=inspected, pages=pages, digest=digest, surveyed=surveyed,
                replaces=old,
            )  # fmt: skip
            current.upload = new
            current.save(update_fields=["upload"])
            UploadFinding.objects.filter(upload=old).update(excerpt="")
            touch_agenda(current.item.meeting)
            record(
                by=by, action="replace paper", on=current.item, paper=current.title, replaced=old.file_name,
                replaced_sha256=old.source_sha256, **_facts(new),
            )  # fmt: skip
    return new


@transaction.atomic
def rename_upload(*, by: User, paper: Paper, title: str) -> None:
    """Give an uploaded paper the title that agendas print."""
    lock_agenda(paper.item.meeting)
    current = _standing(paper)
    title = " ".join(title.split())
    if not title:
        raise NotAllowed("Enter a title: the agenda prints it beside the paper.")
    if title == current.title:
        return
    before, current.title = current.title, title[:300]
    current.save(update_fields=["title"])
    touch_agenda(current.item.meeting)
    record(by=by, action="rename paper", on=current.item, before=before, after=current.title)


@transaction.atomic
def resolve_finding(*, by: User, finding: UploadFinding, reason: str) -> None:
    """Record that an officer has looked at something hidden and decided that it may be published, and why."""
    resolve_findings(by=by, upload=finding.upload, findings=[finding.pk], reason=reason)


@transaction.atomic
def resolve_findings(*, by: User, upload: Upload, findings: list[int], reason: str) -> int:
    """The same for several findings of one file at once; gives how many were decided.

    The history says what was decided and why, not what is hidden: it is kept for ever.
    """
    paper = Paper.objects.select_related("item__meeting").get(upload=upload)
    lock_agenda(paper.item.meeting)
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Say why it may be published: the reason is kept with your name.")
    found = list(
        UploadFinding.objects.select_for_update()
        .filter(upload=upload, pk__in=findings)
        .undecided()
        .order_by("position")
    )
    if not found:
        raise NotAllowed("Choose what you have looked at. What is decided already, or was removed, needs no decision.")
    now = timezone.now()
    for finding in found:
        finding.resolved_at, finding.resolved_by, finding.reason = now, by, reason
        finding.save(update_fields=["resolved_at", "resolved_by", "reason"])
    record(
        by=by, action="decide hidden content", on=paper.item, paper=paper.title, reason=reason,
        findings=[f"{finding.code} {finding.where}".strip() for finding in found], sha256=upload.sha256,
    )  # fmt: skip
    return len(found)


@transaction.atomic
def move_paper(*, by: User, paper: Paper, steps: int) -> int:
    """Move an appendix up (-1) or down (+1) among those of its item; gives the number that it has now."""
    lock_agenda(paper.item.meeting)
    order = list(Paper.objects.filter(item=paper.item, place__gt=0).order_by("place").values_list("pk", flat=True))
    if paper.pk not in order:
        raise NotAllowed("Only an appendix can be moved. If it was removed from the item, put it back first.")
    old = order.index(paper.pk)
    new = min(max(old + steps, 0), len(order) - 1)
    if new != old:
        order.insert(new, order.pop(old))
        _put_in_order(paper.item, order)
        touch_agenda(paper.item.meeting)
        record(by=by, action="move paper", on=paper.item, paper=paper.title, number_before=old + 1, number=new + 1)
    return new + 1


@transaction.atomic
def remove_upload(*, by: User, paper: Paper) -> None:
    """Take an uploaded paper, or one on an action plan, off its item. `restore_upload` puts it back."""
    lock_agenda(paper.item.meeting)
    current = Paper.everything.select_for_update().get(pk=paper.pk)
    if current.kind not in {PaperKind.UPLOAD, PaperKind.ACTION_PLAN}:
        raise NotAllowed("Only uploaded papers and action plans can be taken off an item here.")
    if current.removed_at:
        return
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    _close_gaps(current.item)
    touch_agenda(current.item.meeting)
    record(by=by, action="remove paper", on=current.item, paper=current.title, place=current.place)


@transaction.atomic
def restore_upload(*, by: User, paper: Paper) -> None:
    """Put a removed paper back where it stood, as nearly as the item allows; an exemption is in force again."""
    lock_agenda(paper.item.meeting)
    current = Paper.everything.select_for_update().get(pk=paper.pk)
    if not current.removed_at:
        return
    others = list(Paper.objects.filter(item=current.item, place__gt=0).order_by("place").values_list("pk", flat=True))
    takes_main_place = current.place == 0 and not Paper.objects.filter(item=current.item, place=0).exists()
    place = min(max(current.place, 1), len(others) + 1)
    current.removed_at = current.removed_by = None
    current.place = 0 if takes_main_place else PARKED * 3
    current.save(update_fields=["removed_at", "removed_by", "place"])
    if not takes_main_place:
        _put_in_order(current.item, [*others[: place - 1], current.pk, *others[place - 1 :]])
    touch_agenda(current.item.meeting)
    record(by=by, action="restore paper", on=current.item, paper=current.title)


def title_from(file_name: str) -> str:
    """A title to begin with: the file's name without its ending, underscores as spaces."""
    stem = Path(file_name).stem.replace("_", " ").strip()
    return " ".join(stem.split())[:300] or "Appendix"


def _ready(source: Path, file_name: str, title: str, workspace: Path) -> tuple[Inspected, int, str]:
    """What was found, how many pages it has in print, and the hash of what will be kept."""
    limit = settings.UPLOAD_PAGE_LIMIT
    inspected = inspect(source, file_name=file_name, workspace=workspace, page_limit=limit)
    if inspected.kind is UploadKind.PDF:
        assert inspected.pdf is not None
        return inspected, inspected.pages, hashlib.sha256(inspected.pdf.read_bytes()).hexdigest()
    try:
        pages = printed(title, inspected.html).pages
    except DocumentError as error:
        raise Refused(
            [Problem(f"The document cannot be printed: {error}", file_name, "Ask the author to export it as a PDF.")]
        ) from error
    if pages > limit:
        raise Refused([pages_problem(file_name, limit)])
    return inspected, pages, hashlib.sha256(inspected.html.encode()).hexdigest()


def _surveyed(inspected: Inspected, source: Path) -> Survey | None:
    """What everybody can read in a PDF; nothing of a Word document, which we print ourselves."""
    return survey(inspected.pdf, source=source) if inspected.pdf else None


def _check_item(item: AgendaItem, inspected: Inspected) -> None:
    if AgendaItem.objects.filter(pk=item.pk).exclude(removed_at=None).exists():
        raise NotAllowed("This item was removed from the agenda. Put it back first, then upload the file.")
    same = Paper.objects.filter(item=item, upload__source_sha256=inspected.source_sha256).first()
    if same:
        raise Refused(
            [
                Problem(
                    f"The same file is on this item already, as “{same.title}”.",
                    inspected.file_name,
                    "Choose the file that you meant.",
                )
            ]
        )


def _keep(
    *,
    by: User,
    item: AgendaItem,
    inspected: Inspected,
    pages: int,
    digest: str,
    surveyed: Survey | None,
    replaces: Upload | None = None,
) -> Upload:
    upload = Upload.objects.create(
        item=item,
        kind=inspected.kind,
        file_name=inspected.file_name,
        source_sha256=inspected.source_sha256,
        source_size=inspected.source_size,
        file=_keep_pdf(inspected.pdf, digest) if inspected.pdf else "",
        sha256=digest,
        html=inspected.html,
        pages=pages,
        page_sizes=[list(size) for size in inspected.page_sizes],
        is_tagged=inspected.is_tagged,
        claims_pdf_ua=inspected.claims_pdf_ua,
        faults=[str(fault) for fault in surveyed.faults] if surveyed else [],
        losses=list(inspected.losses),
        replaces=replaces,
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    UploadFinding.objects.bulk_create(
        UploadFinding(
            upload=upload,
            position=position,
            code=str(finding.code),
            weight=WORDS[finding.code].weight,
            where=finding.where[:300],
            excerpt=finding.excerpt,
        )
        for position, finding in enumerate(inspected.findings, start=1)
    )
    UploadPage.objects.bulk_create(
        UploadPage(
            upload=upload, number=number, text=page.text, is_scan=page.is_scan,
            faults=[str(fault) for fault in page.faults],
        )
        for number, page in enumerate(surveyed.pages if surveyed else (), start=1)
    )  # fmt: skip
    return upload


def _keep_pdf(source: Path, digest: str) -> str:
    with source.open("rb") as content:
        return keep(content, name=name_of(digest, folder="uploads"))


def _facts(upload: Upload) -> dict[str, object]:
    return {
        "file_name": upload.file_name,
        "kind": str(upload.kind),
        "source_sha256": upload.source_sha256,
        "sha256": upload.sha256,
        "pages": upload.pages,
        "findings": upload.findings.count(),
    }


def _standing(paper: Paper) -> Paper:
    current = Paper.objects.select_for_update().filter(pk=paper.pk, kind=PaperKind.UPLOAD).first()
    if current is None:
        raise NotAllowed("This paper was removed from its item meanwhile. Put it back first.")
    return current


def _close_gaps(item: AgendaItem) -> None:
    """Appendices count from 1 without gaps: their number is printed."""
    _put_in_order(
        item, list(Paper.objects.filter(item=item, place__gt=0).order_by("place").values_list("pk", flat=True))
    )


def _put_in_order(item: AgendaItem, order: list[int]) -> None:
    Paper.objects.filter(pk__in=order, place__lt=PARKED).update(place=F("place") + PARKED)
    for place, key in enumerate(order, start=1):
        Paper.objects.filter(pk=key).update(place=place)
