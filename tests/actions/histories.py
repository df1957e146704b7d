"""Plans with a past: what somebody said on a day, by the operation that writes it."""

import datetime
from typing import Any

from django.db import transaction

from actions import operations
from actions.enums import Rag, UpdateKind
from actions.models import Action, ActionUpdate, AreaForImprovement, Inspection
from actions.operations.updates import lock_action, say
from actions.rules import When
from scrutiny.models import Council, User
from tests.helpers import host_council


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def inspection(council: Council | None = None, *, slug: str = "made-up-2020") -> Inspection:
    """An inspection of the host council, public, without areas."""
    made = operations.create_inspection(
        by=None,
        council=council or host_council(),
        slug=slug,
        inspectorate="Ofsted",
        title="A made-up inspection",
        started=When.on(day("2020-01-07")),
    )
    return operations.publish_inspection(by=None, inspection=made)


def area(of: Inspection, number: int, *, public: bool = True, **fields: Any) -> AreaForImprovement:
    made = operations.create_area(by=None, inspection=of, number=number, text=f"Area text {number}", **fields)
    return operations.publish_area(by=None, area=made) if public else made


def action(of: AreaForImprovement, text: str, due: str, *, entered: str = "2020-02-01", **fields: Any) -> Action:
    fields.setdefault("owner_name", "An Owner")
    return operations.create_action(by=None, area=of, text=text, due=When.on(day(due)), on=day(entered), **fields)


def said(
    about: Action, on: str, status: Rag, *, due: str = "", published: bool = True, by: User | None = None, **fields: Any
) -> ActionUpdate:
    """What was said on a day that has passed."""
    with transaction.atomic():
        return say(
            by=by,
            action=lock_action(about),
            kind=UpdateKind.CLOSED if status == Rag.BLUE else UpdateKind.UPDATE,
            status=status,
            due=When.on(day(due)) if due else None,
            due_reason="It took longer" if due else "",
            on=day(on),
            published=published,
            **fields,
        )
