"""Writes to the work programme: criteria, topics with their scores and places, and who did what to learn."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.models import (
    AgendaItem,
    AnnualReport,
    Criterion,
    LearningEvent,
    Meeting,
    Panel,
    Person,
    Suggestion,
    Topic,
    TopicScore,
)
from panels.operations.agenda import add_item
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import LearningKind, TopicMethod, TopicSource, TopicState
from panels.tracker_rules import in_words
from scrutiny.history import events_on, record
from scrutiny.models import Council, User

TOPIC_FIELDS = frozenset({"title", "why_now", "source", "source_note", "method", "raised_by", "area", "indicator"})
EVENT_FIELDS = frozenset({"kind", "title", "date", "place", "note"})
REPORT_FIELDS = frozenset({"foreword", "highlights", "looking_ahead"})
MOST_TOPICS_A_MEETING = 20


@transaction.atomic
def set_criteria(*, by: User, council: Council, criteria: Iterable[Mapping[str, Any]]) -> list[Criterion]:
    """Say by what a council weighs topics, in this order. Criteria that topics are scored by keep their points.

    Each has a `name`, a `question` and a `weight` from 1 to 5. One that is left out goes, unless a topic has points
    by it: then NotAllowed.
    """
    wanted = [dict(criterion) for criterion in criteria]
    names = [criterion["name"] for criterion in wanted]
    if not names:
        raise NotAllowed("Keep at least one criterion: topics are weighed by them.")
    if len(set(names)) < len(names):
        raise NotAllowed("Two criteria have the same name. Give each its own.")
    if any(not 1 <= criterion["weight"] <= 5 for criterion in wanted):
        raise NotAllowed("A weight is a whole number from 1 to 5.")
    known = {criterion.name: criterion for criterion in Criterion.objects.filter(council=council).order_by("pk")}
    gone = [criterion for name, criterion in known.items() if name not in names]
    scored = TopicScore.objects.filter(criterion__in=gone).values_list("criterion__name", flat=True)
    if used := sorted(set(scored.order_by())):
        raise NotAllowed(f"Topics have points by {', '.join(used)}. Rename it rather than take it out.")
    Criterion.objects.filter(pk__in=[criterion.pk for criterion in gone]).delete()
    for place, criterion in enumerate(known.values(), 1001):  # out of the way of the new order
        Criterion.objects.filter(pk=criterion.pk).update(position=place)
    made = []
    for place, fields in enumerate(wanted, 1):
        found = known.get(fields["name"]) or Criterion(council=council, name=fields["name"])
        found.question, found.weight, found.position = fields["question"], fields["weight"], place
        found.save()
        made.append(found)
    record(by=by, action="set criteria", on=council, criteria=[f"{c.name} ({c.weight})" for c in made])
    return made


@transaction.atomic
def add_topic(
    *, by: User, panel: Panel, title: str, source: TopicSource, suggestion: Suggestion | None = None, **fields: Any
) -> Topic:
    """Propose a topic. It is not in the published programme until somebody publishes it."""
    _check_fields(fields, TOPIC_FIELDS)
    title = " ".join(title.split())[:200]
    if not title:
        raise NotAllowed("Give the topic a title.")
    topic = Topic.objects.create(
        panel=panel, title=title, source=source, suggestion=suggestion, created_at=timezone.now(), **fields
    )
    record(by=by, action="add topic", on=topic, panel=panel.name, title=title, source=str(source))
    return topic


@transaction.atomic
def edit_topic(*, by: User, topic: Topic, version: int, **fields: Any) -> Topic:
    """Change what a topic says. Raises StaleEdit if somebody saved since `version`."""
    _check_fields(fields, TOPIC_FIELDS)
    current = _lock(topic)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    _check_version(current, version, {"Title": current.title, "Why now": current.why_now})
    if "title" in changed and not changed["title"].strip():
        raise NotAllowed("Give the topic a title.")
    before = {name: str(getattr(current, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    _save(current)
    record(by=by, action="edit topic", on=current, before=before, after={k: str(v or "") for k, v in changed.items()})
    return current


@transaction.atomic
def score_topic(*, by: User, topic: Topic, points: Mapping[Criterion, tuple[int, str]]) -> Topic:
    """Give a topic its points by each criterion, 0 to 3, each with a reason or none. They are published with it."""
    current = _lock(topic)
    for criterion, (given, note) in points.items():
        if not 0 <= given <= 3:
            raise NotAllowed(f"{criterion.name}: give 0, 1, 2 or 3 points.")
        TopicScore.objects.update_or_create(
            topic=current, criterion=criterion, defaults={"points": given, "note": note.strip()[:300]}
        )
    _save(current)
    facts = {criterion.name: f"{given} {note}".strip() for criterion, (given, note) in points.items()}
    record(by=by, action="score topic", on=current, points=facts)
    return current


@transaction.atomic
def plan_topic(
    *, by: User, topic: Topic, meeting: Meeting | None = None, month: datetime.date | None = None
) -> tuple[Topic, str]:
    """Place a topic on a meeting, or in a month; returns it, and a warning where the meeting is over its capacity.

    A meeting holds as many topics as the panel says; more are possible, and never silent.
    """
    current = _lock(topic)
    if current.state == TopicState.DONE:
        raise NotAllowed("This topic is done. Propose it again if the panel comes back to it.")
    if (meeting is None) == (month is None):
        raise NotAllowed("Choose a meeting, or the month in which the work is to be done.")
    if meeting is not None:
        if meeting.panel_id != current.panel_id:
            raise NotAllowed("This meeting is of another panel.")
        if meeting.is_cancelled:
            raise NotAllowed(f"The meeting of {in_words(meeting.date)} is cancelled. Choose another.")
        if current.item and current.meeting_id != meeting.pk and current.item.removed_at is None:
            raise NotAllowed("This topic is on the agenda of another meeting. Take it off there first.")
        month = meeting.date
    assert month is not None
    current.state, current.dropped_because = TopicState.PLANNED, ""
    current.meeting, current.month = meeting, month.replace(day=1)
    _save(current)
    record(by=by, action="plan topic", on=current, meeting=str(meeting or ""), month=current.month)
    return current, _over_capacity(meeting)


@transaction.atomic
def unplan_topic(*, by: User, topic: Topic) -> Topic:
    """Take a topic off its place: it is proposed again. One that was dropped is taken up again."""
    current = _lock(topic)
    if current.state == TopicState.DONE:
        raise NotAllowed("This topic is done.")
    was = {"state": current.state, "meeting": str(current.meeting or ""), "dropped_because": current.dropped_because}
    current.state, current.dropped_because, current.meeting, current.month = TopicState.PROPOSED, "", None, None
    _save(current)
    record(by=by, action="unplan topic", on=current, **was)
    return current


@transaction.atomic
def drop_topic(*, by: User, topic: Topic, because: str) -> Topic:
    """Say that the panel will not look into it, and why: the published programme says both."""
    current = _lock(topic)
    if current.state == TopicState.DONE:
        raise NotAllowed("This topic is done, so it cannot be dropped.")
    if not because.strip():
        raise NotAllowed("Say why it is dropped: the published programme says it.")
    current.state, current.dropped_because = TopicState.DROPPED, because.strip()
    current.meeting, current.month = None, None
    _save(current)
    record(by=by, action="drop topic", on=current, because=because)
    return current


@transaction.atomic
def finish_topic(*, by: User, topic: Topic) -> Topic:
    """Say that the panel has looked into it."""
    current = _lock(topic)
    if current.state != TopicState.PLANNED:
        raise NotAllowed("Only a topic that is planned can be done. Place it on a meeting or in a month first.")
    current.state = TopicState.DONE
    _save(current)
    record(by=by, action="finish topic", on=current)
    return current


@transaction.atomic
def put_on_agenda(*, by: User, topic: Topic) -> AgendaItem:
    """Make an item of the agenda of its meeting of a topic, at the end; the officer moves it from there."""
    current = _lock(topic)
    if current.meeting is None or current.state != TopicState.PLANNED:
        raise NotAllowed("Place the topic on a meeting first.")
    if current.item and current.item.removed_at is None:
        raise NotAllowed("This topic is on the agenda already.")
    item = add_item(by=by, meeting=current.meeting, title=current.title)
    current.item = item
    _save(current)
    record(by=by, action="put topic on agenda", on=current, meeting=str(current.meeting), item=item.pk)
    return item


@transaction.atomic
def publish_topics(*, by: User, panel: Panel, topics: Iterable[Topic], published: bool = True) -> int:
    """Put topics into the published programme, or take them out; how many changed."""
    at = timezone.now() if published else None
    rows = Topic.objects.select_for_update().filter(panel=panel, pk__in=[topic.pk for topic in topics])
    count = 0
    for topic in rows.order_by("pk"):
        if (topic.published_at is None) == published:
            topic.published_at = at
            _save(topic)
            record(by=by, action="publish topic" if published else "withdraw topic", on=topic, title=topic.title)
            count += 1
    return count


@transaction.atomic
def set_capacity(*, by: User, panel: Panel, topics: int) -> None:
    """Say how many topics one meeting of the panel can hold."""
    if not 1 <= topics <= MOST_TOPICS_A_MEETING:
        raise NotAllowed(f"Give a whole number from 1 to {MOST_TOPICS_A_MEETING}.")
    if panel.topics_a_meeting != topics:
        Panel.objects.filter(pk=panel.pk).update(topics_a_meeting=topics)
        record(by=by, action="set capacity", on=panel, before=panel.topics_a_meeting, after=topics)


# --- What members did to learn -------------------------------------------------------------------------------------


@transaction.atomic
def add_learning_event(
    *, by: User, panel: Panel, kind: LearningKind, title: str, date: datetime.date, people: Iterable[Person] = (),
    place: str = "", note: str = "",
) -> LearningEvent:  # fmt: skip
    """Enter a training, briefing or visit, and who came."""
    if not title.strip():
        raise NotAllowed("Give it a title.")
    event = LearningEvent.objects.create(
        panel=panel, kind=kind, title=title.strip()[:200], date=date, place=place, note=note
    )
    event.attended_by.set(people)
    record(by=by, action="add learning event", on=event, kind=str(kind), title=title, date=date, people=_names(event))
    return event


@transaction.atomic
def edit_learning_event(
    *, by: User, event: LearningEvent, version: int, people: Iterable[Person], **fields: Any
) -> LearningEvent:
    """Change one, and who came. Raises StaleEdit if somebody saved since `version`."""
    _check_fields(fields, EVENT_FIELDS)
    current = LearningEvent.objects.select_for_update().get(pk=event.pk)
    _check_version(current, version, {"Title": current.title, "Who came": ", ".join(_names(current))})
    for name, value in fields.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    current.attended_by.set(people)
    facts = {name: str(value) for name, value in fields.items()}
    record(by=by, action="edit learning event", on=current, people=_names(current), **facts)
    return current


# --- The annual report ------------------------------------------------------------------------------------------


@transaction.atomic
def edit_annual_report(*, by: User, panel: Panel, year: str, version: int, **texts: str) -> AnnualReport:
    """Save what stands around the figures of a panel's year. Raises StaleEdit if somebody saved since `version`."""
    _check_fields(texts, REPORT_FIELDS)
    Panel.objects.select_for_update().get(pk=panel.pk)
    current = AnnualReport.objects.filter(panel=panel, municipal_year=year).first()
    if current is None:
        current = AnnualReport(panel=panel, municipal_year=year, version=0)
    changed = {name: text for name, text in texts.items() if getattr(current, name) != text}
    if not changed and current.pk:
        return current
    saved = {name.replace("_", " "): getattr(current, name) for name in sorted(changed)}
    _check_version(current, version, saved)
    for name, text in changed.items():
        setattr(current, name, text)
    current.version += 1
    current.save()
    record(by=by, action="edit annual report", on=current, year=year, parts=sorted(changed), after=changed)
    return current


# --- Helpers ---------------------------------------------------------------------------------------------------


def _over_capacity(meeting: Meeting | None) -> str:
    if meeting is None:
        return ""
    there = Topic.objects.filter(meeting=meeting, state=TopicState.PLANNED, method=TopicMethod.ITEM).count()
    holds = meeting.panel.topics_a_meeting
    if there <= holds:
        return ""
    return (
        f"The meeting of {in_words(meeting.date)} has {there} topics now; the panel says that a meeting holds {holds}."
    )


def _lock(topic: Topic) -> Topic:
    rows = Topic.objects.select_for_update(of=("self",)).select_related("panel", "meeting__panel", "item")
    return rows.get(pk=topic.pk)


def _save(topic: Topic) -> None:
    topic.version += 1
    topic.save()


def _check_version(current: Any, version: int, saved: dict[str, str]) -> None:
    if current.version != version:
        last = events_on(current).first()
        raise StaleEdit(saved_by=last.by.full_name if last and last.by else "", saved=saved)


def _check_fields(fields: Any, known: frozenset[str]) -> None:
    if unknown := set(fields) - known:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


def _names(event: LearningEvent) -> list[str]:
    return [str(person) for person in event.attended_by.order_by("name")]
