"""Asking for e-mail, confirming, and ending it. No page says whether an address is subscribed.

Programs that look through mail open every link in it, so opening one changes nothing: a button does.
"""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from panels.models import Panel
from panels.operations.subscriptions import (
    LINK_LASTS,
    ask_to_subscribe,
    confirm_subscriptions,
    subscription_of_token,
    unsubscribe,
    wishes_of_token,
)
from panels.rules import NotAllowed
from panels.subscription_forms import SubscribeForm
from panels.tasks import confirm_subscription, forget_unconfirmed_subscriptions
from scrutiny.access import public


@public
def subscribe(request: HttpRequest) -> HttpResponse:
    """The ways to hear of what is new: e-mail, calendars, feeds."""
    panels = list(Panel.objects.order_by("name"))
    chosen = [slug for slug in request.GET.getlist("panel") if slug in {panel.slug for panel in panels}]
    form = SubscribeForm(request.POST or None, choices=panels, initial={"panels": chosen or ["all"]})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            token = ask_to_subscribe(address=form.cleaned_data["address"], panels=form.wanted_panels(), at=now)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            if token:
                confirm_subscription.enqueue(token)
                late = now + LINK_LASTS + datetime.timedelta(minutes=1)
                forget_unconfirmed_subscriptions.using(run_after=late).enqueue()
            return redirect("panels:subscribe_sent")
    return render(request, "panels/site/subscribe.html", {"here": "", "form": form, "panels": panels})


@public
def subscribe_sent(request: HttpRequest) -> HttpResponse:
    """What everybody sees who asked, whatever became of it."""
    return render(request, "panels/site/subscribe_sent.html", {"here": ""})


@public
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the confirmation mail leads to."""
    if request.method == "POST":
        confirmed = confirm_subscriptions(token=token, at=timezone.now())
        return render(request, "panels/site/confirmed.html", {"here": "", "confirmed": confirmed})
    context = {"here": "", "wishes": wishes_of_token(token)}
    return render(request, "panels/site/confirm_subscription.html", context)


@public
@never_cache
@csrf_exempt  # mail programs send this POST by themselves (RFC 8058); the token in the address is what counts
def end(request: HttpRequest, token: str) -> HttpResponse:
    """What the link at the end of every mail leads to."""
    if request.method == "POST":
        unsubscribe(token=token, everything="everything" in request.POST)
        return render(request, "panels/site/unsubscribed.html", {"here": ""})
    return render(request, "panels/site/unsubscribe.html", {"here": "", "subscription": subscription_of_token(token)})
