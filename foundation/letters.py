"""Letters: one text, and from it both parts of an email, plain and HTML.

The words are plain text from a template or from a person. The HTML part is those words, with the
links made by Django's own filters, under our letterhead. So the two parts cannot differ, and
nothing that a person wrote is ever read as markup.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.mime.image import MIMEImage
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string

FOOT: Final = "notices/foot.txt"
PAGE: Final = "notices/letter.html"
LOGO: Final = "logo@letterhead"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: our name, our address line by line, and our logo as a PNG."""

    name: str = "Foothold"
    address: tuple[str, ...] = ()
    logo: bytes = b""


_letterheads: list[Callable[[date], Letterhead | None]] = []


def letterhead_by(
    function: Callable[[date], Letterhead | None],
) -> Callable[[date], Letterhead | None]:
    """Register the function that knows our letterhead of a day: the app that holds our details."""
    if function not in _letterheads:
        _letterheads.append(function)
    return function


def letterhead_on(day: date) -> Letterhead:
    """Return our letterhead on a day; the name of the product where nobody entered our details."""
    heads = (known(day) for known in _letterheads)
    return next((head for head in heads if head), Letterhead())


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return the text of a template without escaping: the words of a letter are not HTML."""
    backend: Any = get_template(template)
    text: str = backend.template.render(Context(dict(context), autoescape=False))
    return text.strip() + "\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and words. ``off`` is the link that turns off letters of this kind, if any."""

    subject: str
    words: str
    off: str = ""

    def text(self, head: Letterhead) -> str:
        """Return the plain part: the words, and beneath them who writes and from where."""
        return f"{self.words.strip()}\n\n{rendered(FOOT, self._context(head))}"

    def html(self, head: Letterhead, *, logo: str = f"cid:{LOGO}") -> str:
        """Return the HTML part; ``logo`` is the address of our logo within it."""
        return render_to_string(PAGE, {**self._context(head), "logo": head.logo and logo})

    def _context(self, head: Letterhead) -> dict[str, Any]:
        site = settings.SITE_URL.rstrip("/")
        return {
            "subject": self.subject,
            "words": self.words.strip(),
            "off": self.off,
            "head": head,
            "site": site,
        }


def composed(
    letter: Letter,
    to: list[str],
    head: Letterhead,
    *,
    sender: str = "",
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes, str]] = (),
) -> EmailMultiAlternatives:
    """Return a letter as an email: every email of ours is made here.

    It says that a program sent it (RFC 3834), so that nobody's absence note answers it, and how to
    turn off its kind with one click (RFC 8058), where that can be done. ``files`` are attached:
    each its name, content and type.
    """
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text(head),
        sender or None,
        to,
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **one_click(letter.off), **(headers or {})},
    )
    message.attach_alternative(letter.html(head), "text/html")
    if head.logo:
        # "Related" hides its parts from the list of attachments, and a file must stand there.
        message.mixed_subtype = "mixed" if files else "related"  # type: ignore[attr-defined]
        message.attach(_logo(head))
    for name, content, kind in files:
        message.attach(name, content, kind)
    return message


def _logo(head: Letterhead) -> MIMEImage:
    """Return our logo as a part of the email: no reader's program fetches it from anywhere."""
    image = MIMEImage(head.logo, "png")
    image.add_header("Content-ID", f"<{LOGO}>")
    image.add_header("Content-Disposition", "inline", filename="logo.png")
    return image


def one_click(off: str) -> dict[str, str]:
    """Return the headers of RFC 8058, for the unsubscribe button of the reader's mail program."""
    if not off:
        return {}
    return {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
