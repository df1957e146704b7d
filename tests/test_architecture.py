"""The arrows of the product, walked: which module may import which, who may write, and what stays pure.

Each rule is a function of a folder that returns sentences, and is shown to fail on a bad tree.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrutiny.bootstrap import ROOT

# panels -> actions -> performance -> scrutiny: an app may import those to its right, and itself.
APPS = ("panels", "actions", "performance", "scrutiny")

# Within an app, a module may import those of its own line and of the lines above it. A package counts as one module of
# its name; a new module must get its place here.
NAMED_FORMS = {
    *{"calendar_forms", "disclosure_forms", "figure_forms", "item_forms", "library_forms", "meeting_forms"},
    *{"minutes_forms", "pack_forms", "plan_forms", "publish_forms", "record_forms", "report_forms"},
    *{"subscription_forms", "word_forms"},
}
LAYERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("words that are stored", frozenset({"enums"})),
    (
        "pure: rules, calculations, text",
        frozenset(
            {
                *{"badges", "bounded", "calculations", "calendar_rules", "converters", "dates", "distance", "enquiry"},
                *{
                    "environment",
                    "item_fields",
                    "minutes_phrases",
                    "minutes_rules",
                    "pictures",
                    "plan_source",
                    "problems",
                    "report_rules",
                    "richtext",
                    "rules",
                },
                *{"disclosure", "relations"},
                *{"rag"},
                *{"running_order", "search_query", "spc", "storage", "word_index", "words", "writing"},
            }
        ),
    ),
    ("who may do what", frozenset({"access"})),
    ("tables", frozenset({"models"})),
    (
        "history, documents, workbooks: tools of the app",
        frozenset({"documents", "files", "history", "importer", "search_sql", "spreadsheets", "uploads"}),
    ),
    ("what pages and papers say; who may", frozenset({"charts", "docx", "permissions", "reminders", "reports"})),
    ("the index of what is published", frozenset({"search"})),
    ("every write", frozenset({"operations"})),
    ("parts of forms", frozenset({"fields", "forms"})),
    ("forms of single pages", frozenset(NAMED_FORMS)),
    ("files made of reports", frozenset({"exports", "feeds", "minutes_docx", "papers"})),
    ("the pack", frozenset({"pack"})),
    ("packs of what is published", frozenset({"combined"})),
    ("making packs off the request", frozenset({"large_print", "making", "minutes_files", "prints"})),
    (
        "work off the request, the demonstration",
        frozenset({"accounts", "daily", "demo", "notifications", "serving", "tasks"}),
    ),
    (
        "pages and commands",
        frozenset({"context", "generated", "management", "middleware", "templatetags", "upload_handling", "views"}),
    ),
    ("addresses", frozenset({"urls"})),
    ("the service as a whole", frozenset({"apps", "bootstrap", "settings", "wsgi"})),
)
LEVEL = {module: level for level, (_, modules) in enumerate(LAYERS) for module in modules}
# Recommendations and the work programme have files of their own beside those of meetings.
LEVEL |= {
    "tracker_enums": LEVEL["enums"],
    "tracker_rules": LEVEL["rules"],
    "tracker_forms": LEVEL["item_forms"],
    "programme_forms": LEVEL["item_forms"],
    "printing": LEVEL["making"],
    "notice_mail": LEVEL["notifications"],
    "tracker_urls": LEVEL["urls"],
}
# The documents of an app are made from its reports; scrutiny.documents, the only door to PDF, knows no app.
PLACED = {("actions", "documents"): LEVEL["exports"], ("performance", "documents"): LEVEL["exports"]}

ONE_DOOR = frozenset({"weasyprint", "pikepdf"})
PURE = frozenset(
    {"calculations", "dates", "disclosure", "distance", "enquiry", "rag", "relations", "rules", "spc", "writing"}
)
WITHOUT_CLOCK = PURE | {"reports", "models"}
CLOCK = frozenset({"now", "today", "localdate", "utcnow"})
# Who may write to tables: operations, what only operations call, and the making of an account.
WRITERS = frozenset({"operations", "history", "migrations"})
# The index of the search is no record: it is made of what is published, and can be filled afresh at any time.
WRITING_FILES = frozenset({"performance/importer/load.py", "scrutiny/models.py", "panels/search.py"})
BULK = frozenset({"bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate", "acreate"})


# --- The rules -------------------------------------------------------------------------------------------------


def wrong_arrows(root: Path) -> Iterator[str]:
    """Imports from one app to another that point left."""
    for file, tree in modules(root):
        app = file.parts[0]
        for name in imported(tree):
            other = name.split(".")[0]
            if other in APPS and APPS.index(other) < APPS.index(app):
                yield f"{file} imports {name}: {app} may not know {other}"


def wrong_layers(root: Path) -> Iterator[str]:
    """Imports within an app that point up, and modules without a place in the table."""
    for file, tree in modules(root):
        app, module = file.parts[0], part_of(file)
        if module in {"migrations", "__init__"}:
            continue
        if module not in LEVEL:
            yield f"{file} has no place in the table of layers"
            continue
        for name in imported(tree):
            parts = name.split(".")
            if parts[0] != app or len(parts) == 1 or parts[1] == module:
                continue
            if parts[1] not in LEVEL:
                continue  # a name out of the package itself, such as panels.__version__
            if level(app, parts[1]) > level(app, module):
                yield f"{file} imports {name}, which stands above it"


def other_doors(root: Path) -> Iterator[str]:
    """Imports of the PDF libraries outside scrutiny/documents."""
    for file, tree in modules(root):
        if file.parts[:2] != ("scrutiny", "documents"):
            for name in imported(tree):
                if name.split(".")[0] in ONE_DOOR:
                    yield f"{file} imports {name}: scrutiny.documents is the only door to it"


def impure(root: Path) -> Iterator[str]:
    """Database in modules that must not know one."""
    for file, tree in modules(root):
        if part_of(file) in PURE:
            for name in imported(tree):
                parts = name.split(".")
                if parts[:2] == ["django", "db"] or (parts[0] in APPS and "models" in parts[1:2]):
                    yield f"{file} imports {name}, but is pure"


def clock_readers(root: Path) -> Iterator[str]:
    """Documents and rules that look at the clock: the caller passes the day."""
    for file, tree in modules(root):
        if part_of(file) in WITHOUT_CLOCK:
            for call in calls(tree):
                if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCK:
                    yield f"{file}:{call.lineno} reads the clock"


def hidden_writes(root: Path) -> Iterator[str]:
    """Writes to tables outside operations, where no history would be kept of them."""
    for file, tree in modules(root):
        if part_of(file) in WRITERS or file.as_posix() in WRITING_FILES:
            continue
        knows_models = any(name.split(".")[1:2] in (["models"], ["operations"]) for name in imported(tree))
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and is_write(call, call.func, knows_models):
                yield f"{file}:{call.lineno} writes with {call.func.attr}(): that belongs in operations"


def signals(root: Path) -> Iterator[str]:
    """Signal receivers: what happens must be read where it happens."""
    for file, tree in modules(root):
        for name in imported(tree):
            if name.startswith("django.dispatch") or "signals" in name.split("."):
                yield f"{file} imports {name}: no signals"


def scattered_events(root: Path) -> Iterator[str]:
    """History written outside operations."""
    for file, tree in modules(root):
        if part_of(file) not in {"operations", "history"} and "scrutiny.history.record" in set(imported(tree)):
            yield f"{file} records history itself: operations do"


# --- Reading the tree ------------------------------------------------------------------------------------------


def modules(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the four apps, with its path from the root."""
    for app in APPS:
        for file in sorted((root / app).rglob("*.py")):
            yield file.relative_to(root), ast.parse(file.read_text(encoding="utf-8"))


