#!/usr/bin/env python
"""Run Foothold's commands: `manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

from project.settings.environment import Misconfigured

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.production")
    try:
        execute_from_command_line(sys.argv)
    except Misconfigured as faults:
        sys.exit(str(faults))
