"""Writes to a council's own rules for its lights: what each status means, and from when the rules warn."""

from collections.abc import Mapping

from django.db import transaction

from actions.enums import Rag
from actions.models import LightRules, RagDefinition
from actions.operations.base import apply, refuse_broken, refuse_stale, refuse_unknown
from actions.rules import check_filled, check_length
from scrutiny.history import record
from scrutiny.models import Council, User

EDITABLE_LIMITS = ("due_soon_days", "quiet_days", "many_moves", "tolerance")


@transaction.atomic
def set_lights(
    *, by: User | None, council: Council, version: int, definitions: Mapping[Rag, str], **limits: object
) -> LightRules:
    """Set what each status means and the limits (LightRules). `version` is the one the person saw; 0 before the first.

    Raises ChangedMeanwhile if another has been stored since, and ProblemsError with all that is wrong.
    """
    refuse_unknown(limits, EDITABLE_LIMITS)
    Council.objects.select_for_update().get(pk=council.pk)
    current = LightRules.objects.select_for_update().filter(council=council).first() or LightRules(
        council=council, version=0
    )
    refuse_stale(current, version)
    refuse_broken(
        *(
            (status.label, lambda words=words: check_filled(words, "Say what it means."))
            for status, words in definitions.items()
        ),
        *((status.label, lambda words=words: check_length(words, 300)) for status, words in definitions.items()),
    )
    changes = apply(current, limits)
    before = {Rag(row.status): row.text for row in RagDefinition.objects.filter(council=council)}
    for status, words in definitions.items():
        words = " ".join(words.split())
        if before.get(status, status.definition) != words:
            changes[status.label] = (before.get(status, status.definition), words)
            RagDefinition.objects.filter(council=council, status=status).delete()
            RagDefinition.objects.create(council=council, status=status, text=words)
    if changes:
        current.version += 1
        current.save()
        record(by=by, action="lights set", on=current, version=current.version, changes=changes)
    return current
