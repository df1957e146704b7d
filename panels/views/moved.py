"""Addresses never change: that of a meeting that was moved leads to where the same thing is now."""

import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, reverse

from panels.models import MeetingMove


def following_moves(pattern: URLPattern) -> URLPattern:
    """The same address; where it names a meeting that was moved away from the day, the answer is a way to the new one.

    The way is temporary, because meetings move back too, and a form that was being sent is sent on with its words.
    """
    view = pattern.callback
    assert view is not None

    @wraps(view)
    def followed(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except Http404:
            to = _now_at(kwargs["panel"], kwargs["date"])
            if to is None or request.resolver_match is None:
                raise
            address = reverse(request.resolver_match.view_name, kwargs={**kwargs, "date": to})
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return HttpResponseRedirect(address + query, preserve_request=True)

    pattern.callback = followed
    return pattern


def _now_at(panel: str, date: datetime.date) -> datetime.date | None:
    move = MeetingMove.objects.from_address(panel, date).first()
    return move.meeting.date if move else None
