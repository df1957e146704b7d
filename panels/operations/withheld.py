"""Sub-items that are kept from the public with the item above them: they stay so where the two come apart.

The operations that use this hold the lock of the agenda. Marking and releasing are in exemptions.py.
"""

from collections.abc import Collection, Mapping

from django.utils import timezone

from panels.models import AgendaItem, Exemption, Meeting
from scrutiny.history import record
from scrutiny.models import User


def withheld_from_above(meeting: Meeting) -> dict[int, Exemption]:
    """The standing sub-items that are withheld because the item above them is, by key, with its exemption."""
    in_force = Exemption.objects.in_force().filter(item__meeting=meeting, item__removed_at=None)
    own = {exemption.item_id: exemption for exemption in in_force.select_related("ground").order_by("pk")}
    found: dict[int, Exemption] = {}
    if not own:
        return found
    above = None
    for pk, depth in AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("pk", "depth"):
        if depth == 0:
            above = own.get(pk)
        elif above and pk not in own:
            found[pk] = above
    return found


def keep_withheld(
    *, by: User, meeting: Meeting, before: Mapping[int, Exemption], besides: Collection[int] = ()
) -> None:
    """Give an exemption of their own to those of `before` that are under a withheld item no more.

    Nothing becomes public by being moved or removed: releasing it is a step of its own. `besides` names those that
    left together with the item above them.
    """
    if not before:
        return
    still = withheld_from_above(meeting)
    for pk, above in before.items():
        if pk in still or pk in besides:
            continue
        facts = {"ground": above.ground.code, "reason": above.reason, "public_title": "", "review_on": above.review_on}
        made = Exemption.objects.create(
            item_id=pk,
            ground=above.ground,
            reason=above.reason,
            review_on=above.review_on,
            marked_at=timezone.now(),
            marked_by=by,
        )
        record(by=by, action="mark exempt", on=made, before=None, after=facts, as_before_under=above.item_id)
