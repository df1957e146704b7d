"""What the repository promises of itself: templates that are used and safe, versions that agree, files to read.

Each check is shown to find what it looks for. The checks of the locks and of machine paths are in tests/repository.py,
which `make check` runs too.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from django.db.models.signals import post_delete, post_init, post_save, pre_delete, pre_init, pre_save
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import actions.badges
import actions.enums
import panels.enums
import panels.tracker_enums
import performance.enums
import performance.words
from scrutiny import badges
from scrutiny.access import Role
from scrutiny.bootstrap import ROOT
from tests import repository

TEMPLATES = ROOT / "templates"
# Django and the packages ask for these by name.
ASKED_FOR_BY_OTHERS = re.compile(r"^(429\.html|account/.+)$")

MOST_LINES = 400
# Why each longer file is longer.
LONGER = {
    "requirements.txt": "compiled",
    "tests/requirements.txt": "compiled",
    "static/package-lock.json": "compiled",
    "static/scss/documents/_base.scss": "the printed document's whole look, read top to bottom",
}

# Enums that pages show as words only; every other one that is stored or derived has a badge.
WORDS_ONLY = {
    "panels": {
        *{"AskKind", "LearningKind", "NoticeMethod", "RecipientKind", "Step", "TopicMethod", "TopicSource"},
        *{"Attendance", "EditionKind", "FrontPage", "GroundKind", "HeadForm", "ItemKind", "ListMarker", "MemberKind"},
        *{"Office", "PaperKind", "PartStyle", "PrintKind", "PublicationKind", "SearchKind", "UploadKind"},
        *{"DeclarationConduct", "DeclarationKind", "MinutesEditionKind", "RequestKind", "SpeakerKind", "VoteChoice"},
    },
    "performance": {"EnquiryRule", "Mark", "RelationKind", "SmallNumbers", "SpecialCause", "TargetBasis", "Unit"},
    "actions": {"EvidenceKind", "Goal", "Precision", "Priority", "StatedOf", "UpdateKind"},
}


# --- Templates -------------------------------------------------------------------------------------------------


def unused_templates(templates: Path, sources: str) -> Iterator[str]:
    """Templates that no module and no other template names."""
    for file in sorted(templates.rglob("*.html")):
        name = file.relative_to(templates).as_posix()
        # Views name theirs without the folder of the app where a helper adds it.
        names = (f'"{name}"', f"'{name}'", f'"{name.partition("/")[2]}"')
        if not ASKED_FOR_BY_OTHERS.match(name) and not any(spelt in sources for spelt in names):
            yield f"templates/{name} is used nowhere"


INLINE = re.compile(
    r"""<[a-z][^>]*\s(?:style|on[a-z]+)\s*=|<style\b|<script\b(?![^>]*\bsrc=)|javascript:|<[a-z][^>]*\ssrc\s*=\s*["']?https?:""",
    re.IGNORECASE,
)


# In print only, where the policy of pages does not reach and the size of a decoration is known to the picture alone.
PRINTED = "{% if picture.is_decorative and printing %}"


