"""Imports a workbook in one step. What happens in two, on screen, is in uploads.py, and how an import is undone.

Reading and judging a workbook is the importer's and reports'.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from performance.enums import UploadState
from performance.importer import checks
from performance.importer.consistency import figures_are_merged
from performance.importer.layout import Columns, Layout
from performance.importer.load import Loaded, load
from performance.importer.names import Known, names_of
from performance.importer.recent import read_laid_out
from performance.importer.workbook import Book
from performance.models import Dataset, Release, SheetColumns, Upload
from performance.operations.disclosure import keep_relations, renew_withheld
from performance.reports.preview import Preview, inconsistencies, preview
from scrutiny.dates import Month
from scrutiny.files import keep, name_of
from scrutiny.history import record
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError

DEFAULT_DATASET_NAME = "Children and Families Monthly Dataset"
FOLDER = "workbooks"
_MEND_RENAME = "Give the new name as in the sheet, and the old one as the dataset has it."


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `release` is None after a dry run; `changed` is false if the file was there already."""

    month: Month
    release: Release | None
    changed: bool
    indicators: int
    new_indicators: tuple[str, ...] = ()
    preview: Preview | None = None
    upload: Upload | None = None

    @property
    def sentence(self) -> str:
        """What was done, for the person who did it."""
        what = f"{self.indicators} indicators for {self.month.long}"
        if not self.changed:
            return f"Nothing changed: this workbook was imported before ({what})."
        new = f", {len(self.new_indicators)} of them new to the dataset" if self.new_indicators else ""
        if self.release is None:
            return f"No problems found: {what}{new} would be imported. Nothing was changed."
        revision = f" as revision {self.release.revision}" if self.release.revision > 1 else ""
        return f"Imported {what}{new}{revision}. The figures are a draft until they are published."


@dataclass(frozen=True)
class Reading:
    """A workbook that was read, laid out and found free of problems, for a dataset of a council."""

    book: Book
    layout: Layout
    sha256: str
    council: Council
    dataset: Dataset | None
    known: Known
    said: Columns
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def preview(self) -> Preview:
        return preview(self.book, self.layout, self.dataset, self.known, self.renamed, self.sha256)


