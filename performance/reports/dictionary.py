"""The data dictionary of a dataset: its addresses, what each field means, its indicators, licence and updates."""

from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from performance.enums import Mark, Polarity, Unit
from performance.models import Dataset, Release
from scrutiny.dates import Month

LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

FIELDS = (
    ("month", "The month at whose end the figures stand, such as 2018-04"),
    ("code, name, group, owner", "What the indicator is called, where it stands, and who at the council owns it"),
    ("unit", "count, percent (81.0 is 81%, never 0.81) or rate"),
    ("polarity", "Which way is good: high, low or neutral. It is the council’s choice"),
    ("values", "For each month a value, or null with the mark that stands in its place"),
    (
        "change_month, change_year",
        "Relative change in percent, unrounded, also for percentages; null without a base",
    ),
    ("direction", "increase, decrease, similar (under 10% either way) or unknown, on the month and on the year"),
    ("average_12, maximum_12", "Mean and highest of the last 12 months, over those that have a figure"),
    ("benchmarks, targets", "Figures of others by name, and what the council aims for by financial year"),
    ("spc", "Mean and limits of the XmR chart, its points with their signals, variation and assurance"),
)


@dataclass(frozen=True)
class DictionaryIndicator:
    """One indicator of the newest month, and where its figures stand."""

    slug: str
    code: str
    name: str
    group: str
    unit: str
    polarity: str
    url: str


@dataclass(frozen=True)
class DictionaryReport:
    """Everything that somebody needs who takes the data away."""

    dataset: str
    dataset_slug: str
    publisher: str
    licence: str
    licence_url: str
    newest: Month
    months: tuple[tuple[Month, str], ...]
    latest: str
    fields: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    indicators: tuple[DictionaryIndicator, ...]
    updates: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """As plain data. Keys are added, never renamed."""
        return {
            "dataset": self.dataset,
            "publisher": self.publisher,
            "licence": {"name": self.licence, "url": self.licence_url},
            "latest": self.latest,
            "months": {str(month): url for month, url in self.months},
            "fields": dict(self.fields),
            "marks": dict(self.marks),
            "indicators": [asdict(indicator) for indicator in self.indicators],
            "updates": list(self.updates),
        }


def dictionary_report(dataset: Dataset, *, user: Any, root: str) -> DictionaryReport:
    """The dictionary for what this person may see; `root` stands before the addresses. Two queries.

    Raises Release.DoesNotExist where there is nothing.
    """
    releases = list(Release.objects.filter(dataset=dataset).visible_to(user).current())
    if not releases:
        raise Release.DoesNotExist(f"{dataset} has no figures that may be shown.")
    rows = releases[0].rows.in_print_order().select_related("indicator")

    def address(name: str, *parts: str) -> str:
        return root + reverse(f"performance:{name}", args=[dataset.slug, *parts])

    return DictionaryReport(
        dataset=dataset.name,
        dataset_slug=dataset.slug,
        publisher=dataset.council.name,
        licence=LICENCE,
        licence_url=LICENCE_URL,
        newest=releases[0].as_month,
        months=tuple((r.as_month, address("download", str(r.as_month), "json")) for r in releases),
        latest=address("latest", "json"),
        fields=FIELDS,
        marks=tuple((mark.printed, str(mark.label)) for mark in Mark if mark.printed),
        indicators=tuple(
            DictionaryIndicator(
                row.indicator.slug,
                row.code,
                row.name,
                row.group,
                str(Unit(row.unit)),
                str(Polarity(row.polarity)),
                address("indicator-file", row.indicator.slug, "json"),
            )
            for row in rows
        ),
        updates=tuple(_update(release) for release in releases),
    )


def _update(release: Release) -> str:
    """When a month was published, and whether it was corrected."""
    when = f"published {release.published_at:%-d %B %Y}" if release.published_at else "a draft, not public"
    corrected = f", corrected (revision {release.revision})" if release.revision > 1 else ""
    return f"{release.as_month.long}: {when}{corrected}"
