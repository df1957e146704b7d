"""The demonstration's minutes: Southampton's phrases, and the minutes of March published with the June agenda."""

import datetime
from pathlib import Path

from django.utils import timezone

from panels.demo import sources
from panels.minutes_files import make_files
from panels.models import Minutes
from panels.operations.minutes_states import publish_minutes
from panels.operations.phrases import set_phrases
from scrutiny.models import Council, User

NOON = datetime.time(12)


def load(*, by: User, council: Council, folder: Path) -> None:
    """A step that is done is left alone."""
    source = sources.read(folder, "minutes-phrases")
    set_phrases(by=by, council=council, phrases=source[council.slug])
    day = sources.read(folder, "meeting-2018-06-07")["published_on"]
    at = datetime.datetime.combine(day, NOON, tzinfo=timezone.get_default_timezone())
    waiting = Minutes.objects.filter(meeting__panel__council=council, editions=None, opened_at=None)
    for minutes in waiting.order_by("pk"):
        make_files(publish_minutes(by=by, minutes=minutes, at=at))
