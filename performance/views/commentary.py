"""Owners' commentary: who is asked for what, the page where it is written, and its sign-off by a manager."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from performance.models import Commentary, Indicator
from performance.operations import commentary as operations
from performance.pack_forms import AskForm, CommentaryForm, DueForm, ReturnForm
from performance.reports.commentary import commentary_for, commentary_of_month, commentary_page, wanted_commentary
from performance.rules import NotAllowed, StaleEdit
from performance.views.shared import number_of, officer, page, release_or_404
from scrutiny.access import ROLE_PERMISSIONS, Permission, require_permission
from scrutiny.models import User
from scrutiny.templatetags.scrutiny_tags import uk_date

USUAL_DAYS = 10


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for this person: explanations to write, or to sign off."""
    return page(request, "commentary_mine.html", lines=commentary_for(request.user, on=timezone.localdate()))


@require_permission(Permission.EDIT_PERFORMANCE_PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def of_month(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """What was asked for of the month, and what the rules say should be."""
    release = release_or_404(request, dataset, month)
    today = timezone.localdate()
    wanted = {each.slug: each for each in wanted_commentary(release)}
    form = AskForm(
        request.POST or None,
        choices=[(each.slug, each.name) for each in wanted.values()],
        writers=writers(),
        due=today + datetime.timedelta(days=USUAL_DAYS),
    )
    if request.method == "POST" and form.is_valid():
        chosen = [wanted[slug] for slug in form.cleaned_data["indicators"]]
        indicators = {each.slug: each for each in Indicator.objects.filter(dataset=release.dataset).order_by("pk")}
        try:
            asked = operations.ask_for_commentary(
                by=officer(request),
                month=release.as_month,
                reasons={indicators[each.slug]: each.because for each in chosen},
                due=form.cleaned_data["due"],
                today=today,
                asked_of=form.cleaned_data["asked_of"],
            )
        except NotAllowed as no:
            form.add_error("due" if "past" in str(no) else "asked_of", str(no))
        else:
            many = "" if len(asked) == 1 else "s"
            by_when = uk_date(form.cleaned_data["due"])
            messages.success(request, f"{len(asked)} explanation{many} asked for by {by_when}.")
            return redirect("performance:commentary_of_month", dataset, month)
    context = {
        "release": release,
        "lines": commentary_of_month(release.dataset, release.as_month, on=today),
        "wanted": list(wanted.values()),
        "form": form,
    }
    return page(request, "commentary_month.html", status=400 if form.errors else 200, **context)


@require_permission(Permission.VIEW_DRAFTS)
@require_http_methods(["GET", "HEAD", "POST"])
def commentary(request: HttpRequest, pk: int) -> HttpResponse:
    """One explanation, with its figures and last time's words: written by an owner, signed off by a manager."""
    found = get_object_or_404(
        Commentary.objects.select_related("indicator__entry", "indicator__dataset", "asked_of", "written_by"), pk=pk
    )
    by = officer(request)
    form = CommentaryForm(initial={"text": found.text, "version": found.version})
    back = ReturnForm()
    saved = None
    if request.method == "POST":
        do = next((each for each in ("send", "save") if each in request.POST), request.POST.get("do", ""))
        form = CommentaryForm(request.POST) if do in ("send", "save") else form
        back = ReturnForm(request.POST) if do == "return" else back
        try:
            said = _step(request, found, by, do, form, back)
        except StaleEdit as conflict:
            saved = conflict.saved["text"]
            form = form if form.is_bound else CommentaryForm({"text": found.text, "version": found.version})
            form.is_valid()
            form.add_error(None, str(conflict))
            form.renew(version=conflict.version)
        except NotAllowed as no:
            if form.is_bound:
                form.add_error("text", str(no))
            else:
                messages.error(request, str(no))
                return redirect(found.get_absolute_url())
        else:
            if said:
                messages.success(request, said)
                return redirect(found.get_absolute_url())
    context = {
        "report": commentary_page(found, on=timezone.localdate()),
        "form": form,
        "back": back,
        "due_form": DueForm(),
        "saved": saved,
        "is_writer": found.written_by_id == by.pk,
    }
    return page(request, "commentary.html", status=400 if form.errors or back.errors else 200, **context)


def _step(request: HttpRequest, found: Commentary, by: User, do: str, form: CommentaryForm, back: ReturnForm) -> str:
    """Do what was asked, and say so; nothing where the form is not right."""
    match do:
        case "send" | "save":
            _check(by, Permission.WRITE_COMMENTARY)
            if not form.is_valid():
                return ""
            operations.write_commentary(
                by=by,
                commentary=found,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["text"],
                send=do == "send",
            )
            return "The explanation went to the manager." if do == "send" else "The draft was saved."
        case "sign_off":
            _check(by, Permission.SIGN_OFF_COMMENTARY)
            version = number_of(request.POST.get("version", "")) or 0
            operations.sign_off_commentary(by=by, commentary=found, version=version)
            return "Signed off. It stands in the pack, and is public once the pack is published."
        case "return":
            _check(by, Permission.SIGN_OFF_COMMENTARY)
            if not back.is_valid():
                return ""
            operations.return_commentary(by=by, commentary=found, because=back.cleaned_data["because"])
            return "The explanation went back to its writer."
        case "withdraw":
            _check(by, Permission.EDIT_PERFORMANCE_PACK)
            operations.withdraw_commentary(by=by, commentary=found)
            return "The explanation is no longer asked for."
        case "ask_again":
            _check(by, Permission.EDIT_PERFORMANCE_PACK)
            due = DueForm(request.POST)
            if not due.is_valid():
                raise NotAllowed("Write the date by which it is needed as 2018-05-18.")
            today = timezone.localdate()
            operations.ask_again(by=by, commentary=found, due=due.cleaned_data["due"], today=today)
            return "The explanation is asked for again."
    raise NotAllowed("Choose what to do with the explanation.")


def _check(by: User, permission: Permission) -> None:
    if not by.can(permission):
        raise PermissionDenied("Your account may not do this.")


def writers() -> QuerySet[User]:
    """The accounts that may write commentary."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.WRITE_COMMENTARY in held]
    return User.objects.filter(role__in=roles, is_active=True).order_by("full_name")
