"""Whole plans as they stood on a day: every area with its two lights, every action with its status and date, as frozen
objects, in a fixed number of queries however long their history. Dashboards, exports and the printed report start here.

Nothing here reads the clock. What the reader may not know is not in it.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from actions.enums import Precision, Rag, UpdateKind
from actions.models import ActionUpdate, AreaForImprovement, Inspection, MonitoringUpdate
from actions.models.updates import ActionUpdateQuerySet
from actions.rules import When, days_late, due_after
from scrutiny.access import Permission, user_can


@dataclass(frozen=True)
class PlanHead:
    """The plan that an area belongs to."""

    pk: int
    slug: str
    title: str
    council: str
    area_term: str
    published: When | None

    @property
    def url(self) -> str:
        return reverse("actions:inspection", args=[self.slug])


@dataclass(frozen=True)
class AreaState:
    """One area on the day. A light is Rag.NOT_RECORDED and has no day where nobody said anything until then."""

    pk: int
    plan: PlanHead
    position: int
    number: int | None
    title: str
    slug: str
    text: str
    is_quotation: bool
    timescale: str
    due: When | None
    lead: str
    lead_job_title: str
    lead_pk: int | None
    agencies: tuple[str, ...]
    linked_plans: str
    expected_outcome: str
    is_published: bool
    progress: Rag
    progress_commentary: str
    impact: Rag
    impact_commentary: str
    further_action: str
    monitored_on: datetime.date | None

    @property
    def heading(self) -> str:
        return f"{self.plan.area_term} {self.number}" if self.number else self.title

    @property
    def url(self) -> str:
        return reverse("actions:area", args=[self.plan.slug, self.slug])


@dataclass(frozen=True)
class ActionState:
    """One action on the day."""

    pk: int
    area: AreaState
    position: int
    text: str
    owner: str
    owner_pk: int | None
    status: Rag
    status_reason: str
    due: When
    first_due: When
    moves: int
    evidence: str
    done: str
    next_step: str
    asks_to_close: bool
    said_on: datetime.date
    kind: UpdateKind
    as_at: datetime.date

    @property
    def is_open(self) -> bool:
        return self.status != Rag.BLUE

    @property
    def days_late(self) -> int:
        return days_late(self.due.day, self.as_at, self.status)

    @property
    def days_left(self) -> int:
        """Days until it is due; negative once it is late."""
        return (self.due.day - self.as_at).days

    @property
    def when_words(self) -> str:
        """How late or how soon, in words; nothing for what is complete."""
        if not self.is_open:
            return ""
        if self.days_late:
            return f"{days(self.days_late)} late"
        return "due today" if self.days_left == 0 else f"{days(self.days_left)} left"

    @property
    def moved_words(self) -> str:
        times = {0: "", 1: "moved once", 2: "moved twice", 3: "moved three times"}
        return times.get(self.moves, f"moved {self.moves} times")

    @property
    def url(self) -> str:
        return reverse("actions:action", args=[self.area.plan.slug, self.area.slug, self.pk])

    @property
    def update_url(self) -> str:
        return reverse("actions:update_action", args=[self.area.plan.slug, self.area.slug, self.pk])


@dataclass(frozen=True)
class PlanState:
    """Some plans on a day: areas in their order, actions in theirs."""

    as_at: datetime.date
    areas: tuple[AreaState, ...]
    actions: tuple[ActionState, ...]

    def of_area(self) -> dict[int, list[ActionState]]:
        """The actions by the key of their area."""
        found: dict[int, list[ActionState]] = defaultdict(list)
        for action in self.actions:
            found[action.area.pk].append(action)
        return found


def plan_state(
    inspections: "QuerySet[Inspection]", *, as_at: datetime.date, published_only: bool, words: bool = True
) -> PlanState:
    """These inspections' areas and actions as they stood at the end of the day. Eight queries.

    With `published_only` areas, updates and monitoring that are not public do not count. What was withdrawn by then is
    left out, and what was entered later. Without `words` nothing of what was done and of the evidence is read: six.
    """
    areas = _areas(inspections, as_at, published_only)
    return PlanState(as_at, tuple(areas.values()), _actions(areas, as_at, published_only, words))


def sees_published_only(user: Any) -> bool:
    """Whether this person sees only what is published."""
    return not user_can(user, Permission.VIEW_DRAFTS)


def days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def red_since(actions: Collection[ActionState], *, published_only: bool) -> dict[int, datetime.date]:
    """For the red ones among these, by key: the day from which each has been red without a break. One query."""
    reds = {action.pk: action for action in actions if action.status == Rag.RED}
    if not reds:
        return {}
    as_at = next(iter(reds.values())).as_at
    updates = _updates(published_only).filter(on__lte=as_at, action__in=reds)
    since: dict[int, datetime.date] = {}
    for action, on, status in updates.order_by("action_id", "number").values_list("action_id", "on", "status"):
        if status != Rag.RED:
            since.pop(action, None)
        else:
            since.setdefault(action, on)
    return since


def _updates(published_only: bool) -> ActionUpdateQuerySet:
    updates = ActionUpdateQuerySet(ActionUpdate)
    return updates.filter(published_at__isnull=False) if published_only else updates


def _areas(inspections: "QuerySet[Inspection]", as_at: datetime.date, published_only: bool) -> dict[int, AreaState]:
    plans = {
        row[0]: PlanHead(*row[:5], When(row[5], Precision(row[6])) if row[5] else None)
        for row in inspections.values_list(
            "pk", "slug", "title", "council__name", "area_term", "published_on", "published_precision"
        )
    }
    areas = AreaForImprovement.objects.filter(inspection__in=plans).filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=as_at)
    )
    if published_only:
        areas = areas.filter(published_at__isnull=False, withdrawn_at=None)
    order = {pk: place for place, pk in enumerate(plans)}
    rows = sorted(
        areas.select_related("timescale").order_by("position", "pk"), key=lambda area: order[area.inspection_id]
    )
    agencies: dict[int, list[str]] = defaultdict(list)
    links = AreaForImprovement.agencies.through.objects.filter(areaforimprovement__in=[area.pk for area in rows])
    for area_pk, name in links.order_by("agency__name").values_list("areaforimprovement_id", "agency__name"):
        agencies[area_pk].append(name)
    lights = _lights([area.pk for area in rows], as_at, published_only)
    return {
        area.pk: _area(area, plans[area.inspection_id], tuple(agencies[area.pk]), lights.get(area.pk)) for area in rows
    }


def _area(
    area: AreaForImprovement, plan: PlanHead, agencies: tuple[str, ...], light: MonitoringUpdate | None
) -> AreaState:
    own = When(area.own_due_on, Precision(area.own_due_precision)) if area.own_due_on else None
    scale = area.timescale
    due = own or (due_after(plan.published, scale.months, scale.days) if scale else None)
    return AreaState(
        pk=area.pk,
        plan=plan,
        position=area.position,
        number=area.number,
        title=area.title,
        slug=area.slug,
        text=area.text,
        is_quotation=area.is_quotation,
        timescale=scale.name if scale else "",
        due=due,
        lead=area.lead_name,
        lead_job_title=area.lead_job_title,
        lead_pk=area.lead_account_id,
        agencies=agencies,
        linked_plans=area.linked_plans,
        expected_outcome=area.expected_outcome,
        is_published=area.published_at is not None,
        progress=Rag(light.progress_status) if light else Rag.NOT_RECORDED,
        progress_commentary=light.progress_commentary if light else "",
        impact=Rag(light.impact_status) if light else Rag.NOT_RECORDED,
        impact_commentary=light.impact_commentary if light else "",
        further_action=light.further_action if light else "",
        monitored_on=light.on if light else None,
    )


def _lights(areas: list[int], as_at: datetime.date, published_only: bool) -> dict[int, MonitoringUpdate]:
    """The newest monitoring of each area that counts on the day."""
    said = MonitoringUpdate.objects.filter(area__in=areas, on__lte=as_at)
    if published_only:
        said = said.filter(published_at__isnull=False)
    return {update.area_id: update for update in said.order_by("area_id", "number")}


def _actions(
    areas: dict[int, AreaState], as_at: datetime.date, published_only: bool, words: bool
) -> tuple[ActionState, ...]:
    updates = _updates(published_only)
    moves = dict(
        updates.filter(moves_due=True, on__lte=as_at, action__area__in=areas)
        .values_list("action_id")
        .order_by("action_id")
        .annotate(times=Count("pk"))
    )
    newest = updates.up_to(as_at).newest_of_each().filter(action__area__in=areas)
    evidence = dict(_last_words(updates, as_at, areas, "evidence")) if words else {}
    done = dict(_last_words(updates, as_at, areas, "done")) if words else {}
    standing = newest.exclude(kind=UpdateKind.WITHDRAWN).filter(
        Q(action__withdrawn_at=None) | Q(action__withdrawn_at__date__gt=as_at)
    )
    rows = standing.values_list(
        *("action_id", "action__area_id", "action__position", "action__text", "action__owner_name"),
        *("action__owner_account_id", "status", "status_reason", "due_on", "due_precision", "action__first_due_on"),
        *("action__first_due_precision", "next_step", "asks_to_close", "on", "kind"),
    )
    found = [
        ActionState(
            pk=row[0],
            area=areas[row[1]],
            position=row[2],
            text=row[3],
            owner=row[4],
            owner_pk=row[5],
            status=Rag(row[6]),
            status_reason=row[7],
            due=When(row[8], Precision(row[9])),
            first_due=When(row[10], Precision(row[11])),
            # A move that the reader may not know of shows in the date itself.
            moves=moves.get(row[0], 0) or int(row[8] != row[10]),
            evidence=evidence.get(row[0], ""),
            done=done.get(row[0], ""),
            next_step=row[12],
            asks_to_close=row[13],
            said_on=row[14],
            kind=UpdateKind(row[15]),
            as_at=as_at,
        )
        for row in rows.order_by("action__position", "action_id")
    ]
    place = {pk: at for at, pk in enumerate(areas)}
    return tuple(sorted(found, key=lambda action: place[action.area.pk]))


def _last_words(
    updates: ActionUpdateQuerySet, as_at: datetime.date, areas: Collection[int], field: str
) -> "QuerySet[ActionUpdate, tuple[int, str]]":
    """What was last said under this field about each action, by its key: an update gives only what is new."""
    said = updates.up_to(as_at).exclude(**{field: ""}).newest_of_each()
    return said.filter(action__area__in=areas).order_by("action_id").values_list("action_id", field)
