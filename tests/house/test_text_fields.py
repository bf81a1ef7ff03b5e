"""What people write is readable in every column, whichever door it came by."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.text_fields import LineField, LinesField, LinkField, MailField, NameField
from placements.models import Graduate, Introduction
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

from .test_models import OUR_MODELS

READABLE = (LineField, LinesField, MailField, LinkField)
# Written by programs: words of banks and of Stripe as they came, digests, keys, names of models,
# and text that we make ourselves.
MADE = {
    *(
        "accounts.User.password",
        "accounts.ApiKey.prefix",
        "accounts.ApiKey.digest",
        "accounts.ApiKey.made_for",
        "accounts.NotificationChoice.kind",
    ),
    *(
        "accounts.CalendarAddress.secret_sha256",
        "foundation.HistoryEntry.*",
        "foundation.OutboxRow.*",
    ),
    *("accounts.SecurityEvent.*", "foundation.Heartbeat.*", "foundation.LimitUse.*"),
    "foundation.Seal.*",
    *("foundation.IdempotencyKey.*", "foundation.NumberSeries.code"),
    "foundation.BackupRecord.*",
    *("foundation.ReferenceCounter.prefix", "foundation.Approval.kind"),
    *("foundation.Approval.subject_type", "foundation.SavedSearch.page"),
    *("foundation.Event.*", "foundation.WebhookDelivery.*", "foundation.WebhookAttempt.*"),
    *("foundation.WebhookEndpoint.secret", "foundation.WebhookEndpoint.state_reason"),
    *(
        "foundation.SavedSearch.query",
        "foundation.ImportBatch.*",
        "foundation.ImportedRow.*",
        "foundation.ImportedRecord.*",
        "billing.BankLayout.*",
        "employers.Terms.document_sha256",
    ),
    *("employers.TermsDocument.*", "placements.ProjectPicture.sha256"),
    *("placements.MonitoringAnswer.*", "billing.BankStatement.*", "billing.BankLine.*"),
    *("billing.PayerAlias.*", "billing.StripeEvent.*", "billing.StripeUnallocated.stripe_id"),
    *(
        "billing.StripeUnallocated.currency",
        "billing.StripeUnallocated.says",
        "billing.StripeReceipt.*",
    ),
    *("billing.StripeLink.*", "billing.Logo.sha256", "billing.Document.sha256"),
    *("billing.Reminder.*", "billing.CreditNote.number", "billing.Invoice.number"),
    *("billing.Invoice.series", "billing.Invoice.vat_note", "billing.Rebate.barred"),
    # A payment out of a bank line carries the words of the bank.
    "billing.Payment.reference",
}


def text_columns() -> list[models.Field]:
    """Return the text columns of our models in which a person chooses the words."""
    return [
        field
        for model in OUR_MODELS
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]


def name_of(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def is_made(field: models.Field) -> bool:
    label = field.model._meta.label
    return bool({name_of(field), f"{label}.*"} & MADE)


PEOPLE_WRITE = [field for field in text_columns() if isinstance(field, READABLE)]
UNREADABLE = ["a\x00b", "a\u202eb", "a\x07b", "\u200b", "\u3164", "   "]
LINES = ["a\nb", "a\u2028b", "a\tb"]


def test_every_column_of_text_is_readable_or_known_to_be_made_by_a_program():
    lax = [
        name_of(field)
        for field in text_columns()
        if not isinstance(field, READABLE) and not is_made(field)
    ]
    assert lax == []


@pytest.mark.parametrize("field", PEOPLE_WRITE, ids=name_of)
def test_what_nobody_can_read_is_refused_by_the_column_by_name(field):
    one_line = field.get_internal_type() != "TextField"
    for text in [*UNREADABLE, *(LINES if one_line else [])]:
        with pytest.raises(BadValue) as refused:
            field.get_db_prep_save(text, connection)
        assert refused.value.field == field.name
        with pytest.raises(ValidationError):
            field.run_validators(text)
    for text in ["", "Åsa O’Neil", *([] if one_line else ["One\n\ttwo\r\nthree"])]:
        assert field.get_db_prep_save(text, connection) == text


@pytest.mark.parametrize("field", PEOPLE_WRITE, ids=name_of)
def test_for_migrations_it_is_the_column_it_is(field):
    kind = {LinesField: "Text", MailField: "Email", LinkField: "URL"}

    assert field.deconstruct()[1] == f"django.db.models.{kind.get(type(field), 'Char')}Field"


# By every way into the database


def test_a_row_made_directly_is_refused(db):
    with pytest.raises(BadValue, match="one line") as refused:
        EmployerFactory(name="Ember\nLtd")

    assert refused.value.field == "name"


def test_a_row_changed_is_refused(db):
    graduate = GraduateFactory()
    graduate.full_name = "\u200b"

    with pytest.raises(BadValue, match="This text is invisible"):
        graduate.save()


def test_rows_updated_or_made_in_bulk_are_refused(db):
    introduction = IntroductionFactory()

    with pytest.raises(BadValue, match="reverse the text"):
        Introduction.objects.filter(pk=introduction.pk).update(reason="a\u202eb")
    with pytest.raises(BadValue, match="NUL"):
        User.objects.bulk_create([User(email="a@x.example", full_name="a\x00b")])
    with pytest.raises(BadValue, match="one line"):
        Graduate.objects.bulk_update(
            [Graduate(pk=introduction.graduate_id, location="a\nb")], ["location"]
        )


NAMES = [field for field in text_columns() if isinstance(field, NameField)]
LINKS = [
    *("Free money https://a.b/", "See www.prize", "Win at prize.com", "evil.co.uk", "Ann (x.io)"),
    *("http://[::1]/", "EVIL.COM", "a-b.example", "pay.evil.ru now"),
]
PLAIN = [
    "J. R. R. Tolkien",
    "St.John Smith",
    "Ann-Marie O'Neill",
    "Co. Ltd",
    "A.B.C. Ltd",
    "Zoë No.5",
]


def test_the_names_of_people_and_firms_are_columns_for_names():
    assert {name_of(field) for field in NAMES} == {
        *("accounts.User.full_name", "employers.Contact.full_name", "employers.Employer.name"),
        "placements.Graduate.full_name",
    }


@pytest.mark.parametrize("field", NAMES, ids=name_of)
@pytest.mark.parametrize("link", LINKS)
def test_a_name_with_a_link_is_refused(field, link):
    with pytest.raises(BadValue, match="without a web address"):
        field.get_db_prep_save(link, connection)
    with pytest.raises(ValidationError):
        field.clean(link, None)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_no_link(name):
    assert NAMES[0].get_db_prep_save(name, connection) == name
