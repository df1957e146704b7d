"""Minutes as JSON and back: what is published is kept as the object that it was laid out from."""

import datetime
import types
import typing
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar

from panels.reports.minutes import MinutesReport

T = TypeVar("T")


def as_content(report: MinutesReport) -> dict[str, Any]:
    """The minutes as JSON holds them."""
    return {**asdict(report), "date": report.date.isoformat()}


def from_content(content: dict[str, Any]) -> MinutesReport:
    """The minutes as they were published. What a later version of the service added has its usual value."""
    return _read(MinutesReport, content)


def _read(kind: Any, value: Any) -> Any:
    if kind is datetime.date:
        return datetime.date.fromisoformat(value)
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_read(inner, part) for part in value)
    if isinstance(kind, types.UnionType) or not is_dataclass(kind):
        return value
    hints = typing.get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    return kind(**{name: _read(hints[name], part) for name, part in value.items() if name in known})
