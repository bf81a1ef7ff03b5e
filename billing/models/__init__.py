from .bank_line import BankLayout, BankLine, BankStatement, LearnedPayer
from .chasing import Dispute, PromiseToPay, Reminder, ReminderLadder
from .credit_note import CreditNote
from .document import Document
from .fee import Fee, Rebate
from .invoice import Invoice, InvoiceLine
from .kept_credit import CreditUse, KeptCredit
from .late_payment import LateCharge, LateChargePayment, LateChargeWaiver, ReferenceRate
from .payment import Payment, Refund
from .seller import Logo, Seller, VatRate
from .stripe_event import StripeEvent
from .stripe_parked import StripeParked
from .stripe_receipt import StripeBooking, StripeReceipt
from .stripe_twin import StripeTwin
from .write_off import WriteOff

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
