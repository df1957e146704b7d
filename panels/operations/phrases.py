"""Writes to the phrases of a council's minutes."""

from collections.abc import Mapping

from django.db import transaction

from panels.minutes_phrases import PHRASES, phrase_problem
from panels.models import CouncilPhrase
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import Council, User


@transaction.atomic
def set_phrases(*, by: User, council: Council, phrases: Mapping[str, str]) -> list[str]:
    """Give a council these phrases; one that is empty or the same as ours goes back to ours. Returns what changed.

    Raises NotAllowed with everything that cannot be filled in; then nothing changes. Minutes that are published stay.
    """
    unknown = phrases.keys() - PHRASES.keys()
    if unknown:
        raise TypeError(f"no such phrases: {', '.join(sorted(unknown))}")
    problems = [problem for key, text in phrases.items() if (problem := phrase_problem(key, text))]
    if problems:
        raise NotAllowed(" ".join(problems))
    Council.objects.select_for_update().get(pk=council.pk)
    own = dict(CouncilPhrase.objects.filter(council=council).order_by("key").values_list("key", "text"))
    changed = {}
    for key, text in phrases.items():
        text = text.strip()
        wanted = "" if text == PHRASES[key].ours else text
        if wanted == own.get(key, ""):
            continue
        CouncilPhrase.objects.filter(council=council, key=key).delete()
        if wanted:
            CouncilPhrase.objects.create(council=council, key=key, text=wanted)
        changed[key] = {"before": own.get(key, ""), "after": wanted}
    if changed:
        record(by=by, action="set minutes phrases", on=council, changed=changed)
    return sorted(changed)
