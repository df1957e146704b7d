"""Agenda papers, authored reports, and the templates that give each council's reports their form."""

from django.db import models
from django.db.models import Q

from panels.enums import HeadForm, ListMarker, PaperKind, PartStyle, ReportState
from panels.models.meetings import AgendaItem
from panels.models.minutes import Minutes
from performance.models import PerformancePack, Release
from scrutiny.models import Council, User


class ReportTemplate(models.Model):
    """The fixed form of a council's reports: data, because every council has its own."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="report_templates")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    head = models.CharField(max_length=20, choices=HeadForm.choices, default=HeadForm.TABLE)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="head_form_is_known", condition=Q(head__in=HeadForm.values))]

    def __str__(self) -> str:
        return self.name


class TemplatePart(models.Model):
    """One part of the form: a fact in the head, or a section with its heading.

    `synonyms` are other headings by which Word reports name the part. A part that is `automatic` fills itself in:
    `title` from the report's title, any other from the papers attached to the report.
    """

    template = models.ForeignKey(ReportTemplate, on_delete=models.CASCADE, related_name="parts")
    key = models.SlugField()
    heading = models.CharField(max_length=200)
    show_heading = models.BooleanField(default=True)
    synonyms = models.JSONField(default=list, blank=True)
    in_head = models.BooleanField(default=False)
    above_title = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=1)
    style = models.CharField(max_length=20, choices=PartStyle.choices)
    list_marker = models.CharField(max_length=1, choices=ListMarker.choices, default=ListMarker.DECIMAL)
    required = models.BooleanField(default=True)
    automatic = models.BooleanField(default=False)
    guidance = models.TextField(blank=True)
    lead_in = models.TextField(blank=True)
    columns = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(name="part_once_a_template", fields=["template", "key"]),
            models.UniqueConstraint(name="parts_in_order", fields=["template", "position"]),
            models.CheckConstraint(name="part_style_is_known", condition=Q(style__in=PartStyle.values)),
            models.CheckConstraint(name="part_level_is_one_or_two", condition=Q(level__in=[1, 2])),
            models.CheckConstraint(name="part_list_marker_is_known", condition=Q(list_marker__in=ListMarker.values)),
        ]

    def __str__(self) -> str:
        return self.heading


class Report(models.Model):
    """A report in the form of a template."""

    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.DRAFTING)
    state_reason = models.TextField(blank=True, help_text="Why it went back to drafting, until it moves on")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="report_state_is_known", condition=Q(state__in=ReportState.values))]

    def __str__(self) -> str:
        return self.title

    def get_state(self) -> ReportState:
        """The state as the member of its enum, for badges."""
        return ReportState(self.state)


class ReportPart(models.Model):
    """What the author wrote under one part of the template, laid out by the part's style.

    Facts and contacts are plain text; everything else is clean HTML as panels.richtext makes it, and nothing else:
    only operations write here, and they sanitise.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(TemplatePart, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "part__position"]
        constraints = [models.UniqueConstraint(name="part_once_a_report", fields=["report", "part"])]

    def __str__(self) -> str:
        return f"{self.report}: {self.part}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def removed(self) -> "PaperQuerySet":
        """Those taken off their item; ask `Paper.everything` for them. They can be put back."""
        return self.exclude(removed_at=None).order_by("-removed_at").select_related("removed_by")

    def for_printing(self) -> "PaperQuerySet":
        """With what each kind of paper is made from."""
        return self.prefetch_related("upload__page_rows").select_related(
            "report__template__council", "minutes__meeting__panel__council", "release__dataset__council", "glossary_of",
            "upload", "monitoring", "performance_pack", "plan__inspection__council",
        )  # fmt: skip


class StandingPapers(models.Manager.from_queryset(PaperQuerySet)):  # type: ignore[misc]
    """The papers that stand. What was taken off an item is out of everybody's way until it is put back."""

    def get_queryset(self) -> PaperQuerySet:
        return PaperQuerySet(self.model, using=self._db).filter(removed_at=None)


def _made_from(kind: PaperKind, source: str) -> Q:
    """That a paper of this kind is made from this and from nothing else."""
    sources = ("report", "minutes", "release", "glossary_of", "upload", "monitoring", "performance_pack", "plan")
    return Q(kind=kind, **{f"{name}__isnull": name != source for name in sources})


class Paper(models.Model):
    """A paper of an item: place 0 is the item's own paper, places 1, 2 … are its appendices."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    place = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    title = models.CharField(max_length=300)
    report = models.OneToOneField(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="paper")
    minutes = models.ForeignKey(Minutes, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    release = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    glossary_of = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    upload = models.OneToOneField(
        "panels.Upload", null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    monitoring = models.ForeignKey(
        "panels.Monitoring", null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    performance_pack = models.ForeignKey(
        PerformancePack, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.OneToOneField(
        "panels.PlanPaper", null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StandingPapers()
    everything = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["item", "place"]
        constraints = [
            models.UniqueConstraint(
                name="papers_of_an_item_in_order", fields=["item", "place"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="paper_removed_when_and_by_whom",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_is_made_from_one_thing",
                condition=_made_from(PaperKind.REPORT, "report")
                | _made_from(PaperKind.MINUTES, "minutes")
                | _made_from(PaperKind.DATASET, "release")
                | _made_from(PaperKind.GLOSSARY, "glossary_of")
                | _made_from(PaperKind.UPLOAD, "upload")
                | _made_from(PaperKind.MONITORING, "monitoring")
                | _made_from(PaperKind.PERFORMANCE_PACK, "performance_pack")
                | _made_from(PaperKind.ACTION_PLAN, "plan"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_appendix(self) -> bool:
        return self.place > 0
