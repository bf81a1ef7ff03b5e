"""What `collectstatic` writes: all that our pages name, and little else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from .sources import tracked_files

NAMED = re.compile(r"{% static '([^']+)' %}")
SWAGGER = "drf_spectacular_sidecar/swagger-ui-dist"
# By code of libraries: the script of htmx, and the page that describes the API.
BY_LIBRARIES = {
    "django_htmx/htmx-2.min.js",
    *(f"{SWAGGER}/swagger-ui.css", f"{SWAGGER}/swagger-ui-bundle.js"),
    *(f"{SWAGGER}/swagger-ui-standalone-preset.js", f"{SWAGGER}/favicon-32x32.png"),
}
MOST_BYTES = 10_000_000


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """Collect as production does, once for all tests of this file."""
    folder = tmp_path_factory.mktemp("static")
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with override_settings(
        STATIC_ROOT=folder,
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": backend}},
        WHITENOISE_KEEP_ONLY_HASHED_FILES=True,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def names_in(folder: Path) -> set[str]:
    """Return the collected files without the hash in their names."""
    hashed = re.compile(r"\.[0-9a-f]{12}(?=\.|$)")
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".gz")
    return {hashed.sub("", str(file.relative_to(folder))) for file in files}


def test_all_that_a_page_names_is_collected(collected):
    pages = [file.read_text() for file in tracked_files() if file.suffix == ".html"]
    named = {name for page in pages for name in NAMED.findall(page)}

    assert "bootstrap/css/bootstrap.min.css" in named
    assert (named | BY_LIBRARIES) - names_in(collected) == set()


def test_of_bootstrap_one_stylesheet_is_collected(collected):
    assert {name for name in names_in(collected) if "bootstrap" in name} == {
        "bootstrap/css/bootstrap.min.css",
        "bootstrap/css/bootstrap.min.css.map",
    }


def test_little_else_is_collected(collected):
    size = sum(file.stat().st_size for file in collected.rglob("*") if file.is_file())

    assert 1_000_000 < size < MOST_BYTES
