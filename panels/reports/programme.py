"""The work programme of a panel: what is planned when, what waits with its scores, what was dropped and why."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from panels.calendar_rules import bounds
from panels.models import Criterion, LearningEvent, Meeting, Panel, Suggestion, Topic
from panels.tracker_enums import SuggestionState, TopicMethod, TopicState
from scrutiny.dates import Month

MOST_POINTS = 3


@dataclass(frozen=True)
class ScoreLine:
    """The points by one criterion; None where nobody has given any."""

    criterion: Criterion
    points: int | None
    note: str

    @property
    def weighed(self) -> int:
        return (self.points or 0) * self.criterion.weight


@dataclass(frozen=True)
class TopicLine:
    """A topic with its scores. `score` is what it has of `most`; None while it is not scored."""

    topic: Topic
    scores: tuple[ScoreLine, ...]

    @property
    def score(self) -> int | None:
        if not any(line.points is not None for line in self.scores):
            return None
        return sum(line.weighed for line in self.scores)

    @property
    def most(self) -> int:
        return sum(line.criterion.weight for line in self.scores) * MOST_POINTS


@dataclass(frozen=True)
class MeetingSlot:
    """A meeting with the topics placed on it, and how many it can hold."""

    meeting: Meeting
    topics: tuple[TopicLine, ...]
    capacity: int

    @property
    def items(self) -> int:
        return sum(line.topic.method == TopicMethod.ITEM for line in self.topics)

    @property
    def room(self) -> int:
        return self.capacity - self.items

    @property
    def over(self) -> int:
        return max(-self.room, 0)


@dataclass(frozen=True)
class MonthSlot:
    """One month: its meetings, and what is done besides meetings."""

    month: Month
    meetings: tuple[MeetingSlot, ...]
    topics: tuple[TopicLine, ...]


@dataclass(frozen=True)
class ProgrammeReport:
    """Everything that the programme of a panel says, for the public or for officers."""

    panel: Panel
    criteria: tuple[Criterion, ...]
    months: tuple[MonthSlot, ...]
    proposed: tuple[TopicLine, ...]
    done: tuple[TopicLine, ...]
    dropped: tuple[TopicLine, ...]
    events: tuple[LearningEvent, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.proposed or self.done or self.dropped or any(m.topics or m.meetings for m in self.months))


def programme_report(panel: Panel, *, year: str, today: datetime.date, sees_all: bool) -> ProgrammeReport:
    """The programme from the start of a municipal year on; the public sees what is published. Six queries."""
    topics = Topic.objects.filter(panel=panel).with_scores().order_by("pk")
    if not sees_all:
        topics = topics.public()
    criteria = tuple(Criterion.objects.filter(council=panel.council_id).order_by("position"))
    lines = [_line(topic, criteria) for topic in topics]
    first, _ = bounds(year)
    meetings = Meeting.objects.filter(panel=panel, date__gte=first, cancelled_at=None).select_related("panel")
    return ProgrammeReport(
        panel=panel,
        criteria=criteria,
        months=tuple(_months(panel, meetings.order_by("date"), _in(lines, TopicState.PLANNED))),
        proposed=tuple(sorted(_in(lines, TopicState.PROPOSED), key=lambda line: -(line.score or 0))),
        done=tuple(reversed(_in(lines, TopicState.DONE))),
        dropped=tuple(reversed(_in(lines, TopicState.DROPPED))),
        events=tuple(
            LearningEvent.objects.filter(panel=panel, date__gte=first).prefetch_related("attended_by").order_by("-date")
        ),
    )


def topic_line(topic: Topic) -> TopicLine:
    """One topic with the criteria of its council."""
    criteria = Criterion.objects.filter(council=topic.panel.council_id).order_by("position")
    return _line(topic, tuple(criteria))


def waiting_suggestions(panel: Panel | None = None) -> tuple[Suggestion, ...]:
    """What the public suggested and nobody has decided about, the oldest first."""
    rows = Suggestion.objects.filter(state=SuggestionState.WAITING).select_related("panel").order_by("received_at")
    return tuple(rows.filter(panel=panel) if panel else rows)


def _line(topic: Topic, criteria: tuple[Criterion, ...]) -> TopicLine:
    given = {score.criterion_id: score for score in topic.scores.all()}
    return TopicLine(
        topic,
        tuple(
            ScoreLine(
                criterion,
                given[criterion.pk].points if criterion.pk in given else None,
                given[criterion.pk].note if criterion.pk in given else "",
            )
            for criterion in criteria
        ),
    )


def _in(lines: Iterable[TopicLine], state: TopicState) -> list[TopicLine]:
    return [line for line in lines if line.topic.state == state]


def _months(panel: Panel, meetings: Iterable[Meeting], planned: list[TopicLine]) -> Iterable[MonthSlot]:
    slots: dict[Month, list[MeetingSlot]] = {}
    for meeting in meetings:
        there = tuple(line for line in planned if line.topic.meeting_id == meeting.pk)
        slots.setdefault(Month.of(meeting.date), []).append(MeetingSlot(meeting, there, panel.topics_a_meeting))
    placed = {line.topic.pk for found in slots.values() for slot in found for line in slot.topics}
    besides: dict[Month, list[TopicLine]] = {}
    for line in planned:
        if line.topic.pk not in placed and line.topic.month:
            besides.setdefault(Month.of(line.topic.month), []).append(line)
    for month in sorted({*slots, *besides}):
        yield MonthSlot(month, tuple(slots.get(month, ())), tuple(besides.get(month, ())))
