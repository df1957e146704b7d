"""The words of action plans: status lights with what each means, how exact a date is, what an update was."""

from django.db import models


class Rag(models.TextChoices):
    """How an action, or the progress or impact of a whole area, stands. A status is always somebody's judgement."""

    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    NOT_RECORDED = "not_recorded", "Not recorded"

    @property
    def definition(self) -> str:
        """What the status says where the council has not put it in its own words."""
        return RAG_DEFINITIONS[self]


RAG_DEFINITIONS: dict[Rag, str] = {
    Rag.RED: "Off course: it is late, or will be unless something changes.",
    Rag.AMBER: "At risk: it can still be done in time, but not without further steps.",
    Rag.GREEN: "On course to be done in time.",
    Rag.BLUE: "Complete, with evidence.",
    Rag.NOT_RECORDED: "Nobody has recorded a status yet.",
}


class Precision(models.TextChoices):
    """How exactly a date is known. A month or a year is kept as its last day."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


class UpdateKind(models.TextChoices):
    """What an entry in the timeline of an action is."""

    CREATED = "created", "Entered in the plan"
    UPDATE = "update", "Update by the owner"
    EDITED = "edited", "Changed in the plan"
    CLOSED = "closed", "Closed as complete"
    REOPENED = "reopened", "Opened again"
    WITHDRAWN = "withdrawn", "Withdrawn"
    RESTORED = "restored", "Put back"


class EvidenceKind(models.TextChoices):
    """What shows that something was done."""

    LINK = "link", "Link"
    PDF = "pdf", "PDF"
    PICTURE = "picture", "Picture"


class Priority(models.TextChoices):
    """How urgent the council holds an area for improvement to be."""

    NOT_SET = "", "Not set"
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Goal(models.TextChoices):
    """Which side of its goal a measure should be on."""

    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"


class Gap(models.TextChoices):
    """How one grade stands to another that it is compared with, such as the council's own."""

    HIGHER = "higher", "Higher"
    SAME = "same", "Same"
    LOWER = "lower", "Lower"
    UNKNOWN = "unknown", "Not comparable"


class StatedOf(models.TextChoices):
    """What an inspection report counts."""

    JUDGEMENTS = "judgements", "Judgements"
    AREAS = "areas", "Areas for improvement"


class PrintState(models.TextChoices):
    """How far the PDF of a whole plan is."""

    WAITING = "waiting", "Waiting"
    PRINTING = "printing", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
