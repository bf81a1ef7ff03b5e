"""Stripe's copy of an invoice: made once, compared to the penny, kept in line. Over real HTTP."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from billing.domain import credit_notes, invoices, payments, stripe_mirror
from billing.domain.credit_notes import Credit
from billing.models import Invoice, StripeTwin
from project.foundation import outbox
from project.foundation.models import HistoryEntry, OutboxRow
from tests.factories.billing import InvoiceFactory

pytestmark = pytest.mark.django_db


def work() -> outbox.Pass:
    return outbox.run_due(clock=timezone.now)


def standing(invoice: Invoice) -> StripeTwin:
    return StripeTwin.objects.get(subject_type="billing.invoice", subject_id=invoice.pk, part="")


def test_an_issued_invoice_is_finalized_and_sent_under_our_number(stripe_peer):
    invoice = InvoiceFactory(issued=True)

    assert work() == (1, 0, 0)

    (copy,) = stripe_peer.all("invoice")
    assert (copy["number"], copy["total"], copy["status"]) == (invoice.number, 576000, "open")
    assert stripe_peer.sent[copy["id"]] == 1
    assert standing(invoice).url == copy["hosted_invoice_url"]
