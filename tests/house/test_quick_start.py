"""What is heavy to load is loaded when it is needed: a server or a test begins in half the time."""

import os
import subprocess
import sys

import pytest

from .sources import ROOT

# Each takes 60 to 400 ms and 3 to 80 MB to load, and few requests need it. Where one is imported
# inside a function, a comment beside the import says so.
HEAVY = (
    *("facturx", "icalendar", "lxml", "numpy", "openpyxl", "pandas", "pygal", "pypdf", "stripe"),
    "typst",
)
BEGIN = """
import sys
import django
django.setup()
import project.urls
print(*sorted(name for name in sys.modules if "." not in name))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Return the packages that are loaded when every address of the product is known."""
    answer = subprocess.run(
        [sys.executable, "-c", BEGIN],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize("package", HEAVY)
def test_a_heavy_package_is_not_loaded_to_begin_with(package, loaded):
    assert package not in loaded


def test_what_is_looked_at_are_the_addresses_of_the_product(loaded):
    assert {"billing", "django", "project", "rest_framework"} <= loaded
