"""Panels, the people on them, and what the council prints on the front pages of every pack."""

from django.db import models
from django.db.models import Q

from panels.enums import FrontPage, MemberKind, Office
from scrutiny.models import Council, User


class Panel(models.Model):
    """A scrutiny body: panel, committee or select committee (Local Government Act 2000, section 9F)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True, max_length=100)
    role = models.TextField(blank=True)
    terms_of_reference = models.TextField(blank=True)
    # What a source does not print stays empty: a panel shown for its papers may have no quorum, time or place here.
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    # Local rules of who counts towards it, and may vote: in law a member at a distance is not present.
    co_opted_count_for_quorum = models.BooleanField(default=False)
    remote_members_count = models.BooleanField(default=False)
    usual_time = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    signatory = models.CharField(max_length=200, blank=True)
    topics_a_meeting = models.PositiveSmallIntegerField(default=3, help_text="How many topics one meeting can hold")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="panel_name_once_a_council", fields=["council", "name"]),
            models.CheckConstraint(name="panel_quorum_is_two_or_more", condition=Q(quorum__gte=2)),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who sits on a panel, or once did. The name is as the council prints it."""

    title = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=200)
    account = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="person_once", fields=["title", "name"])]

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_year(self, municipal_year: str) -> "MembershipQuerySet":
        """The members of a municipal year in the order of the front sheet, with their names."""
        return self.filter(municipal_year=municipal_year).select_related("person").order_by("position")


class Membership(models.Model):
    """A seat on a panel for one municipal year: annual council fills the panels afresh each May.

    Somebody who joins after that, or leaves before the year is over, has the day; otherwise it is the whole year.
    """

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    municipal_year = models.CharField(max_length=7)
    kind = models.CharField(max_length=20, choices=MemberKind.choices)
    office = models.CharField(max_length=20, choices=Office.choices, default=Office.MEMBER)
    position = models.PositiveSmallIntegerField()
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True, help_text="The last day in the seat")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "-municipal_year", "position"]
        constraints = [
            models.UniqueConstraint(name="seat_once_a_year", fields=["panel", "municipal_year", "person"]),
            models.UniqueConstraint(name="seats_in_order", fields=["panel", "municipal_year", "position"]),
            models.UniqueConstraint(
                name="one_chair_a_year", fields=["panel", "municipal_year"], condition=Q(office=Office.CHAIR)
            ),
            models.CheckConstraint(name="seat_kind_is_known", condition=Q(kind__in=MemberKind.values)),
            models.CheckConstraint(name="seat_office_is_known", condition=Q(office__in=Office.values)),
            models.CheckConstraint(
                name="seat_left_after_joining",
                condition=Q(joined_on=None) | Q(left_on=None) | Q(left_on__gte=models.F("joined_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_office_display()}, {self.municipal_year})"


class Contact(models.Model):
    """An officer whom readers of the agenda may ask."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="contacts")
    job_title = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["panel", "position"]
        constraints = [models.UniqueConstraint(name="contacts_in_order", fields=["panel", "position"])]

    def __str__(self) -> str:
        return f"{self.job_title}: {self.name}"


class FrontPageNote(models.Model):
    """A note that the council prints in the front of every pack. `{quorum}` in it becomes the panel's quorum."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="front_page_notes")
    page = models.CharField(max_length=30, choices=FrontPage.choices)
    heading = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(default=2)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["council", "page", "position"]
        constraints = [
            models.UniqueConstraint(name="front_page_notes_in_order", fields=["council", "page", "position"]),
            models.CheckConstraint(name="front_page_is_known", condition=Q(page__in=FrontPage.values)),
        ]

    def __str__(self) -> str:
        return self.heading
