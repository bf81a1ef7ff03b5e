"""The bank's pages: a statement imported, lines matched, split and set aside; credit."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from billing.models import BankLine, BankStatement, CustomerCredit, Payment
from foundation.models import Approval
from tests.factories.bank import BankLineFactory, CustomerCreditFactory
from tests.factories.billing import InvoiceFactory
from tests.factories.employers import EmployerFactory

JUNE = """Date,Description,Amount,Balance
01/06/2026,Opening balance,0.00,10000.00
03/06/2026,EMBER INV-0001,5760.00,15760.00
09/06/2026,FEE,-35.00,15725.00
"""


@pytest.fixture
def page_of(db, on_day):
    on_day(date(2018, 10, 20))

    def of(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def finance(page_of, finance_officer) -> Client:
    return page_of(finance_officer)


@pytest.fixture
def invoice(db):
    return InvoiceFactory(issued=True, fee__hire__introduction__employer__name="Ember Analytics")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def looked_at(client: Client, content: str = JUNE, name: str = "june.csv"):
    file = SimpleUploadedFile(name, content.encode())
    return client.post("/bank/statements/look/", {"file": file, "account": ""})


def form_of(answer) -> dict[str, str]:
    """Return the form data of the preview page: the file and its columns."""
    form, columns = answer.context["form"], answer.context["columns"]
    sent = {name: form[name].value() or "" for name in ("packed", "file_name", "account")}
    return sent | {field.html_name: field.value() for field in columns}


def test_the_page_says_what_to_do_before_the_first_statement(finance):
    page = text(finance.get("/bank/"))

    assert "No statements yet." in page
    assert "Check the file" in page


def test_a_statement_is_checked_before_anything_is_saved(finance):
    page = text(answer := looked_at(finance))

    assert "2 transactions from 3 Jun 2026 to 9 Jun 2026: 2 new." in page
    assert "The running balance adds up from row to row" in page
    assert "Row 2: “Opening balance” is not a transaction, so it was left out." in page
    assert '<option value="booked_on" selected>Date</option>' in page
    assert "Import 2 transactions" in page
    assert answer.status_code == 200
    assert BankStatement.objects.count() == 0


def test_a_statement_looked_at_is_taken_and_can_be_taken_back(finance):
    sent = form_of(looked_at(finance)) | {"take": "yes"}

    page = text(finance.post("/bank/statements/take/", sent, follow=True))
    again = text(finance.post("/bank/statements/take/", sent, follow=True))

    assert "Statement imported: 2 new lines, 0 already imported." in page
    assert "Statements are imported up to 9 Jun 2026, with a balance of £15,725.00." in page
    assert "Nothing new: every transaction in this file was imported before." in again
    statement = BankStatement.objects.get()
    page = text(finance.post(f"/bank/statements/{statement.pk}/take-back/", follow=True))
    assert "june.csv has been removed." in page
    assert BankLine.objects.count() == 0


def test_a_file_taken_before_is_recognised(finance):
    finance.post("/bank/statements/take/", form_of(looked_at(finance)) | {"take": "yes"})

    page = text(looked_at(finance))

    assert "Importing it again changes nothing." in page
    assert "Take 0" not in page


def test_columns_are_chosen_and_signs_turned_on_the_preview(finance):
    answer = looked_at(finance, "Date,Text,Amount,Fee\n03/06/2026,A,5.00,1.00\n")
    sent = form_of(answer) | {"column-2": "", "column-3": "amount", "reverse": "on"}

    page = text(finance.post("/bank/statements/take/", sent))
    assert "-£1.00" in page
    finance.post("/bank/statements/take/", sent | {"take": "yes"})

    assert BankLine.objects.get().amount_pence == -1_00


def test_faults_name_their_row_and_nothing_can_be_imported(finance):
    answer = looked_at(finance, JUNE.replace("09/06/2026", "31/06/2026"))
    page = text(answer)

    assert "Row 4, Date (A4): “31/06/2026” is not a real date." in page
    assert 'name="take"' not in page
    finance.post("/bank/statements/take/", form_of(answer) | {"take": "yes"})
    assert BankLine.objects.count() == 0


def test_a_break_of_the_balance_is_taken_only_when_a_person_says_so(finance):
    answer = looked_at(finance, JUNE.replace("15725.00", "15700.00"))
    assert "£25.00 is missing or too much" in text(answer)
    sent = form_of(answer) | {"take": "yes"}

    assert "What to correct" in text(finance.post("/bank/statements/take/", sent))
    assert BankLine.objects.count() == 0

    finance.post("/bank/statements/take/", sent | {"anyway": "on"})
    assert BankLine.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "The file is empty."), ("Name,Colour\nAda,green\n", "No column has the date")],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(finance, content, says):
    assert says in text(looked_at(finance, content))


@pytest.mark.parametrize("packed", ["", "no base64!", "aGVsbG8="])
def test_a_form_damaged_on_its_way_asks_for_the_file_again(finance, packed):
    sent = {"packed": packed, "file_name": "x.csv", "take": "yes"}

    page = text(finance.post("/bank/statements/take/", sent))

    assert "Import a statement" in page
    assert 'role="alert"' in page


def test_a_line_stands_with_its_proposal_and_the_reasons(finance, invoice):
    BankLineFactory(payer="EMBER ANALYTICS", reference=invoice.number)

    page = text(finance.get("/bank/"))

    assert f'<strong>£5,760.00</strong> to <a href="/invoices/{invoice.pk}/">' in page
    assert f"Names {invoice.number}." in page
    assert '<span class="badge sure">Sure</span>' in page
    assert "Accept the 1 sure match" in page


def test_one_click_accepts_a_line(finance, invoice):
    line = BankLineFactory(reference=invoice.number)

    answer = finance.post(f"/bank/lines/{line.pk}/accept/", {"next": "/bank/?page=1"})

    assert answer.headers["Location"] == "/bank/?page=1"
    assert Payment.objects.get().bank_line == line


def test_a_part_of_the_page_is_answered_with_the_line_and_the_count(finance, invoice):
    line = BankLineFactory(reference=invoice.number)
    other = BankLineFactory(amount_pence=-35_00, payer="Bank")

    answer = finance.post(f"/bank/lines/{line.pk}/accept/", headers={"HX-Request": "true"})

    page = text(answer)
    assert page.startswith(f'<li id="line-{line.pk}"') or f'<li id="line-{line.pk}"' in page
    assert "Matched" in page
    assert 'id="sure" hx-swap-oob="true"' in page
    assert "Set 1 line aside" in page
    assert f"line-{other.pk}" not in page


def test_all_sure_matches_are_one_click_and_a_second_does_nothing(finance, invoice):
    BankLineFactory(reference=invoice.number)

    first = text(finance.post("/bank/accept-sure/", follow=True))
    second = text(finance.post("/bank/accept-sure/", follow=True))

    assert "1 line matched, £5,760.00 in total." in first
    assert "0 lines matched" in second
    assert Payment.objects.count() == 1


def test_what_is_no_customers_money_is_set_aside_at_once_and_opened_again(finance):
    rent = BankLineFactory(amount_pence=-2_850_00, payer="Wharf Properties")

    assert "1 line set aside" in text(finance.post("/bank/set-aside/", follow=True))
    assert "Wharf Properties" in text(finance.get("/bank/?show=ignored"))
    finance.post(f"/bank/lines/{rent.pk}/reopen/")
    assert "Wharf Properties" in text(finance.get("/bank/?show=out"))


def test_a_line_is_set_aside_with_a_reason(finance):
    line = BankLineFactory()

    assert "Say why" in text(finance.post(f"/bank/lines/{line.pk}/ignore/", follow=True))
    page = text(finance.post(f"/bank/lines/{line.pk}/ignore/", {"reason": "A grant"}, follow=True))

    assert "Set aside: £5,760.00 from 28 Sep 2018." in page
    assert BankLine.objects.get().ignored_reason == "A grant"


def test_a_line_is_split_over_invoices_that_one_searches_for(finance, invoice):
    other = InvoiceFactory(issued=True, fee__hire__introduction__employer__name="Grove LLP")
    line = BankLineFactory(amount_pence=8_000_00, payer="EMBER ANALYTICS")
    path = f"/bank/lines/{line.pk}/"
    typed = {f"pence-{invoice.pk}": "5,760"}

    page = text(finance.post(path, typed | {"q": "grove", "find": "yes"}))
    assert f'name="pence-{invoice.pk}" value="5,760"' in page
    assert "Grove LLP" in page

    refused = text(finance.post(path, typed | {"q": "grove"}))
    assert "£2,240.00 is left over. Split it further, or keep it as credit." in refused

    typed |= {f"pence-{other.pk}": "2240.00", "q": "grove"}
    assert "£8,000.00 was matched." in text(finance.post(path, typed, follow=True))
    paid = Payment.objects.values_list("invoice", "amount_pence")
    assert sorted(paid) == [(invoice.pk, 5_760_00), (other.pk, 2_240_00)]


def test_what_is_left_of_a_line_becomes_credit(finance, invoice):
    line = BankLineFactory(amount_pence=6_000_00, payer="EMBER ANALYTICS")

    page = text(finance.get(f"/bank/lines/{line.pk}/"))
    assert 'name="keep_rest" class="form-check-input" id="id_keep_rest" checked' in page
    typed = {f"pence-{invoice.pk}": "5760", "keep_rest": "on"}
    finance.post(f"/bank/lines/{line.pk}/", typed)

    assert CustomerCredit.objects.get().amount_pence == 240_00
    assert "£240.00</strong> kept as credit for Ember Analytics" in text(
        finance.get("/bank/?show=matched")
    )


def test_an_unreadable_amount_is_refused_beside_its_field_as_typed(finance, invoice):
    line = BankLineFactory(payer="EMBER ANALYTICS")

    page = text(finance.post(f"/bank/lines/{line.pk}/", {f"pence-{invoice.pk}": "lots"}))

    assert "“lots” is not an amount of money." in page
    assert 'value="lots"' in page


def test_a_line_dealt_with_has_no_page_of_its_own(finance):
    line = BankLineFactory(ignored=True)

    assert finance.get(f"/bank/lines/{line.pk}/").headers["Location"] == "/bank/"


def test_credit_pays_an_invoice_or_goes_back_with_a_second_person(finance):
    credit = CustomerCreditFactory()
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer=credit.employer)

    page = text(finance.get("/bank/credit/"))
    assert f"{credit.employer}: £240.00" in page
    response = finance.post(
        f"/bank/credit/{credit.pk}/pay-back/", {"reason": "Closed"}, follow=True
    )
    assert "Approval requested. £240.00 is paid back once a second person approves it." in text(
        response
    )
    applied = finance.post(f"/bank/credit/{credit.pk}/apply/", {"invoice": invoice.pk}, follow=True)
    assert f"The credit was applied to {invoice.number}." in text(applied)
    assert "We hold no credit." in text(applied)
    assert Approval.objects.filter(kind="credit_refund").exists()


def test_staff_look_and_change_nothing(page_of, staff, invoice):
    line = BankLineFactory(reference=invoice.number)
    client = page_of(staff)

    page = text(client.get("/bank/"))

    assert "Accept" not in page
    assert client.post(f"/bank/lines/{line.pk}/accept/").status_code == 403
    assert client.post("/bank/accept-sure/").status_code == 403
    assert client.get(f"/bank/lines/{line.pk}/").status_code == 403


@pytest.mark.parametrize("lines", [1, 30])
def test_the_list_costs_the_same_however_many_lines(
    finance, django_assert_num_queries, invoice, lines
):
    EmployerFactory(name="Ember Analytics North")
    for place in range(lines):
        reference = invoice.number if place == lines - 1 else f"something {place}"
        amount = 5_760_00 if place == lines - 1 else 7_000_00 + place
        BankLineFactory(amount_pence=amount, reference=reference)

    with django_assert_num_queries(13):
        finance.get("/bank/")
