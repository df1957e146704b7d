"""The work programme: published, planned at the desk; suggestions from the public; what members did to learn."""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions.models import AreaForImprovement
from panels.models import Criterion, LearningEvent, Panel, Suggestion, Topic
from panels.operations import programme
from panels.operations.suggestions import (
    adopt_suggestion,
    check_human,
    decline_suggestion,
    forget_suggesters,
    form_token,
    suggest,
)
from panels.programme_forms import (
    BecauseForm,
    CriteriaForm,
    LearningForm,
    PlaceForm,
    ScoreForm,
    SuggestionForm,
    TopicForm,
)
from panels.reports.programme import programme_report, topic_line, waiting_suggestions
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import TopicMethod, TopicSource
from panels.views.calendar import get_panel
from performance.models import Indicator
from scrutiny.access import Permission, UserRequest, public, require_permission
from scrutiny.dates import municipal_year

TEXTS = ("title", "why_now", "source", "source_note", "method", "raised_by", "area", "indicator")


@public
@require_safe
def programme_page(request: HttpRequest, panel: str) -> HttpResponse:
    """What the panel means to look into, when, and what it will not; officers see what is not published too."""
    found = get_object_or_404(Panel.objects.select_related("council"), slug=panel)
    plans = request.user.is_authenticated and request.user.can(Permission.PLAN_WORK)
    today = timezone.localdate()
    report = programme_report(found, year=_year(found, today), today=today, sees_all=plans)
    context = {
        "here": "meetings",
        "panel": found,
        "report": report,
        "plans": plans,
        "waiting": len(waiting_suggestions(found)) if plans else 0,
    }
    return render(request, "panels/programme/programme.html", context)


# --- The public suggests --------------------------------------------------------------------------------------------


@public
@never_cache
def suggest_topic(request: HttpRequest) -> HttpResponse:
    """The form with which anybody asks a panel to look into something. No account, and no address unless one likes."""
    now = timezone.now()
    start = {"token": form_token(at=now), "title": request.GET.get("about", "").replace("\0", "")[:200]}
    form = SuggestionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            check_human(token=data["token"], trap=data["homepage"], at=now)
            suggest(
                panel=data["panel"], title=data["title"], why=data["why"], name=data["name"], email=data["email"],
                place=_place(request), at=now,
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            form.renew(token=form_token(at=now))
        else:
            return redirect("panels:suggestion_sent")
    return render(request, "panels/programme/suggest.html", {"here": "", "form": form})


@public
@require_safe
def suggestion_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "panels/programme/suggested.html", {"here": ""})


@require_permission(Permission.PLAN_WORK)
@require_safe
def suggestions(request: UserRequest) -> HttpResponse:
    """What waits to be read, for all panels."""
    forget_suggesters()
    context = {"here": "desk", "suggestions": waiting_suggestions()}
    return render(request, "panels/programme/suggestions.html", context)


@require_permission(Permission.PLAN_WORK)
@require_POST
def adopt(request: UserRequest, pk: int) -> HttpResponse:
    """Make a topic of a suggestion."""
    found = get_object_or_404(Suggestion, pk=pk)
    try:
        topic = adopt_suggestion(by=request.user, suggestion=found)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:suggestions")
    messages.success(request, "It is a topic now, and not published yet. Edit its words first.")
    return redirect("panels:edit_topic", topic.pk)


