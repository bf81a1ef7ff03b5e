"""What the bank tells, and the credit we hold: made by the verbs."""

from datetime import date
from hashlib import sha256

import factory
from factory.django import DjangoModelFactory

from billing.domain.bank import bank_lines, bank_statements
from billing.domain.bank.bank_statements import Movement, StatementFile
from billing.domain.ledger import customer_credit
from billing.models import (
    BankLayout,
    BankLine,
    BankStatement,
    CreditUse,
    CustomerCredit,
    Invoice,
    PayerAlias,
)
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from tests.factories.accounts import ColleagueFactory
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, RefundFactory
from tests.factories.employers import EmployerFactory

PAID_ON = date(2018, 9, 28)


class BankStatementFactory(DjangoModelFactory[BankStatement]):
    """A statement of one movement: £5,760.00 came in."""

    class Meta:
        model = BankStatement

    account = "Sample Bank 00000000"
    movements = factory.Sequence(
        lambda n: [Movement(2, PAID_ON, 5_760_00, 10_000_00 + n, "EMBER ANALYTICS LT BGC")]
    )
    opening_pence = None
    closing_pence = None
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[BankStatement],
        *,
        account: str,
        movements: list[Movement],
        opening_pence: int | None,
        closing_pence: int | None,
        by: User,
    ) -> BankStatement:
        digest = sha256(repr(movements).encode()).hexdigest()
        file = StatementFile("statement.csv", digest, account, movements)
        file.opening_pence, file.closing_pence = opening_pence, closing_pence
        taken = bank_statements.take(file, by=by, on=PAID_ON)
        assert taken.statement
        return taken.statement


class BankLineFactory(DjangoModelFactory[BankLine]):
    """£5,760.00 that came in, which nobody has dealt with."""

    class Meta:
        model = BankLine

    class Params:
        matched = factory.Trait(pays=factory.SubFactory(InvoiceFactory, issued=True))
        overpaid = factory.Trait(matched=True, amount_pence=6_000_00, keep_rest=True)
        ignored = factory.Trait(ignored_reason="A grant, no customer's money")
        refunded = factory.Trait(refund=factory.SubFactory(RefundFactory), amount_pence=-1_440_00)

    amount_pence = 5_760_00
    booked_on = PAID_ON
    description = "BGC"
    reference = ""
    payer = ""
    balance_pence = factory.Sequence(lambda n: 20_000_00 + n)
    pays = None
    refund = None
    keep_rest = False
    ignored_reason = ""
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls,
        model_class: type[BankLine],
        *,
        pays: Invoice | None,
        refund: object,
        keep_rest: bool,
        ignored_reason: str,
        by: User,
        **columns: object,
    ) -> BankLine:
        movement = Movement(2, **columns)
        line = BankStatementFactory(movements=[movement], by=by).lines.get()
        on = line.booked_on
        if pays:
            pence = min(line.amount_pence, pays.outstanding_pence)
            return bank_lines.match(line.pk, [(pays.pk, pence)], keep_rest=keep_rest, by=by, on=on)
        if refund:
            return bank_lines.match_refund(line.pk, refund.pk, by=by, on=on)
        if ignored_reason:
            return bank_lines.ignore(line.pk, reason=ignored_reason, by=by, on=on)
        return line


class BankLayoutFactory(DjangoModelFactory[BankLayout]):
    """How the files of one bank are read."""

    class Meta:
        model = BankLayout

    signature = factory.Sequence(lambda n: sha256(str(n).encode()).hexdigest())
    account = "Sample Bank 00000000"
    headings = {"booked_on": "Date", "amount": "Value", "description": "Narrative"}


class PayerAliasFactory(DjangoModelFactory[PayerAlias]):
    """An accountant's name, under which a customer pays."""

    class Meta:
        model = PayerAlias

    payer = factory.Sequence(lambda n: f"PETTICOAT LEDGERS {n}")
    employer = factory.SubFactory(EmployerFactory)


class CustomerCreditFactory(DjangoModelFactory[CustomerCredit]):
    """£240.00 that an employer paid above its invoice."""

    class Meta:
        model = CustomerCredit

    class Params:
        of_a_note = factory.Trait(
            bank_line=None, credit_note=factory.SubFactory(CreditNoteFactory, kept=True)
        )

    bank_line = factory.SubFactory(BankLineFactory, overpaid=True)
    credit_note = None

    @classmethod
    def _create(
        cls, model_class: type[CustomerCredit], *, bank_line: BankLine | None, credit_note: object
    ) -> CustomerCredit:
        source = bank_line or credit_note
        return model_class.objects.get(pk=source.customer_credit.pk)


class CreditUseFactory(DjangoModelFactory[CreditUse]):
    """All of a credit, applied to another invoice of the same employer."""

    class Meta:
        model = CreditUse

    credit = factory.SubFactory(CustomerCreditFactory)
    used_on = date(2018, 12, 3)
    by = factory.SubFactory(ColleagueFactory, role=Role.FINANCE)

    @classmethod
    def _create(
        cls, model_class: type[CreditUse], *, credit: CustomerCredit, used_on: date, by: User
    ) -> CreditUse:
        place = {"fee__hire__introduction__employer": credit.employer, "issued_on": used_on}
        invoice = InvoiceFactory(**place)
        return customer_credit.apply(credit.pk, invoice.pk, by=by, on=used_on)
