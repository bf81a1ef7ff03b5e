"""Everything the database itself refuses, beside its constraints: see foundation/guards.py."""

from django.db import migrations

from foundation.guards import Guard, any_changes, put_up, run_on

FROZEN = [
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
]
FEE_FIXED = [
    "hire_id",
    "terms_id",
    "terms_snapshot",
    "state",
    "computed_net_pence",
    "net_pence",
    "vat_pence",
    "gross_pence",
    "working",
    "earned_on",
    "protected_until",
]
NOT_A_DRAFT = (
    "EXISTS (SELECT 1 FROM billing_invoice i WHERE i.id = {row}.invoice_id AND i.state <> 'draft')"
)
IS_ISSUED = (
    "EXISTS (SELECT 1 FROM billing_invoice i"
    " WHERE i.id = NEW.invoice_id AND i.state IN ('issued', 'paid'))"
)


def total(column: str, table: str, *, invoice: str = "NEW.invoice_id") -> str:
    return f"COALESCE((SELECT SUM({column}) FROM {table} x WHERE x.invoice_id = {invoice}), 0)"


def came_in(*, invoice: str = "NEW.invoice_id") -> str:
    """What was paid, less what was paid back or kept as credit."""
    came = total("amount_pence", "billing_payment", invoice=invoice)
    went = total("amount_pence", "billing_refund", invoice=invoice)
    return f"({came} - {went} - {total('kept_pence', 'billing_creditnote', invoice=invoice)})"


GROSS, NET, VAT = (
    f"(SELECT i.{column} FROM billing_invoice i WHERE i.id = NEW.invoice_id)"
    for column in ("gross_pence", "net_pence", "vat_pence")
)
PAID = came_in()
CREDITED = total("gross_pence", "billing_creditnote")
CREDITED_NET = total("net_pence", "billing_creditnote")
CREDITED_VAT = total("vat_pence", "billing_creditnote")


def next_of(series: str) -> str:
    """The number just taken from a series, and its day, are those of the document."""
    taken = f"FROM foundation_numberseries s WHERE s.code = {series}"
    return (
        f"(NEW.sequence ≠ (SELECT s.last_number {taken})"
        f" OR NEW.issued_on ≠ (SELECT s.last_on {taken}))"
    )


def append_only(name: str, table: str) -> Guard:
    return Guard(name, table, ["UPDATE", "DELETE"], "TRUE", "correct it with another document")


