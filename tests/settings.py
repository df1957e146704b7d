"""The product's settings, read in an environment of the tests' own. Nothing here changes a setting by hand.

It must happen in a settings module: pytest-django reads the settings before any conftest.py.
"""

import os
import tempfile

for _name in [name for name in os.environ if name.startswith("SCRUTINY_")]:
    del os.environ[_name]  # tests never depend on, or touch the data of, a service on this computer

_data = tempfile.TemporaryDirectory(prefix="scrutiny-tests-", ignore_cleanup_errors=True)
os.environ["SCRUTINY_DATA"] = _data.name
os.environ["SCRUTINY_DEVELOPMENT"] = "1"

from scrutiny.settings import *  # noqa: E402, F403
