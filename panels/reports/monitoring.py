"""The standing report "Monitoring scrutiny recommendations": what was answered since, what is late, what to close.

It is computed from the steps as at a day, and kept as plain data (Monitoring.content), so that what the panel had
before it stays what it had.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, Q

from panels.models import Meeting, Monitoring, Recommendation, RecommendationStep
from panels.tracker_enums import Answer, AskKind, Outcome, Standing, Step
from panels.tracker_rules import ENDED, FIRST, is_late

TITLE = "Monitoring scrutiny recommendations"
# Steps that are news to the panel.
NEWS = frozenset({Step.RESPOND, Step.PROGRESS, Step.PROMISE, Step.RECEIVE, Step.CIRCULATE})


@dataclass(frozen=True)
class MonitoredLine:
    """One recommendation or request as at the day. Days are ISO dates, as the stored report has them."""

    pk: int
    reference: str
    kind: str
    minute: str
    made_on: str
    text: str
    recipient: str
    standing: str
    sent_on: str = ""
    due_on: str = ""
    days_late: int = 0
    answer: str = ""
    answer_reason: str = ""
    answer_action: str = ""
    outcome: str = ""
    outcome_note: str = ""
    news: tuple[tuple[str, str, str], ...] = ()

    @property
    def asked_on(self) -> datetime.date:
        return datetime.date.fromisoformat(self.made_on)

    @property
    def notice_on(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.sent_on) if self.sent_on else None

    @property
    def due(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.due_on) if self.due_on else None

    @property
    def status(self) -> Standing:
        return Standing(self.standing)

    @property
    def steps(self) -> tuple[tuple[str, datetime.date, str], ...]:
        """What has happened since the last meeting: what, when, and in which words."""
        return tuple((what, datetime.date.fromisoformat(on), text) for what, on, text in self.news)

    @property
    def is_request(self) -> bool:
        return self.kind == AskKind.INFORMATION.label


@dataclass(frozen=True)
class MonitoringReport:
    """Everything that the report says. Each line stands in one list; `since` is the panel's meeting before."""

    council: str
    panel: str
    meeting: datetime.date
    as_at: datetime.date
    since: datetime.date | None
    answered: tuple[MonitoredLine, ...] = ()
    late: tuple[MonitoredLine, ...] = ()
    to_close: tuple[MonitoredLine, ...] = ()
    others: tuple[MonitoredLine, ...] = ()
    ended: tuple[MonitoredLine, ...] = ()
    title: str = field(default=TITLE)

    @property
    def is_empty(self) -> bool:
        return not any((self.answered, self.late, self.to_close, self.others, self.ended))

    @property
    def sections(self) -> tuple[tuple[str, str, tuple[MonitoredLine, ...]], ...]:
        """The lists that hold something: heading, what it is, and the lines."""
        since = f"since the meeting of {_in_words(self.since)}" if self.since else "so far"
        found = (
            ("The Panel is asked to close", "Closed with the Panel's judgement of the outcome.", self.to_close),
            ("Late", "Nothing has come back by the day on which it was due.", self.late),
            ("Answered since the last meeting", f"What came back {since}.", self.answered),
            ("Open, and not late", "Nothing new, and still in time or without a day.", self.others),
            ("Closed since the last meeting", f"What was closed or circulated {since}.", self.ended),
        )
        return tuple(section for section in found if section[2])

    @property
    def content(self) -> dict[str, Any]:
        """The report as plain data, which `restored` reads again."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self), cls=DjangoJSONEncoder))
        return found


LISTS = ("answered", "late", "to_close", "others", "ended")
DAYS = ("meeting", "as_at", "since")


def monitoring_report(meeting: Meeting, *, as_at: datetime.date) -> MonitoringReport:
    """The report for a meeting as at a day, from what the panel asked before that meeting. Three queries.

    What is exempt is not in it: the report is an open paper.
    """
    previous = Meeting.objects.before(meeting).first()
    since = previous.date if previous else None
    rows = (
        Recommendation.objects.filter(panel=meeting.panel_id, is_exempt=False, made_on__lt=meeting.date)
        .exclude(resolution__minute__is_exempt=True)
        .select_related("recipient", "resolution__minute", "meeting")
        .prefetch_related(Prefetch("steps", queryset=RecommendationStep.objects.order_by("pk")))
        .order_by("made_on", "pk")
    )
    rows = rows.filter(made_on__lte=as_at)
    if since:
        rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=since))
    lists: dict[str, list[MonitoredLine]] = {name: [] for name in LISTS}
    for row in rows:
        line = _line(row, as_at=as_at, since=since)
        lists[_list_of(line)].append(line)
    lists["late"].sort(key=lambda line: line.due_on)
    return MonitoringReport(
        council=meeting.panel.council.name,
        panel=meeting.panel.name,
        meeting=meeting.date,
        as_at=as_at,
        since=since,
        answered=tuple(lists["answered"]),
        late=tuple(lists["late"]),
        to_close=tuple(lists["to_close"]),
        others=tuple(lists["others"]),
        ended=tuple(lists["ended"]),
    )


def left_out(meeting: Meeting) -> int:
    """How many open ones of the panel are exempt, and so not in the report. One query."""
    exempt = Q(is_exempt=True) | Q(resolution__minute__is_exempt=True)
    rows = Recommendation.objects.filter(exempt, panel=meeting.panel_id, made_on__lt=meeting.date)
    return rows.exclude(standing__in=ENDED).count()


def restored(monitoring: Monitoring) -> MonitoringReport:
    """The report as it was kept."""
    data = dict(monitoring.content)
    for name in DAYS:
        data[name] = datetime.date.fromisoformat(data[name]) if data[name] else None
    for name in LISTS:
        data[name] = tuple(_restored_line(line) for line in data[name])
    return MonitoringReport(**data)


def _restored_line(data: Mapping[str, Any]) -> MonitoredLine:
    known = {found.name for found in fields(MonitoredLine)}
    kept = {name: value for name, value in data.items() if name in known}
    return MonitoredLine(**{**kept, "news": tuple(tuple(step) for step in data.get("news", ()))})


def _line(row: Recommendation, *, as_at: datetime.date, since: datetime.date | None) -> MonitoredLine:
    """One as it stood on the day: what was recorded of later days does not count yet."""
    steps = [step for step in row.steps.all() if step.on <= as_at]
    standing = Standing(steps[-1].became) if steps else FIRST
    due = next((step.due_on for step in reversed(steps) if step.due_on), None)
    late = is_late(standing, due, on=as_at)
    done = {step.step for step in steps}
    has_answer = Step.RESPOND in done
    return MonitoredLine(
        pk=row.pk,
        reference=row.reference,
        kind=str(row.get_kind().label),
        minute=row.cited,
        made_on=row.made_on.isoformat(),
        text=row.text,
        recipient=row.recipient.name if row.recipient else "",
        standing=str(standing),
        sent_on=_first(steps, {Step.NOTICE, Step.ASK}),
        due_on=due.isoformat() if due else "",
        days_late=(as_at - due).days if late and due else 0,
        answer=str(Answer(row.answer).label) if has_answer and row.answer else "",
        answer_reason=row.answer_reason if has_answer else "",
        answer_action=row.answer_action if has_answer else "",
        outcome=str(Outcome(row.outcome).label) if standing is Standing.CLOSED and row.outcome else "",
        outcome_note=row.outcome_note if standing is Standing.CLOSED else "",
        news=tuple(
            (str(step.get_step().label), step.on.isoformat(), step.text)
            for step in steps
            if step.step in NEWS and (since is None or step.on > since)
        ),
    )


def _list_of(line: MonitoredLine) -> str:
    if line.status in ENDED:
        return "ended"
    if line.status is Standing.TO_CLOSE:
        return "to_close"
    if line.days_late:
        return "late"
    return "answered" if line.news else "others"


def _first(steps: Iterable[RecommendationStep], wanted: set[Step]) -> str:
    return next((step.on.isoformat() for step in steps if step.step in wanted), "")


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
