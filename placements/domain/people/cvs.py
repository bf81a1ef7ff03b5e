"""CVs: each PDF is checked before it is stored, and refused if it holds active content."""

from datetime import date
from typing import Final

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue
from foundation.transactions import atomic
from placements.models import Cv, Graduate

MOST_BYTES: Final = 5_000_000
MOST_PAGES: Final = 10


@atomic
def keep(graduate_id: int, content: bytes, *, by: User, on: date) -> Cv:
    """Return the CV, which replaces an earlier one. Raises BadValue as ``pages_of`` does."""
    pages = pages_of(content)
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    cv, _ = Cv.objects.update_or_create(
        graduate=graduate, defaults={"content": content, "pages": pages, "uploaded_on": on}
    )
    history.record(Verb.CV_UPLOADED, graduate, by=by, on=on, pages=pages)
    return cv


@atomic
def remove(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate without a CV, whether or not there was one."""
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    deleted, _ = Cv.objects.filter(graduate=graduate).delete()
    if deleted:
        history.record(Verb.CV_REMOVED, graduate, by=by, on=on)
    return graduate


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF has, judged by its content and never by its name.

    Raises BadValue for a file that is not a PDF, is locked, too long or too large, or holds active
    content: a script, a program to launch or an embedded file.
    """
    if len(content) > MOST_BYTES:
        raise BadValue("cv", "This file is larger than 5 MB. Choose a smaller file.")
    if not content.startswith(b"%PDF-"):
        raise BadValue("cv", "This file is not a PDF. Save your CV as a PDF and choose that file.")
    from .pdfs import contents_of  # noqa: PLC0415  pypdf takes 0.1 s to load

    pages, acts = contents_of(content)
    if not 1 <= pages <= MOST_PAGES:
        raise BadValue("cv", f"A CV must have 1 to {MOST_PAGES} pages. This one has {pages}.")
    if acts:
        raise BadValue(
            "cv",
            f"This PDF contains active content ({acts[1:]}), such as a script, a form or an "
            "embedded file. Print your CV to a new PDF and choose that file.",
        )
    return pages
