"""Template tags and filters that all three apps use: dates in words and status badges."""

import datetime
from enum import Enum
from typing import Any

from django import template
from django.utils import timezone

from scrutiny.badges import badge_of

register = template.Library()


@register.filter
def uk_date(value: datetime.date | None) -> str:
    """7 June 2018; nothing for no date."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.day} {day:%B %Y}"


@register.filter
def uk_date_day(value: datetime.date | None) -> str:
    """Thursday 7 June 2018; nothing for no date."""
    return "" if value is None else f"{_day(value):%A} {uk_date(value)}"


@register.filter
def uk_time(value: datetime.time | datetime.datetime | None) -> str:
    """5.30pm; 5pm on the hour; midday for 12 noon; nothing for no time."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).time()
    if (value.hour, value.minute) == (12, 0):
        return "midday"
    minutes = f".{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


@register.inclusion_tag("components/badge.html")
def badge(member: Enum) -> dict[str, Any]:
    """A status as a tag with word and shape, coloured as well."""
    return {"badge": badge_of(member)}


def _day(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value
