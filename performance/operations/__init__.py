"""Every write of the performance app: one transaction each, its history inside it. Views and commands only call these.

Problems with what a person gave raise ProblemsError, with all of them.
"""

from performance.operations.datasets import load_glossary, publish_release
from performance.operations.imports import ImportResult, import_release

__all__ = ["ImportResult", "import_release", "load_glossary", "publish_release"]
