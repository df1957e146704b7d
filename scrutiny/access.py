"""Who may do what: one enum of permissions, the roles that hold them, and the two doors a view can have.

A view is either `@public` (and then shows only what is published) or `@require_permission(...)`. One that
carries neither fails a test, and the middleware asks for a sign-in all the same.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from scrutiny.models import User

View = Callable[..., HttpResponseBase]


class Permission(StrEnum):
    """One thing that a person may be allowed to do."""

    VIEW_DRAFTS = "view_drafts"
    EDIT_AGENDA = "edit_agenda"
    EDIT_REPORT = "edit_report"
    BUILD_PACK = "build_pack"
    TAKE_MINUTES = "take_minutes"  # record a meeting, exempt business too, and write its minutes
    PUBLISH = "publish"
    CONFIRM_PUBLICATION = "confirm_publication"
    VIEW_EXEMPT = "view_exempt"
    MANAGE_RULES = "manage_rules"
    IMPORT_DATASET = "import_dataset"
    EDIT_LIBRARY = "edit_library"
    EDIT_PERFORMANCE_PACK = "edit_performance_pack"
    WRITE_COMMENTARY = "write_commentary"
    SIGN_OFF_COMMENTARY = "sign_off_commentary"
    EDIT_ACTIONS = "edit_actions"
    # Close actions as complete, open them again, and publish inspections, areas and what was said about them.
    REVIEW_ACTIONS = "review_actions"
    VIEW_HISTORY = "view_history"
    # Recommendations and requests from the resolution to the outcome; the work programme, training, the annual report.
    TRACK_RECOMMENDATIONS = "track_recommendations"
    PLAN_WORK = "plan_work"
    VIEW_SMALL_NUMBERS = "view_small_numbers"  # figures that are withheld from the public because they are small


class Role(models.TextChoices):
    """What a person does at the council. One account has one role."""

    DEMOCRATIC_SUPPORT_OFFICER = "democratic_support_officer", "Democratic support officer"
    SCRUTINY_MANAGER = "scrutiny_manager", "Scrutiny manager"
    SERVICE_OFFICER = "service_officer", "Service officer"
    COUNCILLOR = "councillor", "Councillor"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DEMOCRATIC_SUPPORT_OFFICER: frozenset(
        {
            Permission.VIEW_DRAFTS,
            Permission.EDIT_AGENDA,
            Permission.EDIT_REPORT,
            Permission.BUILD_PACK,
            Permission.TAKE_MINUTES,
            Permission.PUBLISH,
            Permission.CONFIRM_PUBLICATION,
            Permission.VIEW_EXEMPT,
            Permission.MANAGE_RULES,
            Permission.EDIT_PERFORMANCE_PACK,
            Permission.VIEW_HISTORY,
            Permission.TRACK_RECOMMENDATIONS,
            Permission.PLAN_WORK,
            Permission.VIEW_SMALL_NUMBERS,
        }
    ),
    Role.SCRUTINY_MANAGER: frozenset(
        {
            Permission.VIEW_DRAFTS,
            Permission.EDIT_AGENDA,
            Permission.EDIT_REPORT,
            Permission.BUILD_PACK,
            Permission.TAKE_MINUTES,
            Permission.CONFIRM_PUBLICATION,
            Permission.VIEW_EXEMPT,
            Permission.EDIT_LIBRARY,
            Permission.EDIT_PERFORMANCE_PACK,
            Permission.SIGN_OFF_COMMENTARY,
            Permission.EDIT_ACTIONS,
            Permission.REVIEW_ACTIONS,
            Permission.VIEW_HISTORY,
            Permission.TRACK_RECOMMENDATIONS,
            Permission.PLAN_WORK,
            Permission.VIEW_SMALL_NUMBERS,
        }
    ),
    Role.SERVICE_OFFICER: frozenset(
        {
            Permission.VIEW_DRAFTS,
            Permission.EDIT_REPORT,
            Permission.IMPORT_DATASET,
            Permission.EDIT_LIBRARY,
            Permission.WRITE_COMMENTARY,
            Permission.EDIT_ACTIONS,
            Permission.VIEW_SMALL_NUMBERS,
        }
    ),
    # A councillor reads what is published, and the members' edition of a panel where the councillor has a seat. Drafts
    # are the officers' until the agenda goes out.
    Role.COUNCILLOR: frozenset(),
}


class UserRequest(HttpRequest):
    """A request of somebody who has signed in: what a view behind `require_permission` gets."""

    user: "User"


def user_can(user: Any, permission: Permission) -> bool:
    """Whether this person holds the permission. The public, and closed accounts, hold none."""
    if isinstance(user, AnonymousUser) or user is None or not user.is_active:
        return False
    return permission in ROLE_PERMISSIONS[Role(user.role)]


def check_permission(user: Any, permission: Permission) -> None:
    """Raise PermissionDenied, with the sentence that the page shows, unless the person holds the permission."""
    if not user_can(user, permission):
        holders = sorted(str(role.label).lower() for role, held in ROLE_PERMISSIONS.items() if permission in held)
        raise PermissionDenied(
            f"Your account may not do this. It is for: {', '.join(holders)}. "
            "If it is part of your work, ask democratic services to change your role."
        )


def public(view: View) -> View:
    """Open the view to everybody. It must itself show only what is published."""
    opened = login_not_required(view)
    opened.access = "public"  # type: ignore[attr-defined]
    return opened


def require_permission(permission: Permission) -> Callable[[View], View]:
    """Open the view to those who hold the permission: others get the sign-in page or a 403 page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_permission(request.user, permission)
            return view(request, *args, **kwargs)

        checked.access = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def signed_in(view: View) -> View:
    """Open the view to anybody with an account, whatever the role."""
    view.access = "signed in"  # type: ignore[attr-defined]
    return view
