"""Files for Xero, QuickBooks and Sage, read back to the penny as those programs read them."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from billing.choices import Remedy
from billing.domain.ledger import credit_notes, invoices, payments
from billing.exchange.accounting.files import (
    KINDS,
    NOTES,
    PROGRAMS,
    accounting_file,
    accounting_files,
)
from billing.exchange.accounting.month import CannotBeExported, fault_of
from billing.models import CreditNote, Invoice, Payment, Refund
from foundation.accounts.choices import Role
from foundation.periods import Month
from tests.datasets import dataset
from tests.factories.accounts import UserFactory
from tests.factories.billing import (
    CreditNoteFactory,
    FeeFactory,
    InvoiceFactory,
    PaymentFactory,
    SellerFactory,
)
from tests.factories.late_charges import LateChargePaymentFactory, LateChargeWaiverFactory

SEPTEMBER, NOVEMBER = Month(2018, 9), Month(2018, 11)
NUMBER = {"xero": "*InvoiceNumber", "quickbooks": "*InvoiceNo", "sage50": "Reference"}
NET = {"xero": "*UnitAmount", "quickbooks": "*ItemAmount", "sage50": "Net Amount"}
VAT = {"quickbooks": "ItemTaxAmount", "sage50": "Tax Amount"}
TAX = {"xero": "*TaxType", "quickbooks": "*ItemTaxCode", "sage50": "Tax Code"}
DAY = {"xero": "*InvoiceDate", "quickbooks": "*InvoiceDate", "sage50": "Date"}
XERO_RATES = {"20% (VAT on Income)": Decimal("0.2"), "Zero Rated Income": 0, "No VAT": 0}


def read(program: str, kind: str, month: Month = SEPTEMBER) -> list[dict[str, str]]:
    content = accounting_file(program, month, kind).as_csv().decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def pence(text: str) -> int:
    assert re.fullmatch(r"-?\d+\.\d\d", text)
    return int(Decimal(text) * 100)


def day_read(text: str) -> date:
    """Return a day as the programs read it: day first, nothing left out."""
    result = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    assert result
    return date(int(result[3]), int(result[2]), int(result[1]))


def vat_of(program: str, row: dict[str, str]) -> int:
    """Return the VAT of a row; Xero works it out itself, a line at a time."""
    if program != "xero":
        return pence(row[VAT[program]])
    exact = pence(row["*UnitAmount"]) * XERO_RATES[row["*TaxType"]]
    return int((Decimal(exact) + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))


def sums(program: str, kind: str, month: Month = SEPTEMBER) -> dict[str, tuple[int, int]]:
    """Return net and VAT of each document, as the program would book it."""
    result = defaultdict(lambda: (0, 0))
    for row in read(program, kind, month):
        number = row.get(NUMBER[program]) or row.get("*CreditNoteNo")
        net, vat = result[number]
        result[number] = (net + pence(row[NET[program]]), vat + vat_of(program, row))
    return dict(result)


def in_two_lines(draft: Invoice) -> Invoice:
    """Split the one line of a draft in two, each with its own VAT."""
    line = draft.lines.get()
    second = line.net_pence // 3
    draft.lines.create(
        description="And, within the fee, the interview days",
        net_pence=second,
        vat_rate=line.vat_rate,
        vat_pence=second // 5,
    )
    line.net_pence, line.vat_pence = line.net_pence - second, line.vat_pence - second // 5
    line.save()
    return draft


@dataset
def books():
    """September 2018: at home, abroad, in two lines, in instalments, void; November's credits."""
    finance_officer = UserFactory(role=Role.FINANCE)
    plain = InvoiceFactory(issued=True)
    InvoiceFactory(issued=True, fee__hire__introduction__employer__abroad=True)
    double = in_two_lines(InvoiceFactory())
    invoices.issue(double.pk, by=finance_officer, on=date(2018, 9, 5))
    odd = FeeFactory(in_three_instalments=True, hire__salary_pence=33_333_33)
    for draft in odd.invoices.all():
        invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 6))
    InvoiceFactory(void=True, issued_on=date(2018, 9, 7), voided_on=date(2018, 9, 7))
    PaymentFactory(invoice=plain, amount_pence=1_000_00, received_on=date(2018, 9, 20))
    CreditNoteFactory(invoice=plain, net_pence=333_33)
    CreditNoteFactory(refunded=True)


