"""One recommendation or information request: what was asked, where it stands, each step, as one person may read it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from panels.models import (
    Evidence,
    MeetingRequest,
    Minutes,
    MinutesEdition,
    Paper,
    Recommendation,
    RecommendationStep,
    Resolution,
)
from panels.models.meetings import Meeting
from panels.permissions import is_recipient, may_answer
from panels.reports.exemptions import withheld_parts
from panels.reports.published import published
from panels.tracker_enums import AskKind, RecipientKind, Step
from panels.tracker_rules import (
    BOUND_BY_LAW,
    TRANSITIONS,
    is_late,
    last_day_to_respond,
    steps_from,
    working_days_between,
)
from scrutiny.access import Permission, user_can

# What the recipient may do without an officer.
OF_THE_RECIPIENT = frozenset({Step.RESPOND, Step.PROGRESS, Step.PROMISE, Step.RECEIVE})


@dataclass(frozen=True)
class StepLine:
    """One step as it is read: what and when, and its words for those who may read them."""

    step: Step
    on: datetime.date
    text: str
    due_on: datetime.date | None
    by: str


@dataclass(frozen=True)
class RecommendationReport:
    """Everything that its page says to one person.

    `working_days` are those left until something is due, negative when they are over. `steps_offered` is what this
    person may record now.
    """

    recommendation: Recommendation
    steps: tuple[StepLine, ...]
    evidence: tuple[Evidence, ...]
    is_late: bool
    working_days: int | None
    law_says: datetime.date | None
    is_bound_by_law: bool
    shows_answer: bool
    sees_all: bool
    steps_offered: tuple[Step, ...]
    may_answer: bool

    @property
    def days_over(self) -> int:
        return -self.working_days if self.working_days is not None and self.working_days < 0 else 0


def recommendation_report(
    recommendation: Recommendation,
    user: Any,
    *,
    as_at: datetime.date,
    extra_holidays: Collection[datetime.date] = (),
) -> RecommendationReport:
    """The page of one, which the caller has checked this person may read. Two queries."""
    sees_all = user_can(user, Permission.VIEW_DRAFTS) or is_recipient(user, recommendation)
    answers = may_answer(user, recommendation)
    due, kind = recommendation.due_on, recommendation.get_kind()
    found = recommendation.recipient
    bound = bool(found) and RecipientKind(found.kind) in BOUND_BY_LAW if found else False
    received = recommendation.received_on
    return RecommendationReport(
        recommendation=recommendation,
        steps=_steps(recommendation, sees_all),
        evidence=tuple(recommendation.evidence.select_related("added_by").order_by("pk")) if sees_all else (),
        is_late=is_late(recommendation.get_standing(), due, on=as_at),
        working_days=working_days_between(as_at, due, extra_holidays=extra_holidays) if due else None,
        law_says=last_day_to_respond(received) if received and kind is AskKind.RECOMMENDATION else None,
        is_bound_by_law=bound,
        shows_answer=bool(recommendation.answer) and (sees_all or recommendation.answer_published_at is not None),
        sees_all=sees_all,
        steps_offered=offered(recommendation, user) if answers else (),
        may_answer=answers,
    )


def offered(recommendation: Recommendation, user: Any) -> tuple[Step, ...]:
    """What this person may record now: officers all that may follow, the recipient what is the recipient's."""
    following = steps_from(recommendation.get_kind(), recommendation.get_standing())
    if user_can(user, Permission.TRACK_RECOMMENDATIONS):
        return following
    return tuple(step for step in following if step in OF_THE_RECIPIENT)


def _steps(recommendation: Recommendation, sees_all: bool) -> tuple[StepLine, ...]:
    rows = RecommendationStep.objects.filter(recommendation=recommendation).select_related("recorded_by")
    return tuple(
        StepLine(
            step=row.get_step(),
            on=row.on,
            text=row.text if sees_all or row.step in PUBLIC_WORDS else "",
            due_on=row.due_on,
            by=row.recorded_by.full_name if sees_all else "",
        )
        for row in rows.order_by("pk")
    )


# What the panel itself said in a meeting.
PUBLIC_WORDS = frozenset({Step.JUDGE})


# --- What a meeting leaves to be followed up ------------------------------------------------------------------------


@dataclass(frozen=True)
class ResolvedLine:
    """A resolution with what has grown from it."""

    resolution: Resolution
    minute: str
    title: str
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True)
class FollowUpReport:
    """What a meeting resolved and asked for, with what is followed up of it."""

    resolutions: tuple[ResolvedLine, ...]
    requests: tuple[tuple[MeetingRequest, Recommendation | None], ...]
    has_minutes: bool


def follow_up_report(meeting: Meeting, *, sees_exempt: bool) -> FollowUpReport:
    """What there is to follow up after a meeting. Five queries at most, however much was resolved."""
    resolutions = Resolution.objects.filter(minute__minutes__meeting=meeting).select_related("minute")
    requests = MeetingRequest.objects.filter(meeting=meeting)
    made = Recommendation.objects.filter(meeting=meeting).select_related("recipient").order_by("pk")
    if not sees_exempt:
        resolutions, made = resolutions.filter(minute__is_exempt=False), made.filter(is_exempt=False)
        requests = requests.exclude(item__in=withheld_parts(meeting).items)
    grown: dict[int | None, list[Recommendation]] = {}
    asked: dict[int | None, Recommendation] = {}
    for found in made:
        grown.setdefault(found.resolution_id, []).append(found)
        asked[found.request_id] = found
    return FollowUpReport(
        resolutions=tuple(
            ResolvedLine(
                resolution=line,
                minute=f"{line.minute.number}{line.numeral}",
                title=line.minute.title,
                recommendations=tuple(grown.get(line.pk, ())),
            )
            for line in resolutions.order_by("minute__number", "position")
        ),
        requests=tuple((request, asked.get(request.pk)) for request in requests.order_by("pk")),
        has_minutes=Minutes.objects.filter(meeting=meeting).exists(),
    )


def minutes_address(meeting: Meeting) -> str:
    """Where the public reads the minutes of a meeting: by themselves, or in the pack that has them; else nowhere."""
    latest = MinutesEdition.objects.filter(minutes__meeting=meeting).order_by("-number").first()
    if latest:
        return "" if latest.is_withdrawal else reverse("panels:minutes", args=meeting.key)
    papers = Paper.objects.filter(minutes__meeting=meeting, item__removed_at=None)
    for paper in papers.select_related("item__meeting__panel").order_by("-item__meeting__date", "pk"):
        standing = published(paper.item.meeting)
        row = standing.by_source.get(paper.pk) if standing else None
        if row and not row.row.withheld_as:
            return reverse("panels:paper", args=[*paper.item.meeting.key, row.row.position])
    return ""


# --- The table of steps, for the page that explains it ---------------------------------------------------------------


@dataclass(frozen=True)
class TransitionLine:
    step: str
    starts: tuple[str, ...]
    leads_to: str


def transition_tables() -> tuple[tuple[str, tuple[TransitionLine, ...]], ...]:
    """The one table of what may follow what, in words: the page is made of it, so it is never out of date."""
    return tuple(
        (
            str(kind.label),
            tuple(
                TransitionLine(
                    str(step.label),
                    tuple(str(standing.label) for standing in type(found.leads_to) if standing in found.starts),
                    str(found.leads_to.label),
                )
                for step, found in table.items()
            ),
        )
        for kind, table in TRANSITIONS.items()
    )
