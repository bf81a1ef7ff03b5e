"""Seal the history, the documents and the money that were there before there were seals.

The columns are those of the day: a column that comes later is sealed as its rows are saved.
"""

from django.db import migrations

from foundation import seals
from foundation.sealing import Sealed

SEALED = {
    "foundation.HistoryEntry": Sealed(
        fixed=("at", "on", "by_id", "verb", "subject_type", "subject_id", "from_state", "to_state"),
        open=("detail",),
    ),
    "foundation.Approval": Sealed(
        fixed=("kind", "subject_type", "subject_id", "reason", "detail", "asked_by_id", "asked_on"),
        open=("state", "decided_by_id", "decided_on", "refusal_reason"),
    ),
    "billing.Seller": Sealed(
        fixed=(
            "effective_from",
            "name",
            "address",
            "company_number",
            "vat_registered",
            "vat_number",
            "email",
            "bank_details",
            "logo_id",
        ),
    ),
    "billing.Fee": Sealed(
        fixed=("hire_id", "terms_id", "terms_snapshot"),
        open=(
            "computed_net_pence",
            "working",
            "earned_on",
            "brought_over",
            "state",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "override_reason",
            "waive_reason",
            "protected_until",
        ),
    ),
    "billing.Invoice": Sealed(
        fixed=(
            "series",
            "sequence",
            "number",
            "employer_id",
            "fee_id",
            "instalment",
            "instalments",
            "bill_on",
            "payment_days",
            "payment_from",
            "issued_on",
            "due_on",
            "tax_point",
            "purchase_order",
            "vat_kind",
            "vat_rate",
            "vat_note",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "buyer",
            "seller",
            "working",
            "created_at",
        ),
        open=("state",),
        parts={"lines": ("description", "net_pence", "vat_rate", "vat_pence")},
        not_while=("state", "draft"),
    ),
    "billing.Rebate": Sealed(
        fixed=("hire_id", "fee_id"),
        open=(
            "share",
            "net_pence",
            "working",
            "barred",
            "fell_due_on",
            "state",
            "remedy",
            "replacement_until",
            "taken_back_pence",
        ),
    ),
    "billing.CreditNote": Sealed(
        fixed=(
            "sequence",
            "number",
            "invoice_id",
            "rebate_id",
            "issued_on",
            "seller",
            "reason",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "offset_pence",
            "refund_pence",
            "kept_pence",
        ),
    ),
    "billing.Payment": Sealed(
        fixed=(
            "invoice_id",
            "amount_pence",
            "net_pence",
            "received_on",
            "method",
            "reference",
            "bank_line_id",
            "created_at",
        ),
    ),
    "billing.Refund": Sealed(
        fixed=(
            "invoice_id",
            "credit_note_id",
            "approval_id",
            "amount_pence",
            "net_pence",
            "refunded_on",
            "reason",
            "created_at",
        ),
    ),
    "billing.WriteOff": Sealed(
        fixed=("invoice_id", "approval_id", "amount_pence", "written_off_on", "reason"),
    ),
    "billing.CustomerCredit": Sealed(
        fixed=("employer_id", "bank_line_id", "credit_note_id", "amount_pence", "kept_on"),
    ),
    "billing.CreditUse": Sealed(
        fixed=("credit_id", "payment_id", "approval_id", "amount_pence", "net_pence", "used_on"),
    ),
    "billing.LateCharge": Sealed(
        fixed=(
            "invoice_id",
            "charged_on",
            "interest_pence",
            "fixed_sum_pence",
            "total_pence",
            "working",
        ),
    ),
    "billing.LateChargePayment": Sealed(
        fixed=("charge_id", "amount_pence", "received_on", "method", "reference"),
    ),
    "billing.LateChargeWaiver": Sealed(
        fixed=("charge_id", "approval_id", "amount_pence", "waived_on", "reason"),
    ),
    "billing.StripeReceipt": Sealed(
        fixed=(
            "stripe_id",
            "intent",
            "invoice_id",
            "amount_pence",
            "currency",
            "method",
            "received_on",
        ),
    ),
    "billing.StripeBooking": Sealed(
        fixed=("receipt_id", "payment_id"),
    ),
    "billing.Document": Sealed(
        fixed=(
            "kind",
            "invoice_id",
            "credit_note_id",
            "payment_id",
            "late_charge_id",
            "sha256",
            "content",
            "made_at",
        ),
    ),
}


def seal_rows(apps, schema_editor):
    for label, covers in SEALED.items():
        seals.seal_all(apps.get_model(label), covers)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_first_rows"),
        ("foundation", "0010_seals_are_append_only"),
    ]

    operations = [migrations.RunPython(seal_rows, migrations.RunPython.noop)]
