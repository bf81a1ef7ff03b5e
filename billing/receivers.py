"""What billing does when placements announces a hire: no fee, no start."""

from datetime import date

from django.dispatch import receiver

from billing.domain import fees, rebates
from placements.models import Hire
from placements.signals import hire_ended, hire_started
from project.accounts.models import User


@receiver(hire_started, dispatch_uid="raise the fee of a started hire")
def raise_fee(hire: Hire, by: User, on: date, **_signal: object) -> None:
    fees.raise_for(hire, by=by, on=on)


@receiver(hire_ended, dispatch_uid="propose the rebate of an ended hire")
def propose_rebate(hire: Hire, by: User, on: date, **_signal: object) -> None:
    rebates.propose_for(hire, by=by, on=on)
