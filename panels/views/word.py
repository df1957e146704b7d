"""Bringing in a Word report: choose the file, see what goes where and what could not be kept, then put it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe

from panels.docx import WordReport, suggest
from panels.docx.match import renumbered
from panels.models import ReportPart, TemplatePart, WordImport
from panels.operations.word_import import apply_word_file, read_word_file
from panels.pictures import data_address
from panels.richtext import clean, text_of
from panels.rules import NotAllowed
from panels.views.reports import get_report
from panels.word_forms import WhereForm, WordFileForm
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.problems import ProblemsError


@require_permission(Permission.EDIT_REPORT)
def upload(request: UserRequest, pk: int) -> HttpResponse:
    """Choose the Word file. It is read at once; the report does not change yet."""
    report = get_report(request, pk)
    form = WordFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            word = read_word_file(
                by=request.user,
                report=report,
                content=file.read(),
                file_name=file.name,
                take_changes=form.cleaned_data["take_changes"],
            )
        except ProblemsError as error:
            for problem in error.problems:
                form.add_error("file", str(problem))
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            return redirect("panels:word_preview", report.pk, word.pk)
    context = {
        "here": "desk",
        "source": report,
        "meeting": report.paper.item.meeting,
        "form": form,
    }
    return render(request, "panels/word_upload.html", context)


@require_permission(Permission.EDIT_REPORT)
def preview(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """What goes where; then all of it in one step."""
    report = get_report(request, pk)
    word = get_object_or_404(WordImport.objects.select_related("report"), report=report, pk=number)
    if word.applied_at:
        messages.info(request, "This Word file was brought in already. To bring it in again, choose the file again.")
        return redirect("panels:report", report.pk)
    found = WordReport.from_json(word.sections)
    parts = list(report.template.parts.order_by("position"))
    choices = suggest(found.sections, parts)
    form = WhereForm(request.POST or None, found=found, choices=choices, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            written = apply_word_file(by=request.user, word=word, keys=form.keys, pictures=form.pictures)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"Brought in: {', '.join(written) if written else 'nothing'}.")
            return redirect("panels:report", report.pk)
    standing = dict(ReportPart.objects.filter(report=report).values_list("part__key", "text"))
    keys = [form[f"section-{place}"].value() or "" for place in range(len(found.sections))]
    context = {
        "here": "desk",
        "source": report,
        "meeting": report.paper.item.meeting,
        "word": word,
        "form": form,
        "sections": _sections(found, form),
        "pictures": _pictures(found, form),
        "replaced": _replaced(parts, keys, standing),
        "renumbered": renumbered(found.sections, keys, parts, existing=standing),
        "unplaced": [line["heading"] for line in _sections(found, form) if not line["chosen"]],
    }
    return render(request, "panels/word_preview.html", context)


def _sections(found: WordReport, form: WhereForm) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "heading": section.heading or "Beginning of the document",
            "number": section.number,
            "is_fact": section.is_fact,
            "words": text_of(section.html)[:160],
            "html": mark_safe(clean(section.html).html),  # noqa: S308 - clean is the door
            "chosen": form[f"section-{place}"].value() or "",
            "field": form[f"section-{place}"],
        }
        for place, section in enumerate(found.sections)
    ]


def _pictures(found: WordReport, form: WhereForm) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "address": data_address(picture.file, picture.content_type),
            "alternative": picture.alternative,
            "words": form[f"picture-{number}"],
            "decorative": form[f"decorative-{number}"],
            "without": form[f"without-{number}"],
        }
        for number, picture in enumerate(found.pictures, start=1)
    ]


def _replaced(parts: list[TemplatePart], keys: list[str], standing: dict[str, str]) -> list[str]:
    return [part.heading for part in parts if part.key in keys and standing.get(part.key, "").strip()]
