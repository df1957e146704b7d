"""Papers that the document tests share, rendered once, and a pack made of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from intake_reading import Take
from pack_parts import Pack, build_pack
from pikepdf import Pdf

from scrutiny.documents.intake import Bounds, TakenIn, take_in


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where rendered papers are kept for the whole run."""
    return tmp_path_factory.mktemp("papers")


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """A copy of our built assets that a test may spoil."""
    copy = tmp_path / "assets"
    for name in ("css", "fonts"):
        shutil.copytree(settings.SCRUTINY_ASSETS / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def document() -> Callable[..., str]:
    """A whole document around some content."""
    template = Template(
        '{% extends "documents/base.html" %}{% block title %}{{ title }}{% endblock %}'
        "{% block content %}{{ content|safe }}{% endblock %}"
    )
    return lambda content, title="A paper": template.render(Context({"title": title, "content": content}))


@pytest.fixture(scope="session")
def pack(store: Path, document: Callable[..., str]) -> Pack:
    """An agenda with the minutes and a report with a landscape appendix, assembled double-sided."""
    return build_pack(store, document)


@pytest.fixture
def opened(pack: Pack) -> Iterator[Pdf]:
    """The assembled pack, open."""
    with Pdf.open(pack.file()) as pdf:
        yield pdf


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes a PDF in; gives what was found, and the copy."""

    def taken(content: bytes, **bounds: int) -> tuple[TakenIn, Path]:
        source, result = tmp_path / "source.pdf", tmp_path / "result.pdf"
        source.write_bytes(content)
        return take_in(source, result, bounds=Bounds(**bounds)), result

    return taken
