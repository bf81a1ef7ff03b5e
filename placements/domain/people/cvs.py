"""CVs: a PDF is read before it is kept, and what could act on somebody's computer is refused."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.errors import BadValue
from placements.models import Cv, Graduate

MOST_BYTES: Final = 5_000_000
MOST_PAGES: Final = 10
MOST_OBJECTS: Final = 50_000
# What a page to be read has no need of: scripts, programs, forms that send, files in the file.
ACTS: Final = {
    *("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR"),
    *("/EmbeddedFile", "/EmbeddedFiles", "/Filespec", "/RichMedia", "/Movie", "/Sound", "/XFA"),
    *("/AA", "/Rendition", "/3D"),
}
# How a broken file shows itself in a reader that trusts its numbers.
BROKEN: Final = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


@transaction.atomic
def keep(graduate_id: int, content: bytes, *, by: User, on: date) -> Cv:
    """Return the CV, in the place of an earlier one. Raises BadValue for what ``pages_of`` does."""
    pages = pages_of(content)
    graduate = Graduate.objects.select_for_update(of=("self",), no_key=True).get(pk=graduate_id)
    cv, _ = Cv.objects.update_or_create(
        graduate=graduate, defaults={"content": content, "pages": pages, "uploaded_on": on}
    )
    history.record(Verb.CV_UPLOADED, graduate, by=by, on=on, pages=pages)
    return cv


@transaction.atomic
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
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise BadValue("cv", "This PDF is locked by a password: save it without one.")
        pages = len(reader.pages)
        acts = next((name for name in _names(reader) if name in ACTS), "")
    except BROKEN as fault:
        if isinstance(fault, BadValue):
            raise
        raise BadValue("cv", "This PDF cannot be read: save it again, and choose that.") from None
    if not 1 <= pages <= MOST_PAGES:
        raise BadValue("cv", f"A CV has from 1 to {MOST_PAGES} pages; this has {pages}.")
    if acts:
        raise BadValue(
            "cv",
            f"This PDF holds something that acts ({acts[1:]}): a script, a form or a file within. "
            "Print it to a PDF, and choose that.",
        )
    return pages


def _names(reader: PdfReader) -> Iterator[str]:
    """Yield the keys and names of everything that can be reached in a PDF."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    steps = 0
    while waiting:
        thing = waiting.pop()
        steps += 1
        if steps > MOST_OBJECTS:
            raise BadValue("cv", "This PDF is made of too many parts: print it to a PDF again.")
        if isinstance(thing, IndirectObject):
            where = (thing.idnum, thing.generation)
            if where not in seen:
                seen.add(where)
                waiting.append(thing.get_object())
        elif isinstance(thing, DictionaryObject):
            yield from (str(key) for key in thing)
            if _opens_with_an_action(thing):
                yield "/JavaScript"
            waiting.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            waiting.extend(thing)
        elif isinstance(thing, NameObject):
            yield str(thing)


def _opens_with_an_action(thing: DictionaryObject) -> bool:
    """Return whether it does more on opening than to show a page."""
    action = thing.get("/OpenAction")
    action = action.get_object() if action is not None else None
    return isinstance(action, DictionaryObject) and action.get("/S") != "/GoTo"
