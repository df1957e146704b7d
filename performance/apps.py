"""The app's registration with Django, and the words its enums are shown by."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    label = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from performance import words

        words.register()
