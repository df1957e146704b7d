"""Publishing a month's figures, and the glossary. Imports are in imports.py."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from performance.models import GlossaryTerm, Release
from performance.operations.disclosure import months_of_release, renew_withheld
from scrutiny.history import record
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError


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
