"""Reminders about indicators and datasets. Reads only; scrutiny/reminders.py says how keys and days work."""

import datetime
from collections.abc import Iterator

from scrutiny.reminders import Reminder


def due(on: datetime.date) -> Iterator[Reminder]:
    """What is to be known on that day, for each person."""
    yield from ()
