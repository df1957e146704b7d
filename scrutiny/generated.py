"""The parts of the README that are written from the code: settings, and who may do what. Each stands between marks:

    <!-- generated: settings -->
    <!-- end -->

A part whose marks are missing is left out; what lies outside the marks is never touched.
"""

import re
from collections.abc import Callable, Sequence

from django.conf import settings

from scrutiny.access import ROLE_PERMISSIONS, Permission, Role
from scrutiny.environment import VARIABLES

MARKED = re.compile(r"(?P<start><!-- generated: (?P<name>[a-z-]+) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL)


def rewrite(text: str) -> str:
    """The text with every marked part written anew. ValueError for a part that nothing here can write."""

    def part(found: re.Match[str]) -> str:
        if found["name"] not in PARTS:
            raise ValueError(f"there is no generated part {found['name']!r}: choose one of {', '.join(PARTS)}")
        return f"{found['start']}{PARTS[found['name']]()}{found['end']}"

    return MARKED.sub(part, text)


def settings_table() -> str:
    """Markdown: every environment variable that the service reads, in the order in which it reads them."""
    rows = [
        (
            f"`{known.name}`",
            known.meaning,
            code(known.default),
            code("" if known.example == known.default else known.example),
        )
        for known in VARIABLES
    ]
    return table(("Variable", "Meaning", "Default", "Example"), rows)


def permissions_table() -> str:
    """Markdown: one row a permission, one column a role."""
    rows = [
        (in_words(permission), *("yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role))
        for permission in Permission
    ]
    return table(("Permission", *(str(role.label) for role in Role)), rows)


PARTS: dict[str, Callable[[], str]] = {"settings": settings_table, "permissions": permissions_table}


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def code(value: str) -> str:
    """A value as typed. Folders are said as they are in a fresh clone, wherever this one lies."""
    value = value.replace(str(settings.SCRUTINY_DATA), "var").replace(f"{settings.BASE_DIR}/", "")
    return f"`{value}`" if value else ""


def in_words(permission: Permission) -> str:
    return permission.value.replace("_", " ").capitalize()
