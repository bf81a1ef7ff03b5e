"""The site as people reach it: does its address lead to this Foothold?"""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .question import Question

PATIENCE: Final = 10  # seconds
ADVICE: Final = {
    301: "The proxy does not say that people came by https: let it send X-Forwarded-Proto.",
    400: "The proxy does not pass on the name people asked for: let it send Host as it came.",
    502: "The proxy does not reach the server: start it, or correct its port.",
    503: "The server is not ready: /readyz says why.",
}


def answers(_question: Question) -> Iterator[str]:
    """Yield if people cannot reach the page to sign in at SITE_URL, with the likely reason."""
    address = urlsplit(settings.SITE_URL)
    scheme = HTTPSConnection if address.scheme == "https" else HTTPConnection
    try:
        with closing(scheme(address.netloc, timeout=PATIENCE)) as line:
            line.request("GET", reverse("account_login"))
            answer = line.getresponse()
            body = answer.read()
    except (OSError, HTTPException) as error:
        yield f"{settings.SITE_URL} does not answer: {error}."
        return
    if answer.status != 200:
        advice = ADVICE.get(answer.status, "Look at the log of the server.")
        yield f"{settings.SITE_URL} answers with {answer.status}. {advice}"
    elif b"Foothold" not in body:
        yield f"At {settings.SITE_URL} there is another site than Foothold. Correct the proxy."
