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
        ),
        run_on(
            "postgresql",
            NUMBER_HAS_DOCUMENT,
            "DROP FUNCTION number_taken_has_a_document() CASCADE",
        ),
    ]
