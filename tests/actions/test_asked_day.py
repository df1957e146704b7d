"""The day that an address asks about: what is none, and what is long before any plan, is said and never fails."""

import datetime

from django.test import RequestFactory

from actions.views.base import asked_day


def test_a_day_is_read_and_one_that_cannot_be_is_named():
    def asked(text: str) -> tuple[datetime.date | None, str, str]:
        return asked_day(RequestFactory().get("/", {"as-at": text}))

    assert asked("2015-03-01") == (datetime.date(2015, 3, 1), "2015-03-01", "")
    for text in ("0001-01-01", "1900-01-01", "x", "2015-02-30", "\0"):
        day, shown, problem = asked(text)
        assert (day, shown) == (None, "")
        assert text in problem
