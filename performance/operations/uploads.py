"""Workbooks in two steps: kept, looked at, then imported or discarded. How an import is undone is in undo.py."""

import hashlib
from collections.abc import Mapping

from django.db import transaction

from performance.enums import UploadState
from performance.importer.layout import Columns, UnclearError
from performance.importer.workbook import read_book
from performance.models import Dataset, Upload
from performance.operations.imports import (
    ImportResult,
    Reading,
    decide,
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
    upload = locked(upload, UploadState.WAITING)
    upload.sheet, upload.meanings = sheet[:100], {heading.casefold(): field for heading, field in meanings.items()}
    upload.save(update_fields=["sheet", "meanings"])
    record(by=by, action="said what columns mean", on=upload, sheet=upload.sheet, meanings=upload.meanings)


def import_upload(*, by: User, upload: Upload, renamed: Mapping[str, str], seen: str) -> ImportResult:
    """Import a waiting workbook as it was looked at. Raises ProblemsError if the dataset has changed since then."""
    reading = read_upload(upload, renamed=renamed)
    with transaction.atomic():
        upload = locked(upload, UploadState.WAITING)
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
    upload = locked(upload, UploadState.WAITING)
    decide(upload, UploadState.DISCARDED, by)
    record(by=by, action="discarded workbook", on=upload, file_name=upload.file_name)


def locked(upload: Upload, state: UploadState) -> Upload:
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