NUMBER_HAS_DOCUMENT = """
CREATE FUNCTION number_taken_has_a_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM billing_invoice
                 WHERE series = NEW.code AND sequence = NEW.last_number)
     AND NOT EXISTS (SELECT 1 FROM billing_creditnote
                     WHERE NEW.code = 'CN' AND sequence = NEW.last_number) THEN
    RAISE EXCEPTION 'number_taken_has_a_document: no document carries % %',
      NEW.code, NEW.last_number
      USING ERRCODE = '23514', CONSTRAINT = 'number_taken_has_a_document';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER number_taken_has_a_document AFTER UPDATE ON foundation_numberseries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_taken_has_a_document()
"""


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
BOOKED = (
    "(SELECT COALESCE(SUM(p.amount_pence), 0) FROM billing_stripebooking b"
    " JOIN billing_payment p ON p.id = b.payment_id WHERE b.receipt_id = NEW.receipt_id)"
)
NEW_AMOUNT = "(SELECT p.amount_pence FROM billing_payment p WHERE p.id = NEW.payment_id)"
COLLECTED = (
    "(SELECT r.amount_pence FROM billing_stripereceipt r"
    " WHERE r.id = NEW.receipt_id AND r.currency = 'gbp')"
)
# What a charge has had so far, this row not among it.
SETTLED = """
    (SELECT COALESCE(SUM(amount_pence), 0) FROM billing_latechargepayment
        WHERE charge_id = NEW.charge_id)
    + (SELECT COALESCE(SUM(amount_pence), 0) FROM billing_latechargewaiver
        WHERE charge_id = NEW.charge_id)
"""
TOO_MUCH = f"""
    NEW.amount_pence + {SETTLED}
    > (SELECT total_pence FROM billing_latecharge WHERE id = NEW.charge_id)
"""
NO_MORE = "a late charge takes no more than was charged"


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("foundation", "0002_guards")]

    operations = [
        run_on(
            "postgresql",
            NUMBER_HAS_DOCUMENT,
            "DROP FUNCTION number_taken_has_a_document() CASCADE",
        ),
        put_up(
            Guard(
                "invoice_issued_is_immutable",
                "billing_invoice",
                ["UPDATE"],
                f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR OLD.state = 'void'"
                f" OR {any_changes(*FROZEN)})",
                "an issued invoice never changes: credit it",
            ),
            Guard(
                "invoice_issued_stays",
                "billing_invoice",
                ["DELETE"],
                "OLD.state <> 'draft'",
                "an issued invoice is never deleted: credit it",
            ),
            Guard(
                "invoice_line_issued_is_immutable",
                "billing_invoiceline",
                ["INSERT", "UPDATE"],
                NOT_A_DRAFT.format(row="NEW"),
                "the lines of an issued invoice never change",
            ),
            Guard(
                "invoice_line_issued_stays",
                "billing_invoiceline",
                ["UPDATE", "DELETE"],
                NOT_A_DRAFT.format(row="OLD"),
                "the lines of an issued invoice never change",
            ),
            append_only("credit_note_is_immutable", "billing_creditnote"),
            append_only("payment_is_immutable", "billing_payment"),
            append_only("refund_is_immutable", "billing_refund"),
            Guard(
                "fee_stays",
                "billing_fee",
                ["DELETE"],
                "TRUE",
                "a fee is waived, never deleted",
            ),
            Guard(
                "invoice_begins_as_a_draft",
                "billing_invoice",
                ["INSERT"],
                "NEW.state <> 'draft'",
                "an invoice is drafted, then issued",
            ),
            Guard(
                "invoice_numbered_from_its_series",
                "billing_invoice",
                ["UPDATE"],
                "OLD.state = 'draft' AND NEW.state <> 'draft' AND NEW.series <> 'OLD' AND "
                + next_of("NEW.series"),
                "its number and day are not the next of its series",
            ),
            Guard(
                "invoice_issued_with_its_lines",
                "billing_invoice",
                ["UPDATE"],
                "OLD.state = 'draft' AND NEW.state <> 'draft' AND ("
                f"NEW.net_pence <> {total('net_pence', 'billing_invoiceline', invoice='NEW.id')}"
                f" OR NEW.vat_pence <> {total('vat_pence', 'billing_invoiceline', invoice='NEW.id')})",
                "its lines do not add up to it",
            ),
            Guard(
                "invoice_money_was_booked",
                "billing_invoice",
                ["UPDATE"],
                f"{any_changes('paid_pence', 'credited_pence')} AND ("
                f"NEW.paid_pence <> {came_in(invoice='NEW.id')} OR NEW.credited_pence"
                f" <> {total('gross_pence', 'billing_creditnote', invoice='NEW.id')})",
                "no payment and no credit note says so",
            ),
            Guard(
                "invoice_paid_owes_nothing",
                "billing_invoice",
                ["UPDATE"],
                "NEW.state IN ('issued', 'paid') AND (NEW.state = 'paid')"
                " <> (NEW.gross_pence = NEW.paid_pence + NEW.credited_pence)",
                "an invoice is paid when nothing is owed on it, and only then",
            ),
            Guard(
                "fee_invoiced_is_fixed",
                "billing_fee",
                ["UPDATE"],
                "EXISTS (SELECT 1 FROM billing_invoice i"
                " WHERE i.fee_id = OLD.id AND i.state IN ('issued', 'paid'))"
                f" AND {any_changes(*FEE_FIXED)}",
                "an instalment of this fee was issued: credit it",
            ),
            Guard(
                "payment_within_what_is_owed",
                "billing_payment",
                ["INSERT"],
                f"NOT {IS_ISSUED} OR {PAID} + NEW.amount_pence + {CREDITED} > {GROSS}",
                "paid and credited would exceed the invoice",
            ),
            Guard(
                "credit_note_within_the_invoice",
                "billing_creditnote",
                ["INSERT"],
                f"NOT {IS_ISSUED}"
                f" OR {CREDITED_NET} + NEW.net_pence > {NET}"
                f" OR {CREDITED_VAT} + NEW.vat_pence > {VAT}"
                f" OR {PAID} + {CREDITED} + NEW.offset_pence > {GROSS}"
                f" OR {PAID} < NEW.kept_pence + NEW.refund_pence",
                "more would be credited than the invoice has left",
            ),
            Guard(
                "credit_note_numbered_from_its_series",
                "billing_creditnote",
                ["INSERT"],
                next_of("'CN'"),
                "its number and day are not the next of its series",
            ),
            Guard(
                "refund_within_its_credit_note",
                "billing_refund",
                ["INSERT"],
                "NEW.amount_pence + COALESCE((SELECT SUM(r.amount_pence) FROM billing_refund r"
                " WHERE r.credit_note_id = NEW.credit_note_id), 0)"
                " > COALESCE((SELECT c.refund_pence FROM billing_creditnote c"
                " WHERE c.id = NEW.credit_note_id AND c.invoice_id = NEW.invoice_id), 0)"
                f" OR NEW.amount_pence > {PAID}",
                "more would be refunded than the credit note says or was paid",
            ),
            Guard(
                "rebate_settled_is_fixed",
                "billing_rebate",
                ["UPDATE"],
                # A settled one opens again only to give more, or when the person came back.
                "OLD.state = 'replaced'"
                " OR (OLD.state = 'confirmed' AND NEW.state <> 'taken_back'"
                " AND NOT (NEW.state = 'proposed' AND NEW.net_pence > OLD.net_pence))"
                " OR (NEW.hire_id ≠ OLD.hire_id OR NEW.fee_id ≠ OLD.fee_id)"
                " OR NEW.taken_back_pence < OLD.taken_back_pence",
                "a rebate is settled once",
            ),
            Guard(
                "rebate_stays",
                "billing_rebate",
                ["DELETE"],
                "TRUE",
                "a rebate is settled, never deleted",
            ),
            Guard(
                "late_charge_is_immutable",
                "billing_latecharge",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was charged stays charged",
            ),
            Guard(
                "logo_is_immutable",
                "billing_logo",
                ["UPDATE", "DELETE"],
                "TRUE",
                "documents that show it were sent: add another one",
            ),
            Guard(
                "invoice_working_is_immutable",
                "billing_invoice",
                ["UPDATE"],
                "OLD.state <> 'draft' AND NEW.working ≠ OLD.working",
                "an issued invoice never changes: credit it",
            ),
            Guard(
                "write_off_is_immutable",
                "billing_writeoff",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was written off comes back by another row",
            ),
            Guard(
                "reminder_is_immutable",
                "billing_reminder",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was sent stays as it was sent",
            ),
            Guard(
                "promise_is_immutable",
                "billing_promisetopay",
                ["UPDATE", "DELETE"],
                "TRUE",
                "a promise was made: write the new one down beside it",
            ),
            Guard(
                "dispute_is_kept",
                "billing_dispute",
                ["DELETE"],
                "TRUE",
                "a dispute is settled, and not deleted",
            ),
            Guard(
                "dispute_is_settled_once",
                "billing_dispute",
                ["UPDATE"],
                "OLD.closed_on IS NOT NULL OR " + any_changes("invoice_id", "opened_on", "reason"),
                "only an open dispute changes, and only by its outcome",
            ),
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
            Guard(
                "stripe_link_stays_with_its_thing",
                "billing_stripelink",
                ["UPDATE"],
                any_changes("subject_type", "subject_id", "part", "key"),
                "the key of a request never moves to another",
            ),
            Guard(
                "stripe_event_is_as_told",
                "billing_stripeevent",
                ["UPDATE"],
                any_changes("event_id", "type", "object_type", "object_id", "made_at"),
                "what Stripe told us stays as it was told",
            ),
            Guard(
                "stripe_event_is_kept",
                "billing_stripeevent",
                ["DELETE"],
                "TRUE",
                "an event is remembered, or it would count again",
            ),
            Guard(
                "stripe_receipt_stays",
                "billing_stripereceipt",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what Stripe collected is never changed",
            ),
            Guard(
                "stripe_booking_within_its_receipt",
                "billing_stripebooking",
                ["INSERT"],
                f"COALESCE({BOOKED} + {NEW_AMOUNT} > {COLLECTED}, TRUE)",
                "no more is booked than Stripe collected, in pounds",
            ),
            Guard(
                "stripe_booking_stays",
                "billing_stripebooking",
                ["UPDATE", "DELETE"],
                "TRUE",
                "money that was booked stays with where it came from",
            ),
            Guard(
                "stripe_unallocated_is_decided_once",
                "billing_stripeunallocated",
                ["UPDATE"],
                "OLD.state <> 'waiting' OR "
                + any_changes("kind", "stripe_id", "receipt_id", "amount_pence", "currency"),
                "what was found stays as found, and is decided once",
            ),
            Guard(
                "stripe_unallocated_is_kept",
                "billing_stripeunallocated",
                ["DELETE"],
                "TRUE",
                "what was decided stays written",
            ),
            Guard(
                "document_is_immutable",
                "billing_document",
                ["UPDATE", "DELETE"],
                "TRUE",
                "a document stays as it was sent",
            ),
            Guard(
                "late_charge_payment_is_immutable",
                "billing_latechargepayment",
                ["UPDATE", "DELETE"],
                "TRUE",
                "money that came in stays on the books",
            ),
            Guard(
                "late_charge_waiver_is_immutable",
                "billing_latechargewaiver",
                ["UPDATE", "DELETE"],
                "TRUE",
                "what was given up stays given up",
            ),
            Guard(
                "late_charge_is_not_overpaid",
                "billing_latechargepayment",
                ["INSERT"],
                TOO_MUCH,
                NO_MORE,
            ),
            Guard(
                "late_charge_is_not_overwaived",
                "billing_latechargewaiver",
                ["INSERT"],
                TOO_MUCH,
                NO_MORE,
            ),
        ),
    ]
