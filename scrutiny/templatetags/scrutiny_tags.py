"""Template tags and filters that all three apps use: dates in words and status badges."""

import datetime
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
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


# What names an indicator or an area in its address.
TOPIC_KEYS = {"indicator": ("dataset", "indicator"), "area": ("inspection", "area")}


@register.inclusion_tag("components/suggest_topic.html", takes_context=True)
def suggest_topic(context: template.Context, source: str, page: str, about: str) -> dict[str, Any]:
    """A way from an indicator or an area for improvement to the work programme of a panel: one click for officers.

    Everybody else gets the form for suggestions. `page` is the address of the indicator or area. The app with the
    programme is known by the names of its addresses only; where there is none, nothing is shown.
    """
    can: dict[str, bool] = context.get("can") or {}
    found = {"post_to": "", "link_to": "", "about": about, "csrf_token": context.get("csrf_token", "")}
    try:
        if can.get("plan_work"):
            key = "~".join(str(resolve(page).kwargs[name]) for name in TOPIC_KEYS[source])
            found["post_to"] = reverse("panels:topic_of_signal", args=[source, key])
        else:
            found["link_to"] = f"{reverse('panels:suggest_topic')}?{urlencode({'about': about[:200]})}"
    except (NoReverseMatch, Resolver404):
        pass
    return found


def _day(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value
