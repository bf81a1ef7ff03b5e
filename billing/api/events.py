"""What may happen to the nouns of money, and to approvals."""

from billing.models import (
    CreditUse,
    LateChargePayment,
    LateChargeWaiver,
    Refund,
    WriteOff,
)
from foundation.api.approvals import ApprovalViewSet
from foundation.api.nouns import ADDED, BROUGHT, declare, declare_without_endpoint
from foundation.choices import Verb
from foundation.imports.models import ImportBatch

from .bank.bank_lines import BankLineViewSet
from .bank.bank_statements import BankStatementViewSet
from .chasing.late_charges import LateChargeViewSet
from .chasing.late_payment import ReferenceRateViewSet
from .fees.fees import FeeViewSet
from .fees.rebates import RebateViewSet
from .ledger.credit_notes import CreditNoteViewSet
from .ledger.customer_credits import CustomerCreditViewSet
from .ledger.invoices import InvoiceViewSet
from .ledger.payments import PaymentViewSet
from .ledger.seller import SellerViewSet
from .stripe.stripe import StripeParkedViewSet

declare(
    "fees",
    FeeViewSet,
    *(*BROUGHT, Verb.RAISED, Verb.OVERRIDDEN, Verb.WAIVED, Verb.BROUGHT_OVER),
)
declare(
    "invoices",
    InvoiceViewSet,
    *(*BROUGHT, Verb.ISSUED, Verb.BROUGHT_OVER, Verb.VOIDED, Verb.REMINDED),
    inner=[Verb.EDITED, Verb.DISPUTED, Verb.SETTLED_THE_DISPUTE, Verb.PROMISED],
)
declare("credit-notes", CreditNoteViewSet, Verb.ISSUED)
declare("payments", PaymentViewSet, *BROUGHT, Verb.RECORDED)
declare(
    "rebates",
    RebateViewSet,
    *(Verb.PROPOSED, Verb.CONFIRMED, Verb.TAKEN_BACK, Verb.WORKED_OUT_ANEW),
    *(Verb.KEPT_AS_SETTLED, Verb.REPLACED, Verb.NOBODY_FOUND),
)
declare("bank-statements", BankStatementViewSet, Verb.IMPORTED, Verb.TAKEN_BACK)
declare(
    "bank-lines",
    BankLineViewSet,
    *(Verb.MATCHED, Verb.IGNORED, Verb.REOPENED),
)
declare("kept-credits", CustomerCreditViewSet, Verb.KEPT)
declare("approvals", ApprovalViewSet, Verb.ASKED, Verb.APPROVED, Verb.REFUSED)
declare("stripe-parked", StripeParkedViewSet, Verb.PARKED, Verb.SETTLED, Verb.DISMISSED)
declare("seller", SellerViewSet, *ADDED)
declare("reference-rates", ReferenceRateViewSet, Verb.CREATED)
declare("late-charges", LateChargeViewSet, Verb.CHARGED)
declare_without_endpoint(LateChargePayment, Verb.RECORDED)
declare_without_endpoint(LateChargeWaiver, Verb.WAIVED)
declare_without_endpoint(Refund, Verb.REFUNDED)
declare_without_endpoint(WriteOff, Verb.WRITTEN_OFF)
declare_without_endpoint(CreditUse, Verb.APPLIED, Verb.REFUNDED)
declare_without_endpoint(ImportBatch, Verb.UPLOADED, Verb.IMPORTED, Verb.DISCARDED, Verb.UNDONE)
