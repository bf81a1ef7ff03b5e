"""A mail server on loopback that keeps what it is given, and can be as unkind as real ones."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What came in, and how the next letters are met."""

    letters: list[Message] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # address: what the server says to it
    wait: float = 0  # seconds before a letter is taken
    drop_answers: int = 0  # how many letters are taken without an answer, the line cut

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if says := self.refused.get(address):
            return says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.wait)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        if self.drop_answers:
            self.drop_answers -= 1
            server.transport.abort()
        return "250 Taken"


class Loopback(Controller):
    """A server on a port of its own choice."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(settings: object) -> Iterator[Mailbox]:
    """Run a mail server to which Django's settings point."""
    mailbox = Mailbox()
    server = Loopback(mailbox, hostname="127.0.0.1", port=0)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.5
    try:
        yield mailbox
    finally:
        server.stop()
