"""Every state an invoice can be in, each by the verbs that lead there."""

from collections.abc import Callable
from datetime import date
from typing import Final

from billing.choices import Remedy
from billing.domain.ledger import payments, write_offs
from billing.models import Invoice
from foundation import approvals
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, LateChargeFactory
from tests.factories.chasing import DisputeFactory

ON: Final = date(2018, 11, 26)
GROSS, HALF = 5_760_00, 2_880_00


def credited(invoice: Invoice, net_pence: int = 4_800_00, remedy: str = Remedy.OFFSET) -> Invoice:
    CreditNoteFactory(invoice=invoice, net_pence=net_pence, remedy=remedy)
    return invoice


def write_off_asked(invoice: Invoice) -> Invoice:
    by = UserFactory(role=Role.FINANCE)
    write_offs.ask(invoice.pk, reason="In liquidation", by=by, on=ON)
    return invoice


def written_off(invoice: Invoice) -> Invoice:
    asked = write_off_asked(invoice)
    approval = approvals.Approval.objects.get(subject_id=asked.pk, kind=write_offs.KIND)
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=ON)
    return invoice


def paid_after_all(invoice: Invoice, pence: int) -> Invoice:
    by = UserFactory(role=Role.FINANCE)
    payments.record(
        invoice.pk, amount_pence=pence, received_on=ON, method="bank_transfer", by=by, on=ON
    )
    return invoice


def issued() -> Invoice:
    return InvoiceFactory(issued=True)


STATES: Final[dict[str, Callable[[], Invoice]]] = {
    "draft": InvoiceFactory,
    "issued": issued,
    "from the register": lambda: InvoiceFactory(from_the_register=True),
    "part paid": lambda: InvoiceFactory(part_paid=True),
    "paid": lambda: InvoiceFactory(paid=True),
    "void": lambda: InvoiceFactory(void=True),
    "credited in part": lambda: credited(issued(), 1_200_00),
    "credited in full": lambda: credited(issued()),
    "paid, then credited in part": lambda: credited(
        InvoiceFactory(paid=True), 1_200_00, Remedy.CREDIT
    ),
    "paid, then credited in full": lambda: credited(
        InvoiceFactory(paid=True), remedy=Remedy.CREDIT
    ),
    "to be written off": lambda: write_off_asked(issued()),
    "written off": lambda: written_off(issued()),
    "part paid, the rest written off": lambda: written_off(InvoiceFactory(part_paid=True)),
    "part credited, the rest written off": lambda: written_off(credited(issued(), 1_200_00)),
    "part paid and credited as much, the rest written off": lambda: credited(
        written_off(InvoiceFactory(issued=True, paid_pence=HALF)), 2_400_00, Remedy.CREDIT
    ),
    "written off, then paid in part": lambda: paid_after_all(written_off(issued()), HALF),
    "written off, then paid": lambda: paid_after_all(written_off(issued()), GROSS),
    "disputed": lambda: DisputeFactory().invoice,
    "charged for paying late": lambda: LateChargeFactory().invoice,
}


def of(state: str) -> Invoice:
    """Return a new invoice in a state, read afresh."""
    return Invoice.objects.get(pk=STATES[state]().pk)