def inline_code(templates: Path) -> Iterator[str]:
    """Styles, scripts and handlers written into pages, which the security policy refuses."""
    for file in sorted(templates.rglob("*.html")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if INLINE.search(line) and PRINTED not in line:
                yield f"{file.relative_to(templates)}:{number}"


def lost_names(templates: Path) -> Iterator[str]:
    """Names made by a tag in one block and used in another, where they are empty: links that lead nowhere."""
    for file in sorted(templates.rglob("*.html")):
        blocks = re.split(r"{% (?:end)?block\b[^%]*%}", file.read_text(encoding="utf-8"))
        made = [set(re.findall(r"{% (?:url|static)\b[^%]* as (\w+) %}", block)) for block in blocks]
        for place, block in enumerate(blocks):
            used = set(re.findall(r"{{ ?(\w+)", block)) | set(re.findall(r"=(\w+)\b", block))
            elsewhere = set().union(*made[:place], *made[place + 1 :]) - made[place]
            for name in sorted(used & elsewhere):
                yield f"{file.relative_to(templates)}: {name} is made in another block"


def all_sources() -> str:
    files = [file for app in ("scrutiny", "performance", "actions", "panels") for file in (ROOT / app).rglob("*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in [*files, *TEMPLATES.rglob("*.html")])


def test_every_template_is_used():
    assert list(unused_templates(TEMPLATES, all_sources())) == []


def test_an_unused_template_is_found(tmp_path):
    (tmp_path / "panels").mkdir()
    for name in ("panels/used.html", "panels/forgotten.html", "429.html"):
        (tmp_path / name).write_text("")

    assert list(unused_templates(tmp_path, 'render(request, "panels/used.html")')) == [
        "templates/panels/forgotten.html is used nowhere"
    ]


def test_every_template_compiles():
    assert list(repository.template_problems()) == []


def test_no_template_carries_code_or_styles():
    assert list(inline_code(TEMPLATES)) == []


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<button onclick='go()'>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p {}</style>",
        '<a href="javascript:go()">',
        '<img src="https://cdn.example/x.png">',
    ],
)
def test_code_in_a_template_is_found(tmp_path, line):
    (tmp_path / "page.html").write_text(f"<p>Before</p>\n{line}\n")

    assert list(inline_code(tmp_path)) == ["page.html:2"]


def test_no_block_uses_a_name_of_another():
    assert list(lost_names(TEMPLATES)) == []


def test_a_name_of_another_block_is_found(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% block one %}{% url "a" as a_url %}{{ a_url }}{% endblock %}'
        '{% block two %}<a href="{{ a_url }}">{% endblock %}'
    )

    assert list(lost_names(tmp_path)) == ["page.html: a_url is made in another block"]


def test_scripts_of_files_and_words_that_look_like_code_are_allowed(tmp_path):
    (tmp_path / "page.html").write_text('<script src="app.js"></script>\n<p class="one">style = on = fine</p>')

    assert list(inline_code(tmp_path)) == []


# --- What is written in files ----------------------------------------------------------------------------------

# Written apart, so that this file does not name them itself.
HOSTS = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
        )
    )
)


def host_names(root: Path, files: list[Path]) -> Iterator[str]:
    """Places that name a package registry or a content network."""
    for file in files:
        try:
            text = (root / file).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for found in HOSTS.finditer(text):
            yield f"{file}: {found.group()}"


def long_files(root: Path, files: list[Path]) -> Iterator[str]:
    for file in files:
        try:
            lines = len((root / file).read_text(encoding="utf-8").splitlines())
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if lines > MOST_LINES and file.as_posix() not in LONGER and "migrations" not in file.parts:
            yield f"{file} has {lines} lines: split it, or say in this test why it is long"


def without_purpose(root: Path, files: list[Path]) -> Iterator[str]:
    """Modules that do not say in their first lines what lives there."""
    for file in files:
        whole = root / file
        if (
            file.suffix == ".py"
            and whole.exists()
            and file.name not in {"apps.py", "manage.py"}
            and "migrations" not in file.parts
        ):
            text = whole.read_text(encoding="utf-8")
            if text.strip() and not text.removeprefix("#!/usr/bin/env python").lstrip().startswith('"""'):
                yield f"{file} does not say what lives in it"


def test_no_file_names_a_computers_folder_or_a_registry():
    files = repository.tracked_files(ROOT)

    assert list(repository.machine_paths(ROOT, files)) == []
    assert list(host_names(ROOT, files)) == []


def test_files_are_of_a_size_to_read_and_say_what_lives_in_them():
    files = repository.tracked_files(ROOT)

    assert list(long_files(ROOT, files)) == []
    assert list(without_purpose(ROOT, files)) == []
    assert [name for name in LONGER if not (ROOT / name).exists()] == []


