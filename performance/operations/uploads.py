"""Workbooks in two steps: kept, looked at, then imported or discarded; imports undone while nothing rests on them."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from performance.enums import UploadState
from performance.importer.layout import Columns, UnclearError
from performance.importer.workbook import read_book
from performance.models import Dataset, Indicator, Release, Upload
from performance.operations.disclosure import renew_withheld
from performance.operations.imports import (
    ImportResult,
    Reading,
    decide,
    fill,
    keep_file,
    new_upload,
    read_release,
    write_import,
)
from scrutiny.dates import Month
from scrutiny.files import kept
from scrutiny.history import record
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError


def keep_upload(
    *,
    by: User,
    council: Council,
    content: bytes,
    file_name: str,
    month: Month | None = None,
    dataset: Dataset | None = None,
) -> Upload:
    """Keep a workbook until somebody has looked at what its import would change. Changes no figures.

    Raises ProblemsError where it cannot be imported. Where only its columns are unclear it is kept: somebody can say.
    """
    reading: Reading | None = None
    try:
        reading = read_release(council=council, content=content, month=month, dataset=dataset)
        ending = reading.book.kind.ending
    except UnclearError:
        ending = read_book(content).kind.ending
    file = keep_file(content, hashlib.sha256(content).hexdigest(), ending)
    with transaction.atomic():
        upload = new_upload(by, council, file, file_name, content, reading, dataset)
        record(by=by, action="kept workbook", on=upload, file_name=upload.file_name, sha256=upload.sha256)
    return upload


def read_upload(upload: Upload, *, renamed: Mapping[str, str] | None = None) -> Reading:
    """Read a kept workbook again, with what was said of its columns. Raises ProblemsError like `read_release`."""
    said = Columns(upload.sheet, upload.meanings) if upload.sheet or upload.meanings else None
    return read_release(
        council=upload.council, content=_content(upload), dataset=upload.dataset, columns=said, renamed=renamed
    )


@transaction.atomic
def say_columns(*, by: User, upload: Upload, sheet: str, meanings: Mapping[str, str]) -> None:
    """Say where in a waiting workbook the dataset is and what its headings mean. Remembered once it is imported."""
    upload = _locked(upload, UploadState.WAITING)
    upload.sheet, upload.meanings = sheet[:100], {heading.casefold(): field for heading, field in meanings.items()}
    upload.save(update_fields=["sheet", "meanings"])
    record(by=by, action="said what columns mean", on=upload, sheet=upload.sheet, meanings=upload.meanings)


def import_upload(*, by: User, upload: Upload, renamed: Mapping[str, str], seen: str) -> ImportResult:
    """Import a waiting workbook as it was looked at. Raises ProblemsError if the dataset has changed since then."""
    reading = read_upload(upload, renamed=renamed)
    with transaction.atomic():
        upload = _locked(upload, UploadState.WAITING)
        found = reading.preview
        if found.seen != seen:
            raise ProblemsError(
                [Problem("The dataset has changed since you looked at this.", mend="Look at it again, then confirm.")]
            )
        if found.is_known:
            raise ProblemsError([Problem("This workbook is imported already.", mend="Discard this upload.")])
        return write_import(by, upload, reading, found)


@transaction.atomic
def discard_upload(*, by: User, upload: Upload) -> None:
    """Decide against a waiting workbook. It is kept, and changes nothing."""
    upload = _locked(upload, UploadState.WAITING)
    decide(upload, UploadState.DISCARDED, by)
    record(by=by, action="discarded workbook", on=upload, file_name=upload.file_name)


def undo_import(*, by: User, upload: Upload) -> Release | None:
    """Take back what an import changed; the release as it was before, None where there was none.

    Raises ProblemsError where the figures are published or something rests on them, or a later import came after it.
    """
    before = upload.replaced
    reading = read_upload(before, renamed=before.renamed) if before else None
    with transaction.atomic():
        upload = _locked(upload, UploadState.IMPORTED)
        release = _undoable(upload)
        months = [month.first_day for month in _months(release)]
        dataset = release.dataset
        if before is None or reading is None:
            try:
                release.delete()
            except ProtectedError:
                raise ProblemsError(
                    [Problem("Papers rest on this month's figures.", mend="Take them off their agenda or pack first.")]
                ) from None
            upload.release = None
        else:
            fill(release, before, reading, by=before.decided_by, at=before.decided_at or timezone.now())
        _tidy_indicators(dataset)
        renew_withheld(dataset, months=months)
        decide(upload, UploadState.UNDONE, by)
        record(by=by, action="undid import", on=dataset, file_name=upload.file_name, sha256=upload.sha256)
    return None if before is None else release


def check_undo(upload: Upload) -> None:
    """Raise ProblemsError with the reason why the import cannot be undone, if there is one."""
    _undoable(upload)


def _undoable(upload: Upload) -> Release:
    """The draft that the import made. Raises ProblemsError with the reason if it cannot be undone."""
    release = upload.release
    if upload.state != UploadState.IMPORTED or release is None:
        raise ProblemsError([Problem("This import cannot be undone: its figures are gone already.")])
    if release.is_published:
        raise ProblemsError(
            [
                Problem(
                    "These figures are published, so they stay.",
                    mend="Import a corrected workbook: it becomes a revision.",
                )
            ]
        )
    if release.uploads.imported().filter(pk__gt=upload.pk).exists():
        raise ProblemsError([Problem("A later import replaced these figures.", mend="Undo that one first.")])
    return release


def _tidy_indicators(dataset: Dataset) -> None:
    """Remove indicators that stand in no release any more, and give the others the names of their newest row."""
    for indicator in Indicator.objects.filter(dataset=dataset).order_by("pk"):
        newest = indicator.rows.order_by("-release__month", "-release__revision").first()
        if newest is None:
            try:
                with transaction.atomic():
                    indicator.delete()
            except ProtectedError:
                continue  # somebody has written about it
        elif (indicator.code, indicator.name) != (newest.code, newest.name):
            indicator.code, indicator.name = newest.code, newest.name
            indicator.save(update_fields=["code", "name"])


def _months(release: Release) -> list[Month]:
    row = release.rows.in_print_order().first()
    return [Month.of(value.month) for value in row.values.order_by("month")] if row else []


def _locked(upload: Upload, state: UploadState) -> Upload:
    """The upload as it stands now, locked. Raises ProblemsError if somebody decided otherwise meanwhile."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state != state:
        raise ProblemsError([Problem(f"Somebody has dealt with this upload: {upload.get_state_display().lower()}.")])
    return upload


def _content(upload: Upload) -> bytes:
    try:
        return kept(upload.file).read_bytes()
    except OSError as error:
        raise ProblemsError(
            [Problem(f"The kept file is gone ({error.strerror}).", upload.file_name, "Upload it again.")]
        ) from None
