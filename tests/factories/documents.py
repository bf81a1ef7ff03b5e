"""Documents as they were sent, and the picture at their head."""

import hashlib
import struct
import zlib

import factory
from factory.django import DjangoModelFactory

from billing.exchange.documents.archive import Documented, document_of
from billing.models import Document, Logo
from tests.factories.billing import (
    CreditNoteFactory,
    InvoiceFactory,
    LateChargeFactory,
    PaymentFactory,
)


def png(width: int = 60, height: int = 20, shade: int = 90) -> bytes:
    """Return a picture of one shade of green."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\0" + bytes([15, shade, 77]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )


class LogoFactory(DjangoModelFactory[Logo]):
    """A logo of its own shade."""

    class Meta:
        model = Logo

    png = factory.Sequence(lambda n: png(shade=n % 256))
    sha256 = factory.LazyAttribute(lambda logo: hashlib.sha256(logo.png).hexdigest())


class DocumentFactory(DjangoModelFactory[Document]):
    """The PDF of an issued invoice, a credit note, a payment or a late charge."""

    class Meta:
        model = Document

    class Params:
        of_credit_note = factory.Trait(thing=factory.SubFactory(CreditNoteFactory))
        of_payment = factory.Trait(thing=factory.SubFactory(PaymentFactory))
        of_late_charge = factory.Trait(thing=factory.SubFactory(LateChargeFactory))

    thing = factory.SubFactory(InvoiceFactory, issued=True)

    @classmethod
    def _create(cls, model_class: type[Document], *, thing: Documented) -> Document:
        return document_of(thing)
