"""Form fields for what people type in their own way: dates and times."""

import datetime
from typing import Any

from django import forms

from panels.calendar_rules import read_date, read_time
from panels.item_fields import as_text


class DateText(forms.CharField):
    """A date as people type it. `year` is the municipal year that completes a day without one."""

    def __init__(self, *, year: str = "", **kwargs: Any) -> None:
        self.year = year
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_date(typed, year=self.year)
        except ValueError as error:
            raise forms.ValidationError(f"{self.label}: {error}") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day} {value:%B %Y}" if isinstance(value, datetime.date) else value


class TimeText(forms.CharField):
    """A time as people type it: 5.30pm, 17:30, midday."""

    def clean(self, value: Any) -> datetime.time | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_time(typed)
        except ValueError as error:
            raise forms.ValidationError(f"{self.label}: {error}") from error

    def prepare_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, datetime.time) else value