def part_of(file: Path) -> str:
    """models for panels/models.py and for panels/models/packs.py."""
    return file.parts[1].removesuffix(".py")


def level(app: str, module: str) -> int:
    return PLACED.get((app, module), LEVEL[module])


def imported(tree: ast.Module) -> Iterator[str]:
    """Full names of what is imported anywhere in the module, save for type checking only."""
    skipped = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide which app is meant"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_write(call: ast.Call, function: ast.Attribute, knows_models: bool) -> bool:
    """Whether a call looks like one that writes to a table."""
    if function.attr in BULK:
        return True
    if not knows_models:
        return False
    receiver = ast.unparse(function.value)
    is_rows = ".objects" in receiver or ".filter(" in receiver or ".all()" in receiver or ".exclude(" in receiver
    match function.attr:
        case "create" | "create_user":
            return is_rows
        case "update":
            return is_rows or (not call.args and bool(call.keywords))
        case "delete":
            return not call.args
        case "save":
            return not call.args  # save(file) is a workbook's
    return False


# --- The product, and bad trees --------------------------------------------------------------------------------

RULES = [
    wrong_arrows,
    wrong_layers,
    other_doors,
    impure,
    clock_readers,
    hidden_writes,
    signals,
    scattered_events,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule):
    assert list(rule(ROOT)) == []


