"""Imports undone while nothing published rests on them, and no words of an officer's."""

from typing import Any

from django.db import models, transaction
from django.db.models import F, ProtectedError, Q
from django.utils import timezone

from performance.enums import UploadState
from performance.models import Dataset, Indicator, PerformancePack, Release, Upload
from performance.operations.disclosure import renew_withheld
from performance.operations.imports import decide, fill
from performance.operations.uploads import locked, read_upload
from scrutiny.dates import Month
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

_CORRECT = "import a corrected workbook: it takes the place of these figures"


def undo_import(*, by: User, upload: Upload) -> Release | None:
    """Take back what an import changed; the release as it was before, None where there was none.

    The month's performance pack goes back to the figures that were there before, or, where there were none and it says
    only what the rules suggest, goes with them. Raises ProblemsError with the reason where that cannot be: the figures
    are published, a later import came after it, or people have made something of them.
    """
    before = upload.replaced
    reading = read_upload(before, renamed=before.renamed) if before else None
    with transaction.atomic():
        upload = locked(upload, UploadState.IMPORTED)
        _hold(upload)
        release = _undoable(upload)
        months = [month.first_day for month in _months(release)]
        dataset = release.dataset
        if before is None or reading is None:
            _take_packs_back(by, release)
            release.delete()
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


def goes_with(upload: Upload) -> str:
    """The pack that goes with an import that can be undone; empty where none does."""
    release = upload.release
    if release is None or upload.replaced_id is not None or _before(release):
        return ""
    return next((str(pack) for pack in _packs(release)), "")


def _hold(upload: Upload) -> None:
    """Lock the figures and their packs: nobody makes anything of them, or publishes them, before this is through."""
    list(Release.objects.select_for_update().filter(uploads=upload).order_by("pk"))
    list(PerformancePack.objects.select_for_update().filter(release=upload.release_id).order_by("pk"))


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
    if upload.replaced_id is None:
        _nobody_made_anything_of(release)
    return release


def _nobody_made_anything_of(release: Release) -> None:
    """Raise ProblemsError if the release cannot go without something that people made of it."""
    packs = [] if _before(release) else list(_packs(release))
    written = sum(
        pack.lines.filter(dropped=False).filter(Q(rule="") | ~Q(text=F("suggested"))).count() for pack in packs
    )
    if written:
        what = "a line that an officer wrote" if written == 1 else f"{written} lines that officers wrote"
        which = "it" if written == 1 else "them"
        raise ProblemsError(
            [
                Problem(
                    f"{packs[0]} holds {what}.", mend=f"Drop {which} from the pack to undo this import, or {_CORRECT}."
                )
            ]
        )
    if _rests_on(release, PerformancePack) or any(_rests_on(pack) for pack in packs):
        raise ProblemsError(
            [
                Problem(
                    "A paper of an agenda is made of these figures.",
                    mend=f"Where the agenda has to keep it, {_CORRECT}.",
                )
            ]
        )


def _rests_on(thing: models.Model, *others: type[models.Model]) -> bool:
    """Whether something protects it from being deleted, but for models that are looked at otherwise."""
    relations: list[Any] = [
        relation
        for relation in thing._meta.get_fields(include_hidden=True)
        if relation.auto_created and getattr(relation, "on_delete", None) is models.PROTECT
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: thing}).exists()
        for relation in relations
        if relation.related_model not in others
    )


def _take_packs_back(by: User, release: Release) -> None:
    """The month's pack rests on the figures before these, or goes where there are none."""
    before = _before(release)
    for pack in _packs(release):
        if before:
            pack.release, pack.version = before, pack.version + 1
            pack.save()
            record(by=by, action="took performance pack back", on=pack, revision=before.revision)
        else:
            lines = list(pack.lines.order_by("position").values_list("text", flat=True))
            record(by=by, action="removed performance pack", on=pack, month=str(pack.as_month), lines=lines)
            pack.delete()


def _packs(release: Release) -> models.QuerySet[PerformancePack]:
    return PerformancePack.objects.filter(release=release).order_by("pk")


def _before(release: Release) -> Release | None:
    """The revision of the same month before this one."""
    earlier = release.dataset.releases.of_month(release.as_month).filter(revision__lt=release.revision)
    return earlier.order_by("-revision").first()


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
