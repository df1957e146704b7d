"""Whose eyes the figures are for. Every report is made for a viewer; without one it is the public's.

Which figures the public may not see stands beside each figure (`Value.withheld`); `performance.reports.rows` takes them
out for those who may not, before anything is worked out from them.
"""

from dataclasses import dataclass
from typing import Any

from performance.models import Dataset, Reader
from scrutiny.access import Permission, user_can
from scrutiny.models import User


@dataclass(frozen=True)
class Viewer:
    """Somebody who reads a dataset. `sees_small_numbers` says whether nothing is withheld from them."""

    sees_small_numbers: bool = False


PUBLIC = Viewer()
"""Everybody: also what agenda packs are made for, whose members' edition holds exempt papers and not more figures."""

OFFICER = Viewer(sees_small_numbers=True)
"""Whoever may see every figure."""


def viewer_of(user: Any, dataset: Dataset | int) -> Viewer:
    """What this person may see of the dataset: officers by role, members where it was granted to them.

    One query for a member who is signed in, none for anybody else.
    """
    if user_can(user, Permission.VIEW_SMALL_NUMBERS):
        return OFFICER
    if isinstance(user, User) and user.is_active and Reader.objects.filter(user=user, dataset=dataset).exists():
        return OFFICER
    return PUBLIC
