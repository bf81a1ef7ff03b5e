from django.db import migrations

from project.foundation.guards import Guard, put_up, run_on

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
CHANGED = " OR ".join(f"NEW.{field} ≠ OLD.{field}" for field in FROZEN)
NOT_A_DRAFT = (
    "EXISTS (SELECT 1 FROM billing_invoice i WHERE i.id = {row}.invoice_id AND i.state <> 'draft')"
)


def total(column: str, table: str) -> str:
    return f"COALESCE((SELECT SUM({column}) FROM {table} x WHERE x.invoice_id = NEW.invoice_id), 0)"


GROSS, NET = (
    f"(SELECT i.{column} FROM billing_invoice i WHERE i.id = NEW.invoice_id)"
    for column in ("gross_pence", "net_pence")
)
PAID = total("amount_pence", "billing_payment")
RETURNED = total("amount_pence", "billing_refund")
OFFSET = total("offset_pence", "billing_creditnote")
KEPT = total("kept_pence", "billing_creditnote")
CREDITED = total("gross_pence", "billing_creditnote")
CREDITED_NET = total("net_pence", "billing_creditnote")


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


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_fees_invoices_payments"),
        ("placements", "0002_guard_introductions_and_hires"),
        ("foundation", "0002_guard_history_and_numbers"),
    ]

    operations = [
        put_up(
            Guard(
                "invoice_issued_is_immutable",
                "billing_invoice",
                ["UPDATE"],
                f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR OLD.state = 'void' OR {CHANGED})",
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
                "payment_within_what_is_owed",
                "billing_payment",
                ["INSERT"],
                f"{PAID} + NEW.amount_pence - {RETURNED} - {KEPT} + {OFFSET} > {GROSS}",
                "paid and credited would exceed the invoice",
            ),
            Guard(
                "credit_note_within_the_invoice",
                "billing_creditnote",
                ["INSERT"],
                f"{CREDITED} + NEW.gross_pence > {GROSS}"
                f" OR {CREDITED_NET} + NEW.net_pence > {NET}"
                f" OR {PAID} - {RETURNED} - {KEPT} - NEW.kept_pence - NEW.refund_pence"
                f" + {OFFSET} + NEW.offset_pence > {GROSS}"
                f" OR {PAID} - {RETURNED} - {KEPT} < NEW.kept_pence + NEW.refund_pence",
                "more would be credited than the invoice has left",
            ),
            Guard(
                "refund_within_its_credit_note",
                "billing_refund",
                ["INSERT"],
                "NEW.amount_pence + COALESCE((SELECT SUM(r.amount_pence) FROM billing_refund r"
                " WHERE r.credit_note_id = NEW.credit_note_id), 0)"
                " > (SELECT c.refund_pence FROM billing_creditnote c"
                " WHERE c.id = NEW.credit_note_id AND c.invoice_id = NEW.invoice_id)"
                f" OR {RETURNED} + NEW.amount_pence > {PAID}",
                "more would be refunded than the credit note says or was paid",
            ),
        ),
        run_on(
            "postgresql",
            NUMBER_HAS_DOCUMENT,
            "DROP FUNCTION number_taken_has_a_document() CASCADE",
        ),
    ]
