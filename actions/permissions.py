"""Who may do what to one action: its owner, whoever edits plans, and whoever reviews them. Each rule is a pair: check_…
raises PermissionDenied with the sentence that the person reads, can_… says whether it would.
"""

from typing import Any

from django.core.exceptions import PermissionDenied

from actions.models import Action
from scrutiny.access import Permission, user_can

NOT_YOURS = (
    "This action belongs to somebody else. Its owner says how it stands, or somebody who edits action plans. "
    "If you are the owner, ask the scrutiny manager to put your account beside the action."
)
REVIEWERS_ONLY = (
    "Only a reviewer closes an action, opens it again or publishes what was said about it. "
    "If it is done, say so in an update: a reviewer is then asked to close it."
)


def is_owner(user: Any, action: Action) -> bool:
    """Whether the action is this person's own. A closed account owns nothing."""
    return bool(user and user.is_authenticated and user.is_active and action.owner_account_id == user.pk)


def can_update(user: Any, action: Action) -> bool:
    return is_owner(user, action) or user_can(user, Permission.EDIT_ACTIONS)


def check_update(user: Any, action: Action) -> None:
    """The owner says how an action stands, or somebody who edits plans."""
    if not can_update(user, action):
        raise PermissionDenied(NOT_YOURS)


def can_review(user: Any) -> bool:
    return user_can(user, Permission.REVIEW_ACTIONS)


def check_review(user: Any) -> None:
    """Reviewers hold their own permission, so that nobody closes what is theirs to do."""
    if not can_review(user):
        raise PermissionDenied(REVIEWERS_ONLY)


def publishes_at_once(user: Any) -> bool:
    """Whether what this person records is public with the area: a reviewer's word is, an owner's waits for one.

    A command acts for nobody in particular and is trusted as a reviewer is.
    """
    return user is None or can_review(user)


def can_see_evidence(user: Any, action: Action) -> bool:
    """Whether this person may open evidence that is not published."""
    return user_can(user, Permission.VIEW_DRAFTS) or is_owner(user, action)
