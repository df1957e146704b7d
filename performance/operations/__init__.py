"""Every write of the performance app: one transaction each, its history inside it. Views and commands only call these.

Problems with what a person gave raise ProblemsError, with all of them.
"""

from performance.operations.datasets import load_glossary, publish_release
from performance.operations.imports import ImportResult, import_release
from performance.operations.library import add_rebase, load_library, remove_rebase, save_entry

__all__ = [
    "ImportResult",
    "add_rebase",
    "import_release",
    "load_glossary",
    "load_library",
    "publish_release",
    "remove_rebase",
    "save_entry",
]
