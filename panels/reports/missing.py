"""What is still missing before an agenda may be published."""

from panels.enums import PartStyle
from panels.models import Meeting, Paper, ReportPart, TemplatePart


def missing_parts(meeting: Meeting) -> tuple[str, ...]:
    """The required parts that nobody has written, each with its report: 'Brief summary (Children and Families)'.

    Three queries, however many reports there are.
    """
    papers = (
        Paper.objects.filter(item__meeting=meeting, item__removed_at=None, report__isnull=False)
        .select_related("report")
        .order_by("item__position")
    )
    reports = [(paper.title, paper.report) for paper in papers if paper.report]
    required = (
        TemplatePart.objects.filter(template__in={report.template_id for _, report in reports}, required=True)
        .exclude(automatic=True)
        .exclude(style=PartStyle.GROUP)
        .order_by("position")
    )
    written = {
        (report, part)
        for report, part, text in ReportPart.objects.filter(
            report__in=[report.pk for _, report in reports]
        ).values_list("report_id", "part_id", "text")
        if text.strip()
    }
    parts = list(required)
    return tuple(
        f"{part.heading} ({title})"
        for title, report in reports
        for part in parts
        if part.template_id == report.template_id and (report.pk, part.pk) not in written
    )
