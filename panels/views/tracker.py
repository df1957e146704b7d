"""The tracker: what panels recommended and asked for, filtered and sorted by plain links, and the same as files."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from panels import printing
from panels.calendar_rules import is_municipal_year
from panels.exports import tracker_csv, tracker_xlsx
from panels.models import Panel, Person, Recipient, Recommendation, SavedView
from panels.operations.recipients import delete_view, save_view
from panels.reports.recommendation import transition_tables
from panels.reports.tracker import (
    AGES,
    GROUPS,
    LATE,
    ORDERS,
    TrackerFilters,
    filtered,
    tracker_lines,
    tracker_report,
)
from panels.rules import NotAllowed
from panels.tasks import print_document
from panels.tracker_enums import AskKind, Standing
from scrutiny.access import Permission, UserRequest, public, signed_in
from scrutiny.models import Council

MAX_LENGTH = 200
MOST_PRINTED = 150
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATUSES = [*GROUPS.items(), *Standing.choices]


class TrackerForm(forms.Form):
    """What may stand in the address. Each field is read alone: one that is wrong spoils no other."""

    panel = forms.ModelChoiceField(queryset=Panel.objects.none(), to_field_name="slug", required=False)
    year = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("", ""), *AskKind.choices], required=False)
    member = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    recipient = forms.ModelChoiceField(queryset=Recipient.objects.none(), required=False)
    status = forms.ChoiceField(choices=[("", ""), *STATUSES], required=False)
    age = forms.ChoiceField(choices=[("", ""), *AGES.items()], required=False)
    words = forms.CharField(required=False)
    order = forms.ChoiceField(choices=[("", ""), *ORDERS.items()], required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        super().__init__(data)
        visible = Recommendation.objects.visible_to(user).order_by()
        offers: dict[str, Any] = {
            "panel": Panel.objects.order_by("name"),
            # Whom nobody may read of is not named either, whatever key somebody tries.
            "member": Person.objects.filter(pk__in=visible.filter(raised_by__isnull=False).values("raised_by")),
            "recipient": Recipient.objects.filter(pk__in=visible.filter(recipient__isnull=False).values("recipient")),
        }
        for name, queryset in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def clean_year(self) -> str:
        year = self.cleaned_data["year"]
        return year if is_municipal_year(year) else ""


@dataclass(frozen=True)
class Tag:
    """A filter in force, with the address of the same list without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True)
class Link:
    """A way to the same list in another order or on another page."""

    text: str
    address: str
    is_here: bool


@public
@require_safe
def tracker(request: HttpRequest) -> HttpResponse:
    """The list, a page of it."""
    asked = _asked(request)
    filters, order, page = _read(asked, request.user)
    report = tracker_report(request.user, as_at=timezone.localdate(), filters=filters, order=order, page=page)
    views = list(SavedView.objects.filter(user=request.user.pk)) if request.user.is_authenticated else []
    query = _query(asked)
    context: dict[str, Any] = {
        "here": "recommendations",
        "report": report,
        "filters": filters,
        "statuses": STATUSES,
        "kinds": AskKind.choices,
        "ages": AGES.items(),
        "tags": _tags(asked, filters),
        "orders": [Link(text, _with(asked, order=name), name == order) for name, text in ORDERS.items()],
        "order": order,
        "pages": _pages(asked, report.page.number, report.page.paginator.num_pages),
        "query": query,
        "views": views,
    }
    return render(request, "panels/tracker/list.html", context)


@public
@require_safe
def export(request: HttpRequest, format: str) -> HttpResponse:
    """The whole list that was asked for, as CSV or as a workbook."""
    filters, order, _ = _read(_asked(request), request.user)
    as_at = timezone.localdate()
    lines = tracker_lines(request.user, as_at=as_at, filters=filters, order=order)
    write = tracker_csv if format == "csv" else tracker_xlsx
    response = HttpResponse(write(lines, sees_all=_sees_all(request)), content_type=FILES[format])
    response["Content-Disposition"] = f'attachment; filename="recommendations-{as_at.isoformat()}.{format}"'
    return response


