"""Builds and prints whose worker dies: taken up by another, never finished twice, never half there to download."""

import datetime
import threading

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from actions import making as plan_making
from actions.models import Inspection, PlanPrint
from actions.operations import prints as plan_prints
from actions.tasks import print_plan, resume_plan_prints
from panels import making, printing
from panels.enums import BuildState
from panels.management.commands.work import look_after_jobs
from panels.models import PackBuild
from panels.operations import packs
from panels.operations.agenda import edit_item
from panels.operations.packs import BuildLost, request_build, start_build
from panels.tasks import build_pack, resume_builds, resume_documents
from scrutiny.models import JobWorker
from scrutiny.operations import MOST_ATTEMPTS, note_worker, requeue_lost_jobs
from tests.helpers import MEETING, Demo, sign_in

LONG_AGO = datetime.timedelta(minutes=5)

pytestmark = pytest.mark.documents


def asked(demo: Demo) -> PackBuild:
    edit_item(by=demo.user("dso"), item=demo.item(1), version=demo.item(1).version, title="Changed")
    return request_build(by=demo.user("dso"), meeting=demo.meeting, edition="public", dated=MEETING)


def fall_silent(build: PackBuild) -> None:
    """As if its worker had been killed minutes ago."""
    PackBuild.objects.filter(pk=build.pk).update(beat_at=timezone.now() - LONG_AGO)


def test_a_build_whose_worker_was_killed_is_made_by_the_next(demo):
    build = asked(demo)
    address = f"/desk/{'/'.join(demo.meeting.key)}/packs/{build.pk}/"
    assert start_build(build, papers=5)
    assert resume_builds(now=timezone.now()) == 0, "its worker is alive"
    assert sign_in("dso").get(f"{address}pack.pdf").status_code == 404
    fall_silent(build)
    assert resume_builds(now=timezone.now()) == 1
    assert resume_builds(now=timezone.now()) == 0, "it is in the queue already"

    build_pack.call(build.pk)
    build.refresh_from_db()
    assert (build.state, build.attempt) == (BuildState.READY, 2)
    assert resume_builds(now=timezone.now()) == 0


def test_a_worker_that_was_only_slow_cannot_finish_what_is_no_longer_its(demo, monkeypatch):
    build = asked(demo)

    def taken_over(*args, **kwargs):
        """The worker is suspended for minutes, another one takes the build and finishes it, the first wakes up."""
        monkeypatch.undo()
        fall_silent(build)
        making.make(PackBuild.objects.get(pk=build.pk))
        return compose(*args, **kwargs)

    compose = making.compose
    monkeypatch.setattr(making, "compose", taken_over)
    late = making.make(build)
    assert (late.state, late.attempt) == (BuildState.READY, 2)
    assert late.papers.count() == 5
    with pytest.raises(BuildLost):
        packs.fail_build(build, problem="Too late")


def test_a_build_that_kills_every_worker_ends_with_a_sentence(demo):
    build = asked(demo)
    for _ in range(packs.MOST_ATTEMPTS):
        assert start_build(build, papers=5)
        fall_silent(build)
    assert not start_build(build, papers=5)
    assert build.state == BuildState.FAILED
    assert "cut short" in build.problem


def test_a_build_that_never_reached_the_queue_is_put_there(demo):
    build = asked(demo)
    assert resume_builds(now=timezone.now()) == 0
    assert resume_builds(now=timezone.now() + LONG_AGO) == 1
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[build.pk]]


def test_jobs_of_dead_workers_go_back_to_the_queue_and_a_deadly_one_is_given_up(db):
    build_pack.enqueue(99)
    job = DBTaskResult.objects.get()
    for turn in range(1, MOST_ATTEMPTS + 1):
        now = timezone.now() + turn * LONG_AGO
        note_worker(name=f"worker {turn}", at=now)
        job.claim(f"worker {turn}")
        DBTaskResult.objects.update(started_at=now - LONG_AGO)
        assert requeue_lost_jobs(at=now) == 0, "its worker is alive"
        later = requeue_lost_jobs(at=now + LONG_AGO)
        job.refresh_from_db()
        assert later == (turn < MOST_ATTEMPTS)
    assert job.status == TaskResultStatus.FAILED
    assert "lost with" in job.traceback


