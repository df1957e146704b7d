"""The search page. Whatever is in the address, it answers: what it cannot read it says and leaves out."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from panels.enums import SearchKind
from panels.models import Panel
from panels.search import NEWEST, OLDEST, RELEVANCE, SHOWN, Filters, search
from panels.search_query import MAX_LENGTH
from scrutiny.access import public

ORDERS = {RELEVANCE: "Best match", NEWEST: "Newest meeting", OLDEST: "Oldest meeting"}
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]


class SearchForm(forms.Form):
    """What may stand in the address of a search. Each field is read alone: one that is wrong spoils no other."""

    q = forms.CharField(required=False)
    panel = forms.ModelChoiceField(queryset=Panel.objects.none(), to_field_name="slug", required=False)
    kind = forms.ChoiceField(choices=[("", ""), *SearchKind.choices], required=False)
    since = forms.DateField(input_formats=DATE_FORMATS, required=False, error_messages={"invalid": "from"})
    until = forms.DateField(input_formats=DATE_FORMATS, required=False, error_messages={"invalid": "to"})
    order = forms.ChoiceField(choices=list(ORDERS.items()), required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        panel = self.fields["panel"]
        assert isinstance(panel, forms.ModelChoiceField)
        panel.queryset = Panel.objects.order_by("name")


@dataclass(frozen=True)
class Tag:
    """A filter in force, with the address of the same search without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True)
class PageLink:
    """A page of the results; number 0 stands for those left out between."""

    number: int
    address: str


@public
def results(request: HttpRequest) -> HttpResponse:
    """What is published with these words in it."""
    asked = _asked(request)
    form = SearchForm(asked)
    form.is_valid()
    values = form.cleaned_data
    problems = [_date_problem(form, name) for name in ("since", "until") if name in form.errors]
    since, until = values.get("since"), values.get("until")
    if since and until and since > until:
        problems.append(("since", "The first date is after the last one. Change one of them: nothing lies between."))
    order = values.get("order") or RELEVANCE
    filters = Filters(
        panel=values.get("panel"),
        kind=SearchKind(values["kind"]) if values.get("kind") else None,
        since=since,
        until=until,
    )
    found = search(asked.get("q", ""), filters=filters, order=order, page=values.get("page") or 1)
    context: dict[str, Any] = {
        "here": "search",
        "found": found,
        "problems": problems,
        "wrong": dict(problems),
        "first_number": (found.page - 1) * SHOWN + 1,
        "typed": {name: asked.get(name, "") for name in ("since", "until")},
        "filters": filters,
        "order": order,
        "orders": ORDERS,
        "kinds": SearchKind.choices,
        "panels": list(Panel.objects.order_by("name")),
        "tags": _tags(asked, filters),
        "without_filters": _address(found.query.text),
        "pages": _pages(asked, found.page, found.pages),
        "each_word": [(word, _address(word)) for word in found.query.terms] if not found.total else [],
    }
    return render(request, "panels/site/search.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    """What the address says, of the fields that there are, cut to a length and without what no database takes."""
    kept = QueryDict(mutable=True)
    for name in SearchForm.base_fields:
        if value := request.GET.get(name, "").replace("\0", "")[:MAX_LENGTH]:
            kept[name] = value
    return kept


def _date_problem(form: SearchForm, name: str) -> tuple[str, str]:
    which = "first" if name == "since" else "last"
    return name, f"The {which} date is not one that can be read, so it was left out. Write it like 7/6/2018."


def _tags(asked: QueryDict, filters: Filters) -> list[Tag]:
    wanted = (
        ("panel", "Panel", filters.panel and filters.panel.name),
        ("kind", "Kind", filters.kind and filters.kind.label),
        ("since", "From", filters.since and _in_words(filters.since)),
        ("until", "To", filters.until and _in_words(filters.until)),
    )
    return [Tag(word, str(value), _without(asked, name)) for name, word, value in wanted if value]


def _pages(asked: QueryDict, page: int, pages: int) -> list[PageLink]:
    """The first, the last and those around this one, with a gap where some are left out."""
    near = sorted({1, pages, *range(max(page - 1, 1), min(page + 1, pages) + 1)})
    links: list[PageLink] = []
    for number in near if pages > 1 else []:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, ""))
        links.append(PageLink(number, _with_page(asked, number)))
    return links


def _without(asked: QueryDict, name: str) -> str:
    kept = asked.copy()
    for field in (name, "page"):
        kept.pop(field, None)
    return f"?{kept.urlencode()}"


def _with_page(asked: QueryDict, number: int) -> str:
    kept = asked.copy()
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"


def _address(text: str) -> str:
    return f"?{urlencode({'q': text})}"


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
