"""Dates that may be known to the month or the year only: how they are stored and read."""

import datetime

from django.db import models
from django.db.models import Q

from actions.enums import Precision
from actions.rules import When


def when_is_whole(prefix: str, name: str) -> models.CheckConstraint:
    """A date and how exactly it is known: both or neither."""
    day, precision = f"{prefix}_on", f"{prefix}_precision"
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{day}__isnull": True, precision: ""})
        | Q(**{f"{day}__isnull": False, f"{precision}__in": Precision.values}),
    )


def stored_when(day: datetime.date | None, precision: str) -> When | None:
    """What two columns say together."""
    return When(day, Precision(precision)) if day else None
