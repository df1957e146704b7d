"""Writes around recommendations: who may be asked, evidence, and the views that people keep."""

import hashlib
import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from panels.models import Evidence, Recipient, Recommendation, SavedView
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import RecipientKind
from scrutiny.files import keep, name_of
from scrutiny.history import events_on, record
from scrutiny.models import Council, User

RECIPIENT_FIELDS = frozenset({"name", "kind", "email", "account", "is_active"})
MOST_VIEWS = 30
# What a file starts with, and the endings that go with it. Others could be anything.
KNOWN_FILES: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"%PDF-", ("pdf",)),
    (b"PK\x03\x04", ("docx", "xlsx", "pptx", "odt", "ods")),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
)


@transaction.atomic
def add_recipient(
    *, by: User, council: Council, name: str, kind: RecipientKind, email: str = "", account: User | None = None
) -> Recipient:
    """Add an office or a person whom the council's panels may ask."""
    name = " ".join(name.split())
    _check_name(council, name)
    recipient = Recipient.objects.create(council=council, name=name, kind=kind, email=email, account=account)
    record(by=by, action="add recipient", on=recipient, name=name, kind=str(kind), account=str(account or ""))
    return recipient


@transaction.atomic
def edit_recipient(*, by: User, recipient: Recipient, version: int, **fields: Any) -> Recipient:
    """Change one. Raises StaleEdit if somebody saved since `version`."""
    if unknown := set(fields) - RECIPIENT_FIELDS:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    current = Recipient.objects.select_for_update().get(pk=recipient.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:
        last = events_on(current).first()
        saved = {"Name": current.name, "E-mail": current.email, "Kind": current.get_kind_display()}
        raise StaleEdit(saved_by=last.by.full_name if last and last.by else "", saved=saved)
    if "name" in changed:
        _check_name(current.council, changed["name"])
    before = {name: str(getattr(current, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record(
        by=by, action="edit recipient", on=current, before=before, after={k: str(v or "") for k, v in changed.items()}
    )
    return current


@transaction.atomic
def add_link(*, by: User, recommendation: Recommendation, title: str, link: str) -> Evidence:
    """Add a web address as evidence: https only, because it is followed from a council's page."""
    title = _title(title)
    try:
        URLValidator(schemes=["https"])(link)
    except ValidationError:
        raise NotAllowed(
            "The address is not one that can be opened. Give a whole one that starts with https://"
        ) from None
    return _add(by=by, recommendation=recommendation, title=title, link=link)


@transaction.atomic
def add_file(*, by: User, recommendation: Recommendation, title: str, content: bytes, file_name: str) -> Evidence:
    """Add a file as evidence: a PDF, an office document or a picture, as its content says."""
    title = _title(title)
    ending = file_name.rpartition(".")[2].lower()
    if not content:
        raise NotAllowed("The file is empty. Choose another.")
    if not any(content.startswith(start) and ending in endings for start, endings in KNOWN_FILES):
        raise NotAllowed(
            f"“{file_name}” is not a file that can be kept as evidence, or its content is not what its name says. "
            "Choose a PDF, a Word, Excel, PowerPoint or OpenDocument file, or a PNG or JPEG picture."
        )
    digest = hashlib.sha256(content).hexdigest()
    kept = keep(io.BytesIO(content), name=name_of(digest, folder="evidence", ending=ending))
    return _add(
        by=by, recommendation=recommendation, title=title, file=kept, file_name=file_name[-200:], size=len(content)
    )


@transaction.atomic
def save_view(*, user: User, name: str, query: str) -> SavedView:
    """Keep a set of filters under a name; the same name again replaces it."""
    name = " ".join(name.split())[:100]
    if not name:
        raise NotAllowed("Give the view a name.")
    if SavedView.objects.filter(user=user).exclude(name=name).count() >= MOST_VIEWS:
        raise NotAllowed(f"You have {MOST_VIEWS} views already. Delete one that you no longer need.")
    view, is_new = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query[:600]})
    record(by=user, action="save view" if is_new else "replace view", on=view, name=name, query=query)
    return view


@transaction.atomic
def delete_view(*, user: User, view: SavedView) -> None:
    """Forget one of one's own views."""
    if view.user_id != user.pk:
        raise NotAllowed("This view is somebody else's.")
    record(by=user, action="delete view", on=view, name=view.name, query=view.query)
    SavedView.objects.filter(pk=view.pk).delete()


def _add(*, by: User, recommendation: Recommendation, title: str, **fields: Any) -> Evidence:
    evidence = Evidence.objects.create(
        recommendation=recommendation, title=title, added_at=timezone.now(), added_by=by, **fields
    )
    record(by=by, action="add evidence", on=recommendation, title=title, **fields)
    return evidence


def _title(title: str) -> str:
    title = " ".join(title.split())[:200]
    if not title:
        raise NotAllowed("Say in a few words what the evidence is.")
    return title


def _check_name(council: Council, name: str) -> None:
    if not name.strip():
        raise NotAllowed("Give the name of the office or the person.")
    if Recipient.objects.filter(council=council, name=name).exists():
        raise NotAllowed(f"“{name}” is in the list already.")
