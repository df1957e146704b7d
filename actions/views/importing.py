"""Taking an existing plan from a workbook: first what it would do, then doing it."""

import re
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from actions.forms.importing import PlanFileForm
from actions.models import Inspection
from actions.operations.importing import fingerprint, import_plan, keep_import, kept_name, preview_import
from actions.views.base import get_inspection, page
from scrutiny.access import Permission, require_permission
from scrutiny.files import kept
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

SALT = "actions.import"
DECIDE_WITHIN = 24 * 3600  # seconds
GONE = Problem("The file that you looked at is not there any more.", mend="Choose it again.")


@require_permission(Permission.EDIT_ACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, inspection: str) -> HttpResponse:
    """Send a workbook, see what it would change, then have it done. Problems are listed, and nothing was changed."""
    found = get_inspection(request, inspection)
    if request.method == "POST" and "token" in request.POST:
        return _do(request, found, request.POST["token"])
    form = PlanFileForm(request.POST, request.FILES) if request.method == "POST" else PlanFileForm()
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form=form, status=400 if form.errors else 200)
    file = form.cleaned_data["workbook"]
    return _show(request, found, file.read(), _plain_name(file.name))


def _show(
    request: HttpRequest, inspection: Inspection, content: bytes, file_name: str, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    try:
        seen = fingerprint(inspection)
        preview = preview_import(by=cast(User, request.user), inspection=inspection, content=content)
    except ProblemsError as error:
        return _page(request, inspection, problems=error.problems, file_name=file_name, status=400)
    digest = keep_import(content)
    facts = {"file": digest, "name": file_name, "plan": inspection.pk, "seen": seen, "by": request.user.pk}
    return _page(
        request,
        inspection,
        preview=preview,
        file_name=file_name,
        token=signing.dumps(facts, salt=SALT),
        problems=problems,
        status=409 if problems else 200,
    )


def _do(request: HttpRequest, inspection: Inspection, token: str) -> HttpResponse:
    try:
        facts = signing.loads(token, salt=SALT, max_age=DECIDE_WITHIN)
        if (facts["plan"], facts["by"]) != (inspection.pk, request.user.pk):
            raise signing.BadSignature
        content = kept(kept_name(facts["file"])).read_bytes()
    except (signing.BadSignature, OSError):
        return _page(request, inspection, problems=(GONE,), file_name="", status=400)
    try:
        done = import_plan(
            by=cast(User, request.user),
            inspection=inspection,
            content=content,
            file_name=facts["name"],
            reason=request.POST.get("reason", "")[:500],
            seen=facts["seen"],
        )
    except ProblemsError as error:
        return _show(request, inspection, content, facts["name"], error.problems)
    messages.success(request, f"The file {facts['name']} is taken over: {done.sentence}")
    return redirect(inspection)


def _page(request: HttpRequest, inspection: Inspection, *, status: int = 200, **context: Any) -> HttpResponse:
    whole = {"form": PlanFileForm(), "preview": None, "problems": (), "file_name": "", "token": "", **context}
    return page(request, "import.html", status=status, plan=inspection.slug, plan_title=inspection.title, **whole)


def _plain_name(name: str | None) -> str:
    """The name of a file as it can stand in a sentence and in the history."""
    return re.sub(r"[^\w .()-]", "_", name or "plan.xlsx")[:100]
