"""Where the authors of reports write: the parts of a report, one page each, and the report as it will be read."""

import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from panels.enums import EditionKind, PartStyle
from panels.models import AgendaItem, Picture, Report, ReportPart, TemplatePart
from panels.operations import reports as operations
from panels.operations.clearance import may_receive
from panels.permissions import may_work_on_report
from panels.pictures import read_picture
from panels.report_forms import PartForm, PictureForm, StartReportForm
from panels.report_rules import can_edit, check_edit, check_hand_over, check_return, check_send, refusal
from panels.reports import authored_report
from panels.reports.agenda import agenda_lines
from panels.reports.authored import PLAIN_STYLES, AuthoredReport
from panels.reports.clearance import ClearanceSummary, clearance_summary
from panels.reports.exemptions import withheld_parts
from panels.richtext import Plain, to_plain
from panels.rules import NotAllowed, StaleEdit
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission


@require_permission(Permission.VIEW_DRAFTS)
def report(request: UserRequest, pk: int) -> HttpResponse:
    """The report as it stands, with a link to change each part, and how far it is on its way."""
    found = get_report(request, pk)
    as_read = authored_report(found, appendix_titles=_appendix_titles(request, found))
    way = clearance_summary(found, as_at=timezone.localdate())
    receives = may_receive(request.user)
    context = {
        "here": "desk",
        "report": as_read,
        "source": found,
        "meeting": found.paper.item.meeting,
        "way": way,
        "may_edit": can_edit(state=found.get_state(), may_receive=receives),
        "edit_refusal": refusal(check_edit, state=found.get_state(), may_receive=receives),
        "moves": _moves(found, as_read, way, receives=receives),
    }
    return render(request, "panels/report.html", context)


