from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
    label = "actions"
    verbose_name = "Action plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from actions import badges  # noqa: F401  (registers the badges)
