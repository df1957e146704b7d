"""What makes a test fail although the product said nothing: the guards that conftest.py puts in place."""

import inspect
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

OURS = ("scrutiny", "performance", "actions", "panels")


class UnknownVariable(AssertionError):
    """A template of ours names a variable that nobody gave it."""


class OrderLeftToChance(AssertionError):
    """Rows were read without an order, in a place where it shows."""


class NetworkUsed(AssertionError):
    """Something tried to reach another machine."""


def unknown_variables_raise(base: Path) -> str:
    """A value for `string_if_invalid` that raises in templates below `base`/templates and is empty in others."""

    class Raises(str):
        __slots__ = ()

        def __contains__(self, text: object) -> bool:
            return text == "%s"

        def __mod__(self, variable: Any) -> str:
            name = _template_name()
            if name.startswith(str(base / "templates")):
                raise UnknownVariable(f"{name.removeprefix(f'{base}/')} uses {variable}, which is not there")
            return ""

    return Raises("unknown")


def checks_order(fetch: Callable[[Any], None], base: Path) -> Callable[[Any], None]:
    """`QuerySet._fetch_all` that refuses several rows in no order, where code of ours asked for them."""

    def checked(queryset: Any) -> None:
        is_fresh = queryset._result_cache is None
        fetch(queryset)
        if is_fresh and len(queryset._result_cache) > 1 and not queryset.ordered and _asked_by_us(base):
            raise OrderLeftToChance(f"{queryset.model.__name__} rows were read without an order: {queryset.query}")

    return checked


def opened_only_here(connect: Callable[..., Any]) -> Callable[..., Any]:
    """`socket.connect` that refuses any machine but this one."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise NetworkUsed(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return guarded


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _template_name() -> str:
    """The file of the template that is being rendered just now."""
    frame: FrameType | None = inspect.currentframe()
    while frame:
        if frame.f_code.co_name == "resolve" and "ignore_failures" in frame.f_locals:
            template = frame.f_locals["context"].render_context.template
            return str(template.origin.name) if template else ""
        frame = frame.f_back
    return ""


def _asked_by_us(base: Path) -> bool:
    """Whether the nearest caller that is not Django's own is code of ours that keeps the order it was given."""
    frame: FrameType | None = inspect.currentframe()
    ours = tuple(str(base / app) for app in OURS)
    while frame:
        file = frame.f_code.co_filename
        if file.endswith("/django/db/models/deletion.py") or frame.f_code.co_name == "in_bulk":
            return False  # what is about to go, or is looked up by its key, needs no order
        if "/django/" not in file and not file.endswith("tests/guards.py"):
            return file.startswith(ours)
        frame = frame.f_back
    return False
