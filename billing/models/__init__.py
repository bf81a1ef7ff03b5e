from .chasing import Dispute, PromiseToPay, Reminder, ReminderLadder
from .credit_note import CreditNote
from .document import Document
from .fee import Fee, Rebate
from .invoice import Invoice, InvoiceLine
from .late_payment import LateCharge, ReferenceRate
from .payment import Payment, Refund
from .seller import Logo, Seller, VatRate
from .write_off import WriteOff

__all__ = [
    "CreditNote",
    "Dispute",
    "Document",
    "Fee",
    "Invoice",
    "InvoiceLine",
    "LateCharge",
    "Logo",
    "Payment",
    "PromiseToPay",
    "Rebate",
    "ReferenceRate",
    "Refund",
    "Reminder",
    "ReminderLadder",
    "Seller",
    "VatRate",
    "WriteOff",
]
