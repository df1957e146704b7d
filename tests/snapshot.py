"""The rows of the demonstration council, taken once from what its real operations wrote, and put back for each test."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

OURS = ("scrutiny", "performance", "actions", "panels")


@dataclass(frozen=True)
class Snapshot:
    """All rows of our own tables, the folder of the files beside them, and the accounts with their passwords."""

    rows: list[tuple[type[models.Model], list[models.Model]]]
    folder: Path
    accounts: list

    @classmethod
    def of_demonstration(cls, folder: Path) -> "Snapshot":
        """Load the demonstration, keep its rows, and leave the database as it was."""
        from panels.demo import load

        with transaction.atomic():
            accounts = load()
            rows = [(model, list(model._base_manager.order_by("pk"))) for model in _models()]
            transaction.set_rollback(True)
        return cls(rows, folder, accounts)

    def restore(self) -> None:
        """Put the rows back under their own keys, and let the database count on from there."""
        with transaction.atomic():
            for model, rows in self.rows:
                model._base_manager.bulk_create(rows)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                    cursor.execute(statement)


def _models() -> list[type[models.Model]]:
    return [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
