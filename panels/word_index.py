"""An index over every word of a table's columns, as the database in use makes one: FTS5, or PostgreSQL's tsvector.

It is declared in a model's `Meta.indexes` like any other, so that migrations make it, and make it again when they
make the table again. How it is asked is in search_sql.py.
"""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

CREATE_FTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS \"{name}\" USING fts5({columns}, content='{table}', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')"
)
TRIGGERS = (
    'CREATE TRIGGER "{name}_added" AFTER INSERT ON %(table)s BEGIN {add} END',
    'CREATE TRIGGER "{name}_removed" AFTER DELETE ON %(table)s BEGIN {remove} END',
    'CREATE TRIGGER "{name}_changed" AFTER UPDATE ON %(table)s BEGIN {remove} {add} END',
)
ADD = 'INSERT INTO "{name}"(rowid, {columns}) VALUES (new.id, {new});'
REMOVE = 'INSERT INTO "{name}"("{name}", rowid, {columns}) VALUES (\'delete\', old.id, {old});'
REBUILD = 'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')'

# Words are letters and digits, whatever stands between them: PostgreSQL's own reader would take 2018/19 for a path.
WORDS = "setweight(to_tsvector('english', regexp_replace({column}, '[^[:alnum:]]+', ' ', 'g')), '{weight}')"
ADD_WORDS = (
    'ALTER TABLE %(table)s ADD COLUMN "words" tsvector GENERATED ALWAYS AS ({words}) STORED; '
    'CREATE INDEX "{name}" ON %(table)s USING gin ("words")'
)


class WordIndex(models.Index):
    """Every word of the fields, by its stem; the first field weighs most.

    On SQLite a table of the index's own name, which triggers keep true. On PostgreSQL a generated column `words`.
    """

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Statement:
        if schema_editor.connection.vendor == "postgresql":
            weighed = zip(self.fields, "ABCD", strict=False)
            words = " || ".join(WORDS.format(column=f'"{field}"', weight=weight) for field, weight in weighed)
            return self._statement(ADD_WORDS.format(name=self.name, words=words), model, schema_editor)
        columns = ", ".join(self.fields)
        # The table that the migration copies into has another name until the copy is done.
        table = model._meta.db_table.removeprefix("new__")
        schema_editor.execute(CREATE_FTS.format(name=self.name, columns=columns, table=table))
        add = ADD.format(name=self.name, columns=columns, new=", ".join(f"new.{field}" for field in self.fields))
        remove = REMOVE.format(name=self.name, columns=columns, old=", ".join(f"old.{field}" for field in self.fields))
        for trigger in TRIGGERS:
            sql = trigger.format(name=self.name, add=add, remove=remove)
            schema_editor.deferred_sql.append(self._statement(sql, model, schema_editor))
        return self._statement(REBUILD.format(name=self.name), model, schema_editor)

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs: Any) -> str:
        if schema_editor.connection.vendor == "postgresql":
            return str(self._statement('ALTER TABLE %(table)s DROP COLUMN "words"', model, schema_editor))
        for what in ("added", "removed", "changed"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.name}_{what}"')
        return f'DROP TABLE "{self.name}"'

    def _statement(self, sql: str, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        return Statement(sql, table=Table(model._meta.db_table, schema_editor.quote_name))
