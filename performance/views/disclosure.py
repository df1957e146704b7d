"""Small numbers of a dataset: the rule, how its figures follow from each other, which members may see; the history."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from performance.disclosure_forms import ReaderForm, RelationForm, RuleForm
from performance.models import Dataset, Reader, Relation
from performance.operations import disclosure
from performance.reports.small_numbers import small_numbers_report
from performance.views.shared import number_of
from scrutiny.access import Permission, require_permission
from scrutiny.forms import GovukForm
from scrutiny.models import User
from scrutiny.problems import ProblemsError


@require_permission(Permission.MANAGE_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def small_numbers(request: HttpRequest, dataset: str) -> HttpResponseBase:
    """What the public sees of the dataset's small counts, and how to change it."""
    found = get_object_or_404(Dataset.objects.select_related("council"), slug=dataset)
    forms: dict[str, GovukForm] = {
        "rule": RuleForm.of(found), "relation": RelationForm(dataset=found), "reader": ReaderForm(dataset=found)
    }  # fmt: skip
    if request.method != "POST":
        return _page(request, found, forms)
    asked = request.POST.get("do", "")
    if asked in ("drop", "keep", "revoke"):
        _small_step(request, found, asked)
        return redirect("performance:small-numbers", found.slug)
    if asked not in forms:
        raise Http404
    form = {"rule": RuleForm, "relation": RelationForm, "reader": ReaderForm}[asked](request.POST, dataset=found)
    forms[asked] = form
    if form.is_valid():
        try:
            messages.success(request, _save(request, found, asked, form.cleaned_data))
            return redirect("performance:small-numbers", found.slug)
        except ProblemsError as error:
            for problem in error.problems:
                form.add_error(None, str(problem))
    return _page(request, found, forms, status=400)


def _save(request: HttpRequest, dataset: Dataset, asked: str, data: dict) -> str:
    """Do what the form asks for; the sentence that says what is now true. Raises ProblemsError."""
    by = _officer(request)
    if asked == "rule":
        rule = disclosure.set_small_numbers(by=by, dataset=dataset, **data)
        return f"The rule is saved: {rule.get_kind_display().lower()}."
    if asked == "relation":
        disclosure.add_relation(by=by, dataset=dataset, **data)
        return "Saved. What could be worked out from these figures is withheld as well."
    reader = disclosure.grant_reading(by=by, dataset=dataset, **data)
    return f"{reader.user} now sees every figure of this dataset."


def _small_step(request: HttpRequest, dataset: Dataset, asked: str) -> None:
    by, pk = _officer(request), number_of(request.POST.get("pk", ""))
    if asked == "revoke":
        disclosure.revoke_reading(by=by, reader=get_object_or_404(Reader, dataset=dataset, pk=pk))
    else:
        relation = get_object_or_404(Relation, dataset=dataset, pk=pk)
        disclosure.drop_relation(by=by, relation=relation, dropped=asked == "drop")


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _page(request: HttpRequest, dataset: Dataset, forms: dict[str, GovukForm], *, status: int = 200) -> HttpResponse:
    invalid = next((form for form in forms.values() if form.errors), None)
    context = {
        "here": "performance",
        "report": small_numbers_report(dataset),
        "rule_form": forms["rule"],
        "relation_form": forms["relation"],
        "reader_form": forms["reader"],
        "invalid": invalid,
    }
    return render(request, "performance/small_numbers.html", context, status=status)
