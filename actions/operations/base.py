"""What the operations of action plans share: versions, refusals, changed fields, and places in a list."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from django.db.models import F, Max, Model, QuerySet
from django.utils.text import slugify

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Framework, Inspection, LightRules, MeasureOfSuccess
from actions.rules import RuleError, When
from scrutiny.history import events_on, record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

Versioned = TypeVar("Versioned", Action, AreaForImprovement, Inspection, MeasureOfSuccess, Framework, LightRules)
AnyVersioned = Action | AreaForImprovement | Inspection | MeasureOfSuccess | Framework | LightRules

# Positions beyond this are used while rows change places, so that no two ever have the same one.
PARKED = 10_000
# Addresses of pages beside inspections and areas; nothing may be called by one.
RESERVED = frozenset(
    {
        *{"add", "areas", "changes", "councils", "dashboard", "edit", "export", "frameworks", "governance", "import"},
        *{
            "judgements",
            "lights",
            "mine",
            "my-actions",
            "new",
            "plan",
            "publish",
            "report",
            "table",
            "trend",
            "withdraw",
        },
        "scrutiny",
    }
)


class ChangedMeanwhile(Exception):
    """Somebody saved the same thing after it was opened, so nothing was saved. `current` is what is stored now."""

    def __init__(self, current: AnyVersioned, by: User | None) -> None:
        self.current = current
        self.by = by
        super().__init__(
            f"{by.full_name if by else 'Somebody else'} saved this after you opened it, so yours is not saved yet. "
            "See below what is stored now. Save again to put yours in its place."
        )


def set_when(target: Model, name: str, when: When | None) -> None:
    setattr(target, f"{name}_on", when.day if when else None)
    setattr(target, f"{name}_precision", when.precision if when else "")


def refuse_unknown(fields: Mapping[str, Any], editable: Iterable[str]) -> None:
    editable = tuple(editable)
    if unknown := sorted(set(fields) - set(editable)):
        raise TypeError(f"not editable: {', '.join(unknown)} (editable: {', '.join(editable)})")


def refuse_stale(current: AnyVersioned, version: int) -> None:
    if current.version != version:
        last = events_on(current).first()
        raise ChangedMeanwhile(current, last.by if last else None)


def refuse_broken(*rules: tuple[str, Callable[[], object]]) -> None:
    """Run every rule and raise ProblemsError with all that are broken, each with where it is."""
    problems = []
    for where, rule in rules:
        try:
            rule()
        except RuleError as broken:
            problems.append(Problem(str(broken), where))
    if problems:
        raise ProblemsError(problems)


def apply(target: AnyVersioned, fields: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Set the fields; returns (old, new) of those that differ, in words for the history."""
    changes = {}
    for name, value in fields.items():
        old = getattr(target, name)
        new = value.strip() if isinstance(value, str) and not isinstance(value, Rag) else value
        if old == new:
            continue
        if hasattr(target, f"{name}_on"):
            when = cast(When | None, new)
            changes[name] = (old.label if old else "", when.label if when else "")
            set_when(target, name, when)
        else:
            changes[name] = ("" if old is None else str(old), "" if new is None else str(new))
            setattr(target, name, new)
    return changes


def save_changes(
    current: Versioned, changes: dict[str, tuple[str, str]], *, by: User | None, action: str, **facts: Any
) -> Versioned:
    """Store what `apply` set, one version up, with its history; nothing where nothing changed."""
    if changes or facts:
        current.version += 1
        current.save()
        record(by=by, action=action, on=current, version=current.version, changes=changes, **facts)
    return current


def lock_area(area: AreaForImprovement) -> AreaForImprovement:
    """The area as stored, held until the transaction ends: two who change its list wait for each other here."""
    return AreaForImprovement.objects.select_for_update(of=("self",)).select_related("inspection").get(pk=area.pk)


def next_position(rows: "QuerySet[Any]") -> int:
    """The place after the last of these rows. The caller holds the lock of what they belong to."""
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def renumber(rows: "QuerySet[Any]", order: list[int]) -> None:
    """Give the rows with these keys the positions 1, 2 … in this order."""
    rows.filter(pk__in=order, position__lt=PARKED).update(position=F("position") + PARKED)
    for position, key in enumerate(order, start=1):
        rows.filter(pk=key).update(position=position)


def moved(rows: "QuerySet[Any]", key: int, steps: int) -> list[int]:
    """The keys of the rows in their new order, after one moved up (-1) or down (+1)."""
    order = list(rows.order_by("position").values_list("pk", flat=True))
    if key in order:
        place = order.index(key)
        order.insert(max(0, min(len(order), place + steps)), order.pop(place))
    return order


def free_slug(words: str, taken: Iterable[str]) -> str:
    """An address made of words that nothing else has."""
    stem = slugify(words)[:80].strip("-") or "area"
    used = set(taken) | RESERVED
    slug, number = stem, 1
    while slug in used:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def check_slug(slug: str) -> None:
    """An address that no page of ours has. Raises RuleError otherwise."""
    if slug in RESERVED:
        raise RuleError(f"{slug!r} is the address of another page. Choose another.")
