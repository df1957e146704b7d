"""Roles, permissions, and the three doors that a view can have."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from scrutiny.access import (
    ROLE_PERMISSIONS,
    Permission,
    Role,
    check_permission,
    public,
    require_permission,
    signed_in,
    user_can,
)
from scrutiny.models import User


def somebody(role: Role, **fields: object) -> User:
    return User(username="somebody", full_name="Some Body", role=role, **fields)


def test_every_role_has_its_line_and_every_permission_somebody_who_holds_it():
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_the_public_and_closed_accounts_may_nothing():
    for permission in Permission:
        assert not user_can(AnonymousUser(), permission)
        assert not user_can(None, permission)
        assert not user_can(somebody(Role.DEMOCRATIC_SUPPORT_OFFICER, is_active=False), permission)


def test_only_the_democratic_support_officer_publishes():
    assert [role for role in Role if user_can(somebody(role), Permission.PUBLISH)] == [Role.DEMOCRATIC_SUPPORT_OFFICER]


def test_councillors_see_no_drafts():
    assert not somebody(Role.COUNCILLOR).can(Permission.VIEW_DRAFTS)


def test_whoever_may_change_something_may_see_it():
    changes = {Permission.EDIT_AGENDA, Permission.EDIT_REPORT, Permission.BUILD_PACK, Permission.PUBLISH}
    for role, held in ROLE_PERMISSIONS.items():
        assert not (held & changes) or Permission.VIEW_DRAFTS in held, role


def test_a_refusal_says_whom_it_is_for():
    with pytest.raises(PermissionDenied, match=r"It is for: democratic support officer. If it is part of your work"):
        check_permission(somebody(Role.COUNCILLOR), Permission.PUBLISH)


def test_a_role_that_a_stored_account_cannot_have_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("somebody", full_name="Some Body", role="king")  # type: ignore[arg-type]


@pytest.mark.parametrize("door", [public, signed_in, require_permission(Permission.PUBLISH)])
def test_every_door_marks_its_view(door):
    def view(request):
        return HttpResponse("in")

    assert door(view).access in {"public", "signed in", Permission.PUBLISH}


def test_a_permission_opens_the_view_to_those_who_hold_it():
    @require_permission(Permission.PUBLISH)
    def view(request):
        return HttpResponse("in")

    request = RequestFactory().get("/")
    request.user = somebody(Role.DEMOCRATIC_SUPPORT_OFFICER)  # type: ignore[assignment]
    assert view(request).content == b"in"
    request.user = somebody(Role.SCRUTINY_MANAGER)  # type: ignore[assignment]
    with pytest.raises(PermissionDenied):
        view(request)