@pytest.mark.django_db(transaction=True)
def test_a_worker_says_that_it_is_alive_and_looks_after_the_queue():
    build_pack.enqueue(99)
    DBTaskResult.objects.get().claim("a dead worker")
    DBTaskResult.objects.update(started_at=timezone.now() - LONG_AGO)
    stop = threading.Event()
    stop.set()
    heart = threading.Thread(target=look_after_jobs, args=("a worker", stop))
    heart.start()
    heart.join()

    assert JobWorker.objects.get().name == "a worker"
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_document_whose_worker_was_killed_is_printed_by_the_next_or_said_to_have_failed(db):
    html = "<p>A list</p>"
    assert printing.ask(html)
    later = timezone.now() + LONG_AGO
    assert resume_documents(now=timezone.now()) == 0, "it was asked for just now"
    assert [resume_documents(now=later) for _ in range(2)] == [1, 0], "it never reached the queue"
    assert not printing.ask(html), "who asks again waits for the same one"
    assert printing.problem_of(html) == ""
    for job in DBTaskResult.objects.all():
        job.set_failed(RuntimeError("lost with 3 workers"))
    assert resume_documents(now=later) == 0
    assert "could not be made. Try again" in printing.problem_of(html)
    assert printing.ask(html), "and can be asked for again"
    assert resume_documents(now=later) == 1, "what failed before it was asked for is of no matter"


def test_a_plan_whose_worker_was_killed_is_printed_by_the_next(demo, monkeypatch):
    inspection = Inspection.objects.get(slug="portsmouth-2014")
    ask = {"by": demo.user("manager"), "inspection": inspection, "as_at": MEETING, "since": None}
    wanted, _ = plan_prints.request_print(**ask, published_only=True)
    assert resume_plan_prints(now=timezone.now() + LONG_AGO) == 1, "it never reached the queue"
    DBTaskResult.objects.all().delete()
    assert plan_prints.start_print(wanted=wanted, parts=2)
    assert resume_plan_prints(now=timezone.now()) == 0, "its worker is alive"
    PlanPrint.objects.update(beat_at=timezone.now() - LONG_AGO)
    assert [resume_plan_prints(now=timezone.now()) for _ in range(2)] == [1, 0]

    def taken_over(*args, **kwargs):
        """The second worker is only slow: a third takes the print and finishes it, then the second wakes up."""
        monkeypatch.undo()
        plan_making.beat_plan_prints()
        assert PlanPrint.objects.get().beat_at > timezone.now() - LONG_AGO, "it says that it is at it"
        PlanPrint.objects.update(beat_at=timezone.now() - LONG_AGO)
        plan_making.make(PlanPrint.objects.get())
        return b"late", 99

    monkeypatch.setattr(plan_making, "print_plan", taken_over)
    print_plan.call(wanted.pk)
    made = PlanPrint.objects.get()
    assert (made.state, made.attempt) == ("ready", 3)
    assert made.pages != 99, "what the slow one made comes too late"
    with pytest.raises(plan_prints.PrintLost):
        plan_prints.fail_print(wanted=wanted, problem="Too late")

    deadly, _ = plan_prints.request_print(**ask, published_only=False)
    for _ in range(MOST_ATTEMPTS):
        assert plan_prints.start_print(wanted=deadly, parts=2)
        PlanPrint.objects.update(beat_at=timezone.now() - LONG_AGO)
    assert not plan_prints.start_print(wanted=deadly, parts=2)
    assert "cut short" in PlanPrint.objects.get(pk=deadly.pk).problem
