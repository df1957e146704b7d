"""Many plain rows into one table at once: what `bulk_create` does, without an object for each row.

Figures come by the thousand and have nothing of their own to do when they are saved. Constraints are the database's.
Called by load.py only, in the caller's transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows, each the values of the named fields (every field but the key; a foreign key by its key)."""
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    table = f"{quote(model._meta.db_table)} ({columns})"
    # Column by column: most hold what the database takes as it is, and a value that comes again is worked out once.
    columns_of = zip(fields, zip(*rows, strict=True), strict=True)
    prepared = list(zip(*(_prepared(field, values) for field, values in columns_of), strict=True))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # one statement, compiled once
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", prepared)  # noqa: S608 - names of our own tables
            return
        # PostgreSQL's way for many rows, without a place in a statement for each value.
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as rows_in:
            for row in prepared:
                rows_in.write_row(row)


def _prepared(field: Any, values: Sequence[Any]) -> Iterable[Any]:
    """The values of a column as the database takes them."""
    if not isinstance(field, models.DecimalField | models.DateField):
        return values
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [known[value] for value in values]
