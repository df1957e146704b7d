"""What every page knows: whose service it is, and which links the person at the screen may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from scrutiny.access import Permission, Role
from scrutiny.models import Council


def site(request: HttpRequest) -> dict[str, Any]:
    """The host council (read once, only if the page asks) and the person's permissions by name."""
    user = getattr(request, "user", None)
    held = {permission: bool(user and user.is_authenticated and user.can(permission)) for permission in Permission}
    return {
        "council": SimpleLazyObject(lambda: Council.objects.host()),
        "can": {str(permission): value for permission, value in held.items()},
        "is_officer": bool(user and user.is_authenticated and user.role != Role.COUNCILLOR),
    }
