"""Monthly workbooks become releases, releases are published, and the glossary is loaded."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from performance.importer import checks
from performance.importer.layout import Layout, lay_out
from performance.importer.load import load
from performance.importer.workbook import read_workbook
from performance.models import Dataset, GlossaryTerm, Release
from performance.operations.disclosure import keep_relations, months_of_release, renew_withheld
from scrutiny.dates import Month
from scrutiny.history import record
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError

DEFAULT_DATASET_NAME = "Children and Families Monthly Dataset"


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `release` is None after a dry run; `changed` is false if the file was there already."""

    month: Month
    release: Release | None
    changed: bool
    indicators: int
    new_indicators: tuple[str, ...] = ()

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


def import_release(
    *,
    by: User | None,
    council: Council,
    content: bytes,
    file_name: str,
    month: Month | None = None,
    dataset: Dataset | None = None,
    dry_run: bool = False,
) -> ImportResult:
    """Read a monthly workbook into a draft release of the dataset, by default of the council's only one.

    `month`, if given, must be the last one in the workbook. Raises ProblemsError with every problem, and then nothing
    was changed. A workbook that was imported before changes nothing. A draft is replaced; what is published stays as it
    is and the workbook becomes the next revision of the month, a draft again.
    """
    # Reading and checking take far longer than writing: they stay outside the transaction.
    layout = lay_out(read_workbook(content))
    problems = checks.find_problems(layout, month=month)
    if problems:
        raise ProblemsError(problems)
    digest = hashlib.sha256(content).hexdigest()
    if dry_run:
        return _foresee(layout, digest, council, dataset)
    with transaction.atomic():
        return _import(by, council, layout, digest, file_name, dataset)


@transaction.atomic
def publish_release(*, by: User | None, release: Release, at: datetime.datetime) -> Release:
    """Make the release public. Publishing it again changes nothing: the first time stands."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.is_published:
        return release
    release.published_at, release.published_by = at, by
    release.save(update_fields=["published_at", "published_by"])
    # What this release withholds, the others must from now on, for the months that they share.
    renew_withheld(release.dataset, months=months_of_release(release))
    record(by=by, action="published dataset", on=release, month=str(release.as_month), revision=release.revision)
    return release


@transaction.atomic
def load_glossary(*, by: User | None, council: Council, terms: Sequence[Mapping[str, Any]]) -> int:
    """Give the council these glossary terms, each with `term`, `explanation`, perhaps `also_known_as` and `related`.

    `related` names other terms; one that is not there raises ProblemsError. Terms of the same name are updated and no
    others touched. Returns how many were new or changed.
    """
    names = {term["term"] for term in terms} | set(
        GlossaryTerm.objects.filter(council=council).values_list("term", flat=True)
    )
    missing = [
        Problem(
            f"'{term['term']}' refers to '{other}', which is not in the glossary.", mend="Add it, or mend the name."
        )
        for term in terms
        for other in term.get("related", ())
        if other not in names
    ]
    if missing:
        raise ProblemsError(missing)
    changed = 0
    for fields in terms:
        term = GlossaryTerm.objects.filter(council=council, term=fields["term"]).first()
        before = (term.also_known_as, term.explanation) if term else None
        after = (fields.get("also_known_as", ""), "\n\n".join(fields["explanation"].strip().split("\n\n")))
        if before != after:
            term = term or GlossaryTerm(council=council, term=fields["term"], slug=slugify(fields["term"]))
            term.also_known_as, term.explanation = after
            term.save()
            record(by=by, action="changed glossary term" if before else "added glossary term", on=term, term=term.term)
            changed += 1
    by_name = {term.term: term for term in GlossaryTerm.objects.filter(council=council)}
    for fields in terms:
        by_name[fields["term"]].related.set([by_name[name] for name in fields.get("related", ())])
    return changed


def _import(
    by: User | None, council: Council, layout: Layout, digest: str, file_name: str, dataset: Dataset | None
) -> ImportResult:
    month = layout.last_month
    # The lock makes two imports at once follow each other, so that they never claim one revision.
    Council.objects.select_for_update().get(pk=council.pk)
    dataset = dataset or _only_dataset(council) or _create_dataset(by, council)
    latest = dataset.releases.of_month(month).order_by("-revision").first()
    if latest and latest.file_sha256 == digest:
        return ImportResult(month, latest, changed=False, indicators=len(layout.rows))
    release = latest if latest and not latest.is_published else Release(dataset=dataset, month=month.first_day)
    if release.pk is None and latest:
        release.revision = latest.revision + 1
    release.file_name = PurePath(file_name.replace("\\", "/")).name[:255]
    release.file_sha256 = digest
    release.notes = list(layout.notes)
    release.benchmark_year = layout.benchmark_year
    release.imported_at, release.imported_by = timezone.now(), by
    release.save()
    is_newest = not dataset.releases.filter(month__gt=release.month).exists()
    loaded = load(release, layout, is_newest=is_newest)
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
        sha256=digest,
        indicators=loaded.indicators,
        new_indicators=list(loaded.new_indicators),
        values=loaded.values,
    )
    return ImportResult(month, release, True, loaded.indicators, loaded.new_indicators)


def _foresee(layout: Layout, digest: str, council: Council, dataset: Dataset | None) -> ImportResult:
    """What an import would do, without doing it."""
    dataset = dataset or _only_dataset(council)
    month, rows = layout.last_month, len(layout.rows)
    if dataset is None:
        return ImportResult(month, None, True, rows, tuple(row.name for row in layout.rows))
    latest = dataset.releases.of_month(month).order_by("-revision").first()
    if latest and latest.file_sha256 == digest:
        return ImportResult(month, latest, False, rows)
    known = {name.casefold() for name in dataset.indicators.values_list("name", flat=True)}
    new = tuple(row.name for row in layout.rows if row.name.casefold() not in known)
    return ImportResult(month, None, True, rows, new)


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
    taken = set(Dataset.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
