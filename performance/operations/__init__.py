"""Every write of the performance app: one transaction each, its history inside it. Views and commands only call these.

Problems with what a person gave raise ProblemsError, with all of them.
"""

from performance.operations.datasets import ImportResult, import_release, load_glossary, publish_release

__all__ = ["ImportResult", "import_release", "load_glossary", "publish_release"]
