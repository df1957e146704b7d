"""Private notes: written on a paper, found again by meeting. Every view reads and writes those of its reader alone."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from panels.enums import EditionKind
from panels.models import BuiltPaper, Meeting, PaperNote
from panels.operations.notes import add_note, change_note, delete_notes
from panels.permissions import may_read_members_edition
from panels.reports.notes import meeting_notes, noted_meetings
from panels.reports.published import Published, published
from panels.reports.reading import page_at, paper_at
from panels.richtext.places import Passage, landmarks, passage_at
from panels.rules import NotAllowed
from panels.views.editions import names, paper_address
from panels.views.public import get_meeting
from scrutiny.access import UserRequest, signed_in

EXCERPT = 300  # letters of a paragraph that a note is hung on


@signed_in
@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """The meetings that the reader has notes on."""
    context = {"here": "notes", "meetings": noted_meetings(request.user), "today": timezone.localdate()}
    return render(request, "panels/notes/mine.html", context)


@signed_in
@require_safe
def of_meeting(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The reader's notes on one meeting, for use at the meeting, on a phone or printed."""
    meeting, edition, standing = _readable(request, panel, date)
    report = meeting_notes(request.user, meeting, standing, sees_withheld=edition is EditionKind.MEMBERS)
    context = {"here": "notes", "meeting": meeting, "report": report, "names": names(edition), "published": standing}
    return render(request, "panels/notes/meeting.html", context)


@signed_in
def add(request: UserRequest, panel: str, date: datetime.date, position: int) -> HttpResponse:
    """Write a note on a published paper. The script of the paper's page sends marked passages here too."""
    meeting, edition, standing = _readable(request, panel, date)
    shown = paper_at(standing, position) if standing else None
    if shown is None or (shown.row.withheld_as and edition is EditionKind.PUBLIC):
        raise Http404
    row, problem = shown.row, ""
    if request.method == "POST":
        try:
            note = _added(request, meeting, row)
        except NotAllowed as refusal:
            problem = str(refusal)
        else:
            if not request.accepts("text/html"):
                return JsonResponse({"note": note.pk, "said": "Marked." if not note.text else "The note is saved."})
            messages.success(request, "The note is saved. Only you can see it.")
            place = f"?page={note.page}#page-{note.page}" if note.page else "#notes"
            return redirect(f"{paper_address(meeting, edition, position)}{place}")
        if not request.accepts("text/html"):
            return JsonResponse({"problem": problem}, status=400)
    context = {
        "here": "notes",
        "meeting": meeting,
        "names": names(edition),
        "paper": row,
        "pages": range(row.first_page, row.first_page + row.sides),
        "landmarks": landmarks(row.body),
        "chosen": request.POST.get("where", request.GET.get("where", "")),
        "text": request.POST.get("text", ""),
        "key": request.POST.get("key") or uuid.uuid4(),
        "problem": problem,
    }
    return render(request, "panels/notes/add.html", context, status=400 if problem else 200)


