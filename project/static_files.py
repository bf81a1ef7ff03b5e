"""Which static files are collected: of what libraries bring along, only what our pages name."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Django's app of static files, which leaves out what no page of ours asks for.

    Maps of sources stay where a file names them: collecting stops at a name that leads nowhere.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        # Bootstrap: one stylesheet of thirty-two, and none of its scripts.
        *("bootstrap/js/*", "bootstrap/css/bootstrap[!.]*", "bootstrap/css/bootstrap.css*"),
        "bootstrap/css/bootstrap.rtl*",
        "rest_framework",  # pages of its own, which we do not serve
        "redoc",  # another page for the schema than the one we have
        *("htmax-*", "htmx-4*"),  # other versions than the one our pages load
        "django_htmx/ext/*",
    ]