@public
@never_cache
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The list as a tagged PDF, printed off the request: the page waits for it."""
    asked = _asked(request)
    filters, order, _ = _read(asked, request.user)
    as_at = timezone.localdate()
    total = filtered(request.user, as_at=as_at, filters=filters).count()
    lines = list(tracker_lines(request.user, as_at=as_at, filters=filters, order=order, limit=MOST_PRINTED))
    context = {
        "lines": lines,
        "total": total,
        "as_at": as_at,
        "tags": _tags(asked, filters),
        "order": ORDERS[order],
        "council": Council.objects.host(),
        "sees_all": _sees_all(request),
        "title": "Recommendations and requests",
    }
    html = render_to_string("panels/documents/tracker.html", context)
    return print_page(request, html, name=f"recommendations-{as_at.isoformat()}.pdf", title="Recommendations as PDF")


def print_page(request: HttpRequest, html: str, *, name: str, title: str) -> HttpResponse:
    """The PDF of this HTML if it is printed; else a page that waits for it, or says why there is none."""
    found = printing.printed(html)
    if found is not None:
        response = HttpResponse(found, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
    problem = printing.problem_of(html)
    if not problem:
        try:
            if printing.ask(html):
                print_document.enqueue(printing.name_of(html))
        except printing.TooManyWaiting:
            problem = "Many documents are being printed just now. Try again in a few minutes."
    context = {"here": "recommendations", "title": title, "problem": problem}
    return render(request, "panels/tracker/printing.html", context, status=503 if problem else 202)


@public
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How a recommendation goes from the resolution to the outcome: made of the table that the service itself obeys."""
    context = {"here": "recommendations", "tables": transition_tables()}
    return render(request, "panels/tracker/how.html", context)


@signed_in
@require_POST
def keep_view(request: UserRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    asked = QueryDict(request.POST.get("query", "")[:600])
    query = _query(_known(asked))
    try:
        view = save_view(user=request.user, name=request.POST.get("name", ""), query=query)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Kept as “{view.name}”.")
    return redirect(f"{_address()}?{query}" if query else _address())


@signed_in
@require_POST
def forget_view(request: UserRequest, pk: int) -> HttpResponse:
    """Forget one of one's own views; for anybody else's there is no such address."""
    view = get_object_or_404(SavedView, user=request.user, pk=pk)
    delete_view(user=request.user, view=view)
    messages.success(request, f"“{view.name}” is no longer kept.")
    return redirect(_address())


# --- Reading the address ---------------------------------------------------------------------------------------


def _sees_all(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.can(Permission.VIEW_DRAFTS))


def _asked(request: HttpRequest) -> QueryDict:
    return _known(request.GET)


def _known(given: QueryDict) -> QueryDict:
    """What the address says, of the fields that there are, cut to a length and without what no database takes."""
    kept = QueryDict(mutable=True)
    for name in TrackerForm.base_fields:
        if value := given.get(name, "").replace("\0", "")[:MAX_LENGTH]:
            kept[name] = value
    return kept


def _read(asked: QueryDict, user: Any) -> tuple[TrackerFilters, str, int]:
    form = TrackerForm(asked, user=user)
    form.is_valid()
    values = form.cleaned_data
    filters = TrackerFilters(
        panel=values.get("panel"),
        year=values.get("year", ""),
        kind=AskKind(values["kind"]) if values.get("kind") else None,
        member=values.get("member"),
        recipient=values.get("recipient"),
        status=values.get("status", ""),
        age=values.get("age", ""),
        words=values.get("words", ""),
    )
    return filters, values.get("order") or LATE, values.get("page") or 1


def _tags(asked: QueryDict, filters: TrackerFilters) -> list[Tag]:
    wanted = (
        ("panel", "Panel", filters.panel and filters.panel.name),
        ("year", "Year", filters.year),
        ("kind", "Kind", filters.kind and filters.kind.label),
        ("member", "Raised by", filters.member and str(filters.member)),
        ("recipient", "To", filters.recipient and filters.recipient.name),
        ("status", "Status", dict(STATUSES).get(filters.status, "")),
        ("age", "Age", AGES.get(filters.age, "")),
        ("words", "Words", filters.words),
    )
    return [Tag(word, str(value), _with(asked, **{name: ""})) for name, word, value in wanted if value]


def _pages(asked: QueryDict, page: int, pages: int) -> list[Link | None]:
    """The first, the last and those around this one; None stands for those left out between."""
    near = sorted({1, pages, *range(max(page - 1, 1), min(page + 1, pages) + 1)})
    links: list[Link | None] = []
    before = 0
    for number in near if pages > 1 else []:
        if before and number > before + 1:
            links.append(None)
        links.append(Link(str(number), _with(asked, page=str(number)), number == page))
        before = number
    return links


def _with(asked: QueryDict, **changes: str) -> str:
    """The address of the same list with these changes; empty values go. Another order or filter starts at page 1."""
    kept = asked.copy()
    kept.pop("page", None)
    for name, value in changes.items():
        if value:
            kept[name] = value
        else:
            kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else _address()


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _address() -> str:
    return reverse("panels:tracker")
