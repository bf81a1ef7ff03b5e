"""What hires earn, the documents that ask for it, and the money that came."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from billing.choices import RebateState, VatKind
from billing.models import (
    Fee,
    Invoice,
    InvoiceLine,
    Rebate,
    Seller,
    VatRate,
)
from employers.choices import PaymentFrom
from tests.factories.placements import HireFactory


class SellerFactory(DjangoModelFactory[Seller]):
    """Ourselves, from one day earlier with each call."""

    class Meta:
        model = Seller

    effective_from = factory.Sequence(lambda n: date(2014, 12, 31) - timedelta(days=n))
    name = "Founders and Coders CIC"
    vat_number = "GB987654321"


class VatRateFactory(DjangoModelFactory[VatRate]):
    """The standard rate, from one day earlier with each call."""

    class Meta:
        model = VatRate

    effective_from = factory.Sequence(lambda n: date(2010, 12, 31) - timedelta(days=n))
    rate = "0.2"


class FeeFactory(DjangoModelFactory[Fee]):
    """The fee of a hire: 15 % of £32,000.00, and VAT of 20 %."""

    class Meta:
        model = Fee

    class Params:
        protected = factory.Trait(
            hire__terms__rebate_in_steps=True,
            protected_until=factory.LazyAttribute(
                lambda fee: fee.earned_on + timedelta(days=12 * 7 - 1)
            ),
        )
        waived = factory.Trait(state="waived", waive_reason="The employer closed down.")

    hire = factory.SubFactory(HireFactory)
    terms = factory.SelfAttribute("hire.terms")
    terms_snapshot = factory.LazyFunction(dict)
    computed_net_pence = 4_800_00
    net_pence = factory.SelfAttribute("computed_net_pence")
    vat_pence = 960_00
    gross_pence = factory.LazyAttribute(lambda fee: fee.net_pence + fee.vat_pence)
    working = factory.LazyFunction(lambda: ["15 % of £32,000.00 = £4,800.00"])
    earned_on = factory.SelfAttribute("hire.start_on")


class RebateFactory(DjangoModelFactory[Rebate]):
    """A quarter of the fee, proposed, for somebody who left in their eleventh week."""

    class Meta:
        model = Rebate

    class Params:
        barred_by_redundancy = factory.Trait(
            state=RebateState.BARRED, net_pence=0, barred="No rebate after a redundancy."
        )

    fee = factory.SubFactory(FeeFactory)
    hire = factory.SelfAttribute("fee.hire")
    share = "0.25"
    net_pence = 1_200_00
    working = factory.LazyFunction(lambda: ["25 % of £4,800.00 = £1,200.00"])
    fell_due_on = date(2018, 11, 16)
    state = RebateState.PROPOSED


class InvoiceFactory(DjangoModelFactory[Invoice]):
    """A draft of one instalment: £4,800.00 and VAT."""

    class Meta:
        model = Invoice

    fee = factory.SubFactory(FeeFactory)
    employer = factory.SelfAttribute("fee.hire.employer")
    bill_on = factory.SelfAttribute("fee.earned_on")
    payment_days = 30
    payment_from = PaymentFrom.START
    vat_kind = VatKind.STANDARD
    vat_rate = "0.2"
    net_pence = 4_800_00
    vat_pence = 960_00
    gross_pence = factory.LazyAttribute(lambda invoice: invoice.net_pence + invoice.vat_pence)


class InvoiceLineFactory(DjangoModelFactory[InvoiceLine]):
    class Meta:
        model = InvoiceLine

    invoice = factory.SubFactory(InvoiceFactory)
    description = "Placement fee"
    net_pence = 4_800_00
    vat_rate = "0.2"
    vat_pence = 960_00
