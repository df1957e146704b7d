"""Making the PDF of a whole plan: its parts rendered side by side, then joined and numbered. Called by the queue's
worker and by the command: a plan of a hundred areas takes longer than a page should.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from actions.documents import render_plan_part
from actions.models import PlanPrint
from actions.operations.prints import (
    PrintLost,
    fail_print,
    finish_print,
    note_print,
    note_print_alive,
    start_print,
)
from actions.reports.plan_report import PlanReport, plan_report
from actions.rules import When
from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.bounds import within_bounds
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.plan import Item, Paper, plan_pages
from scrutiny.documents.printing import render_all
from scrutiny.files import keep, name_of

AREAS_A_PART = 10
FOLDER = "plan-prints"
# What this process is making: the worker says for each that it is still at it (`beat_plan_prints`).
_in_hand: dict[int, PlanPrint] = {}
OUR_SIDE = "Something went wrong on our side. Try again; if it happens again, tell democratic services."


def make(wanted: PlanPrint) -> None:
    """Make the PDF that was asked for, and record how it ended. One that another worker has is left to it."""
    report = plan_report(
        wanted.inspection, as_at=wanted.as_at, since=wanted.since, published_only=wanted.published_only
    )
    if not start_print(wanted=wanted, parts=len(parts_of(report))):
        return
    try:
        _in_hand[wanted.pk] = wanted
        _make(wanted, report)
    except PrintLost:
        pass  # its new worker says how it ends
    finally:
        _in_hand.pop(wanted.pk, None)


def beat_plan_prints() -> None:
    """Say of every print in this process that it is still being made. Called every few seconds, in a thread."""
    for wanted in list(_in_hand.values()):
        note_print_alive(wanted=wanted)


def _make(wanted: PlanPrint, report: PlanReport) -> None:
    try:
        with within_bounds():
            content, pages = print_plan(report, progress=lambda done: note_print(wanted=wanted, parts_done=done))
        digest = hashlib.sha256(content).hexdigest()
        file = keep(io.BytesIO(content), name=name_of(digest, folder=FOLDER))
    except DocumentError as error:
        fail_print(wanted=wanted, problem=str(error))
    except Exception:
        # Told to whoever watches the service; the person gets a sentence and the chance to try again.
        fail_print(wanted=wanted, problem=OUR_SIDE)
        raise
    else:
        finish_print(wanted=wanted, file=file, pages=pages, size=len(content))


def print_plan(report: PlanReport, *, progress: Callable[[int], None] = lambda done: None) -> tuple[bytes, int]:
    """The report as one numbered, tagged PDF, and its pages. Raises DocumentError where a part cannot be made.

    `progress` is told how many of the parts are ready.
    """
    parts = parts_of(report)
    done = 0

    def count(place: int, paper: object) -> None:
        nonlocal done
        done += 1
        progress(done)

    store = Path(settings.SCRUTINY_DATA) / "cache" / "papers"
    printed = render_all([document for _, document in parts], store=store, done=count)
    problems = [str(paper) for paper in printed if isinstance(paper, DocumentError)]
    if problems:
        raise DocumentError(" ".join(problems))
    ready = [paper for paper in printed if not isinstance(paper, DocumentError)]
    plan = plan_pages(
        [
            Item("", title, (Paper(str(place), title, paper.pages),))
            for place, ((title, _), paper) in enumerate(zip(parts, ready, strict=True))
        ],
        duplex=False,
    )
    whole = assemble(
        plan,
        {str(place): paper.pdf for place, paper in enumerate(ready)},
        title=f"{report.heading}, as at {When.on(report.as_at).label}",
        blank=blank_page(store=store).pdf,
        author=report.council,
    )
    return whole.pdf, whole.pages


def parts_of(report: PlanReport) -> list[tuple[str, str]]:
    """The title and the HTML of each part: what the whole plan comes to, then its areas, ten to a part."""
    found = [("The plan as a whole", render_plan_part(replace(report, areas=()), is_first=True))]
    for start in range(0, len(report.areas), AREAS_A_PART):
        areas = report.areas[start : start + AREAS_A_PART]
        first, last = areas[0].state.heading, areas[-1].state.heading
        title = first if first == last else f"{first} to {last}"
        found.append((title, render_plan_part(replace(report, areas=areas), is_first=False)))
    return found
