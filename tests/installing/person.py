"""Somebody at a browser, through TLS: they sign in by e-mail and app, open pages, use the API."""

import re
import time
from datetime import date
from email.message import EmailMessage
from uuid import uuid4

import requests

from tests.foundation.accounts.conftest import app_code
from tests.peers.smtp import Mailbox

SECONDS_TO_WAIT = 30
CODE = re.compile(r"^ {4}(\S+)\s*$", re.MULTILINE)
SECRET = re.compile(r'<code class="secret">(\w+)</code>')


class Person:
    """One browser, and the letters that reach its owner."""

    def __init__(self, site: str, certificate: str, mailbox: Mailbox, email: str) -> None:
        self.site, self.mailbox, self.email = site, mailbox, email
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.verify = certificate
        self.browser.headers["Referer"] = f"{site}/"
        self.secret = ""

    def open(self, path: str, status: int = 200) -> str:
        """Return the text of a page, which must answer so."""
        answer = self.browser.get(self.site + path, timeout=60)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:3000]}"
        return answer.text

    def send(self, path: str, **form: str) -> requests.Response:
        """Open a page, send its form, and return the page one lands on."""
        self.open(path)
        return self.submit(path, **form)

    def submit(self, path: str, **form: str) -> requests.Response:
        """Send the form of the page that is open."""
        form["csrfmiddlewaretoken"] = self.browser.cookies["csrftoken"]
        answer = self.browser.post(self.site + path, form, timeout=60)
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text[:3000]}"
        return answer

    def use_link(self, link: str) -> None:
        """Sign in by a link that works once."""
        answer = self.send(link.removeprefix(self.site))
        assert answer.url == f"{self.site}/account/second-factor/", answer.url

    def sign_in(self) -> requests.Response:
        """Sign in by the code of an e-mail; return the page one lands on."""
        before = len(self.letters())
        self.send("/sign-in/", email=self.email)
        code = CODE.search(self.letter(before).get_body(("plain",)).get_content())
        assert code
        return self.send("/sign-in/code/", code=code[1])

    def set_up_app(self) -> None:
        """Set up an app as second factor."""
        secret = SECRET.search(self.open("/account/second-factor/app/"))
        assert secret
        self.secret = secret[1]
        answer = self.submit("/account/second-factor/app/", code=app_code(self.secret))
        assert answer.url == f"{self.site}/account/recovery-codes/", answer.url

    def prove_second_factor(self) -> None:
        """Enter the next code the app will show: each is taken once, and clocks may differ."""
        code = app_code(self.secret, ahead=1)
        answer = self.send("/sign-in/second-factor/", code=code)
        assert answer.url == f"{self.site}/", answer.url

    def sign_out(self) -> None:
        self.open("/account/")
        self.submit("/sign-out/")

    def post(self, path: str, status: int = 201, **fields: object) -> dict:
        """Ask the API to change something, and return its answer."""
        answer = self.browser.post(
            f"{self.site}/api/v1/{path}",
            json={name: _text(value) for name, value in fields.items()},
            headers={
                "X-CSRFToken": self.browser.cookies["csrftoken"],
                "Idempotency-Key": str(uuid4()),
            },
            timeout=60,
        )
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:3000]}"
        return answer.json()

    def get(self, path: str) -> list[dict]:
        """Return the rows of a list of the API."""
        answer = self.browser.get(f"{self.site}/api/v1/{path}", timeout=60)
        assert answer.status_code == 200, answer.text[:3000]
        return answer.json()["results"]

    def letters(self) -> list[EmailMessage]:
        return [one for one in self.mailbox.letters if self.email in str(one["To"])]

    def letter(self, number: int) -> EmailMessage:
        """Return one's letter of this number, when it has come."""
        for _ in range(SECONDS_TO_WAIT * 10):
            if len(letters := self.letters()) > number:
                return letters[number]
            time.sleep(0.1)
        raise AssertionError(f"No letter for {self.email}: {self.mailbox.letters}")


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
