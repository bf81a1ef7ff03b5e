"""Pictures of projects: judged by what is in the file, and kept without what it carried."""

from contextlib import suppress
from datetime import date
from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, ImageSequence, PngImagePlugin

from foundation import history
from foundation.errors import BadValue
from placements.domain.people import erasure, pictures, portfolio_projects
from placements.exchange.my_data import my_data
from placements.models import PortfolioProject, ProjectPicture
from tests.factories.placements import (
    GraduateFactory,
    PortfolioProjectFactory,
    ProjectPictureFactory,
)

DAY = date(2026, 3, 2)
ALT = "A map with three pins"


def drawn(size=(300, 200), colour="teal", kind="PNG", mode="RGB", **how) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **how)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def moving(kind: str) -> bytes:
    file = BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("#ff0000", "#0000ff"))
    first.save(file, kind, save_all=True, append_images=[second], duration=200)
    assert len(list(ImageSequence.Iterator(opened(file.getvalue())))) == 2
    return file.getvalue()


def photo(orientation: int = 1) -> bytes:
    """Return a JPEG that says where it was taken, by whom, and how to turn it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010E] = orientation, "Zebedee Quince", "Zebedee at home"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 33.0, 0.0), 3: "W", 4: (0.0, 6.0, 0.0)})
    half = Image.new("RGB", (400, 200), "#ff0000")
    half.paste("#0000ff", (200, 0, 400, 200))
    file = BytesIO()
    half.save(file, "JPEG", exif=exif, comment=b"Zebedee Quince", quality=95)
    assert b"Zebedee" in file.getvalue()
    return file.getvalue()


@pytest.fixture
def project(graduate) -> PortfolioProject:
    return PortfolioProjectFactory(team=[graduate])


# What is kept


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_as_webp_with_its_size_and_what_it_shows(project, graduate_user, kind):
    stored = pictures.take(project.pk, drawn(kind=kind), f"  {ALT} ", by=graduate_user, on=DAY)

    stored.refresh_from_db()
    image = opened(bytes(stored.content))
    assert (image.format, image.size) == ("WEBP", (300, 200))
    assert (stored.width, stored.height, stored.alt, stored.uploaded_on) == (300, 200, ALT, DAY)
    assert history.of(project).get().verb == "picture uploaded"


def test_a_newer_one_takes_its_place(project, graduate_user, staff):
    first = pictures.take(project.pk, drawn(), ALT, by=graduate_user, on=DAY)
    second = pictures.take(project.pk, drawn(colour="red"), ALT, by=staff, on=DAY)

    assert (ProjectPicture.objects.get().pk, second.pk) == (first.pk, first.pk)
    assert second.sha256 != first.sha256


def test_where_and_by_whom_a_photo_was_taken_is_gone():
    content, *_ = pictures.redrawn(photo())

    image = opened(content)
    assert dict(image.getexif()) == {}
    assert image.info.keys() & {"exif", "icc_profile", "xmp", "comment"} == set()
    assert not any(mark in content for mark in (b"Zebedee", b"EXIF", b"Exif", b"XMP ", b"ICCP"))


def test_words_in_a_png_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Zebedee Quince")
    words.add_itxt("XML:com.adobe.xmp", "<x>Zebedee</x>")

    content, *_ = pictures.redrawn(drawn(pnginfo=words))

    assert b"Zebedee" not in content


def test_a_photo_held_on_its_side_stands_upright():
    content, width, height = pictures.redrawn(photo(orientation=6))

    image = opened(content).convert("RGB")
    assert (width, height) == image.size == (200, 400)
    red, _, blue = image.getpixel((100, 50))
    assert red > 200 > 60 > blue  # the left half is on top now


@pytest.mark.parametrize(
    ("size", "stored"),
    [((1200, 800), (1200, 800)), ((2400, 1000), (1200, 500)), ((600, 4800), (300, 2400))],
)
def test_a_large_one_is_made_smaller_in_its_own_shape(size, stored):
    assert pictures.redrawn(drawn(size))[1:] == stored


def test_what_one_could_see_through_is_white():
    content, *_ = pictures.redrawn(drawn(mode="RGBA", colour=(255, 0, 0, 0)))

    assert opened(content).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "kind"), [("L", "PNG"), ("1", "PNG"), ("CMYK", "JPEG")])
def test_every_way_to_write_colours_is_read(mode, kind):
    assert pictures.redrawn(drawn(mode=mode, colour=0, kind=kind))[1:] == (300, 200)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_one_that_moves_the_first_frame_is_kept(kind):
    image = opened(pictures.redrawn(moving(kind))[0])

    assert getattr(image, "n_frames", 1) == 1
    red, _, blue = image.convert("RGB").getpixel((20, 15))
    assert red > 200 > 60 > blue


# What is refused


def claiming(width: int, height: int) -> bytes:
    """Return a small PNG that says it is large, as a bomb does."""
    content = bytearray(drawn((10, 10)))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a PNG, JPEG or WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not a PNG"),
        (b"%PDF-1.7 called picture.png", "not a PNG"),
        (drawn(kind="GIF"), "not a PNG"),
        (drawn(kind="BMP"), "not a PNG"),
        (drawn(kind="TIFF"), "not a PNG"),
        (drawn((300, 200), kind="JPEG")[:400], "We cannot read the whole picture"),
        (drawn((300, 200))[:200], "We cannot read the whole picture"),
        (drawn((300, 200), kind="WEBP")[:60], "PNG|the whole picture"),
        (drawn() + b"\x00" * 5_000_000, "larger than 5 MB"),
        (drawn((6001, 1), mode="1", colour=1), "6001 by 1"),
        (drawn((5000, 5001), mode="1", colour=1), "25 million in total"),
        (claiming(10_000, 10_000), "up to 6,000 pixels on each side"),
        (claiming(60_000, 60_000), "up to 6,000 pixels on each side"),
    ],
    ids=[
        *("empty", "SVG", "PDF renamed", "GIF", "BMP", "TIFF"),
        *("JPEG cut off", "PNG cut off", "WebP cut off", "5 MB", "wide", "pixels"),
        *("where the reader warns", "bomb"),
    ],
)
def test_what_is_no_picture_to_show_is_refused_with_a_way_out(content, says):
    with pytest.raises(BadValue, match=says) as refused:
        pictures.redrawn(content)

    assert refused.value.field == "picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("seed", range(20))
def test_no_damage_to_a_file_makes_anything_but_a_refusal(kind, seed):
    content = bytearray(drawn((60, 40), kind=kind))
    for step in range(6):
        content[(seed * 131 + step * 977) % (len(content) - 8) + 8] = (seed * 7 + step * 53) % 256

    with suppress(BadValue):
        _, width, height = pictures.redrawn(bytes(content))
        assert width <= 1200
        assert height <= 2400


@pytest.mark.parametrize(("alt", "says"), [(" \n ", "few words"), ("a" * 201, "has 201")])
def test_what_it_shows_is_said_in_a_few_words(project, staff, alt, says):
    with pytest.raises(BadValue, match=says) as refused:
        pictures.take(project.pk, drawn(), alt, by=staff, on=DAY)

    assert refused.value.field == "alt"
    assert not ProjectPicture.objects.exists()


def test_only_its_team_and_staff_choose_how_a_project_looks(
    project, employer_contact, finance_officer
):
    stranger = GraduateFactory(signs_in=True).user
    for somebody in (stranger, employer_contact, finance_officer):
        with pytest.raises(pictures.NotYourProject):
            pictures.take(project.pk, drawn(), ALT, by=somebody, on=DAY)
        with pytest.raises(pictures.NotYourProject):
            pictures.remove(project.pk, by=somebody, on=DAY)
        with pytest.raises(pictures.NotYourProject):
            pictures.describe(project.pk, ALT, by=somebody, on=DAY)


# Said anew, removed, forgotten


def test_what_it_shows_is_said_anew_once(project, graduate_user):
    ProjectPictureFactory(project=project)

    for _ in range(2):
        pictures.describe(project.pk, "A list of pantries", by=graduate_user, on=DAY)

    assert ProjectPicture.objects.get().alt == "A list of pantries"
    assert [entry.verb for entry in history.of(project)] == ["picture described"]


def test_it_is_removed_once(project, graduate_user):
    ProjectPictureFactory(project=project)

    for _ in range(2):
        pictures.remove(project.pk, by=graduate_user, on=DAY)

    assert not ProjectPicture.objects.exists()
    assert [entry.verb for entry in history.of(project)] == ["picture removed"]


def test_it_goes_with_the_last_who_built_it(project, graduate, graduate_user):
    ProjectPictureFactory(project=project)

    portfolio_projects.leave(project.pk, graduate.pk, by=graduate_user, on=DAY)

    assert not ProjectPicture.objects.exists()


def test_my_data_says_what_the_picture_shows(project, graduate, graduate_user):
    ProjectPictureFactory(project=project)

    held = my_data(graduate, by=graduate_user)["projects"]["what_we_hold"]

    assert [row["picture_alt"] for row in held] == [ALT]


def test_being_forgotten_takes_ones_own_picture_and_ones_name_out_of_a_shared_one(db, staff):
    zebedee = GraduateFactory(full_name="Zebedee Quince")
    alone = PortfolioProjectFactory(team=[zebedee])
    shared = PortfolioProjectFactory(team=[zebedee, GraduateFactory()])
    for project in (alone, shared):
        ProjectPictureFactory(project=project, alt="The map of Zebedee Quince")

    erasure.erase(zebedee.pk, by=staff, on=DAY)

    stored = ProjectPicture.objects.get()
    assert stored.project == shared
    assert stored.alt == f"The map of Erased person {zebedee.pk}"
