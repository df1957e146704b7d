"""Many plain rows into one table at once: what `bulk_create` does, without an object for each row.

Figures come by the thousand and have nothing of their own to do when they are saved. Constraints are the database's.
Called by load.py only, in the caller's transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

CHUNK = 500


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert the rows, each the values of the named fields (every field but the key; a foreign key by its key)."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our own tables
    place = f"({', '.join(['%s'] * len(fields))})"
    prepare = [_preparing(field) for field in fields]
    prepared = [tuple(to(value) for to, value in zip(prepare, row, strict=True)) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # one statement, compiled once
            cursor.executemany(into + place, prepared)
            return
        for start in range(0, len(prepared), CHUNK):  # over a network it is the round trips that cost
            chunk = prepared[start : start + CHUNK]
            cursor.execute(into + ", ".join([place] * len(chunk)), [value for row in chunk for value in row])


def _preparing(field: Any) -> Callable[[Any], Any]:
    """What makes of a value what the database takes; the same value is worked out once."""
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return prepare
