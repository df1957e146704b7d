"""What the indicator library says, as plain objects: for pages, for packs, and to be kept with a published pack."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import QuerySet

from performance.enums import Polarity, TargetBasis
from performance.models import Dataset, Indicator, IndicatorEntry, Rebase
from scrutiny.dates import Month


@dataclass(frozen=True)
class Link:
    """Another indicator, by its address and its name."""

    slug: str
    name: str


@dataclass(frozen=True)
class RebaseMark:
    """Where a chart starts afresh, and why."""

    month: Month
    reason: str


@dataclass(frozen=True)
class Entry:
    """What the library says of one indicator; all empty where nobody has written anything yet."""

    short_name: str = ""
    definition: str = ""
    why: str = ""
    care: str = ""
    national_polarity: str = ""
    target_basis: str = TargetBasis.MONTH.value
    numerator: Link | None = None
    denominator: Link | None = None
    told_with: Link | None = None
    related: tuple[Link, ...] = ()
    rebases: tuple[RebaseMark, ...] = ()
    baseline_months: int | None = None

    @property
    def is_yearly(self) -> bool:
        """Whether a target is for the total of a year."""
        return self.target_basis == TargetBasis.YEAR

    def polarity_sentence(self, polarity: Polarity) -> str:
        """Which way is good, and whose choice that is."""
        national = Polarity(self.national_polarity) if self.national_polarity else None
        if polarity == Polarity.NEUTRAL:
            if national == Polarity.NEUTRAL:
                return "Neither way is good in itself: the Department for Education says so, and the council agrees."
            return "The council’s dataset does not say, so a change is neither better nor worse."
        choice = f"{polarity.value.capitalize()}. This is the council’s choice, as its dataset marks it"
        if national is None or national == polarity:
            return f"{choice}."
        if national == Polarity.NEUTRAL:
            return f"{choice}; the Department for Education treats this figure as neither good nor bad in itself."
        return f"{choice}; the Department for Education takes {national.value} to be good."

    @property
    def as_data(self) -> dict[str, Any]:
        """As it is kept with a published pack."""
        data = asdict(self)
        data["rebases"] = [{"month": str(mark.month), "reason": mark.reason} for mark in self.rebases]
        return data


NO_ENTRY = Entry()


def entries_of(dataset: Dataset | int) -> dict[str, Entry]:
    """The library of a dataset, by the indicators' slugs. Three queries."""
    return _entries(
        IndicatorEntry.objects.filter(indicator__dataset=dataset), Rebase.objects.filter(indicator__dataset=dataset)
    )


def entry_of(indicator: Indicator) -> Entry:
    """What the library says of one indicator. Three queries."""
    found = _entries(IndicatorEntry.objects.filter(indicator=indicator), Rebase.objects.filter(indicator=indicator))
    return found.get(indicator.slug, NO_ENTRY)


def entry_from(data: Mapping[str, Any]) -> Entry:
    """The entry that `as_data` gave."""
    fields = dict(data)
    for name in ("numerator", "denominator", "told_with"):
        fields[name] = Link(**fields[name]) if fields[name] else None
    fields["related"] = tuple(Link(**link) for link in fields["related"])
    fields["rebases"] = tuple(RebaseMark(Month.parse(mark["month"]), mark["reason"]) for mark in fields["rebases"])
    return Entry(**fields)


def _entries(entries: QuerySet[IndicatorEntry], marks: QuerySet[Rebase]) -> dict[str, Entry]:
    rebases: dict[str, list[RebaseMark]] = {}
    for mark in marks.select_related("indicator").order_by("month"):
        rebases.setdefault(mark.indicator.slug, []).append(RebaseMark(Month.of(mark.month), mark.reason))
    found = entries.select_related("indicator", "numerator", "denominator", "told_with").prefetch_related("related")
    written = {entry.indicator.slug: _entry(entry) for entry in found.order_by("indicator__name")}
    return written | {slug: replace(written.get(slug, NO_ENTRY), rebases=tuple(at)) for slug, at in rebases.items()}


def _entry(entry: IndicatorEntry) -> Entry:
    return Entry(
        short_name=entry.short_name,
        definition=entry.definition,
        why=entry.why,
        care=entry.care,
        national_polarity=entry.national_polarity,
        target_basis=entry.target_basis,
        numerator=_link(entry.numerator),
        denominator=_link(entry.denominator),
        told_with=_link(entry.told_with),
        related=_links(entry.related.all()),
        baseline_months=entry.baseline_months,
    )


def _link(indicator: Indicator | None) -> Link | None:
    return Link(indicator.slug, indicator.name) if indicator else None


def _links(indicators: Iterable[Indicator]) -> tuple[Link, ...]:
    return tuple(sorted((Link(each.slug, each.name) for each in indicators), key=lambda link: link.name.casefold()))
