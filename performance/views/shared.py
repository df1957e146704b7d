"""What several performance pages need: the release and pack that an address names, and the page itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from performance.models import PackEdition, PerformancePack, Release
from scrutiny.access import Permission, user_can
from scrutiny.dates import Month
from scrutiny.models import User


def month_or_404(text: str) -> Month:
    """The month of an address: one way of writing it only."""
    try:
        wanted = Month.parse(text)
    except ValueError:
        raise Http404 from None
    # Without spaces and line ends around it, which no header takes.
    if str(wanted) != text:
        raise Http404
    return wanted


def release_or_404(request: HttpRequest, dataset: str, month: str) -> Release:
    """The current revision of the month that this person may see."""
    releases = Release.objects.filter(dataset__slug=dataset).of_month(month_or_404(month)).visible_to(request.user)
    release = releases.current().select_related("dataset__council").first()
    if release is None:
        raise Http404
    return release


def pack_or_404(request: HttpRequest, dataset: str, month: str) -> tuple[PerformancePack, PackEdition | None]:
    """The month's pack that this person may see, and the edition to show: none for an officer, who sees the draft.

    An officer sees the published edition too, with `?edition=published`.
    """
    packs = PerformancePack.objects.filter(dataset__slug=dataset, month=month_or_404(month).first_day)
    pack = packs.visible_to(request.user).select_related("dataset__council", "release").first()
    if pack is None:
        raise Http404
    edition = pack.editions.select_related("release__dataset__council").first()
    is_officer = user_can(request.user, Permission.VIEW_DRAFTS)
    if is_officer and request.GET.get("edition") != "published":
        return pack, None
    if edition is None:
        raise Http404
    return pack, edition


def number_of(text: str) -> int | None:
    """The number that a form sent, such as a key; None for what is none, or is larger than any that we give out."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def officer(request: HttpRequest) -> User:
    """The person who is signed in; the permission decorator let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def page(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, f"performance/{template}", {"here": "performance", **context}, status=status)
