from .bank.bank_line import BankLayout, BankLine, BankStatement, PayerAlias
from .chasing.chasing import Dispute, PromiseToPay, Reminder, ReminderSchedule
from .chasing.late_payment import LateCharge, LateChargePayment, LateChargeWaiver, ReferenceRate
from .fees.fee import Fee, Rebate
from .ledger.credit_note import CreditNote
from .ledger.customer_credit import CreditUse, CustomerCredit
from .ledger.document import Document
from .ledger.invoice import Invoice, InvoiceLine
from .ledger.payment import Payment, Refund
from .ledger.seller import Logo, Seller, VatRate
from .ledger.write_off import WriteOff
from .stripe.event import StripeEvent
from .stripe.link import StripeLink
from .stripe.receipt import StripeBooking, StripeReceipt
from .stripe.unallocated import StripeUnallocated

__all__ = [
    "BankLayout",
    "BankLine",
    "BankStatement",
    "CreditNote",
    "CreditUse",
    "CustomerCredit",
    "Dispute",
    "Document",
    "Fee",
    "Invoice",
    "InvoiceLine",
    "LateCharge",
    "LateChargePayment",
    "LateChargeWaiver",
    "Logo",
    "PayerAlias",
    "Payment",
    "PromiseToPay",
    "Rebate",
    "ReferenceRate",
    "Refund",
    "Reminder",
    "ReminderSchedule",
    "Seller",
    "StripeBooking",
    "StripeEvent",
    "StripeLink",
    "StripeReceipt",
    "StripeUnallocated",
    "VatRate",
    "WriteOff",
]
