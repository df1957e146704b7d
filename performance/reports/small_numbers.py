"""A dataset's rule for small numbers with all that hangs on it, for the officer who sets it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from performance.enums import RelationKind
from performance.models import Dataset, Reader, Relation, RelationPart, SmallNumbersRule, Value
from scrutiny.history import events_on
from scrutiny.models import Event

ABOUT = {
    "set rule for small numbers",
    "added relation of figures",
    "dropped relation of figures",
    "took relation of figures up again",
    "granted reading of small numbers",
    "revoked reading of small numbers",
}


@dataclass(frozen=True)
class RelationLine:
    """How one indicator follows from others, in words."""

    pk: int
    result: str
    how: str
    parts: tuple[str, ...]
    found: bool
    dropped: bool


@dataclass(frozen=True)
class SmallNumbersReport:
    """The rule as it stands, what it withholds, and its history, newest first."""

    dataset: str
    dataset_slug: str
    rule: SmallNumbersRule | None
    withheld: int
    shown_small: int
    relations: tuple[RelationLine, ...]
    readers: tuple[Reader, ...]
    history: tuple[Event, ...]


def small_numbers_report(dataset: Dataset) -> SmallNumbersReport:
    """Everything about the dataset's small numbers. Eight queries."""
    values = Value.objects.filter(row__release__dataset=dataset)
    places = RelationPart.objects.select_related("indicator").order_by("position")
    relations = Relation.objects.filter(dataset=dataset).select_related("result")
    relations = relations.prefetch_related(Prefetch("places", queryset=places))
    return SmallNumbersReport(
        dataset=dataset.name,
        dataset_slug=dataset.slug,
        rule=SmallNumbersRule.objects.select_related("set_by").filter(dataset=dataset).first(),
        withheld=values.filter(withheld=True).count(),
        shown_small=values.filter(row__unit="count", value__gt=0, value__lte=5, withheld=False).count(),
        relations=tuple(
            RelationLine(
                relation.pk,
                relation.result.name,
                RelationKind(relation.kind).label.lower(),
                tuple(place.indicator.name for place in relation.places.all()),
                relation.found,
                relation.dropped,
            )
            for relation in relations
        ),
        readers=tuple(Reader.objects.filter(dataset=dataset).select_related("user", "granted_by")),
        history=tuple(event for event in events_on(dataset)[:100] if event.action in ABOUT),
    )
