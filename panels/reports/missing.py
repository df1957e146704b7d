"""What is still missing before an agenda may be published."""

from panels.enums import PartStyle, ReportState
from panels.models import AgendaItem, Exemption, Meeting, Paper, ReportPart, TemplatePart
from panels.reports.authored import is_unwritten
from panels.reports.exemptions import WithheldParts


def missing_parts(meeting: Meeting, *, hidden: WithheldParts | None = None) -> tuple[str, ...]:
    """What nobody has given yet, in words: required parts with their report, and grounds of what may be exempt.

    What is `hidden` from the person who asks is left out. Six queries at most, however many reports there are.
    """
    titles = {paper.report_id: paper.title for paper in _papers(meeting) if not (hidden and hidden.holds(paper))}
    parts = [
        f"{heading} ({titles[report]})"
        for report, headings in missing_by_report(meeting).items()
        if report in titles
        for heading in headings
    ]
    return (
        *parts,
        *(f"the ground on which part of “{title}” is exempt" for title in without_ground(meeting, hidden=hidden)),
    )


def uncleared(meeting: Meeting) -> tuple[str, ...]:
    """The titles of the reports that wait for a clearance, as they do again after a change. One query.

    It does not stop publishing: whether a mended typing error has to wait for the lawyers, officers decide. It is never
    silent either.
    """
    waiting = (paper for paper in _papers(meeting) if paper.report and paper.report.state == ReportState.WITH_CLEARANCE)
    return tuple(paper.title for paper in waiting)


def missing_by_report(meeting: Meeting) -> dict[int, tuple[str, ...]]:
    """The headings of the required parts that nobody has written, by the key of their report. Three queries."""
    reports = [paper.report for paper in _papers(meeting) if paper.report]
    required = list(
        TemplatePart.objects.filter(template__in={report.template_id for report in reports}, required=True)
        .exclude(automatic=True)
        .exclude(style=PartStyle.GROUP)
        .order_by("position")
    )
    parts_by_key = {part.pk: part for part in required}
    written = {
        (report, part)
        for report, part, text in ReportPart.objects.filter(
            report__in=[report.pk for report in reports], part__in=required
        ).values_list("report_id", "part_id", "text")
        if not is_unwritten(parts_by_key[part], text)
    }
    found = {}
    for report in reports:
        parts = (part for part in required if part.template_id == report.template_id)
        headings = tuple(part.heading for part in parts if (report.pk, part.pk) not in written)
        if headings:
            found[report.pk] = headings
    return found


def without_ground(meeting: Meeting, *, hidden: WithheldParts | None = None) -> tuple[str, ...]:
    """The titles of the items of which a part may be exempt, but for which no ground is given. Two queries at most."""
    suspected = AgendaItem.objects.filter(meeting=meeting, may_be_exempt=True).on_agenda()
    titles = dict(suspected.values_list("pk", "title"))
    if not titles:
        return ()
    given = Exemption.objects.on_meeting(meeting).values_list("item_id", "paper__item_id")
    named = {pk for pair in given for pk in pair if pk} | set(hidden.items if hidden else ())
    return tuple(title for pk, title in titles.items() if pk not in named)


def _papers(meeting: Meeting) -> list[Paper]:
    return list(
        Paper.objects.filter(item__meeting=meeting, item__removed_at=None, report__isnull=False)
        .select_related("report")
        .order_by("item__position", "place")
    )
