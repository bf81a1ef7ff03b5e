"""The logo at the head of our documents, accepted only if it prints."""

import hashlib
import struct
from typing import Final

from billing.models import Logo
from foundation.errors import BadValue

from .layout import Content, typeset

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_BYTES: Final = 200_000
# A side in pixels: unpacked, a picture takes four bytes for each of them.
MOST_PIXELS: Final = 2_000


def logo_of(png: bytes) -> Logo:
    """Return the logo, stored once however often it is given.

    Raises BadValue("logo") for a file that is not a PNG, is too large, or does not print.
    """
    if len(png) > MOST_BYTES:
        raise BadValue("logo", f"The logo must be {MOST_BYTES // 1000} kB or smaller.")
    if not png.startswith(SIGNATURE) or png[12:16] != b"IHDR" or len(png) < 24:
        raise BadValue("logo", "The logo must be a PNG picture.")
    if max(struct.unpack(">II", png[16:24])) > MOST_PIXELS:
        raise BadValue("logo", f"The logo must be at most {MOST_PIXELS} pixels wide and high.")
    import typst  # noqa: PLC0415  7 MB, which a worker that prints nothing does without

    try:
        typeset(_trial(png))
    except typst.TypstError:
        raise BadValue("logo", "This picture cannot be printed. Save it as a PNG again.") from None
    logo, _made = Logo.objects.get_or_create(
        sha256=hashlib.sha256(png).hexdigest(), defaults={"png": png}
    )
    return logo


def _trial(png: bytes) -> Content:
    """Return the content of a page with the logo and nothing else."""
    blank = {"name": "Logo", "lines": [], "small_print": []}
    head = {"title": "Logo", "short_title": "Logo", "heading": "Logo", "day": [2000, 1, 1]}
    to = {"label": "", "name": "Logo", "lines": []}
    return {**head, "seller": blank, "to": to, "facts": [], "sections": [], "logo": list(png)}
