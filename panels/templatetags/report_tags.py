"""Template filters for the body of an authored report."""

from collections.abc import Mapping, Sequence

from django import template

from panels.reports.authored import ReportPicture
from panels.reports.prints import PrintItem

register = template.Library()


@register.filter
def picture(pictures: Mapping[int, ReportPicture], number: int) -> ReportPicture | None:
    """The picture of that number; nothing where it was taken out of the report."""
    return pictures.get(number)


@register.filter
def add_number(text: str, number: int) -> str:
    """The text with a number behind it: "page-" and 12 give "page-12"."""
    return f"{text}{number}"


@register.filter
def split_names(chosen: str) -> list[str]:
    """The names of what is chosen for a print."""
    return chosen.split(",") if chosen else []


@register.filter
def named_items(chosen: str, items: Sequence[PrintItem]) -> str:
    """What is chosen for a print, in words: "The agenda; 7. Minutes"."""
    titles = {"agenda": "The agenda", **{item.anchor: f"{item.number}. {item.title}" for item in items}}
    return "; ".join(titles.get(name, name) for name in split_names(chosen))
