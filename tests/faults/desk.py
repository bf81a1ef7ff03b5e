"""Papers on the desk: drafts to issue, invoices to pay or credit."""

from datetime import date

from billing.domain.ledger import invoices
from billing.models import Invoice
from foundation.accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.billing import FeeFactory

DAY = date(2018, 9, 3)
INSTALMENTS = 20


def drafts(count: int) -> list[Invoice]:
    """Return so many drafts, 20 a fee."""
    parts = [{"weight": 1, "days_after": days} for days in range(INSTALMENTS)]
    while Invoice.objects.count() < count:
        FeeFactory(hire__introduction__terms__instalments=parts)
    return list(Invoice.objects.order_by("pk")[:count])


def issued(count: int) -> list[Invoice]:
    """Return so many invoices, issued and unpaid: £240.00 net and £48.00 of VAT each."""
    finance = UserFactory(role=Role.FINANCE)
    return [invoices.issue(draft.pk, by=finance, on=DAY) for draft in drafts(count)]


def numbers() -> list[int]:
    """Return the numbers given, in order."""
    given = Invoice.objects.filter(sequence__isnull=False).order_by("sequence")
    return list(given.values_list("sequence", flat=True))