BAD = [
    (wrong_arrows, "performance/reports.py", "from actions.models import Action"),
    (wrong_arrows, "scrutiny/views.py", "def late():\n    import panels.models"),
    (wrong_arrows, "actions/views.py", "from panels import reports"),
    (wrong_layers, "panels/rules.py", "from panels.models import Meeting"),
    (wrong_layers, "panels/models/meetings.py", "from panels.operations.agenda import add_item"),
    (wrong_layers, "panels/operations/agenda.py", "from panels import views"),
    (wrong_layers, "panels/reports/desk.py", "from panels.operations.packs import current_build"),
    (wrong_layers, "panels/enums.py", "from panels.rules import is_late"),
    (wrong_layers, "panels/utils.py", "x = 1"),
    (other_doors, "panels/pack.py", "import pikepdf"),
    (other_doors, "scrutiny/forms.py", "def late():\n    from weasyprint import HTML"),
    (impure, "panels/rules.py", "from django.db.models import Q"),
    (impure, "performance/spc.py", "from performance.models import Row"),
    (impure, "scrutiny/dates.py", "from scrutiny.models import Holiday"),
    (clock_readers, "panels/reports/desk.py", "from django.utils import timezone\nday = timezone.localdate()"),
    (clock_readers, "actions/rules.py", "import datetime\nday = datetime.date.today()"),
    (
        hidden_writes,
        "panels/views/desk.py",
        "from panels.models import Meeting\nMeeting.objects.filter(pk=1).update(x=1)",
    ),
    (hidden_writes, "panels/views/desk.py", "from panels.models import Meeting\ndef f(m):\n    m.save()"),
    (hidden_writes, "panels/tasks.py", "from panels.models import Meeting\ndef f(rows):\n    rows.update(x=1)"),
    (hidden_writes, "actions/reports.py", "from actions.models import Action\ndef f(a):\n    a.delete()"),
    (hidden_writes, "performance/views.py", "def f(rows):\n    rows.bulk_create([])"),
    (hidden_writes, "panels/demo/load.py", "from panels.models import Panel\nPanel.objects.create(name='x')"),
    (signals, "panels/apps.py", "from django.db.models.signals import post_save"),
    (signals, "panels/receivers.py", "from django.dispatch import receiver"),
    (scattered_events, "panels/views/desk.py", "from scrutiny.history import record"),
]


@pytest.mark.parametrize(("rule", "file", "source"), BAD)
def test_the_rule_finds_what_breaks_it(tmp_path, rule, file, source):
    place = tmp_path / file
    place.parent.mkdir(parents=True)
    place.write_text(source)

    assert len(list(rule(tmp_path))) == 1


def test_what_is_allowed_passes(tmp_path):
    allowed = {
        "panels/views/desk.py": "from panels.operations import agenda\nfrom panels.reports.desk import desk_report\n"
        "from performance.reports import release_report\ndata = {}\ndata.update({'a': 1})",
        "panels/operations/agenda.py": "from panels.models import Meeting\nMeeting.objects.update(x=1)\n"
        "from scrutiny.history import record",
        "panels/models.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from panels.views import desk",
        "performance/exports.py": "from performance.models import Row\ndef f(book, file):\n    book.save(file)",
        "scrutiny/documents/render.py": "import weasyprint",
    }
    for file, source in allowed.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(source)

    assert [problem for rule in RULES for problem in rule(tmp_path)] == []
