"""What officers wrote for a pack: lines of enquiry, the library's words, and what owners said of an indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from performance.models import Commentary, PerformancePack
from performance.reports.entries import Entry, entries_of, entry_from
from scrutiny.dates import Month


@dataclass(frozen=True)
class Remark:
    """What an owner said of an indicator, signed off by a manager."""

    month: Month
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


@dataclass(frozen=True)
class Content:
    """What officers wrote for a pack: kept with every edition, so that later words never change it."""

    lines: tuple[str, ...]
    entries: Mapping[str, Entry]
    remarks: Mapping[str, Remark]
    earlier_remarks: Mapping[str, Remark]

    @property
    def as_data(self) -> dict[str, Any]:
        def said(remarks: Mapping[str, Remark]) -> dict[str, Any]:
            return {slug: {"month": str(remark.month), "text": remark.text} for slug, remark in remarks.items()}

        return {
            "lines": list(self.lines),
            "entries": {slug: entry.as_data for slug, entry in self.entries.items()},
            "remarks": said(self.remarks),
            "earlier_remarks": said(self.earlier_remarks),
        }


NO_CONTENT = Content((), {}, {}, {})


def content_of(pack: PerformancePack) -> Content:
    """What officers have written for the pack so far; of commentary only what is signed off. Five queries."""
    said = (
        Commentary.objects.filter(indicator__dataset=pack.dataset_id, month__lte=pack.month)
        .signed_off()
        .select_related("indicator")
        .order_by("month")
    )
    now: dict[str, Remark] = {}
    before: dict[str, Remark] = {}
    for commentary in said:
        place = now if commentary.month == pack.month else before
        place[commentary.indicator.slug] = Remark(commentary.as_month, commentary.text)
    return Content(
        lines=tuple(pack.lines.standing().values_list("text", flat=True)),
        entries=entries_of(pack.dataset_id),
        remarks=now,
        earlier_remarks=before,
    )


def content_from(data: Mapping[str, Any]) -> Content:
    """The content that an edition keeps."""

    def said(remarks: Mapping[str, Mapping[str, str]]) -> dict[str, Remark]:
        return {slug: Remark(Month.parse(each["month"]), each["text"]) for slug, each in remarks.items()}

    return Content(
        lines=tuple(data["lines"]),
        entries={slug: entry_from(entry) for slug, entry in data["entries"].items()},
        remarks=said(data["remarks"]),
        earlier_remarks=said(data["earlier_remarks"]),
    )