@require_permission(Permission.PLAN_WORK)
def decline(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a suggestion is not taken up."""
    found = get_object_or_404(Suggestion, pk=pk)
    form = BecauseForm(request.POST or None, button="Do not take it up", hint="Whoever asks can be told.")
    if request.method == "POST" and form.is_valid():
        try:
            decline_suggestion(by=request.user, suggestion=found, because=form.cleaned_data["because"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The suggestion is not taken up.")
            return redirect("panels:suggestions")
    context = {
        "here": "desk",
        "form": form,
        "heading": "Do not take up a suggestion",
        "about": found.title,
        "topic": None,
    }
    return render(request, "panels/programme/form.html", context)


# --- Topics ---------------------------------------------------------------------------------------------------------


@require_permission(Permission.PLAN_WORK)
def add_topic(request: UserRequest, panel: str) -> HttpResponse:
    found = get_panel(panel)
    start = {"method": TopicMethod.ITEM, "source": TopicSource.MEMBER}
    form = TopicForm(request.POST or None, panel=found, initial=start)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in TEXTS}
        topic = programme.add_topic(by=request.user, panel=found, **fields)
        messages.success(request, f"Proposed “{topic.title}”. It is not published yet.")
        return redirect(topic)
    context = {"here": "meetings", "form": form, "heading": "Propose a topic", "panel": found, "topic": None}
    return render(request, "panels/programme/topic_form.html", context | {"saved_meanwhile": None})


@require_permission(Permission.PLAN_WORK)
def edit_topic(request: UserRequest, pk: int) -> HttpResponse:
    topic = _topic(pk)
    start = {name: getattr(topic, name) for name in (*TEXTS, "version")}
    form = TopicForm(request.POST or None, panel=topic.panel, initial=start)
    conflict = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in TEXTS}
        try:
            programme.edit_topic(by=request.user, topic=topic, version=form.cleaned_data["version"] or 0, **fields)
        except StaleEdit as stale:
            conflict = stale
            form.add_error(None, str(stale))
            form.renew(version=_topic(pk).version)
        else:
            messages.success(request, f"Saved “{fields['title']}”.")
            return redirect(topic)
    context = {"here": "meetings", "form": form, "heading": "Edit the topic", "panel": topic.panel, "topic": topic}
    return render(request, "panels/programme/topic_form.html", context | {"saved_meanwhile": conflict})


@require_permission(Permission.PLAN_WORK)
@require_POST
def topic_of_signal(request: UserRequest, source: str, key: str) -> HttpResponse:
    """One click on an indicator or an area for improvement: it becomes a proposed topic of the panel."""
    panels = Panel.objects.filter(council__is_host=True).order_by("pk")
    panel = panels.filter(slug=request.POST.get("panel", "")).first() or panels.first()
    if panel is None:
        raise Http404
    about: dict[str, Any]
    of, _, slug = key.partition("~")
    if source == "indicator":
        indicators = Indicator.objects.filter(dataset__council=panel.council_id)
        indicator = get_object_or_404(indicators, dataset__slug=of, slug=slug)
        about = {"title": indicator.name[:200], "source": TopicSource.PERFORMANCE, "indicator": indicator}
    else:
        areas = AreaForImprovement.objects.select_related("inspection")
        area = get_object_or_404(areas, inspection__slug=of, slug=slug)
        about = {
            "title": area.text[:200],
            "source": TopicSource.INSPECTION,
            "source_note": f"{area.inspection.title}: {area}"[:300],
            "area": area,
        }
    topic = programme.add_topic(by=request.user, panel=panel, **about)
    messages.success(request, f"Proposed to the {panel.name}. Say why now, and give it its points.")
    return redirect("panels:edit_topic", topic.pk)


@require_permission(Permission.PLAN_WORK)
def score_topic(request: UserRequest, pk: int) -> HttpResponse:
    """Points by each criterion."""
    topic = _topic(pk)
    criteria = list(Criterion.objects.filter(council=topic.panel.council_id).order_by("position"))
    start: dict[str, str] = {}
    for line in topic_line(topic).scores:
        if line.points is not None:
            start |= {f"points_{line.criterion.pk}": str(line.points), f"note_{line.criterion.pk}": line.note}
    form = ScoreForm(request.POST or None, criteria=criteria, initial=start)
    if request.method == "POST" and form.is_valid():
        programme.score_topic(by=request.user, topic=topic, points=form.points())
        messages.success(request, f"“{topic.title}” has {topic_line(_topic(pk)).score or 0} points now.")
        return redirect(topic)
    return _form(request, topic, form, "Weigh the topic")


@require_permission(Permission.PLAN_WORK)
def plan_topic(request: UserRequest, pk: int) -> HttpResponse:
    """On a meeting, or in a month."""
    topic = _topic(pk)
    start = {"meeting": topic.meeting_id, "month": ""}
    form = PlaceForm(request.POST or None, panel=topic.panel, today=timezone.localdate(), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            _, warning = programme.plan_topic(by=request.user, topic=topic, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{topic.title}” is planned.")
            if warning:
                messages.warning(request, warning)
            return redirect(topic)
    return _form(request, topic, form, "Plan the topic")


@require_permission(Permission.PLAN_WORK)
def drop_topic(request: UserRequest, pk: int) -> HttpResponse:
    topic = _topic(pk)
    form = BecauseForm(request.POST or None, button="Drop the topic", hint="The published programme says it.")
    if request.method == "POST" and form.is_valid():
        try:
            programme.drop_topic(by=request.user, topic=topic, because=form.cleaned_data["because"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{topic.title}” is dropped.")
            return redirect(topic)
    return _form(request, topic, form, "Drop the topic")


@require_permission(Permission.PLAN_WORK)
@require_POST
def move_topic(request: UserRequest, pk: int, move: str) -> HttpResponse:
    """Moves that need no words: propose again, finish, publish, take out of the programme, put on the agenda."""
    topic = _topic(pk)
    moves: dict[str, tuple[Callable[[], Any], str]] = {
        "propose": (lambda: programme.unplan_topic(by=request.user, topic=topic), "is proposed again"),
        "finish": (lambda: programme.finish_topic(by=request.user, topic=topic), "is done"),
        "publish": (
            lambda: programme.publish_topics(by=request.user, panel=topic.panel, topics=[topic]),
            "is in the published programme",
        ),
        "withdraw": (
            lambda: programme.publish_topics(by=request.user, panel=topic.panel, topics=[topic], published=False),
            "is out of the published programme",
        ),
        "agenda": (lambda: programme.put_on_agenda(by=request.user, topic=topic), "is on the agenda of its meeting"),
    }
    if move not in moves:
        raise Http404
    act, said = moves[move]
    try:
        act()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{topic.title}” {said}.")
    return redirect(topic)


@require_permission(Permission.PLAN_WORK)
def criteria(request: UserRequest, panel: str) -> HttpResponse:
    """By what topics are weighed, and how many one meeting holds."""
    found = get_panel(panel)
    rows = Criterion.objects.filter(council=found.council_id).order_by("position")
    lines = "\n".join(f"{row.name} | {row.weight} | {row.question}" for row in rows)
    form = CriteriaForm(request.POST or None, initial={"criteria": lines, "capacity": found.topics_a_meeting})
    if request.method == "POST" and form.is_valid():
        try:
            programme.set_criteria(by=request.user, council=found.council, criteria=form.cleaned_data["criteria"])
        except NotAllowed as refusal:
            form.add_error("criteria", str(refusal))
        else:
            programme.set_capacity(by=request.user, panel=found, topics=form.cleaned_data["capacity"])
            messages.success(request, "Saved the criteria.")
            return redirect("panels:programme", found.slug)
    context = {"here": "meetings", "form": form, "heading": "How topics are weighed", "panel": found, "topic": None}
    return render(request, "panels/programme/topic_form.html", context | {"saved_meanwhile": None})


# --- Members' learning ----------------------------------------------------------------------------------------------


@require_permission(Permission.PLAN_WORK)
def learning(request: UserRequest, panel: str, pk: int | None = None) -> HttpResponse:
    """A training, briefing or visit: a new one, or one that is there."""
    found = get_panel(panel)
    event = get_object_or_404(LearningEvent, panel=found, pk=pk) if pk else None
    names = ("kind", "title", "date", "place", "note")
    start: dict[str, Any] = {}
    if event:
        start = {name: getattr(event, name) for name in (*names, "version")}
        start["people"] = list(event.attended_by.order_by("name"))
    form = LearningForm(request.POST or None, panel=found, year=_year(found, timezone.localdate()), initial=start)
    conflict = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in names}
        people, version = form.cleaned_data["people"], form.cleaned_data["version"] or 0
        try:
            if event:
                programme.edit_learning_event(by=request.user, event=event, version=version, people=people, **fields)
            else:
                programme.add_learning_event(by=request.user, panel=found, people=people, **fields)
        except StaleEdit as stale:
            conflict = stale
            form.add_error(None, str(stale))
            form.renew(version=LearningEvent.objects.get(panel=found, pk=pk or 0).version)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved “{fields['title']}”.")
            return redirect("panels:programme", found.slug)
    heading = "Training, briefing or visit"
    context = {"here": "meetings", "form": form, "heading": heading, "panel": found, "topic": None}
    return render(request, "panels/programme/topic_form.html", context | {"saved_meanwhile": conflict})


def _place(request: HttpRequest) -> str:
    """Where a request comes from: its own address, or the last one that our own proxy wrote down."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return (forwarded if not settings.DEVELOPMENT else "") or request.META.get("REMOTE_ADDR", "")


def _topic(pk: int) -> Topic:
    return get_object_or_404(Topic.objects.with_scores().select_related("panel__council"), pk=pk)


def _form(request: HttpRequest, topic: Topic, form: Any, heading: str) -> HttpResponse:
    context = {"here": "meetings", "form": form, "heading": heading, "about": topic.title, "topic": topic}
    return render(request, "panels/programme/form.html", context)


def _year(panel: Panel, today: datetime.date) -> str:
    """The municipal year to start from: this one, or the latest in which the panel meets."""
    latest = panel.meetings.order_by("-date").values_list("date", flat=True).first()
    return municipal_year(min(latest, today) if latest else today)
