"""Two people credit the same invoice: never more than it asked for, to the penny of its VAT."""

from functools import partial

import pytest
from django.db.models import Sum

from billing.domain.ledger import credit_notes, payments
from billing.domain.ledger.credit_notes import Credit
from billing.models import CreditNote, Invoice
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.billing import second_yes

from .crowd import at_once, codes
from .desk import DAY, issued

pytestmark = pytest.mark.postgres


def credits(invoice: Invoice, net_pence: int, people: int) -> list[str]:
    """Return what became of so many people who credit an invoice at once."""
    wanted = Credit(net_pence, "Agreed with the employer", approval=second_yes())
    by = UserFactory(role=Role.FINANCE)
    jobs = [partial(credit_notes.credit, invoice.pk, wanted, by=by, on=DAY)] * people
    return codes(at_once(jobs))


def test_of_two_who_credit_everything_one_does_100_times():
    for invoice in issued(100):
        became = credits(invoice, invoice.net_pence, people=2)

        assert became == ["done", "more_than_creditable"]

    credited = CreditNote.objects.order_by("sequence")
    assert list(credited.values_list("sequence", flat=True)) == list(range(1, 101))
    assert set(credited.values_list("net_pence", "vat_pence")) == {(240_00, 48_00)}


def test_five_who_credit_a_third_each_credit_it_exactly_once_over():
    for invoice in issued(20):
        became = credits(invoice, 80_00, people=5)

        assert became == ["done"] * 3 + ["more_than_creditable"] * 2
        sums = invoice.credit_notes.aggregate(net=Sum("net_pence"), vat=Sum("vat_pence"))
        assert sums == {"net": 240_00, "vat": 48_00}


def test_who_pays_and_who_credits_at_once_never_settle_more_than_is_owed():
    by = UserFactory(role=Role.FINANCE)
    for invoice in issued(20):
        pay = partial(
            payments.record,
            invoice.pk,
            amount_pence=invoice.gross_pence,
            received_on=DAY,
            method="bank_transfer",
            by=by,
            on=DAY,
        )
        wanted = Credit(
            invoice.net_pence, "Agreed with the employer", "offset", approval=second_yes()
        )
        credit = partial(credit_notes.credit, invoice.pk, wanted, by=by, on=DAY)

        became = codes(at_once([pay, credit]))

        invoice.refresh_from_db()
        assert became in (["done", "more_than_owed"], ["done", "more_than_unpaid"])
        assert invoice.state == "paid"
