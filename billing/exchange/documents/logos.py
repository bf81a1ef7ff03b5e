"""A logo for the head of our documents, taken only if it prints."""

import hashlib
import struct
from typing import Final

import typst

from billing.models import Logo
from foundation.errors import BadValue

from .letter import Said, typeset

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_BYTES: Final = 200_000
# A side in pixels: unpacked, a picture takes four bytes for each of them.
MOST_PIXELS: Final = 2_000


def logo_of(png: bytes) -> Logo:
    """Return the logo, kept once however often it is given.

    Raises BadValue("logo") for what is no PNG, is too large, or does not print.
    """
    if len(png) > MOST_BYTES:
        raise BadValue("logo", f"A logo is at most {MOST_BYTES // 1000} kB.")
    if not png.startswith(SIGNATURE) or png[12:16] != b"IHDR" or len(png) < 24:
        raise BadValue("logo", "Give the logo as a PNG picture.")
    if max(struct.unpack(">II", png[16:24])) > MOST_PIXELS:
        raise BadValue("logo", f"A logo is at most {MOST_PIXELS} pixels wide and high.")
    try:
        typeset(_trial(png))
    except typst.TypstError:
        raise BadValue("logo", "This picture cannot be printed; save it as PNG anew.") from None
    logo, _made = Logo.objects.get_or_create(
        sha256=hashlib.sha256(png).hexdigest(), defaults={"png": png}
    )
    return logo


def _trial(png: bytes) -> Said:
    """Return a page that says nothing under the logo."""
    blank = {"name": "Logo", "lines": [], "small_print": []}
    said = {"title": "Logo", "short_title": "Logo", "heading": "Logo", "day": [2000, 1, 1]}
    to = {"label": "", "name": "Logo", "lines": []}
    return {**said, "seller": blank, "to": to, "facts": [], "sections": [], "logo": list(png)}