def read_release(
    *,
    council: Council,
    content: bytes,
    month: Month | None = None,
    dataset: Dataset | None = None,
    columns: Columns | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Reading:
    """Read and judge a workbook without changing anything. Raises ProblemsError with every problem.

    It belongs to the council's only dataset, or to the one that is given. What was once said of that dataset's columns
    holds until `columns` says otherwise.
    """
    dataset = dataset or _only_dataset(council)
    said = columns or remembered_columns(dataset)
    sha256 = hashlib.sha256(content).hexdigest()
    book, layout = read_laid_out(content, sha256, said)
    renamed = dict(renamed or {})
    problems = checks.find_problems(layout, month=month) + _unknown_names(layout, dataset, renamed)
    known = names_of(dataset)
    problems += [*figures_are_merged(layout), *inconsistencies(layout, dataset, known, renamed)]
    if problems:
        raise ProblemsError(checks.in_reading_order(problems))
    return Reading(book, layout, sha256, council, dataset, known, said, renamed)


def import_release(
    *,
    by: User | None,
    council: Council,
    content: bytes,
    file_name: str,
    month: Month | None = None,
    dataset: Dataset | None = None,
    columns: Columns | None = None,
    renamed: Mapping[str, str] | None = None,
    dry_run: bool = False,
    at: datetime | None = None,
) -> ImportResult:
    """Read a monthly workbook into a draft release of the dataset, by default of the council's only one.

    `month`, if given, must be the last one in the workbook. Raises ProblemsError with every problem, and then nothing
    was changed. A workbook that was imported before changes nothing. A draft is replaced; what is published stays as it
    is and the workbook becomes the next revision of the month, a draft again. The workbook itself is kept.
    `at` is when it was imported, by default now.
    """
    # Reading and checking take far longer than writing: they stay outside the transaction.
    reading = read_release(
        council=council, content=content, month=month, dataset=dataset, columns=columns, renamed=renamed
    )
    found = reading.preview
    if dry_run or found.is_known:
        release = _same(reading) if found.is_known else None
        return ImportResult(found.month, release, not found.is_known, found.indicators, found.new_names, found)
    file = keep_file(content, reading.sha256, reading.book.kind.ending)
    with transaction.atomic():
        upload = new_upload(by, council, file, file_name, content, reading)
        return write_import(by, upload, reading, found, at=at)


def remembered_columns(dataset: Dataset | None) -> Columns:
    """What was said of the dataset's columns when an import was confirmed."""
    stored = SheetColumns.objects.filter(dataset=dataset).first() if dataset else None
    return Columns(stored.sheet, stored.meanings) if stored else Columns()


def write_import(
    by: User | None, upload: Upload, reading: Reading, found: Preview, *, at: datetime | None = None
) -> ImportResult:
    layout, council = reading.layout, reading.council
    month = layout.last_month
    # The lock makes two imports at once follow each other, so that they never claim one revision.
    Council.objects.select_for_update().get(pk=council.pk)
    dataset = reading.dataset or _only_dataset(council) or _create_dataset(by, council)
    latest = dataset.releases.of_month(month).order_by("-revision").first()
    release = latest if latest and not latest.is_published else Release(dataset=dataset, month=month.first_day)
    if release.pk is None and latest:
        release.revision = latest.revision + 1
    upload.replaced = release.uploads.imported().order_by("-pk").first() if release.pk else None
    upload.dataset, upload.changes, upload.renamed = dataset, found.changes, dict(reading.renamed)
    upload.sheet, upload.meanings = reading.said.sheet, dict(reading.said.meanings)
    loaded = fill(release, upload, reading, by=by, at=at or timezone.now())
    upload.release, upload.month = release, month.first_day
    decide(upload, UploadState.IMPORTED, by)
    if reading.said != Columns():
        said = {"sheet": reading.said.sheet, "meanings": dict(reading.said.meanings)}
        SheetColumns.objects.update_or_create(dataset=dataset, defaults=said)
    keep_relations(dataset, *loaded.figures)
    renew_withheld(dataset, months=[month.first_day for month, _ in layout.months])
    record(
        by=by,
        action="imported dataset",
        on=release,
        dataset=dataset.slug,
        month=str(month),
        revision=release.revision,
        file_name=release.file_name,
        sha256=reading.sha256,
        indicators=loaded.indicators,
        new_indicators=list(loaded.new_indicators),
        values=loaded.values,
        renamed=dict(reading.renamed),
        revised=len(found.revisions),
    )
    return ImportResult(month, release, True, loaded.indicators, loaded.new_indicators, found, upload)


def fill(release: Release, upload: Upload, reading: Reading, *, by: User | None, at: datetime) -> Loaded:
    """Give the release the figures of a workbook, in place of those it had."""
    release.file_name, release.file_sha256 = upload.file_name, reading.sha256
    release.notes, release.benchmark_year = list(reading.layout.notes), reading.layout.benchmark_year
    release.imported_at, release.imported_by = at, by
    release.save()
    is_newest = not release.dataset.releases.filter(month__gt=release.month).exists()
    return load(release, reading.layout, is_newest=is_newest, renamed=reading.renamed)


def _same(reading: Reading) -> Release | None:
    assert reading.dataset is not None
    return reading.dataset.releases.of_month(reading.layout.last_month).order_by("-revision").first()


def _unknown_names(layout: Layout, dataset: Dataset | None, renamed: Mapping[str, str]) -> list[Problem]:
    """Renamings that do not fit the sheet or the dataset."""
    in_sheet = {row.name for row in layout.rows}
    known = set(dataset.indicators.order_by("pk").values_list("name", flat=True)) if dataset and renamed else set()
    problems = [
        Problem(f"'{new}' is not in the sheet.", "Renamed", _MEND_RENAME) for new in renamed if new not in in_sheet
    ]
    problems += [
        Problem(f"'{old}' is not in the dataset.", "Renamed", _MEND_RENAME)
        for old in renamed.values()
        if old not in known
    ]
    twice = {old for old in renamed.values() if list(renamed.values()).count(old) > 1 or old in in_sheet}
    return problems + [
        Problem(f"'{old}' would stand for two indicators.", "Renamed", "Choose one new name for it.")
        for old in sorted(twice)
    ]


def decide(upload: Upload, state: UploadState, by: User | None) -> None:
    upload.state, upload.decided_at, upload.decided_by = state, timezone.now(), by
    upload.save()


def new_upload(
    by: User | None,
    council: Council,
    file: str,
    file_name: str,
    content: bytes,
    reading: Reading | None,
    dataset: Dataset | None = None,
) -> Upload:
    return Upload.objects.create(
        council=council,
        dataset=reading.dataset if reading else dataset,
        file=file,
        file_name=PurePath(file_name.replace("\\", "/")).name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        month=reading.layout.last_month.first_day if reading else None,
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )


def keep_file(content: bytes, sha256: str, ending: str) -> str:
    return keep(io.BytesIO(content), name=name_of(sha256, folder=FOLDER, ending=ending))


def _only_dataset(council: Council) -> Dataset | None:
    datasets = list(Dataset.objects.of_council(council)[:2])
    if len(datasets) > 1:
        raise ProblemsError(
            [Problem(f"{council} has more than one dataset.", mend="Say which one the workbook belongs to.")]
        )
    return datasets[0] if datasets else None


def _create_dataset(by: User | None, council: Council) -> Dataset:
    dataset = Dataset.objects.create(
        council=council, name=DEFAULT_DATASET_NAME, slug=_dataset_slug(DEFAULT_DATASET_NAME)
    )
    record(by=by, action="created dataset", on=dataset, name=dataset.name)
    return dataset


def _dataset_slug(name: str) -> str:
    base = slugify(name)
    taken = set(Dataset.objects.filter(slug__startswith=base).order_by("slug").values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
