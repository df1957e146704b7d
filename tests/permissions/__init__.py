"""The table of who may open what, a file for each part of the service; tests/test_permissions.py walks them all.

A file has ROWS, and where its addresses need keys, places(demo), which makes what they stand for.
"""

import importlib
import pkgutil
from types import ModuleType


def parts() -> list[ModuleType]:
    """Every file of the table."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if module.name != "rows"]
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
