"""How long the slow things take: `make bench`, or `BENCH_ROWS=10000 make bench` for a quick try.

Django is set up here, so that a child process finds it ready whichever bench it is sent for.
"""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings.test"
django.setup()