def ledger(rows) -> dict[str, tuple[int, int]]:
    return {row.number: (row.net_pence, row.vat_pence) for row in rows}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_invoices_add_up_to_the_ledger_to_the_penny(books, program):
    issued = Invoice.objects.documents().filter(issued_on__range=("2018-09-01", "2018-09-30"))

    result = sums(program, "invoices")

    assert result == ledger(issued)
    assert len(result) == 7
    gross = {row.number: row.gross_pence for row in issued}
    assert {number: net + vat for number, (net, vat) in result.items()} == gross


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_credit_notes_are_a_file_of_their_own_above_zero(books, program):
    assert sums(program, "credit_notes", NOVEMBER) == ledger(CreditNote.objects.all())
    assert sums(program, "credit_notes") == {}


@pytest.mark.parametrize(
    ("program", "column", "sign"),
    [("xero", "*Amount", None), ("quickbooks", "Amount", None), ("sage50", "Net Amount", "Type")],
)
def test_the_money_adds_up_to_what_came_less_what_went(books, program, column, sign):
    for month in (SEPTEMBER, NOVEMBER):
        days = {"gte": month.first, "lte": month.last}
        came = Payment.objects.filter(**{f"received_on__{by}": day for by, day in days.items()})
        went = Refund.objects.filter(**{f"refunded_on__{by}": day for by, day in days.items()})

        rows = read(program, "receipts", month)

        direction = [-1 if sign and row[sign] == "SP" else 1 for row in rows]
        file = sum(by * pence(row[column]) for by, row in zip(direction, rows, strict=True))
        assert file == sum(row.amount_pence for row in came) - sum(row.amount_pence for row in went)
        assert len(rows) == came.count() + went.count() > 0


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_day_is_day_month_and_whole_year(books, program, kind):
    month = NOVEMBER if kind == "credit_notes" else SEPTEMBER
    days = [
        value
        for row in read(program, kind, month)
        for column, value in row.items()
        if "Date" in column and value
    ]

    assert days
    assert {day_read(one).year for one in days} <= {2018, 2019}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_days_are_those_of_the_ledger(books, program):
    issued = {row.number: row.issued_on for row in Invoice.objects.documents()}

    for row in read(program, "invoices"):
        assert day_read(row[DAY[program]]) == issued[row[NUMBER[program]]]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_begins_a_formula_or_holds_a_line_break(books, program, kind):
    for month in (SEPTEMBER, NOVEMBER):
        for row in read(program, kind, month):
            for value in row.values():
                number = re.fullmatch(r"-?\d+\.\d\d", value)
                assert number or not fault_of(value)


@pytest.mark.parametrize(
    ("program", "standard", "reverse", "none"),
    [
        ("xero", "20% (VAT on Income)", "Zero Rated Income", "No VAT"),
        ("quickbooks", "20.0% S", "0.0% Z", "No VAT"),
        ("sage50", "T1", "T0", "T9"),
    ],
)
def test_each_vat_treatment_has_its_tax_name(db, program, standard, reverse, none):
    at_home = InvoiceFactory(issued=True)
    abroad = InvoiceFactory(issued=True, fee__hire__introduction__employer__abroad=True)
    SellerFactory(effective_from=date(2015, 1, 2), vat_registered=False, vat_number="")
    unregistered = InvoiceFactory(issued=True)

    result = {row[NUMBER[program]]: row[TAX[program]] for row in read(program, "invoices")}

    assert result == {
        at_home.number: standard,
        abroad.number: reverse,
        unregistered.number: none,
    }


