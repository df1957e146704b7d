"""What every test gets: its own data folder, plain static names, and a network that reaches this machine only."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _quick_and_separate(settings, tmp_path: Path) -> None:
    """Cheap password hashes, static names as written, and files of each test in its own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.SCRUTINY_DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
