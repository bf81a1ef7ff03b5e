"""One chain, however many add to it at once; and nothing of what was rolled back is in it."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction

from billing.domain.ledger import payments
from billing.models import Payment
from billing.reports.checks import seals as checks
from foundation import seals
from foundation.accounts.choices import Role
from foundation.models import HistoryEntry, Seal
from foundation.transactions import finishing
from tests.factories.accounts import UserFactory
from tests.factories.foundation import HistoryEntryFactory

from .crowd import at_once
from .desk import DAY, issued


@pytest.fixture
def finance(transactional_db):
    return UserFactory(role=Role.FINANCE)


class Refused(Exception):
    """Raised to have a block rolled back."""


def pay(invoice_id: int, by, *, pence: int = 1_00) -> Payment:
    return payments.record(
        invoice_id, amount_pence=pence, received_on=DAY, method="bank_transfer", by=by, on=DAY
    )


def whole_chain() -> bool:
    return not checks.chain(date.max) and not checks.records(date.max)


def test_eight_at_once_that_share_invoices_wait_for_each_other_and_not_in_a_circle(finance):
    """Each pays one invoice and the next in one transaction, as a split bank line does.

    Whoever sealed in the middle would hold the end of the chain and want an invoice that
    somebody else holds who wants the end of the chain.
    """
    keys = [one.pk for one in issued(9)]

    def pay_two(place: int) -> None:
        for _ in range(3):
            with transaction.atomic(), finishing():
                pay(keys[place], finance)
                pay(keys[place + 1], finance)

    at_once([lambda place=place: pay_two(place) for place in range(8)])

    assert Payment.objects.count() == 8 * 3 * 2
    assert Seal.objects.filter(kind="billing.payment").count() == 8 * 3 * 2
    assert whole_chain()


@pytest.mark.smoke
def test_what_is_rolled_back_leaves_no_seal(finance):
    (invoice,) = issued(1)
    before = seals.head()

    with transaction.atomic():
        pay(invoice.pk, finance)
        transaction.set_rollback(True)

    assert seals.head() == before
    pay(invoice.pk, finance)
    assert whole_chain()


def test_a_part_that_is_rolled_back_leaves_no_seal_and_the_rest_does(finance):
    (invoice,) = issued(1)

    with transaction.atomic(), finishing():
        pay(invoice.pk, finance)
        with suppress(Refused), transaction.atomic():
            pay(invoice.pk, finance)
            raise Refused
        kept = pay(invoice.pk, finance, pence=2_00)

    assert kept.amount_pence == 2_00
    assert Seal.objects.filter(kind="billing.payment").count() == 2
    assert whole_chain()


def test_a_block_that_raises_seals_nothing(finance):
    before = Seal.objects.count()

    with suppress(Refused), transaction.atomic(), finishing():
        HistoryEntryFactory(by=finance)
        raise Refused

    assert (Seal.objects.count(), HistoryEntry.objects.count()) == (before, 0)


def test_the_seal_names_who_did_it_and_on_which_day(finance):
    (invoice,) = issued(1)

    paid = pay(invoice.pk, finance)

    link = Seal.objects.get(kind="billing.payment", subject_id=paid.pk)
    assert (link.actor, link.on) == (finance, DAY)
