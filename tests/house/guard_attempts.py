"""Every rule the database keeps, and statements that try to break it.

`{issued}` and its like stand for the id of a row in that situation; `Copy` inserts a row once more
with some columns changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection, models

from billing.domain.ledger import write_offs
from billing.models import (
    BankLine,
    BankStatement,
    CreditNote,
    Dispute,
    Document,
    Fee,
    Invoice,
    LateChargePayment,
    LateChargeWaiver,
    PayerAlias,
    Payment,
    PromiseToPay,
    Refund,
    Reminder,
    StripeBooking,
    StripeLink,
    StripeReceipt,
    StripeUnallocated,
    WriteOff,
)
from employers.models import Contact, Skill, Terms
from foundation import approvals
from foundation.accounts.choices import Role
from foundation.accounts.models import ApiKey, NotificationChoice
from foundation.imports.models import ImportedRecord, ImportedRow
from foundation.models import (
    Approval,
    BackupRecord,
    HistoryEntry,
    IdempotencyKey,
    LimitUse,
    SavedSearch,
)
from placements.models import (
    Cohort,
    Consent,
    ErasureRequest,
    Followup,
    Hire,
    Introduction,
    MonitoringAnswer,
    Outcome,
    PortfolioProject,
    Programme,
    PublishedOutcomes,
    Shortlisted,
    StartReport,
)
from tests.factories.accounts import (
    ApiKeyFactory,
    NotificationChoiceFactory,
    SecurityEventFactory,
    UserFactory,
)
from tests.factories.bank import (
    BankLineFactory,
    BankStatementFactory,
    CreditUseFactory,
    CustomerCreditFactory,
    PayerAliasFactory,
)
from tests.factories.billing import (
    CreditNoteFactory,
    DocumentFactory,
    FeeFactory,
    InvoiceFactory,
    LateChargeFactory,
    LogoFactory,
    PaymentFactory,
    RebateFactory,
    ReferenceRateFactory,
    RefundFactory,
    VatRateFactory,
)
from tests.factories.chasing import (
    DisputeFactory,
    PromiseToPayFactory,
    ReminderFactory,
)
from tests.factories.employers import (
    ContactFactory,
    EmployerFactory,
    HiringRequestFactory,
    SkillFactory,
    TermsFactory,
)
from tests.factories.foundation import (
    ApprovalFactory,
    BackupRecordFactory,
    EventFactory,
    HeartbeatFactory,
    HistoryEntryFactory,
    IdempotencyKeyFactory,
    LimitUseFactory,
    OutboxRowFactory,
    ReferenceCounterFactory,
    SavedSearchFactory,
    SealFactory,
    WebhookEndpointFactory,
)
from tests.factories.imports import ImportBatchFactory, ImportedRecordFactory, ImportedRowFactory
from tests.factories.late_charges import LateChargePaymentFactory, LateChargeWaiverFactory
from tests.factories.outcomes import (
    CvFactory,
    ErasureRequestFactory,
    JobReportFactory,
    MonitoringAnswerFactory,
    OutcomeFactory,
    PublishedOutcomesFactory,
)
from tests.factories.placements import (
    CohortFactory,
    ConsentFactory,
    FollowupFactory,
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
    ProgrammeFactory,
    ProjectPictureFactory,
)
from tests.factories.portal import ShortlistedFactory, StartReportFactory, TermsDocumentFactory
from tests.factories.stripe import (
    StripeBookingFactory,
    StripeEventFactory,
    StripeLinkFactory,
    StripeReceiptFactory,
    StripeUnallocatedFactory,
)

LATE = date(2019, 9, 2)


@dataclass(frozen=True)
class Copy:
    """Insert the row of a situation again; ``changes`` are SQL by column."""

    model: type[models.Model]
    situation: str
    changes: dict[str, str]

    def __str__(self) -> str:
        quote = connection.ops.quote_name
        columns = [field.column for field in self.model._meta.local_fields if field.column != "id"]
        values = [self.changes.get(column, quote(column)) for column in columns]
        return (
            f"INSERT INTO {self.model._meta.db_table} ({', '.join(map(quote, columns))})"
            f" SELECT {', '.join(values)} FROM {self.model._meta.db_table}"
            f" WHERE id = {{{self.situation}}}"
        )


def copy(model: type[models.Model], situation: str, **changes: object) -> Copy:
    return Copy(model, situation, {column: str(value) for column, value in changes.items()})


# A seal that nobody made: its position and the digest of the one before come between the two.
INTO_SEALS = (
    "INSERT INTO foundation_seal (position, previous,"
    ' digest, kind, subject_id, fixed_count, fixed, "open", sealed_at)'
)
REST_OF_SEAL = (
    ", 'x', kind, subject_id, fixed_count, fixed, \"open\", sealed_at"
    " FROM foundation_seal WHERE position = {seal}"
)


def written_off() -> WriteOff:
    """Return the write-off of an unpaid invoice, as two people decided."""
    invoice = InvoiceFactory(issued=True)
    request = write_offs.ask(invoice.pk, reason="They closed down", by=UserFactory(), on=LATE)
    approvals.approve(request.pk, by=UserFactory(role=Role.ADMIN), on=LATE)
    return invoice.write_offs.get()


SITUATIONS: dict[str, Callable[[], models.Model]] = {
    "user": UserFactory,
    "other_user": UserFactory,
    "asked": ApprovalFactory,
    "approved": lambda: ApprovalFactory(approved=True),
    "key": IdempotencyKeyFactory,
    "choice": NotificationChoiceFactory,
    "api_key": ApiKeyFactory,
    "entry": HistoryEntryFactory,
    "placed": EventFactory,
    "webhook_endpoint": WebhookEndpointFactory,
    "backup": BackupRecordFactory,
    "seal": SealFactory,
    "saved_search": SavedSearchFactory,
    "heartbeat": HeartbeatFactory,
    "limit_use": LimitUseFactory,
    "security_event": SecurityEventFactory,
    "counter": ReferenceCounterFactory,
    "outbox_row": OutboxRowFactory,
    "outbox_done": lambda: OutboxRowFactory(done=True),
    "outbox_given_up": lambda: OutboxRowFactory(given_up=True),
    "link": StripeLinkFactory,
    "event": StripeEventFactory,
    "receipt": StripeReceiptFactory,
    "booking": StripeBookingFactory,
    "stripe_unallocated": StripeUnallocatedFactory,
    "dismissed_parked": lambda: StripeUnallocatedFactory(dismissed=True),
    "uploaded": ImportBatchFactory,
    "imported": lambda: ImportBatchFactory(done=True),
    "imported_row": ImportedRowFactory,
    "imported_record": ImportedRecordFactory,
    "employer": EmployerFactory,
    "other_employer": EmployerFactory,
    "contact": ContactFactory,
    "reminder": ReminderFactory,
    "promise": PromiseToPayFactory,
    "dispute": DisputeFactory,
    "settled_dispute": lambda: DisputeFactory(settled=True),
    "skill": lambda: SkillFactory(name="Elm"),
    "role": lambda: HiringRequestFactory(salary_from_pence=None, salary_to_pence=None),
    "terms": TermsFactory,
    "ended_terms": lambda: TermsFactory(effective_to="2017-12-31"),
    "terms_accepted_later": lambda: TermsFactory(accepted_on="2018-07-03"),
    "proposed_terms": lambda: TermsFactory(proposed=True),
    "terms_one_person_agreed": lambda: TermsFactory(needs_approval=True),
    "programme": ProgrammeFactory,
    "cohort": CohortFactory,
    "graduate": GraduateFactory,
    "other_graduate": GraduateFactory,
    "consent": ConsentFactory,
    "cv": CvFactory,
    "outcome": OutcomeFactory,
    "published_outcomes": PublishedOutcomesFactory,
    "job_report": JobReportFactory,
    "dismissed_report": lambda: JobReportFactory(dismissed=True),
    "answer": MonitoringAnswerFactory,
    "erased": lambda: GraduateFactory(erased_on=LATE),
    "erasure": ErasureRequestFactory,
    "erasure_done": lambda: ErasureRequestFactory(done=True),
    "shortlisted": ShortlistedFactory,
    "start_report": StartReportFactory,
    "settled_start_report": lambda: StartReportFactory(settled=True),
    "terms_document": TermsDocumentFactory,
    "asked_for": lambda: IntroductionFactory(asked_for=True),
    "withdrawn_consent": lambda: ConsentFactory(withdrawn=True),
    "project": PortfolioProjectFactory,
    "picture": ProjectPictureFactory,
    "project_of_no_cohort": lambda: PortfolioProjectFactory(cohort=None),
    "proposed": IntroductionFactory,
    "proposed_without_role": lambda: IntroductionFactory(hiring_request=None),
    "proposed_under_terms": lambda: IntroductionFactory(employer=TermsFactory().employer),
    "sent": lambda: IntroductionFactory(sent=True),
    "agreed": HireFactory,
    "unannounced": lambda: HireFactory(without_introduction=True),
    "started": lambda: HireFactory(started=True),
    "followup": FollowupFactory,
    "followup_of_hire": lambda: FollowupFactory(about_a_hire=True),
    "fee": FeeFactory,
    "draft": InvoiceFactory,
    "issued": lambda: InvoiceFactory(issued=True),
    "paid": lambda: InvoiceFactory(paid=True),
    "void": lambda: InvoiceFactory(void=True),
    "small_payment": lambda: PaymentFactory(amount_pence=1_00),
    "part_payment": lambda: PaymentFactory(amount_pence=2_000_00),
    "payment": PaymentFactory,
    "note": CreditNoteFactory,
    "kept_note": lambda: CreditNoteFactory(kept=True),
    "refunded_note": lambda: CreditNoteFactory(refunded=True),
    "refund": RefundFactory,
    "statement": BankStatementFactory,
    "line": BankLineFactory,
    "matched_line": lambda: BankLineFactory(matched=True),
    "ignored_line": lambda: BankLineFactory(ignored=True),
    "refunded_line": lambda: BankLineFactory(refunded=True),
    "credit": CustomerCreditFactory,
    "payer": PayerAliasFactory,
    "rebate": RebateFactory,
    "settled_rebate": lambda: RebateFactory(offset=True),
    "taken_back_rebate": lambda: RebateFactory(offset=True, back_on=date(2018, 11, 19)),
    "late_charge": LateChargeFactory,
    "late_charge_payment": LateChargePaymentFactory,
    "late_charge_waiver": LateChargeWaiverFactory,
    "reference_rate": ReferenceRateFactory,
    "vat_rate": VatRateFactory,
    "write_off": written_off,
    "document": DocumentFactory,
    "logo": LogoFactory,
    # Last, since these issue an invoice in the winter, and numbers never go back in time.
    "credit_of_note": lambda: CustomerCreditFactory(of_a_note=True),
    "credit_use": CreditUseFactory,
}


def change(table: str, situation: str, what: str) -> str:
    return f"UPDATE {table} SET {what} WHERE id = {{{situation}}}"


def delete(table: str, situation: str) -> str:
    return f"DELETE FROM {table} WHERE id = {{{situation}}}"


def upper(table: str, column: str, of: str) -> str:
    return f"{column} = (SELECT UPPER(x.{column}) FROM {table} x WHERE x.id = {{{of}}})"


NO_INTRODUCTION = {
    "introduction_id": "NULL",
    "terms_id": "NULL",
    "fee_due": "FALSE",
    "no_introduction_reason": "'They met at a conference.'",
}
ITS_TERMS = (
    "(SELECT t.id FROM employers_terms t WHERE t.employer_id = placements_introduction.employer_id)"
)
TERMS_OF_SENT = "(SELECT i.terms_id FROM placements_introduction i WHERE i.id = {sent})"
FEE_OF_ISSUED = "(SELECT i.fee_id FROM billing_invoice i WHERE i.id = {issued})"
ISSUED_AS_OLD = (
    "state = 'issued', series = 'OLD', issued_on = '2018-09-03', due_on = '2018-10-03',"
    " tax_point = '2018-09-03'"
)
ISSUED_AS_OURS = ISSUED_AS_OLD.replace("'OLD'", "'INV'")
SMALL_CREDIT = {
    "net_pence": 1,
    "vat_pence": 0,
    "gross_pence": 1,
    "offset_pence": 1,
    "refund_pence": 0,
    "kept_pence": 0,
}


def send(what: str) -> str:
    parts = ["state = 'sent'", "sent_on = '2018-07-02'", "valid_until = '2019-07-02'"]
    others = [part for part in parts if part.split()[0] not in what]
    return (
        f"UPDATE placements_introduction SET {', '.join([*others, what])}"
        " WHERE id = {proposed_under_terms}"
    )


# What is refused, and the statement. Where two rules refuse the same, both are named: a|b.
ATTEMPTS: list[tuple[str, str | Copy]] = [
    *(
        ("event_keeps_its_position", change("foundation_historyentry", "placed", what))
        for what in ("position = 7", "position = NULL", "placed_at = NULL")
    ),
    ("event_has_a_position_of_its_own", copy(HistoryEntry, "placed")),
    (
        "webhook_endpoint_state_is_known",
        change("foundation_webhookendpoint", "webhook_endpoint", "state = 'lost'"),
    ),
    ("heartbeat_is_of_a_job", change("foundation_heartbeat", "heartbeat", "name = 'lunch'")),
    (
        "heartbeat_ends_well_when_it_ends",
        change("foundation_heartbeat", "heartbeat", "last_finished = NULL"),
    ),
    ("limit_use_is_one_count_each", copy(LimitUse, "limit_use")),
    *(
        (name, copy(LimitUse, "limit_use", **{column: "'lunch'"}))
        for name, column in (
            ("limit_use_is_of_a_limit", "limit"),
            ("limit_use_is_per_something", "per"),
        )
    ),
    (
        "security_event_kind_is_known",
        change("accounts_securityevent", "security_event", "kind = 'lunch'"),
    ),
    ("backup_kind_is_known", copy(BackupRecord, "backup", kind="'lost'")),
    (
        "backup_is_done_after_its_moment",
        copy(BackupRecord, "backup", done_at="'2018-09-03 02:14:59'"),
    ),
    ("backup_record_stays", change("foundation_backuprecord", "backup", "is_proved = FALSE")),
    ("backup_record_stays", delete("foundation_backuprecord", "backup")),
    ("outbox_state_is_known", change("foundation_outboxrow", "outbox_row", "state = 'lost'")),
    (
        "outbox_row_is_done_at_a_time",
        change("foundation_outboxrow", "outbox_row", "state = 'done'"),
    ),
    (
        "outbox_row_is_held_while_it_waits",
        change("foundation_outboxrow", "outbox_row", "holder = 'somebody'"),
    ),
    (
        "outbox_row_is_held_while_it_waits",
        change(
            "foundation_outboxrow",
            "outbox_given_up",
            "holder = 'somebody', held_until = '2018-09-03 12:00:00'",
        ),
    ),
    *(
        ("outbox_row_stays_as_put", change("foundation_outboxrow", "outbox_row", what))
        for what in ("kind = 'stripe.look'", "lane = ''", "key = 'another'", "subject_id = 0")
    ),
    *(
        ("outbox_row_is_done_once", change("foundation_outboxrow", "outbox_done", what))
        for what in ("state = 'waiting', done_at = NULL", "attempts = 7")
    ),
    (
        "stripe_link_once_a_thing",
        copy(StripeLink, "link", key="'another'", stripe_id="'in_another'"),
    ),
    (
        "stripe_object_belongs_to_one_subject",
        copy(StripeLink, "link", key="'another'", subject_id="0"),
    ),
    (
        "stripe_collected_is_not_negative",
        change("billing_stripelink", "link", "collected_pence = -1"),
    ),
    *(
        ("stripe_link_stays_with_its_thing", change("billing_stripelink", "link", what))
        for what in ("key = 'another'", "subject_id = 0", "part = 'sent'")
    ),
    (
        "stripe_event_has_an_id",
        "INSERT INTO billing_stripeevent (event_id, type, object_type,"
        " object_id, made_at, received_at) SELECT '', type, object_type, object_id, made_at,"
        " received_at FROM billing_stripeevent WHERE id = {event}",
    ),
    ("stripe_event_is_as_told", change("billing_stripeevent", "event", "event_id = 'evt_x'")),
    ("stripe_event_is_as_told", change("billing_stripeevent", "event", "object_id = 'in_x'")),
    ("stripe_event_is_kept", delete("billing_stripeevent", "event")),
    ("stripe_receipt_is_money", copy(StripeReceipt, "receipt", amount_pence="0")),
    ("stripe_receipt_stays", change("billing_stripereceipt", "receipt", "amount_pence = 1")),
    ("stripe_receipt_stays", delete("billing_stripereceipt", "receipt")),
    (
        "stripe_booking_within_its_receipt",
        copy(StripeBooking, "booking", payment_id="{payment}"),
    ),
    ("stripe_booking_stays", change("billing_stripebooking", "booking", "payment_id = {payment}")),
    ("stripe_booking_stays", delete("billing_stripebooking", "booking")),
    (
        "stripe_unallocated_once_an_object_and_sum",
        copy(StripeUnallocated, "stripe_unallocated", receipt_id="NULL"),
    ),
    (
        "stripe_unallocated_is_decided_by_a_person_on_a_day",
        change("billing_stripeunallocated", "stripe_unallocated", "state = 'settled'"),
    ),
    (
        "stripe_unallocated_is_dismissed_for_a_reason",
        change(
            "billing_stripeunallocated",
            "stripe_unallocated",
            "state = 'dismissed', decided_by_id = {user}, decided_on = '2018-10-02'",
        ),
    ),
    (
        "stripe_unallocated_kind_is_known",
        copy(StripeUnallocated, "stripe_unallocated", receipt_id="NULL", kind="'riddle'"),
    ),
    (
        "stripe_unallocated_is_decided_once",
        change("billing_stripeunallocated", "dismissed_parked", "reason = 'Another'"),
    ),
    (
        "stripe_unallocated_is_decided_once",
        change("billing_stripeunallocated", "stripe_unallocated", "amount_pence = 1"),
    ),
    ("stripe_unallocated_is_kept", delete("billing_stripeunallocated", "stripe_unallocated")),
    # People
    (
        "user_email_once_whatever_its_case",
        change("accounts_user", "other_user", upper("accounts_user", "email", "user")),
    ),
    ("user_role_is_known", change("accounts_user", "user", "role = 'owner'")),
    # Approvals, kept answers, history, numbers
    (
        "approval_takes_two_people",
        change(
            "foundation_approval",
            "asked",
            "state = 'approved', decided_by_id = asked_by_id, decided_on = '2018-09-04'",
        ),
    ),
    (
        "approval_is_decided_by_somebody_on_a_day",
        change("foundation_approval", "asked", "state = 'approved'"),
    ),
    ("approval_is_asked_once_at_a_time", copy(Approval, "asked")),
    (
        "approval_stays_as_asked_and_decided",
        change("foundation_approval", "approved", "state = 'refused'"),
    ),
    (
        "approval_stays_as_asked_and_decided",
        change("foundation_approval", "asked", "reason = 'Another reason'"),
    ),
    (
        "approval_stays_as_asked_and_decided",
        change("foundation_approval", "asked", "detail = '{{}}', subject_id = subject_id + 1"),
    ),
    ("approval_is_kept", delete("foundation_approval", "asked")),
    ("idempotency_key_once_a_user", copy(IdempotencyKey, "key")),
    ("notification_choice_once_a_kind_and_person", copy(NotificationChoice, "choice")),
    ("api_key_has_a_name", copy(ApiKey, "api_key", prefix="'12345678'", name="''")),
    (
        "import_state_is_known|import_is_dated_once_done",
        change("foundation_importbatch", "uploaded", "state = 'lost'"),
    ),
    ("import_is_dated_once_done", change("foundation_importbatch", "uploaded", "state = 'done'")),
    ("import_undone_is_dated", change("foundation_importbatch", "imported", "state = 'undone'")),
    ("imported_row_once_a_batch", copy(ImportedRow, "imported_row")),
    (
        "imported_row_verdict_is_known",
        change("foundation_importedrow", "imported_row", "verdict = 'odd'"),
    ),
    ("imported_record_once_a_batch", copy(ImportedRecord, "imported_record")),
    ("history_is_append_only", change("foundation_historyentry", "entry", "verb = 'ended'")),
    ("history_stays_written", delete("foundation_historyentry", "entry")),
    ("seal_stays", "UPDATE foundation_seal SET fixed = 'x' WHERE position = {seal}"),
    ("seal_stays", "DELETE FROM foundation_seal WHERE position = {seal}"),
    *(
        (rule, f"{INTO_SEALS} SELECT {place}{REST_OF_SEAL}")
        for rule, place in [
            ("seal_follows_the_one_before", "position + 1000, 'x'"),
            ("seal_follows_the_one_before", "position + 1, 'x'"),
            ("seal_follows_another_or_is_the_first", "0, ''"),
            ("seal_follows_another_or_is_the_first", "1, 'x'"),
        ]
    ),
    (
        "history_is_append_only",
        change("foundation_historyentry", "entry", "detail = '{{\"a\": 1}}'"),
    ),
    *(
        ("number_series_moves_by_one", f"UPDATE foundation_numberseries SET {what}{of_inv}")
        for of_inv in [" WHERE code = 'INV' AND {issued} > 0"]
        for what in (
            "last_number = last_number + 2",
            "last_number = last_number",
            "last_number = 0",
            "last_number = last_number + 1, code = 'XX'",
            "last_number = last_number + 1, last_on = '2018-09-02'",
            "last_number = last_number + 1, last_on = NULL",
        )
    ),
    *(
        (
            "reference_counter_goes_forward",
            f"UPDATE foundation_referencecounter SET {what} WHERE prefix = '{{counter}}'",
        )
        for what in ("last_number = 40", "prefix = 'OTHER'")
    ),
    ("number_series_stays", "DELETE FROM foundation_numberseries WHERE code = 'CN'"),
    # Employers
    (
        "employer_name_once_whatever_its_case",
        change(
            "employers_employer", "other_employer", upper("employers_employer", "name", "employer")
        ),
    ),
    ("employer_is_not_its_own_group", change("employers_employer", "employer", "group_id = id")),
    ("employer_kind_is_known", change("employers_employer", "employer", "kind = 'club'")),
    (
        "employer_vat_treatment_is_known",
        change("employers_employer", "employer", "vat_treatment = 'exempt'"),
    ),
    ("contact_email_once_an_employer", copy(Contact, "contact", email="UPPER(email)")),
    ("skill_once_whatever_its_case", copy(Skill, "skill", name="'eLM'")),
    ("hiring_request_has_an_opening", change("employers_hiringrequest", "role", "openings = 0")),
    (
        "hiring_request_salary_range_ascends",
        change("employers_hiringrequest", "role", "salary_from_pence = 2, salary_to_pence = 1"),
    ),
    (
        "hiring_request_salary_is_not_negative",
        change("employers_hiringrequest", "role", "salary_from_pence = -1"),
    ),
    (
        "hiring_request_state_is_known",
        change("employers_hiringrequest", "role", "state = 'lost'"),
    ),
    # Terms
    ("terms_never_overlap", copy(Terms, "terms")),
    ("terms_never_overlap", copy(Terms, "terms", effective_from="'2050-01-01'")),
    ("terms_never_overlap", copy(Terms, "terms", effective_from="'2000-01-01'")),
    (
        "terms_never_overlap",
        copy(Terms, "ended_terms", effective_from="'2017-12-31'", effective_to="'2017-12-31'"),
    ),
    (
        "terms_never_overlap",
        "UPDATE employers_terms SET employer_id ="
        " (SELECT t.employer_id FROM employers_terms t WHERE t.id = {terms})"
        " WHERE id = {ended_terms}",
    ),
    (
        "terms_end_after_they_begin",
        change("employers_terms", "terms", "effective_to = '2014-12-31'"),
    ),
    ("terms_have_what_their_basis_needs", change("employers_terms", "terms", "rate = NULL")),
    ("terms_rates_are_fractions", change("employers_terms", "terms", "rate = 1.5")),
    ("terms_amounts_are_not_negative", change("employers_terms", "terms", "minimum_pence = -1")),
    (
        "terms_minimum_is_not_above_maximum",
        change("employers_terms", "terms", "minimum_pence = 2, maximum_pence = 1"),
    ),
    ("terms_discount_has_a_reason", change("employers_terms", "terms", "discount_rate = 0.5")),
    (
        "terms_acceptance_is_whole_or_absent",
        change("employers_terms", "terms", "accepted_by = ''"),
    ),
    *(
        (
            "terms_in_use_are_fixed",
            f"UPDATE employers_terms SET {what} WHERE id = {TERMS_OF_SENT}",
        )
        for what in (
            "rate = 0.2",
            "payment_days = 90",
            "introduction_months = 1",
            'rebate = \'{{"unit": "weeks"}}\'',
            "minimum_pence = 1",
            "accepted_on = '2014-12-31'",
            "document_sha256 = 'ab'",
            "needs_approval = TRUE",
        )
    ),
    (
        "terms_end_after_their_introductions",
        f"UPDATE employers_terms SET effective_to = '2018-07-01' WHERE id = {TERMS_OF_SENT}",
    ),
    # Graduates
    ("programme_once_whatever_its_case", copy(Programme, "programme", name="UPPER(name)")),
    ("cohort_once_whatever_its_case", copy(Cohort, "cohort", name="LOWER(name)")),
    ("cohort_ends_after_it_starts", change("placements_cohort", "cohort", "end_on = '2018-03-04'")),
    ("cohort_state_is_known", change("placements_cohort", "cohort", "state = 'lost'")),
    (
        "graduate_email_once_whatever_its_case",
        change(
            "placements_graduate",
            "other_graduate",
            upper("placements_graduate", "email", "graduate"),
        ),
    ),
    (
        "graduate_visibility_is_known",
        change("placements_graduate", "graduate", "visibility = 'open'"),
    ),
    (
        "graduate_job_search_is_known",
        change("placements_graduate", "graduate", "job_search = 'maybe'"),
    ),
    ("consent_is_given_once_at_a_time", copy(Consent, "consent")),
    (
        "consent_is_withdrawn_after_it_is_given",
        change("placements_consent", "consent", "withdrawn_on = '2018-06-24'"),
    ),
    (
        "consent_stays_as_given",
        change("placements_consent", "consent", "given_on = '2018-06-24'"),
    ),
    (
        "consent_stays_as_given",
        change("placements_consent", "withdrawn_consent", "withdrawn_on = NULL"),
    ),
    ("consent_is_kept", delete("placements_consent", "withdrawn_consent")),
    ("portfolio_project_title_once_a_cohort", copy(PortfolioProject, "project")),
    (
        "portfolio_project_title_once_without_a_cohort",
        copy(PortfolioProject, "project_of_no_cohort"),
    ),
    (
        "project_picture_says_what_it_shows",
        change("placements_projectpicture", "picture", "alt = '  '"),
    ),
    *(
        (
            "project_picture_fits_a_page",
            change("placements_projectpicture", "picture", what),
        )
        for what in ("width = 1201", "height = 2401", "width = 0", "height = 0")
    ),
    # Introductions
    (
        "introduction_state_is_known",
        change("placements_introduction", "sent", "state = 'lost'"),
    ),
    (
        "introduction_is_dated_under_terms_once_sent",
        change("placements_introduction", "proposed", "valid_until = '2019-01-01'"),
    ),
    (
        "introduction_is_dated_under_terms_once_sent",
        send(f"terms_id = {ITS_TERMS}, valid_until = NULL"),
    ),
    (
        "introduction_is_dated_under_terms_once_sent",
        send(f"terms_id = {ITS_TERMS}, valid_until = '2018-07-01'"),
    ),
    (
        "introduction_in_progress_was_sent",
        change("placements_introduction", "proposed", "state = 'interviewing'"),
    ),
    ("introduction_sent_to_the_willing", send(f"terms_id = {ITS_TERMS}, willing_on = NULL")),
    (
        "introduction_sent_to_the_willing",
        send(f"terms_id = {ITS_TERMS}, willing_on = '2018-07-03'"),
    ),
    (
        "introduction_is_asked_for_by_its_own_employer",
        change("placements_introduction", "proposed", "asked_on = '2018-06-28'"),
    ),
    (
        "introduction_is_asked_for_by_its_own_employer",
        change(
            "placements_introduction",
            "proposed",
            "asked_on = '2018-06-28', asked_by_id = {contact}",
        ),
    ),
    (
        "introduction_is_asked_for_by_its_own_employer",
        change("placements_introduction", "asked_for", "employer_id = {other_employer}"),
    ),
    *(
        (
            "introduction_asked_for_is_evidence",
            change("placements_introduction", "asked_for", what),
        )
        for what in ("asked_on = NULL, asked_by_id = NULL", "asked_on = '2018-06-01'")
    ),
    ("introduction_once_a_role_while_live", copy(Introduction, "proposed")),
    # What became of graduates, and what they tell us
    ("cv_has_one_to_ten_pages", change("placements_cv", "cv", "pages = 11")),
    ("outcome_code_is_known", copy(Outcome, "outcome", code="'1F'")),
    ("outcome_has_evidence_unless_seeking", copy(Outcome, "outcome", evidence="'  '")),
    ("outcome_is_decided_once_it_is_true", copy(Outcome, "outcome", since_on="'2018-09-11'")),
    ("outcome_salary_is_above_nothing", copy(Outcome, "outcome", salary_pence=0)),
    ("outcome_excludes_on_day_one_only", copy(Outcome, "outcome", code="'X'")),
    *(
        ("outcome_stays_as_decided", change("placements_outcome", "outcome", what))
        for what in ("code = '2B'", "since_on = '2018-09-04'", "evidence = 'Heard of it'")
    ),
    ("outcome_is_kept", delete("placements_outcome", "outcome")),
    ("outcomes_are_published_once", copy(PublishedOutcomes, "published_outcomes")),
    *(
        ("published_outcomes_are_frozen", attempt)
        for attempt in (
            change("placements_publishedoutcomes", "published_outcomes", "figures = '[]'"),
            delete("placements_publishedoutcomes", "published_outcomes"),
        )
    ),
    (
        "job_report_is_settled_by_somebody_or_waits",
        change("placements_jobreport", "dismissed_report", "settled_by_id = NULL"),
    ),
    (
        "job_report_names_what_it_became",
        change("placements_jobreport", "dismissed_report", "state = 'hired'"),
    ),
    ("job_report_work_is_known", change("placements_jobreport", "job_report", "work = 'other'")),
    (
        "job_report_salary_is_above_nothing",
        change("placements_jobreport", "job_report", "salary_pence = 0"),
    ),
    *(
        (
            "followup_is_about_what_its_kind_says",
            change("placements_followup", situation, what),
        )
        for situation, what in (
            ("followup", "kind = 'another'"),
            ("followup", "kind = 'how_it_goes'"),
            ("followup", "introduction_id = NULL"),
            ("followup", "hire_id = {agreed}"),
            ("followup_of_hire", "kind = 'asked_again'"),
            ("followup_of_hire", "hire_id = NULL"),
        )
    ),
    ("followup_once_an_introduction_and_day", copy(Followup, "followup")),
    ("followup_once_a_hire_and_day", copy(Followup, "followup_of_hire")),
    (
        "introduction_is_overtaken_by_its_own_graduates_hire",
        change("placements_introduction", "sent", "obsoleted_by_id = {agreed}"),
    ),
    ("shortlisted_once_an_employer", copy(Shortlisted, "shortlisted")),
    (
        "shortlisted_by_a_contact_of_the_employer",
        change("placements_shortlisted", "shortlisted", "employer_id = {other_employer}"),
    ),
    (
        "start_report_salary_is_above_nothing|start_report_is_evidence",
        change("placements_startreport", "start_report", "salary_pence = 0"),
    ),
    (
        "start_report_is_settled_after_it_came",
        change("placements_startreport", "start_report", "settled_on = '2018-08-02'"),
    ),
    ("start_report_waits_once_an_introduction", copy(StartReport, "start_report")),
    (
        "start_report_comes_from_its_employer",
        copy(StartReport, "settled_start_report", reported_by_id="{contact}"),
    ),
    (
        "start_report_is_evidence",
        change("placements_startreport", "start_report", "start_on = '2018-09-04'"),
    ),
    (
        "start_report_is_evidence",
        change("placements_startreport", "settled_start_report", "settled_on = NULL"),
    ),
    *(
        ("terms_document_is_kept", attempt)
        for attempt in (
            change("employers_termsdocument", "terms_document", "text = 'Something else'"),
            delete("employers_termsdocument", "terms_document"),
        )
    ),
    ("monitoring_question_once_a_person", copy(MonitoringAnswer, "answer")),
    (
        "monitoring_answer_is_known",
        change("placements_monitoringanswer", "answer", "answer = 'asian'"),
    ),
    *(
        ("graduate_erased_stays_erased", change("placements_graduate", "erased", what))
        for what in ("full_name = 'Back'", "visibility = 'published'", "erased_on = NULL")
    ),
    ("erasure_is_asked_once_at_a_time", copy(ErasureRequest, "erasure")),
    ("erasure_is_due_after_it_is_asked", copy(ErasureRequest, "erasure", due_on="asked_on")),
    (
        "erasure_stays_asked",
        change("placements_erasurerequest", "erasure", "due_on = '2019-10-03'"),
    ),
    (
        "erasure_stays_asked",
        change("placements_erasurerequest", "erasure_done", "done_on = NULL"),
    ),
    ("erasure_is_kept", delete("placements_erasurerequest", "erasure")),
    (
        "introduction_once_without_a_role_while_live",
        copy(Introduction, "proposed_without_role"),
    ),
    *(
        (
            "introduction_sent_is_evidence",
            change("placements_introduction", "sent", what),
        )
        for what in (
            "sent_on = '2018-07-03'",
            "valid_until = '2018-07-03'",
            "graduate_id = {graduate}",
            "willing_on = '2018-07-01'",
            "willing_on = NULL, brought_over = TRUE",
        )
    ),
    ("introduction_sent_stays", delete("placements_introduction", "sent")),
    ("introduction_under_terms_in_force", send("terms_id = {terms}")),
    (
        "introduction_under_terms_in_force",
        send(f"terms_id = {ITS_TERMS}, sent_on = '2014-12-31', willing_on = '2014-12-31'"),
    ),
    *(
        (
            "introduction_under_terms_in_force",
            send(
                f"terms_id = {{{terms}}}, employer_id = (SELECT t.employer_id"
                f" FROM employers_terms t WHERE t.id = {{{terms}}})"
            ),
        )
        for terms in (
            "proposed_terms",
            "ended_terms",
            "terms_one_person_agreed",
            "terms_accepted_later",
        )
    ),
    # Hires
    ("hire_state_is_known", change("placements_hire", "agreed", "state = 'lost'")),
    (
        "hire_has_an_introduction_or_a_reason",
        change("placements_hire", "unannounced", "no_introduction_reason = ''"),
    ),
    (
        "hire_has_an_introduction_or_a_reason",
        change("placements_hire", "unannounced", "no_introduction_reason = '  too short  '"),
    ),
    (
        "hire_has_an_introduction_or_a_reason",
        change("placements_hire", "agreed", "no_introduction_reason = 'They met elsewhere.'"),
    ),
    (
        "hire_has_an_introduction_or_a_reason",
        copy(
            Hire,
            "agreed",
            **{**NO_INTRODUCTION, "no_introduction_reason": "''", "start_on": "'2019-01-07'"},
        ),
    ),
    ("hire_fee_is_due_under_terms", change("placements_hire", "agreed", "terms_id = NULL")),
    (
        "hire_in_place_of_another_owes_no_fee",
        change("placements_hire", "agreed", "replaces_id = {started}"),
    ),
    (
        "hire_late_conversion_is_without_introduction",
        change("placements_hire", "agreed", "late_conversion_of_id = introduction_id"),
    ),
    (
        "hire_fixed_term_has_months",
        change("placements_hire", "agreed", "contract = 'fixed_term'"),
    ),
    ("hire_fixed_term_has_months", change("placements_hire", "agreed", "months = 6")),
    (
        "hire_fixed_term_has_months",
        change("placements_hire", "agreed", "contract = 'fixed_term', months = 0"),
    ),
    ("hire_salary_and_hours_are_real", change("placements_hire", "agreed", "salary_pence = 0")),
    ("hire_salary_and_hours_are_real", change("placements_hire", "agreed", "fte = 0")),
    ("hire_salary_and_hours_are_real", change("placements_hire", "agreed", "fte = 1.1")),
    (
        "hire_starts_in_living_memory",
        change("placements_hire", "agreed", "start_on = '1999-12-31'"),
    ),
    ("hire_end_is_whole_or_absent", change("placements_hire", "agreed", "state = 'ended'")),
    (
        "hire_end_is_whole_or_absent",
        change("placements_hire", "started", "state = 'ended', end_reason = 'other'"),
    ),
    (
        "hire_end_is_whole_or_absent",
        change("placements_hire", "started", "last_day = '2018-11-16'"),
    ),
    (
        "hire_end_is_whole_or_absent",
        change(
            "placements_hire",
            "started",
            "state = 'ended', end_reason = 'other', last_day = '2018-09-02'",
        ),
    ),
    (
        "hire_falls_through_on_a_day",
        change("placements_hire", "agreed", "state = 'fell_through'"),
    ),
    ("hire_once_a_pair_and_start_day", copy(Hire, "agreed", **NO_INTRODUCTION)),
    ("hire_once_an_introduction", copy(Hire, "agreed", start_on="'2018-10-01'")),
    (
        "hire_cites_its_own_pair",
        change(
            "placements_hire", "agreed", f"introduction_id = {{sent}}, terms_id = {TERMS_OF_SENT}"
        ),
    ),
    ("hire_cites_its_own_pair", change("placements_hire", "agreed", "graduate_id = {graduate}")),
    ("hire_cites_its_own_pair", change("placements_hire", "agreed", "employer_id = {employer}")),
    ("hire_cites_its_own_pair", copy(Hire, "agreed", graduate_id="{graduate}")),
    (
        "hire_cites_its_own_pair",
        change(
            "placements_hire",
            "unannounced",
            f"late_conversion_of_id = {{sent}}, fee_due = TRUE, terms_id = {TERMS_OF_SENT}",
        ),
    ),
    (
        "hire_under_the_terms_of_its_introduction",
        change("placements_hire", "agreed", "terms_id = {terms}"),
    ),
    (
        "hire_under_the_terms_of_its_introduction",
        change("placements_hire", "unannounced", "terms_id = {terms}, fee_due = TRUE"),
    ),
    *(
        ("hire_started_is_fixed", change("placements_hire", "started", what))
        for what in (
            "salary_pence = 1",
            "fte = 0.5",
            "start_on = '2018-09-04'",
            "contract = 'fixed_term', months = 6",
            "fee_due = FALSE",
            "agreed_on = '2018-08-02'",
        )
    ),
    ("hire_stays", delete("placements_hire", "agreed")),
    # Fees and rebates
    ("fee_one_live_a_hire", copy(Fee, "fee")),
    (
        "fee_state_is_known|fee_is_waived_for_a_reason",
        change("billing_fee", "fee", "state = 'lost'"),
    ),
    ("fee_adds_up", change("billing_fee", "fee", "gross_pence = gross_pence + 1")),
    (
        "fee_differs_from_its_working_for_a_reason",
        change("billing_fee", "fee", "net_pence = net_pence - 1, gross_pence = gross_pence - 1"),
    ),
    ("fee_is_waived_for_a_reason", change("billing_fee", "fee", "state = 'waived'")),
    ("fee_stays", delete("billing_fee", "fee")),
    *(
        ("fee_invoiced_is_fixed", f"UPDATE billing_fee SET {what} WHERE id = {FEE_OF_ISSUED}")
        for what in (
            "state = 'waived', waive_reason = 'Because'",
            "net_pence = 0, gross_pence = vat_pence, override_reason = 'Because'",
            "working = '[]'",
            "terms_snapshot = '{{}}'",
            "earned_on = '2018-09-04'",
            "protected_until = '2030-01-01'",
        )
    ),
    (
        "rebate_state_is_known|rebate_has_a_remedy_once_settled",
        change("billing_rebate", "rebate", "state = 'lost'"),
    ),
    ("rebate_is_part_of_the_fee", change("billing_rebate", "rebate", "share = 2")),
    ("rebate_is_part_of_the_fee", change("billing_rebate", "rebate", "net_pence = -1")),
    ("rebate_barred_gives_nothing", change("billing_rebate", "rebate", "state = 'barred'")),
    ("rebate_barred_gives_nothing", change("billing_rebate", "rebate", "barred = 'Late'")),
    (
        "rebate_has_a_remedy_once_settled",
        change("billing_rebate", "rebate", "state = 'confirmed'"),
    ),
    ("rebate_settled_is_fixed", change("billing_rebate", "settled_rebate", "net_pence = 0")),
    (
        "rebate_settled_is_fixed",
        change("billing_rebate", "settled_rebate", "state = 'proposed', remedy = ''"),
    ),
    (
        "rebate_settled_is_fixed",
        change("billing_rebate", "taken_back_rebate", "taken_back_pence = taken_back_pence - 1"),
    ),
    ("rebate_stays", delete("billing_rebate", "rebate")),
    # Invoices and their lines
    ("invoice_state_is_known", change("billing_invoice", "issued", "state = 'lost'")),
    (
        "invoice_is_numbered_and_dated_once_issued",
        change("billing_invoice", "draft", "number = 'X-1'"),
    ),
    (
        "invoice_of_our_series_has_a_sequence",
        change("billing_invoice", "draft", f"{ISSUED_AS_OLD}, number = 'X-1', sequence = 5"),
    ),
    (
        "invoice_number_once",
        change(
            "billing_invoice",
            "draft",
            f"{ISSUED_AS_OLD}, number ="
            " (SELECT i.number FROM billing_invoice i WHERE i.id = {issued})",
        ),
    ),
    (
        "invoice_sequence_once_a_series",
        change(
            "billing_invoice",
            "draft",
            f"{ISSUED_AS_OURS}, number = 'INV-A', sequence ="
            " (SELECT i.sequence FROM billing_invoice i WHERE i.id = {issued})",
        ),
    ),
    ("invoice_instalment_once_a_fee", copy(Invoice, "draft")),
    ("invoice_adds_up", change("billing_invoice", "draft", "gross_pence = gross_pence + 1")),
    (
        "invoice_draft_or_void_holds_no_money",
        copy(Invoice, "draft", instalment=9, paid_pence=1),
    ),
    (
        "invoice_paid_and_credited_within_total|invoice_draft_or_void_holds_no_money",
        copy(Invoice, "draft", instalment=9, paid_pence="gross_pence + 1"),
    ),
    (
        "invoice_money_was_booked",
        change("billing_invoice", "issued", "paid_pence = gross_pence + 1"),
    ),
    ("invoice_money_was_booked", change("billing_invoice", "issued", "paid_pence = 1")),
    ("invoice_money_was_booked", change("billing_invoice", "issued", "credited_pence = 1")),
    ("invoice_paid_owes_nothing", change("billing_invoice", "issued", "state = 'paid'")),
    ("invoice_paid_owes_nothing", change("billing_invoice", "paid", "state = 'issued'")),
    (
        "invoice_issued_is_immutable",
        change(
            "billing_invoice",
            "issued",
            "state = 'draft', number = '', sequence = NULL, issued_on = NULL, due_on = NULL,"
            " tax_point = NULL",
        ),
    ),
    ("invoice_issued_is_immutable", change("billing_invoice", "void", "state = 'issued'")),
    (
        "invoice_working_is_immutable",
        change("billing_invoice", "issued", "working = '[]'"),
    ),
    ("invoice_issued_stays", delete("billing_invoice", "issued")),
    ("invoice_issued_stays", delete("billing_invoice", "paid")),
    ("invoice_issued_stays", delete("billing_invoice", "void")),
    (
        "invoice_begins_as_a_draft",
        copy(Invoice, "void", number="'INV-0009'", sequence=9, instalment=9),
    ),
    (
        "invoice_numbered_from_its_series",
        change("billing_invoice", "draft", f"{ISSUED_AS_OURS}, number = 'INV-7', sequence = 7"),
    ),
    (
        "invoice_numbered_from_its_series",
        change(
            "billing_invoice",
            "draft",
            f"{ISSUED_AS_OURS.replace('09-03', '09-02')}, number = 'INV-A', sequence ="
            " (SELECT i.sequence FROM billing_invoice i WHERE i.id = {issued})",
        ),
    ),
    (
        "invoice_issued_with_its_lines",
        change(
            "billing_invoice",
            "draft",
            f"{ISSUED_AS_OLD}, number = 'X-1', net_pence = net_pence - 1,"
            " gross_pence = gross_pence - 1",
        ),
    ),
    (
        "invoice_line_is_not_negative",
        "UPDATE billing_invoiceline SET net_pence = -1 WHERE invoice_id = {draft}",
    ),
    (
        "invoice_line_issued_is_immutable|invoice_line_issued_stays",
        "UPDATE billing_invoiceline SET description = 'Tea' WHERE invoice_id = {issued}",
    ),
    (
        "invoice_line_issued_is_immutable",
        "UPDATE billing_invoiceline SET invoice_id = {issued} WHERE invoice_id = {draft}",
    ),
    (
        "invoice_line_issued_is_immutable",
        "INSERT INTO billing_invoiceline (invoice_id, description, net_pence, vat_rate, vat_pence)"
        " VALUES ({issued}, 'Tea', 1, 0.2, 0)",
    ),
    (
        "invoice_line_issued_stays",
        "UPDATE billing_invoiceline SET invoice_id = {draft} WHERE invoice_id = {issued}",
    ),
    (
        "invoice_line_issued_stays",
        "DELETE FROM billing_invoiceline WHERE invoice_id = {issued}",
    ),
    # Payments
    ("payment_is_immutable", change("billing_payment", "payment", "amount_pence = 1")),
    ("payment_is_immutable", change("billing_payment", "payment", "received_on = '2018-09-01'")),
    ("payment_is_immutable", delete("billing_payment", "payment")),
    ("payment_within_what_is_owed", copy(Payment, "payment", amount_pence=1, net_pence=1)),
    ("payment_within_what_is_owed", copy(Payment, "part_payment", amount_pence=3_760_01)),
    (
        "payment_within_what_is_owed",
        copy(Payment, "part_payment", amount_pence=1, net_pence=1, invoice_id="{draft}"),
    ),
    (
        "payment_within_what_is_owed",
        copy(Payment, "part_payment", amount_pence=1, net_pence=1, invoice_id="{void}"),
    ),
    # Paid 57.60, credited and refunded 14.40: nothing is owed, and nothing may be paid again.
    (
        "payment_within_what_is_owed",
        "INSERT INTO billing_payment"
        " (invoice_id, amount_pence, net_pence, received_on, method, reference, created_at)"
        " SELECT n.invoice_id, 1, 1, '2018-11-20', 'card', '', CURRENT_TIMESTAMP"
        " FROM billing_creditnote n WHERE n.id = {refunded_note}",
    ),
    ("payment_is_money", copy(Payment, "part_payment", amount_pence=0, net_pence=0)),
    ("payment_is_money", copy(Payment, "part_payment", amount_pence=1, net_pence=2)),
    (
        "payment_method_is_known",
        copy(Payment, "part_payment", amount_pence=1, net_pence=1, method="'cash'"),
    ),
    # Credit notes
    ("credit_note_is_immutable", change("billing_creditnote", "note", "reason = 'Other'")),
    ("credit_note_is_immutable", delete("billing_creditnote", "note")),
    (
        "credit_note_within_the_invoice",
        copy(
            CreditNote,
            "note",
            net_pence=3_600_01,
            vat_pence=720_00,
            gross_pence=4_320_01,
            offset_pence=4_320_01,
        ),
    ),
    (
        "credit_note_within_the_invoice",
        copy(
            CreditNote,
            "note",
            net_pence=3_599_99,
            vat_pence=720_01,
            gross_pence=4_320_00,
            offset_pence=4_320_00,
        ),
    ),
    (
        "credit_note_within_the_invoice",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "offset_pence": 0, "kept_pence": 1}),
    ),
    (
        "credit_note_within_the_invoice",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "invoice_id": "{draft}"}),
    ),
    ("credit_note_within_the_invoice", copy(CreditNote, "refunded_note", **SMALL_CREDIT)),
    ("credit_note_within_the_invoice", copy(CreditNote, "kept_note", **SMALL_CREDIT)),
    (
        "credit_note_numbered_from_its_series",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "sequence": 99, "number": "'CN-0099'"}),
    ),
    (
        "credit_note_numbered_from_its_series",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "issued_on": "'2018-11-18'"}),
    ),
    ("already_there", copy(CreditNote, "note", **SMALL_CREDIT)),
    (
        "credit_note_adds_up",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "gross_pence": 2, "offset_pence": 2}),
    ),
    (
        "credit_note_is_offset_refunded_or_kept",
        copy(CreditNote, "note", **{**SMALL_CREDIT, "offset_pence": 0}),
    ),
    ("credit_note_has_a_reason", copy(CreditNote, "note", **{**SMALL_CREDIT, "reason": "''"})),
    # Refunds
    ("refund_is_immutable", change("billing_refund", "refund", "amount_pence = 1")),
    ("refund_is_immutable", delete("billing_refund", "refund")),
    ("refund_within_its_credit_note", copy(Refund, "refund")),
    ("refund_within_its_credit_note", copy(Refund, "refund", amount_pence=1, net_pence=1)),
    (
        "refund_within_its_credit_note",
        copy(Refund, "refund", amount_pence=1, net_pence=1, invoice_id="{paid}"),
    ),
    (
        "refund_within_its_credit_note",
        copy(Refund, "refund", amount_pence=1, net_pence=1, credit_note_id="{kept_note}"),
    ),
    ("refund_is_money", copy(Refund, "refund", amount_pence=0, net_pence=0)),
    (
        "refund_has_a_reason|refund_is_money",
        copy(Refund, "refund", amount_pence=0, net_pence=0, reason="''"),
    ),
    # Rates, late charges, write-offs, papers
    ("vat_rate_is_a_fraction", change("billing_vatrate", "vat_rate", "rate = 1.5")),
    (
        "reference_rate_is_a_fraction",
        change("billing_referencerate", "reference_rate", "rate = 1.5"),
    ),
    ("late_charge_is_immutable", change("billing_latecharge", "late_charge", "total_pence = 0")),
    ("late_charge_is_immutable", delete("billing_latecharge", "late_charge")),
    (
        "late_charge_payment_is_immutable",
        change("billing_latechargepayment", "late_charge_payment", "amount_pence = 2"),
    ),
    (
        "late_charge_payment_is_immutable",
        delete("billing_latechargepayment", "late_charge_payment"),
    ),
    (
        "late_charge_waiver_is_immutable",
        change("billing_latechargewaiver", "late_charge_waiver", "reason = 'Other'"),
    ),
    ("late_charge_waiver_is_immutable", delete("billing_latechargewaiver", "late_charge_waiver")),
    (
        "late_charge_is_not_overpaid",
        copy(LateChargePayment, "late_charge_payment", amount_pence=100_000_00),
    ),
    (
        "late_charge_is_not_overpaid",
        "INSERT INTO billing_latechargepayment"
        " (charge_id, amount_pence, received_on, method, reference)"
        " SELECT charge_id, 1, '2018-12-20', 'card', ''"
        " FROM billing_latechargewaiver WHERE id = {late_charge_waiver}",
    ),
    (
        "late_charge_is_not_overwaived",
        "INSERT INTO billing_latechargewaiver"
        " (charge_id, approval_id, amount_pence, waived_on, reason)"
        " SELECT p.charge_id, {approved}, c.total_pence, '2018-12-20', 'Kindness'"
        " FROM billing_latechargepayment p JOIN billing_latecharge c ON c.id = p.charge_id"
        " WHERE p.id = {late_charge_payment}",
    ),
    (
        "late_charge_payment_is_money",
        copy(LateChargePayment, "late_charge_payment", amount_pence=0),
    ),
    (
        "late_charge_payment_method_is_known",
        copy(LateChargePayment, "late_charge_payment", amount_pence=1, method="'cash'"),
    ),
    (
        "late_charge_waiver_is_money",
        copy(LateChargeWaiver, "late_charge_waiver", amount_pence=0, charge_id="{late_charge}"),
    ),
    (
        "late_charge_waiver_has_a_reason",
        copy(
            LateChargeWaiver,
            "late_charge_waiver",
            amount_pence=1,
            reason="''",
            charge_id="{late_charge}",
        ),
    ),
    (
        "late_charge_adds_up",
        "INSERT INTO billing_latecharge (invoice_id, charged_on, interest_pence, fixed_sum_pence,"
        " total_pence, working) VALUES ({issued}, '2018-12-03', 1, 40_00, 40_00, '[]')".replace(
            "40_00", "4000"
        ),
    ),
    (
        "write_off_takes_two_people_a_recovery_none",
        "INSERT INTO billing_writeoff (invoice_id, amount_pence, written_off_on, reason)"
        " VALUES ({issued}, 1, '2018-12-03', 'Gone')",
    ),
    (
        "write_off_has_a_reason",
        "INSERT INTO billing_writeoff"
        " (invoice_id, approval_id, amount_pence, written_off_on, reason)"
        " VALUES ({issued}, {approved}, 1, '2018-12-03', '')",
    ),
    ("write_off_is_immutable", change("billing_writeoff", "write_off", "amount_pence = 1")),
    ("write_off_is_immutable", delete("billing_writeoff", "write_off")),
    ("document_is_of_one_thing", copy(Document, "document", invoice_id="NULL")),
    ("document_is_immutable", change("billing_document", "document", "sha256 = ''")),
    ("document_is_immutable", delete("billing_document", "document")),
    ("logo_is_immutable", delete("billing_logo", "logo")),
    # Chasing
    ("reminder_is_immutable", change("billing_reminder", "reminder", "body = 'Pay'")),
    ("reminder_is_immutable", delete("billing_reminder", "reminder")),
    ("reminder_once_an_invoice_and_step", copy(Reminder, "reminder")),
    ("reminder_step_is_a_letter", copy(Reminder, "reminder", step="'on_stop'")),
    (
        "reminder_has_words_and_an_address",
        copy(Reminder, "reminder", step="'final'", body="''"),
    ),
    ("promise_is_immutable", change("billing_promisetopay", "promise", "by_whom = 'Nobody'")),
    ("promise_is_immutable", delete("billing_promisetopay", "promise")),
    (
        "promise_lies_ahead_when_made",
        copy(PromiseToPay, "promise", promised_on="'2018-10-07'"),
    ),
    ("promise_is_somebodys", copy(PromiseToPay, "promise", by_whom="''")),
    ("dispute_is_kept", delete("billing_dispute", "dispute")),
    ("dispute_is_settled_once", change("billing_dispute", "dispute", "reason = 'Other'")),
    (
        "dispute_is_settled_once",
        change("billing_dispute", "settled_dispute", "outcome = 'Other'"),
    ),
    ("dispute_one_open_an_invoice", copy(Dispute, "dispute")),
    ("dispute_has_a_reason", copy(Dispute, "settled_dispute", reason="''")),
    ("dispute_is_closed_with_an_outcome", copy(Dispute, "settled_dispute", outcome="''")),
    (
        "dispute_is_closed_with_an_outcome",
        change("billing_dispute", "dispute", "closed_on = '2018-10-01', outcome = 'Early'"),
    ),
    # Saved searches
    ("saved_search_name_once_a_list", copy(SavedSearch, "saved_search")),
    (
        "saved_searches_are_twenty_at_most",
        "INSERT INTO foundation_savedsearch (user_id, page, name, query)"
        " SELECT s.user_id, s.page, 'Search ' || n.n, s.query FROM foundation_savedsearch s,"
        f" (SELECT {' UNION SELECT '.join(f'{n} AS n' for n in range(20))}) n"
        " WHERE s.id = {saved_search}",
    ),
    # Bank statements and their lines
    (
        "bank_statement_runs_forward|bank_statement_is_as_imported",
        change("billing_bankstatement", "statement", "to_on = '2018-01-01'"),
    ),
    (
        "bank_statement_runs_forward",
        copy(BankStatement, "statement", sha256="'x'", to_on="'2018-01-01'"),
    ),
    (
        "bank_statement_is_as_imported",
        change("billing_bankstatement", "statement", "file_name = 'other.csv'"),
    ),
    ("bank_line_is_as_imported", change("billing_bankline", "line", "amount_pence = 1")),
    ("bank_line_is_as_imported", change("billing_bankline", "line", "payer = 'Somebody'")),
    ("already_there", copy(BankLine, "line")),
    ("bank_line_moves_money", copy(BankLine, "line", fingerprint="'x'", amount_pence=0)),
    (
        "bank_line_begins_open",
        copy(BankLine, "ignored_line", fingerprint="'x'"),
    ),
    (
        "bank_line_is_open_matched_or_ignored_with_a_reason",
        change("billing_bankline", "line", "state = 'ignored'"),
    ),
    (
        "bank_line_is_open_matched_or_ignored_with_a_reason",
        change("billing_bankline", "line", "ignored_reason = 'None of ours'"),
    ),
    ("bank_line_dealt_with_stays", delete("billing_bankline", "ignored_line")),
    ("bank_line_matched_stays", change("billing_bankline", "matched_line", "state = 'open'")),
    (
        "bank_line_matched_stays|bank_line_matched_is_used_up",
        change("billing_bankline", "refunded_line", "refund_id = NULL"),
    ),
    ("bank_line_matched_is_used_up", change("billing_bankline", "line", "state = 'matched'")),
    (
        "bank_line_matched_is_used_up",
        change("billing_bankline", "line", "state = 'matched', refund_id = {refund}"),
    ),
    (
        "bank_line_ignored_is_unused|bank_line_matched_stays",
        change("billing_bankline", "matched_line", "state = 'ignored', ignored_reason = 'No'"),
    ),
    (
        "payment_within_its_bank_line",
        copy(Payment, "part_payment", amount_pence=1, net_pence=1, bank_line_id="{matched_line}"),
    ),
    (
        "payment_within_its_bank_line",
        copy(Payment, "part_payment", amount_pence=1, net_pence=1, bank_line_id="{ignored_line}"),
    ),
    (
        "payment_within_its_bank_line",
        "INSERT INTO billing_payment (invoice_id, amount_pence, net_pence, received_on, method,"
        " reference, created_at, bank_line_id) VALUES ({issued}, 576001, 480001, '2018-11-20',"
        " 'card', '', CURRENT_TIMESTAMP, {line})",
    ),
    ("payer_alias_once_an_employer", copy(PayerAlias, "payer")),
    # Credit kept
    (
        "customer_credit_within_its_bank_line",
        "INSERT INTO billing_customercredit (employer_id, bank_line_id, amount_pence, kept_on)"
        " VALUES ({employer}, {line}, 576001, '2018-12-03')",
    ),
    (
        "customer_credit_is_what_its_note_kept",
        "INSERT INTO billing_customercredit (employer_id, credit_note_id, amount_pence, kept_on)"
        " VALUES ({employer}, {kept_note}, 1, '2018-12-03')",
    ),
    (
        "customer_credit_has_one_source",
        "INSERT INTO billing_customercredit (employer_id, amount_pence, kept_on)"
        " VALUES ({employer}, 1, '2018-12-03')",
    ),
    (
        "customer_credit_is_money",
        "INSERT INTO billing_customercredit (employer_id, bank_line_id, amount_pence, kept_on)"
        " VALUES ({employer}, {line}, 0, '2018-12-03')",
    ),
    (
        "customer_credit_is_immutable",
        change("billing_customercredit", "credit", "amount_pence = 1"),
    ),
    ("customer_credit_is_immutable", delete("billing_customercredit", "credit")),
    (
        "credit_use_within_its_credit",
        "INSERT INTO billing_credituse (credit_id, approval_id, amount_pence, net_pence, used_on)"
        " VALUES ({credit}, {approved}, 24001, 0, '2018-12-03')",
    ),
    (
        "credit_use_is_its_payment",
        "INSERT INTO billing_credituse (credit_id, payment_id, amount_pence, net_pence, used_on)"
        " VALUES ({credit}, {payment}, 1, 0, '2018-12-03')",
    ),
    (
        "credit_use_is_its_payment",
        "INSERT INTO billing_credituse (credit_id, payment_id, amount_pence, net_pence, used_on)"
        " VALUES ({credit}, {small_payment}, 100, 0, '2018-12-03')",
    ),
    (
        "credit_use_is_applied_or_paid_back_by_two",
        "INSERT INTO billing_credituse (credit_id, amount_pence, net_pence, used_on)"
        " VALUES ({credit}, 1, 0, '2018-12-03')",
    ),
    (
        "credit_use_is_money",
        "INSERT INTO billing_credituse (credit_id, approval_id, amount_pence, net_pence, used_on)"
        " VALUES ({credit_of_note}, {approved}, 1, 2, '2018-12-03')",
    ),
    ("credit_use_is_immutable", change("billing_credituse", "credit_use", "amount_pence = 1")),
    ("credit_use_is_immutable", delete("billing_credituse", "credit_use")),
]
