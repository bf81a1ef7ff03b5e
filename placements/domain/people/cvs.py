"""CVs: a PDF is read before it is kept, and what could act on somebody's computer is refused."""

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
    """Return the CV, in the place of an earlier one. Raises BadValue for what ``pages_of`` does."""
    pages = pages_of(content)
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    cv, _ = Cv.objects.update_or_create(
        graduate=graduate, defaults={"content": content, "pages": pages, "uploaded_on": on}
    )
    history.record(Verb.CV_UPLOADED, graduate, by=by, on=on, pages=pages)
    return cv


@atomic
def remove(graduate_id: int, *, by: User, on: date) -> Graduate:
    """Return the graduate, whose CV is gone; also when there was none."""
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    deleted, _ = Cv.objects.filter(graduate=graduate).delete()
    if deleted:
        history.record(Verb.CV_REMOVED, graduate, by=by, on=on)
    return graduate


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF has, judged by its content and never by its name.

    Raises BadValue for what is no PDF, is locked, too long or too large, or holds something that
    acts: a script, a program to launch, a file within.
    """
    if len(content) > MOST_BYTES:
        raise BadValue("cv", "This file is larger than 5 MB: save a smaller one.")
    if not content.startswith(b"%PDF-"):
        raise BadValue("cv", "This is not a PDF: save your CV as one, and choose that.")
    from .pdfs import contents_of  # noqa: PLC0415  pypdf takes 0.1 s to load

    pages, acts = contents_of(content)
    if not 1 <= pages <= MOST_PAGES:
        raise BadValue("cv", f"A CV has from 1 to {MOST_PAGES} pages; this has {pages}.")
    if acts:
        raise BadValue(
            "cv",
            f"This PDF holds something that acts ({acts[1:]}): a script, a form or a file within. "
            "Print it to a PDF, and choose that.",
        )
    return pages
