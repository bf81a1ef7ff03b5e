"""A logo is taken only if it prints, and kept once."""

import hashlib
import struct

import pytest

from billing.exchange.documents.logos import MOST_BYTES, SIGNATURE, logo_of
from billing.models import Logo
from foundation.errors import BadValue
from tests.factories.documents import png

pytestmark = pytest.mark.django_db


def test_a_logo_is_kept_once_however_often_it_is_given():
    picture = png()

    assert logo_of(picture) == logo_of(picture)
    assert Logo.objects.get().sha256 == hashlib.sha256(picture).hexdigest()


def sized(width: int, height: int) -> bytes:
    """Return a picture that says another size of itself than it has."""
    picture = bytearray(png())
    picture[16:24] = struct.pack(">II", width, height)
    return bytes(picture)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"", "PNG"),
        (b"GIF89a" + b"\0" * 40, "PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG"),
        (SIGNATURE, "PNG"),
        (SIGNATURE + b"\0" * 40, "PNG"),
        (png() + b"\0" * MOST_BYTES, "200 kB or smaller"),
        (sized(50_000, 50_000), "2000 pixels"),
        (sized(0, 20), "cannot be printed"),
        (png()[:60], "cannot be printed"),
        (png()[:40] + b"\xff" * 40, "cannot be printed"),
    ],
)
def test_what_does_not_print_is_refused_with_a_way_out(picture, words):
    with pytest.raises(BadValue, match=words) as refused:
        logo_of(picture)

    assert refused.value.field == "logo"
    assert not Logo.objects.exists()
