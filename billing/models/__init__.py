from .credit_note import CreditNote
from .fee import Fee, Rebate
from .invoice import Invoice, InvoiceLine
from .late_payment import LateCharge, ReferenceRate
from .payment import Payment, Refund
from .seller import Seller, VatRate

__all__ = [
    "CreditNote",
    "Fee",
    "Invoice",
    "InvoiceLine",
    "LateCharge",
    "Payment",
    "Rebate",
    "ReferenceRate",
    "Refund",
    "Seller",
    "VatRate",
]