def test_accounts_and_tax_names_are_settings(db, settings):
    own = {**settings.ACCOUNTING["xero"], "account": "205", "tax_standard": "VAT 20"}
    settings.ACCOUNTING = {**settings.ACCOUNTING, "xero": own}
    InvoiceFactory(issued=True)

    [row] = read("xero", "invoices")

    assert (row["*AccountCode"], row["*TaxType"]) == ("205", "VAT 20")


def test_a_rate_the_settings_do_not_name_is_refused(finance_officer):
    draft = InvoiceFactory()
    draft.lines.update(vat_rate="0.175")
    issued = invoices.issue(draft.pk, by=finance_officer, on=date(2018, 9, 3))

    with pytest.raises(CannotBeExported, match=f"{issued.number} is charged VAT at 17.5 %"):
        accounting_file("xero", SEPTEMBER, "invoices")


def test_xeros_columns_are_those_of_its_template(books):
    header = accounting_file("xero", SEPTEMBER, "invoices").as_csv().decode().splitlines()[0]

    assert header == (
        "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,"
        "POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,"
        "InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,"
        "TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme"
    )


def test_a_row_of_xero_says_who_owes_what_for_what(db):
    invoice = InvoiceFactory(issued=True, fee__hire__introduction__employer__name="Ember, Ash Ltd")

    [row] = read("xero", "invoices")

    filled = {column: value for column, value in row.items() if value}
    assert filled == {
        "*ContactName": "Ember, Ash Ltd",
        "EmailAddress": invoice.buyer["email"],
        "POAddressLine1": "1 Example Street",
        "POAddressLine2": "London",
        "POAddressLine3": "E1 1AA",
        "*InvoiceNumber": "INV-0001",
        "*InvoiceDate": "03/09/2018",
        "*DueDate": "03/10/2018",
        "*Description": invoice.lines.get().description,
        "*Quantity": "1",
        "*UnitAmount": "4800.00",
        "*AccountCode": "200",
        "*TaxType": "20% (VAT on Income)",
        "Currency": "GBP",
    }


def test_sage_takes_all_in_one_file_and_the_others_three(books):
    assert [one.suffix for one in accounting_files("sage50", NOVEMBER)] == [""]
    for program in ("xero", "quickbooks"):
        suffixes = [one.suffix for one in accounting_files(program, NOVEMBER)]
        assert suffixes == ["", "-credit-notes", "-receipts"]
    [everything] = accounting_files("sage50", SEPTEMBER)
    assert {row[0] for row in everything.file.rows} == {"SI", "SA"}
    [later] = accounting_files("sage50", NOVEMBER)
    assert {row[0] for row in later.file.rows} == {"SC", "SP"}


def test_sage_knows_an_employer_by_8_letters_and_digits(db):
    InvoiceFactory(issued=True, fee__hire__introduction__employer__reference="GANTRY-BANK 7")

    file = accounting_file("sage50", SEPTEMBER, "invoices")

    assert file.rows[0][1] == "GANTRYBA"
    assert file.remarks == ["GANTRY-BANK 7 is account GANTRYBA there."]


def test_two_employers_that_sage_could_not_tell_apart_are_refused(db):
    for reference in ("GANTRYBANK", "GANTRYBAR"):
        InvoiceFactory(issued=True, fee__hire__introduction__employer__reference=reference)

    with pytest.raises(CannotBeExported, match="GANTRYBANK and GANTRYBAR would be the same"):
        accounting_file("sage50", SEPTEMBER, "invoices")


def test_vat_that_a_program_would_work_out_otherwise_is_remarked(db):
    invoice = InvoiceFactory(issued=True)
    CreditNoteFactory(invoice=invoice, net_pence=1_02)
    CreditNoteFactory(invoice=invoice, net_pence=1_02)

    file = accounting_file("xero", NOVEMBER, "credit_notes")

    # 20 % of £2.04 is 40.8p: the first took 20p, so that the second takes 21p.
    assert file.remarks == [
        "CN-0002: its VAT is £0.21, and Xero works out £0.20. Correct the tax there by hand."
    ]


