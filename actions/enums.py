"""The words of action plans: status lights with what each means, and how exact a date is. Nothing else."""

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
        """What the status says, as the key on every page prints it."""
        return RAG_DEFINITIONS[self]


RAG_DEFINITIONS: dict[Rag, str] = {
    Rag.RED: "Off course: it is late, or will be unless something changes.",
    Rag.AMBER: "At risk: it can still be done in time, but not without further steps.",
    Rag.GREEN: "On course to be done in time.",
    Rag.BLUE: "Complete, with evidence.",
    Rag.NOT_RECORDED: "Nobody has recorded a status yet.",
}


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
