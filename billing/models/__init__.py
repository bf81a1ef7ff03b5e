from .bank.bank_line import BankLayout, BankLine, BankStatement, LearnedPayer
from .chasing.chasing import Dispute, PromiseToPay, Reminder, ReminderLadder
from .chasing.late_payment import LateCharge, LateChargePayment, LateChargeWaiver, ReferenceRate
from .fees.fee import Fee, Rebate
from .ledger.credit_note import CreditNote
from .ledger.document import Document
from .ledger.invoice import Invoice, InvoiceLine
from .ledger.kept_credit import CreditUse, KeptCredit
from .ledger.payment import Payment, Refund
from .ledger.seller import Logo, Seller, VatRate
from .ledger.write_off import WriteOff
from .stripe.event import StripeEvent
from .stripe.parked import StripeParked
from .stripe.receipt import StripeBooking, StripeReceipt
from .stripe.twin import StripeTwin

__all__ = [
    "BankLayout",
    "BankLine",
    "BankStatement",
    "CreditNote",
    "CreditUse",
    "Dispute",
    "Document",
    "Fee",
    "Invoice",
    "InvoiceLine",
    "KeptCredit",
    "LateCharge",
    "LateChargePayment",
    "LateChargeWaiver",
    "LearnedPayer",
    "Logo",
    "Payment",
    "PromiseToPay",
    "Rebate",
    "ReferenceRate",
    "Refund",
    "Reminder",
    "ReminderLadder",
    "Seller",
    "StripeBooking",
    "StripeEvent",
    "StripeParked",
    "StripeReceipt",
    "StripeTwin",
    "VatRate",
    "WriteOff",
]
