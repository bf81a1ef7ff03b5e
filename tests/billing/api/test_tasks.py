"""Tasks through the API."""

from datetime import date

from billing.models import Seller
from tests.factories.billing import InvoiceFactory, SellerFactory


def test_tasks_are_of_a_day_and_lead_to_what_they_are_about(finance_api, on_day, db):
    SellerFactory(effective_from=date(2015, 1, 1), address="1 Road", vat_number="GB980780684")
    draft = InvoiceFactory()
    on_day(date(2018, 9, 20))

    answer = finance_api.get("/api/v1/reports/tasks/")

    assert answer.json() == {
        "as_of": "2018-09-20",
        "rows": [
            {
                "kind": "invoice_to_issue",
                "subject": f"invoices/{draft.pk}/",
                "due_by": "2018-10-03",
                "sentence": (
                    f"Issue the invoice for £5,760.00 to {draft.employer}: the hire started on "
                    "3 September 2018, and the 30-day limit is 3 October 2018."
                ),
            }
        ],
    }
    assert finance_api.get(f"/api/v1/{answer.json()['rows'][0]['subject']}").status_code == 200
    before = finance_api.get("/api/v1/reports/tasks/?on=2018-09-02")
    assert before.json() == {"as_of": "2018-09-02", "rows": []}


def test_a_fresh_installation_learns_what_its_invoices_lack(finance_api, db):
    assert Seller.objects.count() == 1

    [row] = finance_api.get("/api/v1/reports/tasks/").json()["rows"]

    assert (row["kind"], row["subject"]) == ("seller_incomplete", "seller/")