@require_permission(Permission.EDIT_REPORT)
def start(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Begin a report on an item, in the form of one of the council's templates."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem.objects.on_agenda(), meeting=meeting, pk=pk)
    if item.pk in withheld_parts(meeting).items and not request.user.can(Permission.VIEW_EXEMPT):
        raise Http404
    templates = list(meeting.panel.council.report_templates.order_by("name"))
    form = StartReportForm(request.POST or None, templates=templates, initial={"title": item.title})
    if request.method == "POST" and form.is_valid():
        try:
            paper = operations.start_report(by=request.user, item=item, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            assert paper.report is not None
            messages.success(request, f"Begun: “{paper.title}”. Write its parts, or bring in a Word file.")
            return redirect("panels:report", paper.report.pk)
    context = {"here": "desk", "meeting": meeting, "item": item, "form": form}
    return render(request, "panels/report_start.html", context)


@require_permission(Permission.EDIT_REPORT)
def part(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """Write one part of a report."""
    found, part = get_report_part(request, pk, key)
    written = found.parts.filter(part=part).select_related("saved_by").first()
    form = _part_form(request, found, part, written)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = operations.save_part(by=request.user, report=found, part=part, **form.changes)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            written = found.parts.select_related("saved_by").get(part=part)
            form.renew(version=written.version)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            _say_what_was_saved(request, part, saved)
            if form.wants_picture:
                return redirect("panels:report_picture", found.pk, part.key)
            return to_part(found, part)
    context = {
        "here": "desk",
        "source": found,
        "meeting": found.paper.item.meeting,
        "part": part,
        "written": written,
        "form": form,
        "is_rich": part.style not in PLAIN_STYLES,
        "signed": _signed(found),
        "saved_meanwhile": saved_meanwhile,
    }
    return render(request, "panels/report_part.html", context)


@require_permission(Permission.EDIT_REPORT)
def picture(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """Add a picture to the end of a part."""
    found, part = get_report_part(request, pk, key)
    if part.style in PLAIN_STYLES:
        raise Http404
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        content = fields.pop("picture").read()
        try:
            saved = operations.add_picture(by=request.user, report=found, part=part, content=content, **fields)
        except NotAllowed as no:
            form.add_error("picture", str(no))
        else:
            _say_what_was_saved(request, part, saved)
            return to_part(found, part)
    context = {
        "here": "desk",
        "source": found,
        "meeting": found.paper.item.meeting,
        "part": part,
        "form": form,
    }
    return render(request, "panels/report_picture.html", context)


@require_permission(Permission.VIEW_DRAFTS)
def picture_file(request: UserRequest, pk: int, number: int) -> FileResponse:
    """A picture of a draft, for the editor. What is published holds its pictures itself."""
    found = get_object_or_404(Picture, report=get_report(request, pk), pk=number)
    try:
        content = read_picture(found.file)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(iter([content]), content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def get_report(request: UserRequest, pk: int) -> Report:
    """The report with what its pages show of its meeting. One that this person may not see is not there."""
    reports = Report.objects.select_related("template__council", "paper__item__meeting__panel__council")
    found = get_object_or_404(reports.filter(paper__isnull=False), pk=pk)
    if not may_work_on_report(request.user, found):
        raise Http404
    return found


def get_report_part(request: UserRequest, pk: int, key: str) -> tuple[Report, TemplatePart]:
    """A report and one of the parts that somebody writes."""
    found = get_report(request, pk)
    part = get_object_or_404(found.template.parts, key=key)
    if part.style == PartStyle.GROUP or part.automatic:
        raise Http404
    return found, part


def to_part(found: Report, part: TemplatePart) -> HttpResponse:
    return redirect(f"{reverse('panels:report', args=[found.pk])}#part-{part.key}")


def _part_form(request: UserRequest, found: Report, part: TemplatePart, written: ReportPart | None) -> PartForm:
    html = written.text if written else ""
    plain = Plain(html)
    pictures: dict[int, dict[str, str]] = {}
    if part.style not in PLAIN_STYLES:
        for one in Picture.objects.filter(report=found).order_by("pk"):
            pictures[one.pk] = {
                "address": reverse("panels:report_picture_file", args=[found.pk, one.pk]),
                "alternative": one.alternative,
                "caption": one.caption,
            }
        words = {str(number): one["alternative"] or "decorative picture" for number, one in pictures.items()}
        plain = to_plain(html, describe=words)
    start = {"text": plain.text, "version": written.version if written else 0, "format": "plain"}
    return PartForm(request.POST or None, initial=start, part=part, html=html, plain=plain, pictures=pictures)


def _say_what_was_saved(request: UserRequest, part: TemplatePart, saved: operations.Saved) -> None:
    said = f"Saved “{part.heading}”."
    if saved.reopened:
        said += (
            f" The report had been signed ({', '.join(saved.reopened).lower()}): because it has changed, "
            "it needs clearing again."
        )
    messages.success(request, said)
    for repair in saved.repairs:
        messages.warning(request, repair)


def _appendix_titles(request: UserRequest, found: Report) -> list[str] | None:
    """The titles of the appendices as the public reads them, for who may not see what is exempt; None for others."""
    if request.user.can(Permission.VIEW_EXEMPT):
        return None
    item = found.paper.item
    lines = agenda_lines(item.meeting, edition=EditionKind.PUBLIC)
    return [paper.title for line in lines if line.pk == item.pk for paper in line.papers if paper.label]


def _signed(found: Report) -> tuple[str, ...]:
    """Who signed this report, in words for the page on which it is about to change."""
    way = clearance_summary(found, as_at=timezone.localdate())
    return tuple(f"{line.kind} ({line.signed_by})" for line in way.lines if line.is_signed)


def _moves(
    found: Report, as_read: AuthoredReport, way: ClearanceSummary, *, receives: bool
) -> dict[str, dict[str, str | bool]]:
    """Each move of the report that makes sense now, with the sentence why it cannot be made yet."""
    state = found.get_state()
    unsigned = [line.kind for line in way.waiting]
    refusals = {
        "send": refusal(check_send, state=state, missing=as_read.missing),
        "hand-over": refusal(check_hand_over, state=state, unsigned=unsigned),
        "return": refusal(check_return, state=state, reason="-", may_receive=receives),
    }
    from_here = {"drafting": ["send"], "with_clearance": ["hand-over", "return"], "cleared": ["hand-over", "return"]}
    return {name: {"refusal": refusals[name]} for name in from_here.get(state, ["return"])}