@signed_in
def edit(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Change a note. What somebody typed is kept, whatever another device has done to the note meanwhile."""
    meeting, edition, standing = _readable(request, panel, date)
    found = PaperNote.objects.of(request.user).on(meeting).filter(pk=pk).first()
    problem, text = "", request.POST.get("text", found.text if found else "")
    if request.method == "POST":
        note = found or _deleted(request, meeting, pk)
        try:
            _, is_second = change_note(
                owner=request.user, note=note, text=text, version=_number(request.POST.get("version")) or 0
            )
        except NotAllowed as refusal:
            problem, found = str(refusal), note
        else:
            if is_second:
                messages.info(
                    request,
                    "Another device had changed or deleted this note meanwhile. Both are kept: what you have just "
                    "written is a note of its own.",
                )
            else:
                messages.success(request, "The note is saved. Only you can see it.")
            return redirect("panels:meeting_notes", *meeting.key)
    if found is None:
        raise Http404
    report = meeting_notes(request.user, meeting, standing, sees_withheld=edition is EditionKind.MEMBERS)
    readable = {line.note.pk for item in report.items for paper in item.papers for line in paper.notes}
    context = {
        "here": "notes",
        "meeting": meeting,
        "note": found,
        "shows_quote": found.pk in readable,
        "text": text,
        "problem": problem,
    }
    return render(request, "panels/notes/edit.html", context, status=400 if problem else 200)


@signed_in
@require_POST
def delete(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Delete one note, for good."""
    meeting = get_meeting(panel, date)
    get_object_or_404(PaperNote.objects.of(request.user).on(meeting), pk=pk)
    delete_notes(owner=request.user, meeting=meeting, note=pk)
    if not request.accepts("text/html"):
        return JsonResponse({"said": "Deleted."})
    messages.success(request, "The note is deleted.")
    return redirect("panels:meeting_notes", *meeting.key)


@signed_in
def delete_all(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Delete all notes on a meeting, after asking."""
    meeting = get_meeting(panel, date)
    if request.method == "POST":
        count = delete_notes(owner=request.user, meeting=meeting)
        messages.success(request, f"{count} note{'' if count == 1 else 's'} deleted.")
        return redirect("panels:my_notes")
    count = PaperNote.objects.of(request.user).on(meeting).count()
    return render(request, "panels/notes/delete.html", {"here": "notes", "meeting": meeting, "count": count})


def _readable(request: HttpRequest, panel: str, date: datetime.date) -> tuple[Meeting, EditionKind, Published | None]:
    """The meeting with the edition that this reader may read."""
    meeting = get_meeting(panel, date)
    edition = EditionKind.MEMBERS if may_read_members_edition(request.user, meeting) else EditionKind.PUBLIC
    return meeting, edition, published(meeting, edition=edition)


def _added(request: UserRequest, meeting: Meeting, row: BuiltPaper) -> PaperNote:
    """The note that a form or the script sent: about the whole paper, a page, a paragraph, or a marked passage."""
    posted = request.POST
    passage, page = None, None
    if posted.get("quote", "").strip():
        passage = Passage(
            posted["quote"], posted.get("before", ""), posted.get("after", ""), _number(posted.get("start")) or 0
        )
        page = page_at(row, passage.start)
    elif where := posted.get("where", ""):
        passage, page = _place(row, where)
    return add_note(
        owner=request.user,
        meeting=meeting,
        source=row.source,
        text=posted.get("text", ""),
        passage=passage,
        page=page,
        key=_key(posted.get("key", "")),
    )


def _place(row: BuiltPaper, where: str) -> tuple[Passage | None, int | None]:
    """What "page-12" or "place-3" of the form means. Raises NotAllowed for what the paper does not have."""
    kind, _, number = where.partition("-")
    count = _number(number)
    if kind == "page" and count is not None and row.first_page <= count <= row.last_page:
        return None, count
    known = landmarks(row.body)
    if kind == "place" and count is not None and count < len(known):
        landmark = known[count]
        return passage_at(row.body, landmark.start, min(landmark.end, landmark.start + EXCERPT)), page_at(
            row, landmark.start
        )
    raise NotAllowed("Choose a page or paragraph of this paper, or the whole paper.")


def _deleted(request: UserRequest, meeting: Meeting, pk: int) -> PaperNote:
    """A note that is gone, as the form remembers it: only of a form that was this reader's."""
    posted: Any = request.POST
    source = _number(posted.get("source"))
    if source is None or not posted.get("text", "").strip():
        raise Http404
    return PaperNote(pk=pk, owner=request.user, meeting=meeting, source=source, quote=posted.get("quote", ""))


def _key(sent: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(sent)
    except ValueError:
        return None


def _number(wanted: str | None) -> int | None:
    return int(wanted) if wanted and wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