def test_these_checks_find_what_they_look_for(tmp_path):
    (tmp_path / "long.py").write_text('"""Long."""\n' + "x = 1\n" * 400)
    (tmp_path / "dumb.py").write_text("x = 1\n")
    (tmp_path / "lock.json").write_text('"resolved": "https://registry.' + "npmjs" + '.org/x"')
    files = [Path("long.py"), Path("dumb.py"), Path("lock.json")]

    assert [problem.split(" ")[0] for problem in long_files(tmp_path, files)] == ["long.py"]
    assert [problem.split(" ")[0] for problem in without_purpose(tmp_path, files)] == ["dumb.py"]
    assert [problem.split(":")[0] for problem in host_names(tmp_path, files)] == ["lock.json"]


def test_pages_and_styles_fetch_nothing_from_elsewhere():
    """Addresses of other sites may be linked to, never loaded."""
    loading = re.compile(r"""(?:url\(|@import|from|import\(?)\s*["']?https?://""")
    for folder, ending in (("static/scss", "*.scss"), ("static/js", "*.js")):
        for file in (ROOT / folder).rglob(ending):
            assert not loading.search(file.read_text(encoding="utf-8")), file


# --- Dependencies ----------------------------------------------------------------------------------------------


def unexplained(pyproject: str) -> Iterator[str]:
    """Dependencies without a comment that says what they are for."""
    for line in pyproject.splitlines():
        if re.match(r'^\s+"[a-z][\w.\[\]-]*[~=<>]', line, re.IGNORECASE) and not re.search(r'",\s*#\s*\S+', line):
            yield line.strip()


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()

    assert list(unexplained(text)) == []
    assert list(unexplained('dependencies = [\n    "left-pad~=1.0",\n    "nh3~=0.3",  # sanitises\n]')) == [
        '"left-pad~=1.0",'
    ]


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for wanted, lock in (
        (project["dependencies"], "requirements.txt"),
        (project["dependencies"] + project["optional-dependencies"]["dev"], "tests/requirements.txt"),
    ):
        entries = (entry.split(" ")[0].split("==") for entry in repository.entries((ROOT / lock).read_text()))
        locked = {canonicalize_name(entry[0].partition("[")[0]): entry[1] for entry in entries}
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            assert version in requirement.specifier if version else False, (
                f"{lock}: {requirement} is locked at {version}"
            )


def test_front_end_packages_are_pinned_to_the_digit_and_locked():
    package = json.loads((ROOT / "static/package.json").read_text())
    locked = json.loads((ROOT / "static/package-lock.json").read_text())["packages"]
    wanted = {**package.get("dependencies", {}), **package.get("devDependencies", {})}

    assert wanted
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} {version} is not exact"
        assert locked[f"node_modules/{name}"]["version"] == version


# --- Words on pages --------------------------------------------------------------------------------------------


def enums() -> Iterator[tuple[str, type[Enum]]]:
    modules = (panels.enums, panels.tracker_enums, performance.enums, actions.enums)
    for app, module in ((module.__name__.partition(".")[0], module) for module in modules):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__:
                yield app, value


def test_every_status_that_pages_show_has_its_badges():
    for app, enum in enums():
        if enum.__name__ not in WORDS_ONLY[app]:
            for member in enum:
                assert badges.badge_of(member).word


def test_no_two_members_of_a_status_look_the_same():
    """Word, shape and colour: whoever misses one has the others."""
    for app, enum in enums():
        if enum.__name__ not in WORDS_ONLY[app]:
            words = [badges.badge_of(member).word for member in enum]
            assert len(set(words)) == len(words), enum


def test_every_role_has_words():
    assert all(str(role.label) for role in Role)


def test_nothing_of_ours_listens_to_signals():
    """What an operation does is read in the operation."""
    for signal in (pre_init, post_init, pre_save, post_save, pre_delete, post_delete):
        for receiver in signal.receivers:
            found = receiver[1]() if callable(receiver[1]) else receiver[1]
            module = getattr(found, "__module__", "")
            assert module.split(".")[0] not in {"scrutiny", "performance", "actions", "panels"}, module
