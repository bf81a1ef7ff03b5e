from django.db import migrations

from foundation.guards import Guard, any_changes, put_up


def used(line: str) -> str:
    """What came of a line so far: payments, and the credit kept from it."""
    paid, kept = (
        f"COALESCE((SELECT SUM(x.amount_pence) FROM {table} x WHERE x.bank_line_id = {line}), 0)"
        for table in ("billing_payment", "billing_customercredit")
    )
    return f"({paid} + {kept})"


# A line takes what is booked on it while it is open, up to its amount.
BEYOND_ITS_LINE = (
    "NEW.bank_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_bankline l"
    " WHERE l.id = NEW.bank_line_id AND l.state = 'open'"
    f" AND {used('l.id')} + NEW.amount_pence <= l.amount_pence)"
)
FIXED = [
    "statement_id",
    "file_row",
    "booked_on",
    "amount_pence",
    "balance_pence",
    "description",
    "reference",
    "payer",
    "bank_id",
    "fingerprint",
]
STATEMENT_FIXED = ["file_name", "sha256", "account", "imported_by_id", "from_on", "to_on"]
STATEMENT_FIXED += ["opening_pence", "closing_pence"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_bank_lines_and_kept_credit")]

    operations = [
        put_up(
            Guard(
                "bank_statement_is_as_imported",
                "billing_bankstatement",
                ["UPDATE"],
                any_changes(*STATEMENT_FIXED),
                "a statement never changes",
            ),
            Guard(
                "bank_line_is_as_imported",
                "billing_bankline",
                ["UPDATE"],
                any_changes(*FIXED),
                "what the bank says never changes",
            ),
            Guard(
                "bank_line_begins_open",
                "billing_bankline",
                ["INSERT"],
                "NEW.state <> 'open'",
                "a line is imported, then matched",
            ),
            Guard(
                "bank_line_dealt_with_stays",
                "billing_bankline",
                ["DELETE"],
                "OLD.state <> 'open'",
                "somebody matched or ignored this line",
            ),
            Guard(
                "bank_line_matched_stays",
                "billing_bankline",
                ["UPDATE"],
                "OLD.state = 'matched' AND (NEW.state <> 'matched' OR NEW.refund_id ≠ OLD.refund_id)",
                "its payments are booked",
            ),
            Guard(
                "bank_line_matched_is_used_up",
                "billing_bankline",
                ["UPDATE"],
                f"NEW.state = 'matched' AND NOT (NEW.amount_pence > 0 AND NEW.refund_id IS NULL"
                f" AND {used('NEW.id')} = NEW.amount_pence"
                " OR NEW.amount_pence < 0 AND EXISTS (SELECT 1 FROM billing_refund r"
                " WHERE r.id = NEW.refund_id AND r.amount_pence = -NEW.amount_pence))",
                "payments and credit kept do not come to it",
            ),
            Guard(
                "bank_line_ignored_is_unused",
                "billing_bankline",
                ["UPDATE"],
                f"NEW.state = 'ignored' AND {used('NEW.id')} > 0",
                "something was booked from this line",
            ),
            Guard(
                "payment_within_its_bank_line",
                "billing_payment",
                ["INSERT"],
                BEYOND_ITS_LINE,
                "more would be booked than the bank line brought",
            ),
            Guard(
                "customer_credit_within_its_bank_line",
                "billing_customercredit",
                ["INSERT"],
                BEYOND_ITS_LINE,
                "more would be kept than the bank line brought",
            ),
            Guard(
                "customer_credit_is_what_its_note_kept",
                "billing_customercredit",
                ["INSERT"],
                "NEW.credit_note_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_creditnote c"
                " JOIN billing_invoice i ON i.id = c.invoice_id WHERE c.id = NEW.credit_note_id"
                " AND c.kept_pence = NEW.amount_pence AND i.employer_id = NEW.employer_id)",
                "the credit note kept another amount, or for somebody else",
            ),
            Guard(
                "customer_credit_is_immutable",
                "billing_customercredit",
                ["UPDATE", "DELETE"],
                "TRUE",
                "credit is used, never changed",
            ),
            Guard(
                "credit_use_within_its_credit",
                "billing_credituse",
                ["INSERT"],
                "NEW.amount_pence + COALESCE((SELECT SUM(u.amount_pence) FROM billing_credituse u"
                " WHERE u.credit_id = NEW.credit_id), 0)"
                " > (SELECT k.amount_pence FROM billing_customercredit k WHERE k.id = NEW.credit_id)",
                "more would be used than is left of the credit",
            ),
            Guard(
                "credit_use_is_its_payment",
                "billing_credituse",
                ["INSERT"],
                "NEW.payment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_payment p"
                " JOIN billing_invoice i ON i.id = p.invoice_id"
                " JOIN billing_customercredit k ON k.id = NEW.credit_id"
                " WHERE p.id = NEW.payment_id AND p.amount_pence = NEW.amount_pence"
                " AND p.bank_line_id IS NULL AND i.employer_id = k.employer_id)",
                "its payment is of another amount, or of somebody else",
            ),
            Guard(
                "credit_use_is_immutable",
                "billing_credituse",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was used stays used",
            ),
        )
    ]
