"""Imports that are undone: all is as it was before, and what people have published or written stays."""

from datetime import UTC, date, datetime

import pytest

from panels.operations.reports import attach_dataset
from performance.enums import UploadState
from performance.models import Indicator, PerformancePack, Release, Upload, Value
from performance.operations import import_release, publish_release
from performance.operations.packs import add_line, drop_line, edit_line, publish_pack, renew_pack, start_pack
from performance.operations.undo import undo_import
from scrutiny.models import Event
from scrutiny.problems import ProblemsError
from tests.helpers import meeting_with
from tests.performance.workbooks import may_2018


def test_a_month_goes_away_with_its_indicators(council, officer, draft, everything):
    before = {model: rows for model, rows in everything().items() if model != "Event"}
    done = import_release(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
    assert Indicator.objects.count() == 54

    assert undo_import(by=officer, upload=done.upload) is None

    assert {model: rows for model, rows in everything().items() if model != "Event"} == before
    done.upload.refresh_from_db()
    assert done.upload.state == UploadState.UNDONE


def test_a_replaced_draft_comes_back_as_it_was(council, officer, draft, changed):
    def shown(release: Release) -> list:
        values = Value.objects.filter(row__release=release).order_by("row__position", "month")
        return [release.file_sha256, *values.values_list("row__name", "row__code", "month", "value", "mark")]

    before = shown(draft)
    content = changed({"F7": 1600, "B8": "Another name", "A9": "X1"})
    second = import_release(by=officer, council=council, content=content, file_name="2.xlsx").upload
    assert shown(Release.objects.get()) != before
    first = Upload.objects.order_by("pk").first()
    with pytest.raises(ProblemsError, match="later import"):
        undo_import(by=officer, upload=first)

    undo_import(by=officer, upload=second)

    assert shown(Release.objects.get()) == before
    assert not Indicator.objects.filter(name="Another name").exists()
    undo_import(by=officer, upload=first)
    assert not Release.objects.exists()


def test_what_is_published_cannot_be_undone_and_a_correction_can(council, officer, publisher, draft, changed):
    publish_release(by=publisher, release=draft, at=datetime(2018, 5, 30, tzinfo=UTC))
    with pytest.raises(ProblemsError, match="published"):
        undo_import(by=officer, upload=Upload.objects.get())

    content = changed({"F7": 1600})
    correction = import_release(by=officer, council=council, content=content, file_name="2.xlsx").upload
    undo_import(by=officer, upload=correction)

    assert Release.objects.get() == draft


def test_a_pack_goes_with_its_month_but_not_with_what_officers_wrote_in_it(
    council, officer, publisher, draft, everything, sign_in
):
    before = {model: rows for model, rows in everything().items() if model != "Event"}
    done = import_release(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
    pack = start_pack(by=publisher, release=done.release, on=date(2018, 6, 20))
    mine = add_line(by=publisher, pack=pack, text="What do the children say?")
    line = pack.lines.standing()[0]
    edit_line(by=publisher, line=line, version=line.version, text="Why?")

    page = sign_in(officer).get(done.upload.get_absolute_url()).content.decode()
    assert "Performance pack, May 2018 holds 2 lines that officers wrote." in page
    assert 'value="undo"' not in page
    with pytest.raises(ProblemsError, match="Drop them from the pack to undo this import, or import a corrected"):
        undo_import(by=officer, upload=done.upload)

    drop_line(by=publisher, line=mine)
    drop_line(by=publisher, line=line)
    page = sign_in(officer).get(done.upload.get_absolute_url()).content.decode()
    assert "Performance pack, May 2018, goes with it" in page
    assert undo_import(by=officer, upload=done.upload) is None
    assert {model: rows for model, rows in everything().items() if model != "Event"} == before
    assert not PerformancePack.objects.exists()
    assert "Why?" in Event.objects.get(action="removed performance pack").facts["lines"]


def test_a_pack_goes_back_to_the_figures_before_a_correction(council, officer, publisher, published, changed):
    pack = start_pack(by=publisher, release=published, on=date(2018, 6, 20))
    publish_pack(by=publisher, pack=pack, at=datetime(2018, 6, 20, tzinfo=UTC))
    second = import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="2.xlsx")
    renew_pack(by=publisher, pack=pack, release=second.release, on=date(2018, 6, 21))
    add_line(by=publisher, pack=pack, text="What do the children say?")

    undo_import(by=officer, upload=second.upload)

    pack.refresh_from_db()
    assert (pack.release, pack.editions.count()) == (published, 1)
    assert pack.lines.filter(text="What do the children say?").exists()


def test_figures_on_an_agenda_stay(council, officer, publisher, draft):
    meeting = meeting_with(publisher, ["Performance of children’s services"])
    attach_dataset(by=publisher, item=meeting.items.get(), release=draft, title="Monthly dataset")

    with pytest.raises(ProblemsError, match="A paper of an agenda is made of these figures"):
        undo_import(by=officer, upload=Upload.objects.get())
