"""Pages of the public site that are of no one meeting: panels, meetings by year, members, and what the law asks for."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from panels.models import Contact, Panel, Person
from panels.reports.site import (
    meetings_report,
    meetings_with_papers,
    member_report,
    members_report,
    panels_report,
    years_of_meetings,
)
from scrutiny.access import public
from scrutiny.dates import municipal_year

# When the statement was last gone through against the pages; change it together with the words.
STATEMENT_REVIEWED = datetime.date(2026, 11, 21)


@public
def panels(request: HttpRequest) -> HttpResponse:
    """Every panel, with its next meeting."""
    councils = panels_report(today=timezone.localdate())
    return render(request, "panels/site/panels.html", {"here": "meetings", "councils": councils})


@public
def meetings(request: HttpRequest) -> HttpResponse:
    """Leads to the municipal year that we are in; to the latest that has meetings where this one has none."""
    years = years_of_meetings()
    now = municipal_year(timezone.localdate())
    found = next((link for link in years if link.year == now), years[0] if years else None)
    if found is None:
        return redirect("panels:home")
    return redirect("panels:meetings_of_year", found.year)


@public
def meetings_of_year(request: HttpRequest, year: str) -> HttpResponse:
    """The meetings of all panels in one municipal year, the earliest first."""
    report = meetings_report(year=year, page=request.GET.get("page", "1"))
    if report is None:
        raise Http404
    context = {"here": "meetings", "report": report, "today": timezone.localdate()}
    return render(request, "panels/site/meetings.html", context)


@public
def members(request: HttpRequest, year: str | None = None) -> HttpResponse:
    """Who sits on the panels, in the latest municipal year or in another one."""
    report = members_report(year=year)
    if report is None:
        raise Http404
    return render(request, "panels/site/members.html", {"here": "meetings", "report": report})


@public
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: panels and offices by municipal year. Somebody who never had a seat has no page."""
    person = get_object_or_404(Person, pk=pk)
    report = member_report(person, today=timezone.localdate())
    if report is None:
        raise Http404
    return render(request, "panels/site/member.html", {"here": "meetings", "report": report})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the Public Sector Bodies Accessibility Regulations 2018 ask for."""
    context = {"here": "", "reviewed": STATEMENT_REVIEWED, "contacts": _contacts()}
    return render(request, "panels/site/accessibility.html", context)


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What the service knows of its readers, and which cookies it sets."""
    return render(request, "panels/site/privacy.html", {"here": "", "contacts": _contacts()})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone: pages that are no documents, and those for officers."""
    sitemap = request.build_absolute_uri(reverse("panels:sitemap"))
    context = {"sitemap": sitemap}
    return render(request, "panels/site/robots.txt", context, content_type="text/plain; charset=utf-8")


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page that is worth finding, with the day on which a meeting's papers last changed."""
    names = ("home", "panels", "members", "tracker", "suggest_topic", "subscribe", "accessibility", "privacy")
    pages = [(reverse(f"panels:{name}"), None) for name in names]
    slugs = Panel.objects.order_by("pk").values_list("slug", flat=True)
    pages += [(reverse("panels:panel", args=[slug]), None) for slug in slugs]
    pages += [(reverse("panels:programme", args=[slug]), None) for slug in slugs]
    pages += [(reverse("panels:meetings_of_year", args=[link.year]), None) for link in years_of_meetings()]
    pages += [
        (reverse("panels:meeting", args=[row["panel__slug"], row["date"]]), row["changed"])
        for row in meetings_with_papers()
    ]
    context = {"pages": pages, "root": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "panels/site/sitemap.xml", context, content_type="application/xml; charset=utf-8")


def _contacts() -> list[Contact]:
    """Whom readers may ask, as the host council's panels name them; each once."""
    contacts = (
        Contact.objects.filter(panel__council__is_host=True).exclude(email="").order_by("panel__name", "position")
    )
    return list({contact.email: contact for contact in contacts}.values())[:3]
