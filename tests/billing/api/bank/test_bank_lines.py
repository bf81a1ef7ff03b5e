"""The bank's endpoints: a statement sent, lines matched, credit applied; once each."""

import base64

import pytest

from billing.models import BankLine, CreditUse, CustomerCredit, Payment
from foundation.models import Approval
from tests.factories.bank import BankLineFactory, CustomerCreditFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory

JUNE = "Date,Description,Amount,Balance\n03/06/2026,EMBER INV-0001,5760.00,15760.00\n"
LINES, CREDITS = "/api/v1/bank-lines/", "/api/v1/kept-credits/"


@pytest.fixture
def invoice(db):
    return InvoiceFactory(
        issued=True, fee__hire__introduction__employer__name="Ember Analytics Ltd"
    )


def sent(text: str, **more) -> dict[str, object]:
    content = base64.b64encode(text.encode()).decode()
    return {"file_name": "june.csv", "content": content, **more}


def post(api, path, **body):
    return api.post(path, body, format="json")


def test_a_statement_is_taken_once(finance_api):
    first = post(finance_api, "/api/v1/bank-statements/", **sent(JUNE, account="Main"))
    again = post(finance_api, "/api/v1/bank-statements/", **sent(JUNE, account="Main"))

    assert (first.status_code, first.json()["new"]) == (201, 1)
    assert first.json()["statement"]["account"] == "Main"
    assert (again.status_code, again.json()) == (200, {"statement": None, "new": 0, "known": 1})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (sent("Name,Colour\nAda,green\n"), "No column has the date"),
        (sent(JUNE.replace("03/06", "31/06")), "is not a real date"),
        ({"file_name": "x.csv", "content": "no base64!"}, "This is not Base64."),
    ],
)
def test_a_statement_with_faults_is_400_with_each_row(finance_api, body, says):
    answer = post(finance_api, "/api/v1/bank-statements/", **body)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert BankLine.objects.count() == 0


def test_a_line_shows_what_it_probably_pays_and_why(staff_api, invoice):
    BankLineFactory(reference=invoice.number)

    (line,) = staff_api.get(LINES).json()["results"]

    assert line["proposal"]["confidence"] == "sure"
    assert line["proposal"]["allocations"] == [{"invoice": invoice.pk, "amount_pence": 5_760_00}]
    assert line["proposal"]["reasons"][0] == f"Names {invoice.number}."


def test_a_line_is_matched_with_one_invoice(finance_api, invoice):
    line = BankLineFactory()

    answer = post(finance_api, f"{LINES}{line.pk}/match/", invoice=invoice.pk)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["proposal"]) == ("matched", None)
    assert answer.json()["payments"] == [Payment.objects.get().pk]


def test_a_line_is_split_and_the_rest_becomes_credit(finance_api, invoice):
    line = BankLineFactory(amount_pence=6_000_00)
    split = [{"invoice": invoice.pk, "amount_pence": 5_000_00}]

    refused = post(finance_api, f"{LINES}{line.pk}/match/", allocations=split)
    answer = post(finance_api, f"{LINES}{line.pk}/match/", allocations=split, keep_rest=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "not_all_of_it")
    assert (answer.status_code, answer.json()["kept_pence"]) == (200, 1_000_00)


def test_a_payment_on_account_becomes_the_employers_credit(finance_api):
    line, employer = BankLineFactory(), EmployerFactory()

    path = f"{LINES}{line.pk}/match/"
    answer = post(finance_api, path, allocations=[], keep_rest=True, employer=employer.pk)

    assert answer.status_code == 200
    assert CustomerCredit.objects.get().employer == employer


@pytest.mark.parametrize("body", [{}, {"invoice": 1, "allocations": []}, {"allocations": "x"}])
def test_a_match_names_one_invoice_or_several(finance_api, body):
    line = BankLineFactory()

    assert post(finance_api, f"{LINES}{line.pk}/match/", **body).status_code == 400


def test_the_same_match_with_the_same_key_is_booked_once(finance_api, invoice):
    line = BankLineFactory(amount_pence=1_000_00)
    path, body = f"{LINES}{line.pk}/match/", {"invoice": invoice.pk}
    key = {"Idempotency-Key": "one"}

    first = finance_api.post(path, body, format="json", headers=key)
    again = finance_api.post(path, body, format="json", headers=key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert Payment.objects.count() == 1


def test_all_that_is_sure_is_accepted_at_once(finance_api, invoice):
    BankLineFactory(reference=invoice.number)
    BankLineFactory(amount_pence=3_00, payer="Nobody We Know")

    first = post(finance_api, f"{LINES}accept-sure/").json()
    again = post(finance_api, f"{LINES}accept-sure/").json()

    assert first == {"lines": 1, "pence": 5_760_00, "left": 0}
    assert again == {"lines": 0, "pence": 0, "left": 0}


def test_a_line_is_accepted_ignored_and_opened_again(finance_api, invoice):
    sure, grant = BankLineFactory(reference=invoice.number), BankLineFactory(amount_pence=3_00)

    assert post(finance_api, f"{LINES}{sure.pk}/accept/").json()["state"] == "matched"
    ignored = post(finance_api, f"{LINES}{grant.pk}/ignore/", reason="A grant").json()
    assert (ignored["state"], ignored["ignored_reason"]) == ("ignored", "A grant")
    assert post(finance_api, f"{LINES}{grant.pk}/reopen/").json()["state"] == "open"


def test_credit_is_applied_and_a_refund_of_the_rest_requested(finance_api):
    credit = CustomerCreditFactory()
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer=credit.employer)
    path = f"{CREDITS}{credit.pk}/"

    applied = post(finance_api, f"{path}apply/", invoice=invoice.pk, amount_pence=100_00)
    response = post(finance_api, f"{path}pay-back/", reason="They closed")

    assert (applied.status_code, applied.json()["left_pence"]) == (200, 140_00)
    assert response.status_code == 202
    assert response.json()["subject"] == {"type": "billing.keptcredit", "id": credit.pk}
    assert Approval.objects.get(kind="credit_refund").detail == {"amount_pence": 140_00}
    assert CreditUse.objects.count() == 1
    assert len(finance_api.get(f"{CREDITS}?available=true").json()["results"]) == 1
    assert finance_api.get(f"{CREDITS}?available=false").json()["results"] == []
