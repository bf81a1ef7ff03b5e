"""What became of late charges."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from billing.domain.chasing import late_charges
from billing.models import LateCharge, LateChargePayment, LateChargeWaiver
from foundation import approvals
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.billing import LateChargeFactory


class LateChargePaymentFactory(DjangoModelFactory[LateChargePayment]):
    """A pound of a late charge, by bank transfer."""

    class Meta:
        model = LateChargePayment

    charge = factory.SubFactory(LateChargeFactory)
    amount_pence = 1_00
    received_on = date(2018, 12, 10)
    method = "bank_transfer"

    @classmethod
    def _create(
        cls, model_class: type[LateChargePayment], *, charge: LateCharge, **paid: object
    ) -> LateChargePayment:
        by = UserFactory(role=Role.FINANCE)
        return late_charges.record_payment(charge.pk, by=by, on=date(2018, 12, 10), **paid)  # type: ignore[arg-type]


class LateChargeWaiverFactory(DjangoModelFactory[LateChargeWaiver]):
    """A late charge given up, as two people decided."""

    class Meta:
        model = LateChargeWaiver

    charge = factory.SubFactory(LateChargeFactory)
    reason = "They had the wrong address of ours"

    @classmethod
    def _create(
        cls, model_class: type[LateChargeWaiver], *, charge: LateCharge, reason: str
    ) -> LateChargeWaiver:
        on = date(2018, 12, 17)
        by = UserFactory(role=Role.FINANCE)
        asked = late_charges.ask_waiver(charge.pk, reason=reason, by=by, on=on)
        approvals.approve(asked.pk, by=UserFactory(role=Role.ADMIN), on=on)
        return LateChargeWaiver.objects.get(charge=charge)
