"""Mail: does the mail server take our letters?"""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from foundation.letters import Letter, Letterhead, composed

from .question import Question

SENDS: Final = "django.core.mail.backends.smtp.EmailBackend"


def leaves(question: Question) -> Iterator[str]:
    """Yield if letters do not leave: the mail server is signed in to, and given one if asked."""
    if settings.EMAIL_BACKEND != SENDS:
        yield f"Letters are not sent: they go to {settings.EMAIL_BACKEND}. Set EMAIL_URL."
        return
    if "@" not in parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        yield f"DEFAULT_FROM_EMAIL is no address: {settings.DEFAULT_FROM_EMAIL!r}."
    try:
        if question.letter_to:
            _letter(question.letter_to).send()
        else:
            server = get_connection()
            server.open()
            server.close()
    except OSError as error:  # the network's, TLS's, and the mail server's own refusals
        yield (
            f"The mail server {settings.EMAIL_HOST} does not take our letters: "
            f"{type(error).__name__}: {error}. Correct EMAIL_URL."
        )


def _letter(address: str) -> EmailMessage:
    words = (
        f"{settings.SITE_URL} sent this letter to see whether its letters arrive. If you did not "
        "expect it, somebody mistyped an address: there is nothing to do.\n"
    )
    return composed(Letter("Foothold can send letters", words), [address], Letterhead())
