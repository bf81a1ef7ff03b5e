"""Credit kept, applied and paid back, in the workbook: every check holds, and no money is twice."""

from datetime import date

from billing.domain.ledger import customer_credit
from billing.exchange.workbook import write_workbook
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.periods import Month
from tests.factories.accounts import UserFactory
from tests.factories.bank import CreditUseFactory, CustomerCreditFactory

from . import workbooks

ON = date(2018, 12, 3)


def test_the_workbook_holds_with_credit_used_and_counts_it_once(finance_officer, tmp_path):
    paid_above, noted, back = (
        CustomerCreditFactory(),
        CustomerCreditFactory(of_a_note=True),
        CustomerCreditFactory(of_a_note=True),
    )
    approval = customer_credit.request_refund(
        back.pk, reason="They closed", by=finance_officer, on=ON
    )
    approvals.approve(approval.pk, by=UserFactory(role=Role.ADMIN), on=ON)
    CreditUseFactory(credit=paid_above)
    CreditUseFactory(credit=noted)
    path = tmp_path / "december.xlsx"

    headline = write_workbook(Month(2018, 12), path)

    assert headline.broken == []
    # Three invoices of 5,760 paid, 240 paid above and applied; 1,440 applied; 1,440 went back.
    assert workbooks.total(workbooks.results(path), "Payments", "Amount") == 3 * 5_760 + 240 - 1_440
