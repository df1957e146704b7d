"""Writes that bring a Word report in: the file is read for a look, then its sections go where an officer says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from panels.docx import WordReport, compose, read_docx
from panels.docx.match import LEAVE_OUT, writable
from panels.models import Report, ReportPart, WordImport
from panels.operations.agenda import lock_agenda
from panels.operations.clearance import check_may_change, lock_report
from panels.operations.reports import keep_picture, write_part
from panels.pictures import StoredPicture
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User


@dataclass(frozen=True)
class PictureChoice:
    """What an officer says about a picture of the document."""

    alternative: str = ""
    is_decorative: bool = False
    leave_out: bool = False


def read_word_file(
    *, by: User, report: Report, content: bytes, file_name: str, take_changes: bool = False
) -> WordImport:
    """Read a .docx and keep what was found, for a look before anything of the report changes.

    Raises ProblemsError where it is no Word document or is not settled, NotAllowed where the report may not be changed.
    """
    check_may_change(by=by, report=report)
    found = read_docx(content, take_changes=take_changes)
    if not found.sections:
        raise NotAllowed("The document holds no text that could be brought in.")
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        made = WordImport.objects.create(
            report=report,
            file_name=file_name[:200],
            sha256=digest,
            sections=found.as_json(),
            losses=list(found.losses),
            versions=_versions(report),
            uploaded_by=by,
            uploaded_at=timezone.now(),
        )
        record(by=by, action="read Word file", on=report, file=made.file_name, sha256=digest, losses=made.losses)
        return made


@transaction.atomic
def apply_word_file(
    *, by: User, word: WordImport, keys: Sequence[str], pictures: Mapping[int, PictureChoice] | None = None
) -> tuple[str, ...]:
    """Put each section where `keys` says (the key of a part, or LEAVE_OUT): all of them, or nothing.

    What stood in a part that gets something is replaced, and is in the history. Every picture that is kept must be
    described or be decoration. Returns the headings of the parts that were written.
    """
    found = WordReport.from_json(word.sections)
    lock_agenda(word.report.paper.item.meeting)
    report = lock_report(word.report)
    check_may_change(by=by, report=report)
    current = WordImport.objects.select_for_update().get(pk=word.pk)
    if current.applied_at:
        raise NotAllowed("This Word file was brought in already. To bring it in again, choose the file again.")
    parts = list(report.template.parts.order_by("position"))
    allowed = {part.key for part in writable(parts)} | {LEAVE_OUT}
    if len(keys) != len(found.sections) or not set(keys) <= allowed:
        raise NotAllowed("Say for every section of the document where it goes, or that it is left out.")
    used = {part.key for part in parts} & set(keys)
    _check_versions(report, word.versions, used)
    numbers: dict[int, int] = {}
    for place, picture in enumerate(found.pictures, start=1):
        choice = (pictures or {}).get(place, PictureChoice(alternative=picture.alternative))
        if choice.leave_out:
            continue
        if not choice.alternative.strip() and not choice.is_decorative:
            raise NotAllowed(f"Describe what picture {place} shows, mark it as decoration, or leave it out.")
        stored = StoredPicture(picture.file, picture.sha256, picture.content_type, picture.width, picture.height)
        kept = keep_picture(
            by=by,
            report=report,
            stored=stored,
            alternative=" ".join(choice.alternative.split()),
            is_decorative=choice.is_decorative,
        )
        numbers[place] = kept.pk
    composed = compose(found.sections, keys, parts, numbers)
    written = []
    standing = {part.part_id: part for part in ReportPart.objects.select_for_update().filter(report=report)}
    for part in parts:
        if part.key in composed:
            write_part(by=by, report=report, part=part, current=standing.get(part.pk), stored=composed[part.key])
            written.append(part.heading)
    current.applied_at = timezone.now()
    current.save(update_fields=["applied_at"])
    record(by=by, action="bring in Word file", on=report, file=word.file_name, sha256=word.sha256, parts=written)
    return tuple(written)


def _versions(report: Report) -> dict[str, int]:
    return dict(ReportPart.objects.filter(report=report).values_list("part__key", "version"))


def _check_versions(report: Report, then: Mapping[str, int], keys: set[str]) -> None:
    now = _versions(report)
    changed = [
        part.heading
        for part in report.template.parts.order_by("position")
        if part.key in keys and now.get(part.key, 0) != then.get(part.key, 0)
    ]
    if changed:
        raise NotAllowed(
            f"Somebody has written meanwhile: {', '.join(changed)}. Nothing was changed. Look at the report, then "
            "choose the Word file again."
        )
