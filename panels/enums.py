"""Words of the panels app that are stored: kinds, states and styles, each with what a person reads."""

from django.db import models

from scrutiny.badges import Badge, register


class MemberKind(models.TextChoices):
    COUNCILLOR = "councillor", "Councillor"
    CO_OPTED = "co-opted", "Co-opted member"


class Office(models.TextChoices):
    """The office that a member holds on the panel."""

    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice-chair", "Vice-Chair"
    MEMBER = "member", "Member"


class Attendance(models.TextChoices):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"


class FrontPage(models.TextChoices):
    """Which of the front pages of a pack a note of the council stands on."""

    PUBLIC_INFORMATION = "public_information", "Public information"
    INTERESTS = "interests", "Disclosure of interests"


class PaperKind(models.TextChoices):
    """What an agenda paper is made from."""

    REPORT = "report", "Report"
    MINUTES = "minutes", "Minutes"
    DATASET = "dataset", "Dataset"
    GLOSSARY = "glossary", "Glossary"


class PartStyle(models.TextChoices):
    """How a part of a report is laid out; what its author types is plain text in every style."""

    PROSE = "prose", "Paragraphs without numbers"
    NUMBERED = "numbered", "Paragraphs numbered through the whole report"
    RECOMMENDATIONS = "recommendations", "Entries numbered (i), (ii)"
    FACT = "fact", "One short answer"
    LIST = "list", "Entries numbered 1, 2"
    CONTACT = "contact", "Name, telephone and e-mail"
    GROUP = "group", "A heading over the parts below it"


class EditionKind(models.TextChoices):
    """For whom a pack is made."""

    PUBLIC = "public", "Public edition"
    MEMBERS = "members", "Members' edition"


class BuildState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    BUILDING = "building", "Building"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class AgendaState(models.TextChoices):
    """Where a meeting's agenda stands; derived from the meeting and its editions, never stored."""

    NOT_STARTED = "not_started", "No agenda yet"
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CHANGED = "changed", "Changed since it was published"


register(
    {
        BuildState.WAITING: Badge("Waiting", "grey", "ring"),
        BuildState.BUILDING: Badge("Building", "blue", "half"),
        BuildState.READY: Badge("Ready", "green", "tick"),
        BuildState.FAILED: Badge("Failed", "red", "triangle-up"),
    }
)
register(
    {
        AgendaState.NOT_STARTED: Badge("No agenda yet", "grey", "ring"),
        AgendaState.DRAFT: Badge("Draft", "yellow", "half"),
        AgendaState.PUBLISHED: Badge("Published", "green", "circle"),
        AgendaState.CHANGED: Badge("Changed since published", "orange", "diamond"),
    }
)
