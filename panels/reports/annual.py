"""The annual report of a panel: meetings, attendance, topics, and what became of what it recommended."""

import datetime
import statistics
from dataclasses import dataclass

from panels.calendar_rules import bounds
from panels.models import AnnualReport, Meeting, Panel, Recommendation, Topic
from panels.reports.attendance import AttendanceLine, attendance_on
from panels.tracker_enums import Answer, AskKind, Outcome, TopicState
from panels.tracker_rules import is_late
from panels.writing import Block, blocks


@dataclass(frozen=True)
class Count:
    """How many of something."""

    name: str
    number: int


@dataclass(frozen=True)
class AnnualFigures:
    """What became of one kind of thing that the panel asked for in the year."""

    made: int
    sent: int
    answered: int
    in_time: int
    late_now: int
    median_days: int | None
    longest_days: int | None


@dataclass(frozen=True)
class AnnualReportReport:
    """Everything that the annual report says, as at a day."""

    council: str
    panel: str
    year: str
    as_at: datetime.date
    foreword: tuple[Block, ...]
    highlights: tuple[Block, ...]
    looking_ahead: tuple[Block, ...]
    meetings: tuple[datetime.date, ...]
    cancelled: int
    to_come: int
    attendance: tuple[AttendanceLine, ...]
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    recommendations: AnnualFigures
    requests: AnnualFigures
    answers: tuple[Count, ...]
    outcomes: tuple[Count, ...]
    title: str = "Annual report"

    @property
    def document_title(self) -> str:
        return f"{self.panel}: annual report {self.year}"


def annual_report(panel: Panel, year: str, *, as_at: datetime.date, written: AnnualReport | None) -> AnnualReportReport:
    """The report as at a day. Seven queries. What is exempt is counted nowhere in it: it is written for the public."""
    first, end = bounds(year)
    meetings = list(Meeting.objects.filter(panel=panel, date__gte=first, date__lt=end).order_by("date"))
    rows = list(
        Recommendation.objects.filter(panel=panel, made_on__gte=first, made_on__lt=end, is_exempt=False)
        .exclude(resolution__minute__is_exempt=True)
        .order_by("made_on", "pk")
    )
    topics = list(
        Topic.objects.filter(panel=panel).public().filter(month__gte=first, month__lt=end).order_by("month", "pk")
    )
    dropped = list(Topic.objects.filter(panel=panel, state=TopicState.DROPPED).public().order_by("pk"))
    recommended = [row for row in rows if row.kind == AskKind.RECOMMENDATION]
    return AnnualReportReport(
        council=panel.council.name,
        panel=panel.name,
        year=year,
        as_at=as_at,
        foreword=blocks(written.foreword) if written else (),
        highlights=blocks(written.highlights) if written else (),
        looking_ahead=blocks(written.looking_ahead) if written else (),
        meetings=tuple(meeting.date for meeting in meetings if not meeting.is_cancelled and meeting.date <= as_at),
        cancelled=sum(meeting.is_cancelled for meeting in meetings),
        to_come=sum(not meeting.is_cancelled and meeting.date > as_at for meeting in meetings),
        attendance=attendance_on(panel, year, today=as_at),
        topics=tuple(
            (name, titles)
            for name, titles in (
                ("Looked into", tuple(topic.title for topic in topics if topic.state == TopicState.DONE)),
                ("Planned", tuple(topic.title for topic in topics if topic.state == TopicState.PLANNED)),
                ("Not taken up", tuple(f"{topic.title}: {topic.dropped_because}" for topic in dropped)),
            )
            if titles
        ),
        recommendations=_figures(recommended, as_at),
        requests=_figures([row for row in rows if row.kind == AskKind.INFORMATION], as_at),
        answers=tuple(Count(str(answer.label), sum(row.answer == answer for row in recommended)) for answer in Answer),
        outcomes=tuple(Count(str(outcome.label), sum(row.outcome == outcome for row in rows)) for outcome in Outcome),
    )


def _figures(rows: list[Recommendation], as_at: datetime.date) -> AnnualFigures:
    answered = [row for row in rows if row.answered_on and row.received_on]
    days = [(row.answered_on - row.received_on).days for row in answered if row.answered_on and row.received_on]
    return AnnualFigures(
        made=len(rows),
        sent=sum(row.sent_on is not None for row in rows),
        answered=len(answered),
        in_time=sum(bool(row.answered_on and row.due_on and row.answered_on <= row.due_on) for row in answered),
        late_now=sum(is_late(row.get_standing(), row.due_on, on=as_at) for row in rows),
        median_days=round(statistics.median(days)) if days else None,
        longest_days=max(days) if days else None,
    )
