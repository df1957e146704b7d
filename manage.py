#!/usr/bin/env python
"""The command line of Scrutiny: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # Its sentence says which setting to mend; a traceback would hide it.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
