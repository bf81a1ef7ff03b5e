from .credit_note import CreditNote
from .fee import Fee, Rebate
from .invoice import Invoice, InvoiceLine
from .payment import Payment, Refund
from .seller import Seller, VatRate

__all__ = [
    "CreditNote",
    "Fee",
    "Invoice",
    "InvoiceLine",
    "Payment",
    "Rebate",
    "Refund",
    "Seller",
    "VatRate",
]