def test_credit_applied_to_an_invoice_is_no_money(db, finance_officer):
    invoice = InvoiceFactory(paid=True)
    wanted = credit_notes.Credit(100_00, "Goodwill", Remedy.CREDIT)
    credit_notes.credit(invoice.pk, wanted, by=finance_officer, on=date(2018, 10, 1))

    assert read("xero", "receipts", Month(2018, 10)) == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_late_charge_is_an_invoice_without_vat_and_its_waiver_a_credit(db, program):
    charge = LateChargeWaiverFactory().charge
    december, number = Month(2018, 12), charge.invoice.number

    assert sums(program, "invoices", december) == {f"{number}-L": (charge.total_pence, 0)}
    assert sums(program, "credit_notes", december) == {f"{number}-LW": (charge.total_pence, 0)}
    [row] = read(program, "invoices", december)
    assert row[TAX[program]] == ("T9" if program == "sage50" else "No VAT")


def test_money_for_a_late_charge_is_money(db):
    payment = LateChargePaymentFactory()

    [row] = read("xero", "receipts", Month(2018, 12))

    number = f"{payment.charge.invoice.number}-L"
    assert (row["Reference"], row["*Amount"]) == (number, "1.00")
    assert row["Description"] == f"Payment of {number}, bank transfer"


# Untrusted text, as in the cases of the export rules: here it is refused, never changed.
@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "+441234567890", "-5 (a name)", "@SUM(1)", "\t=1", "\r=1"],
)
def test_a_text_that_begins_like_a_formula_is_unsafe(text):
    assert fault_of(text)


@pytest.mark.parametrize("text", ["a\x00b", "two\nlines", "two\r\nlines", "two\u2028lines"])
def test_a_text_that_breaks_a_row_is_unsafe(text):
    assert "line break or a control character" in fault_of(text)


@pytest.mark.parametrize("text", ["Ana =1", "#REF!", "00123", "O’Neil & Söhne", "张伟", ""])
def test_any_other_text_goes_as_it_is(text):
    assert fault_of(text) == ""


@pytest.mark.parametrize(
    ("program", "column"), [("xero", "ContactName"), ("quickbooks", "Customer")]
)
def test_a_name_that_begins_like_a_formula_is_refused_with_its_row(db, program, column):
    InvoiceFactory(issued=True)
    bad = InvoiceFactory(issued=True, fee__hire__introduction__employer__name="=1+1")

    with pytest.raises(CannotBeExported) as refused:
        accounting_file(program, SEPTEMBER, "invoices")

    assert f"row 3 ({bad.number}), {column}: '=1+1' begins like a formula" in str(refused.value)


def test_a_reason_of_two_lines_is_written_on_one(db):
    CreditNoteFactory(reason="Agreed\nwith the employer")

    [row] = read("xero", "credit_notes", NOVEMBER)

    assert row["*Description"].endswith(": Agreed with the employer")


def test_each_program_says_what_to_do_and_what_nobody_could_confirm():
    for program in PROGRAMS:
        assert {note.kind for note in NOTES[program]} == {"do", "unconfirmed"}


def test_a_month_costs_the_same_however_full(db, django_assert_num_queries):
    for _ in range(2):
        InvoiceFactory(issued=True)
        CreditNoteFactory(issued_on=date(2018, 9, 20))
        with django_assert_num_queries(10):
            accounting_files("xero", SEPTEMBER)


def test_what_is_brought_over_and_paid_in_the_month_is_in_it(db, finance_officer):
    old = InvoiceFactory(from_the_register=True)
    payments.record(
        old.pk,
        amount_pence=old.gross_pence,
        received_on=date(2018, 9, 20),
        method="card",
        by=finance_officer,
        on=date(2018, 9, 20),
    )

    [row] = read("xero", "receipts")

    assert (row["Reference"], row["*Amount"], row["Description"]) == (
        old.number,
        "5760.00",
        f"Payment of {old.number}, card",
    )
