"""Template filters for the body of an authored report."""

from collections.abc import Mapping

from django import template

from panels.reports.authored import ReportPicture

register = template.Library()


@register.filter
def picture(pictures: Mapping[int, ReportPicture], number: int) -> ReportPicture | None:
    """The picture of that number; nothing where it was taken out of the report."""
    return pictures.get(number)


@register.filter
def add_number(text: str, number: int) -> str:
    """The text with a number behind it: "page-" and 12 give "page-12"."""
    return f"{text}{number}"
