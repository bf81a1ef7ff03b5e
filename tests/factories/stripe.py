"""What passed between Stripe and us."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from billing.choices import UnallocatedKind
from billing.models import StripeBooking, StripeEvent, StripeLink, StripeReceipt, StripeUnallocated
from tests.factories.accounts import UserFactory
from tests.factories.billing import InvoiceFactory, PaymentFactory


class StripeLinkFactory(DjangoModelFactory[StripeLink]):
    """An invoice of ours that Stripe has a copy of."""

    class Meta:
        model = StripeLink

    class Params:
        not_asked_yet = factory.Trait(stripe_id="", asked_at=None)

    subject_type = "billing.invoice"
    subject_id = factory.Sequence(lambda n: n + 1_000_000)
    asked_at = datetime(2018, 9, 3, 9, tzinfo=UTC)
    stripe_id = factory.Sequence(lambda n: f"in_{n}")


class StripeEventFactory(DjangoModelFactory[StripeEvent]):
    class Meta:
        model = StripeEvent

    event_id = factory.Sequence(lambda n: f"evt_{n}")
    type = "invoice.paid"
    object_type = "invoice"
    object_id = "in_1"
    made_at = datetime(2018, 9, 28, 9, tzinfo=UTC)


class StripeReceiptFactory(DjangoModelFactory[StripeReceipt]):
    """£5,760.00 that came by card, and is booked nowhere yet."""

    class Meta:
        model = StripeReceipt

    stripe_id = factory.Sequence(lambda n: f"inpay_{n}")
    intent = factory.Sequence(lambda n: f"pi_{n}")
    invoice = factory.SubFactory(InvoiceFactory, issued=True)
    amount_pence = 5_760_00
    currency = "gbp"
    method = "card"
    received_on = date(2018, 9, 28)


class StripeBookingFactory(DjangoModelFactory[StripeBooking]):
    class Meta:
        model = StripeBooking

    receipt = factory.SubFactory(StripeReceiptFactory)
    payment = factory.LazyAttribute(
        lambda booking: PaymentFactory(invoice=booking.receipt.invoice, method="card")
    )


class StripeUnallocatedFactory(DjangoModelFactory[StripeUnallocated]):
    """Money that fits no invoice, before a person."""

    class Meta:
        model = StripeUnallocated

    class Params:
        dismissed = factory.Trait(
            state="dismissed",
            reason="Paid back at Stripe",
            decided_by=factory.SubFactory(UserFactory),
            decided_on=date(2018, 10, 2),
        )

    kind = UnallocatedKind.PAYMENT
    receipt = factory.SubFactory(StripeReceiptFactory)
    stripe_id = factory.LazyAttribute(lambda parked: parked.receipt.stripe_id)
    amount_pence = 5_760_00
    currency = "gbp"
    says = "Money came for an invoice at Stripe that is not in our books."
    found_on = date(2018, 10, 1)
