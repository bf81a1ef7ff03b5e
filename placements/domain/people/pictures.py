"""Pictures of projects: checked by their content, and redrawn so that only pixels stay.

A photo may say where it was taken, by whom and with which camera. Employers must not read that
before an introduction, so we store a redrawn picture without any of it.
"""

import struct
import zlib
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from foundation import history
from foundation.accounts.models import User
from foundation.accounts.rules import can_place
from foundation.choices import Verb
from foundation.errors import BadValue, DomainError
from foundation.forgetting import holds_words
from foundation.transactions import atomic
from placements.models import PortfolioProject, ProjectPicture

MOST_BYTES: Final = 5_000_000
MOST_SIDE: Final = 6_000
# A picture is unpacked in memory, at up to 4 bytes a pixel.
MOST_PIXELS: Final = 25_000_000
# The widest a page shows, on a high-resolution screen.
WIDEST, HIGHEST = 1_200, 2_400
LONGEST_ALT: Final = 200
QUALITY: Final = 82
CONTENT_TYPE: Final = "image/webp"
FORMATS: Final = ("PNG", "JPEG", "WEBP")
# What Pillow raises for a broken file.
BROKEN: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
# Pillow's own limits are above ours; where it only warns, we refuse.
TOO_MUCH: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)

holds_words(ProjectPicture, "alt")


class NotYourProject(DomainError):
    """Only the team and staff can change the picture of a project."""

    code = "not_your_project"


@atomic
def take(project_id: int, content: bytes, alt: str, *, by: User, on: date) -> ProjectPicture:
    """Return the picture of a project, which replaces an earlier one.

    Raises NotYourProject, and BadValue as ``redrawn`` and ``described`` do.
    """
    project = _locked(project_id, by)
    words, (drawn, width, height) = described(alt), redrawn(content)
    picture, _ = ProjectPicture.objects.update_or_create(
        project=project,
        defaults={
            "content": drawn,
            "sha256": sha256(drawn).hexdigest(),
            "width": width,
            "height": height,
            "alt": words,
            "uploaded_on": on,
        },
    )
    history.record(Verb.PICTURE_UPLOADED, project, by=by, on=on, width=width, height=height)
    return picture


@atomic
def describe(project_id: int, alt: str, *, by: User, on: date) -> None:
    """Change the description of a picture, if there is one. Raises NotYourProject, BadValue."""
    project = _locked(project_id, by)
    words = described(alt)
    known = ProjectPicture.objects.filter(project=project).exclude(alt=words)
    if known.update(alt=words):
        history.record(Verb.PICTURE_DESCRIBED, project, by=by, on=on)


@atomic
def remove(project_id: int, *, by: User, on: date) -> PortfolioProject:
    """Return the project without a picture, whether or not there was one."""
    project = _locked(project_id, by)
    deleted, _ = ProjectPicture.objects.filter(project=project).delete()
    if deleted:
        history.record(Verb.PICTURE_REMOVED, project, by=by, on=on)
    return project


def described(alt: str) -> str:
    """Return the description of a picture, trimmed. Raises BadValue if empty or too long."""
    words = " ".join(alt.replace("\x00", "").split())
    if not words:
        raise BadValue(
            "alt",
            "Describe in a few words what the picture shows, for people who use a screen reader.",
        )
    if len(words) > LONGEST_ALT:
        raise BadValue(
            "alt",
            f"The description must be {LONGEST_ALT} characters or fewer. It has {len(words)}.",
        )
    return words


def redrawn(content: bytes) -> tuple[bytes, int, int]:
    """Return a picture as WebP with its width and height in pixels, upright, without metadata.

    An animation gives its first frame. Raises BadValue for a file that is not a PNG, JPEG or WebP,
    is too large or cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise BadValue("picture", "This file is larger than 5 MB. Choose a smaller file.")
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _refuse_the_huge(*image.size)
            # Formats that can do so unpack a large photo at a fraction of its size.
            image.draft("RGB", (WIDEST * 2, HIGHEST))
            drawn = _plain(ImageOps.exif_transpose(image))
    except BadValue:
        raise
    except TOO_MUCH:
        raise BadValue("picture", _too_large()) from None
    except UnidentifiedImageError:
        raise BadValue(
            "picture", "This file is not a PNG, JPEG or WebP. Save your picture as one of these."
        ) from None
    except BROKEN:
        raise BadValue(
            "picture", "We cannot read the whole picture. Save it again and choose the new file."
        ) from None
    drawn.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    file = BytesIO()
    drawn.save(file, "WEBP", quality=QUALITY)
    return file.getvalue(), drawn.width, drawn.height


def _plain(image: Image.Image) -> Image.Image:
    """Return the pixels alone, with white where the picture is transparent."""
    image.load()
    plain = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _refuse_the_huge(width: int, height: int) -> None:
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise BadValue("picture", f"{_too_large()} This one has {width} by {height}.")


def _too_large() -> str:
    return (
        f"A picture can have up to {MOST_SIDE:,} pixels on each side and "
        f"{MOST_PIXELS // 1_000_000} million in total. Make it smaller and try again."
    )


def _locked(project_id: int, by: User) -> PortfolioProject:
    project = PortfolioProject.objects.select_for_update(of=("self",), no_key=True).get(
        pk=project_id
    )
    if not (can_place(by) or project.team.filter(user=by.pk).exists()):
        raise NotYourProject(
            "Only the people who built this project and our staff can change its picture."
        )
    return project
