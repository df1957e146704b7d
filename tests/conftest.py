"""What every test gets: its own data folder, plain static names, a network that reaches this machine only, templates
that fail on a name nobody gave them, and queries that fail where their order is left to chance.

The demonstration council is here too: loaded once a process by its real operations, then put back row by row for each
test that asks for it.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.db.models import QuerySet
from django.template import engines
from django.test import Client, override_settings
from pytest_django.lazy_django import skip_if_no_django

from scrutiny.bootstrap import ROOT
from tests import settings as settings_module
from tests.guards import checks_order, opened_only_here, unknown_variables_raise
from tests.helpers import Demo, sign_in
from tests.snapshot import Snapshot

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Workers of a parallel run end without tidying up, so the data folder of the process goes here."""
    settings_module._data.cleanup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as it runs at a council: two people saving at once meet real locks."""
    skip_if_no_django()
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        # The folder belongs to this process, so workers of a parallel run need no names of their own.
        database["TEST"]["NAME"] = str(Path(settings_module._data.name) / "tests.sqlite3")
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        database["TEST"]["NAME"] = f"test_{database['NAME']}_{worker}"


@pytest.fixture(scope="session", autouse=True)
def _guards() -> Iterator[None]:
    """No network beyond this machine, no unknown template variables, no order left to chance."""
    engine = engines["django"].engine
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "string_if_invalid", unknown_variables_raise(Path(django_settings.BASE_DIR)))
        patch.setattr(QuerySet, "_fetch_all", checks_order(QuerySet._fetch_all, Path(django_settings.BASE_DIR)))
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, opened_only_here(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True)
def _quick_and_separate(settings, tmp_path: Path) -> None:
    """Cheap password hashes, static names as written, files of each test in its own folder, and nothing counted yet."""
    cache.clear()
    settings.PASSWORD_HASHERS = HASHERS
    settings.STORAGES = {**settings.STORAGES, "staticfiles": STATIC}
    settings.SCRUTINY_DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def rendered_papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered papers, kept for the whole run and all its processes: each is rendered once.

    SCRUTINY_TEST_PAPERS names a folder that keeps them from one run to the next, apart for each version of the code
    that renders. Unset, as on a fresh clone, every run renders all of them.
    """
    if kept := os.environ.get("SCRUTINY_TEST_PAPERS"):
        code = b"".join(file.read_bytes() for file in sorted((ROOT / "scrutiny" / "documents").rglob("*.py")))
        folder = Path(kept) / sha256(code).hexdigest()[:16]
    else:
        base = tmp_path_factory.getbasetemp()
        folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "rendered-papers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def papers(rendered_papers: Path, tmp_path: Path, _quick_and_separate: None) -> Path:
    """The store of rendered papers that packs of this test use."""
    (tmp_path / "cache").mkdir()
    store = tmp_path / "cache" / "papers"
    store.symlink_to(rendered_papers, target_is_directory=True)
    return store


@pytest.fixture
def own_papers(papers: Path) -> Path:
    """A store that is empty at first: for tests of what is printed on demand, which none may have printed before."""
    papers.unlink()
    papers.mkdir()
    return papers


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    rendered_papers: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Snapshot:
    """The demonstration council, loaded by its own operations once a process. Nothing of it stays in the database."""
    data = tmp_path_factory.mktemp("demonstration")
    (data / "cache").mkdir()
    (data / "cache" / "papers").symlink_to(rendered_papers, target_is_directory=True)
    storages = {**django_settings.STORAGES, "staticfiles": STATIC}
    changes = {"SCRUTINY_DATA": data, "MEDIA_ROOT": data / "files", "PASSWORD_HASHERS": HASHERS, "STORAGES": storages}
    with django_db_blocker.unblock(), override_settings(**changes):  # type: ignore[attr-defined]
        return Snapshot.of_demonstration(data)


@pytest.fixture
def demo(db: None, demonstration: Snapshot, papers: Path, tmp_path: Path) -> Demo:
    """The demonstration council in the database of this test, with its files."""
    demonstration.restore()
    shutil.copytree(demonstration.folder / "files", tmp_path / "files")
    shutil.copy2(demonstration.folder / "demo-accounts.json", tmp_path)
    return Demo(demonstration.accounts)


@pytest.fixture
def as_role() -> Callable[[str], Client]:
    """Makes a browser in which the demonstration's account of that name is signed in; "" is the public."""
    return lambda username: sign_in(username) if username else Client()
