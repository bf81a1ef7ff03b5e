"""The kinds of loss and overcharge that the fee audit knows, and what mends each."""

from typing import Final

from billing.choices import AuditDirection

from .findings import AuditKind, Mend

LOSS, OVERCHARGE = AuditDirection.LOSS, AuditDirection.OVERCHARGE
LOG_AGAIN: Final = Mend(
    "Look at the hire, and log it again under the introduction", "placements:hire", "hire"
)
LOG_REPORTED: Final = Mend("Log the hire", "placements:introduction", "introduction")
CORRECT: Final = Mend("Correct the hire", "placements:hire", "hire")
FEE: Final = Mend("Look at the fee, and put it right", "billing:fee", "fee")
INVOICE: Final = Mend("Look at the invoice, and credit or reissue it", "billing:invoice", "invoice")
REBATE: Final = Mend("Look at the fee and its rebate", "billing:fee", "fee")
SETTLE: Final = Mend("Settle the rebate", "billing:rebates")
PAYMENT: Final = Mend("Look at the payment, and take it back", "billing:payment", "payment")

_ALL: Final = (
    # Hires and introductions
    AuditKind("started_without_fee", "A hire that started without its fee", LOSS, CORRECT),
    AuditKind("hire_without_fee", "A hire within the period without a fee", LOSS, LOG_AGAIN),
    AuditKind("hire_by_group", "A hire by the group within the period", LOSS, LOG_AGAIN),
    AuditKind("rehired_after_rebate", "Hired again after a rebate", LOSS, LOG_AGAIN),
    AuditKind("engaged_again", "Engaged again for more, without a fee", LOSS, LOG_AGAIN),
    AuditKind("name_alike", "Introduced under another record of the name", LOSS, LOG_AGAIN),
    AuditKind("firm_twice", "Introduced to another record of the firm", LOSS, LOG_AGAIN),
    AuditKind("start_overdue", "A start that nobody confirmed", LOSS, CORRECT),
    AuditKind("hired_twice", "Two fees at the same time", OVERCHARGE, FEE),
    AuditKind(
        "request_over_filled",
        "More hires than openings",
        OVERCHARGE,
        Mend("Look at the request and its hires", "placements:hiring-request", "hiring_request"),
    ),
    # What was reported
    AuditKind("start_not_logged", "The employer reported a start", LOSS, LOG_REPORTED),
    AuditKind("job_not_logged", "The graduate reported a job", LOSS, LOG_REPORTED),
    AuditKind("job_after_a_no", "A job where the introduction had ended", LOSS, LOG_REPORTED),
    AuditKind("outcome_not_logged", "An outcome that names the employer", LOSS, LOG_REPORTED),
    AuditKind("feedback_of_work", "Feedback on somebody at work", LOSS, LOG_REPORTED),
    AuditKind("pay_higher", "Pay reported higher than logged", LOSS, CORRECT),
    AuditKind("pay_lower", "Pay reported lower than logged", OVERCHARGE, CORRECT),
    AuditKind("contract_extended", "A fixed term that went on", LOSS, CORRECT),
    AuditKind("fixed_term_not_ended", "A fixed term nobody has ended", LOSS, CORRECT),
    # Fees and terms
    AuditKind("wrong_band", "The wrong band", LOSS, FEE),
    AuditKind("old_discount", "A discount that no longer holds", LOSS, FEE),
    AuditKind("fee_under_terms", "A fee lower than its terms give", LOSS, FEE),
    AuditKind("fee_over_terms", "A fee higher than its terms give", OVERCHARGE, FEE),
    AuditKind("set_by_one", "A fee lowered by one person", LOSS, FEE),
    AuditKind("raised_by_one", "A fee raised by one person", OVERCHARGE, FEE),
    AuditKind("waived_by_one", "A fee waived by one person", LOSS, FEE),
    AuditKind(
        "terms_under_standard",
        "Terms under the standard that nobody approved",
        LOSS,
        Mend("Look at the terms, and agree new ones", "employers:employer", "employer"),
    ),
    # Invoices
    AuditKind("instalment_missing", "A part of the fee without an invoice", LOSS, FEE),
    AuditKind("invoiced_too_much", "Invoices above the fee", OVERCHARGE, FEE),
    AuditKind(
        "draft_overdue",
        "A draft that should have gone out",
        LOSS,
        Mend("Issue the invoice", "billing:invoice", "invoice"),
    ),
    AuditKind("wrong_debtor", "An invoice to the wrong firm", LOSS, INVOICE),
    AuditKind("vat_too_low", "Too little VAT", LOSS, INVOICE),
    AuditKind("vat_too_high", "Too much VAT", OVERCHARGE, INVOICE),
    # Rebates
    AuditKind("rebate_though_barred", "A rebate given though barred", LOSS, REBATE),
    AuditKind("rebate_too_high", "A rebate above what the terms give", LOSS, REBATE),
    AuditKind("unpaid_yet_rebated", "Money back while the fee is unpaid", LOSS, REBATE),
    AuditKind("replaced_twice", "Replaced twice for nothing", LOSS, CORRECT),
    AuditKind("replaced_and_rebated", "Replaced, and rebated as well", LOSS, CORRECT),
    AuditKind("rebate_not_proposed", "A rebate that nobody proposed", OVERCHARGE, REBATE),
    AuditKind("rebate_too_low", "A rebate below what the terms give", OVERCHARGE, REBATE),
    AuditKind("rebate_not_settled", "A rebate that waits too long", OVERCHARGE, SETTLE),
    # Cash
    AuditKind(
        "reminder_silent",
        "An overdue invoice nobody chases",
        LOSS,
        Mend("Send the reminder", "billing:debt", "invoice"),
    ),
    AuditKind(
        "dispute_forgotten",
        "A dispute that has gone quiet",
        LOSS,
        Mend("Settle the dispute", "billing:debt", "invoice"),
    ),
    AuditKind("payment_twice", "The same money booked twice", LOSS, PAYMENT),
    AuditKind("payment_of_another", "Another customer's payment", OVERCHARGE, PAYMENT),
    AuditKind(
        "money_unmatched",
        "Money that came and stands on no invoice",
        OVERCHARGE,
        Mend("Match the bank line", "billing:bank-split", "bank_line"),
    ),
    AuditKind(
        "paid_again",
        "An invoice paid a second time",
        OVERCHARGE,
        Mend("Pay the credit back, or use it", "billing:bank-credit"),
    ),
    AuditKind(
        "credit_idle",
        "Credit held while invoices are overdue",
        OVERCHARGE,
        Mend("Use the credit on the invoice", "billing:bank-credit"),
    ),
)
KINDS: Final[dict[str, AuditKind]] = {kind.code: kind for kind in _ALL}
