"""What the domain, the models and the databases raise, as answers of one shape."""

import errno
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.http import Http404, UnreadablePostError
from drf_standardized_errors.handler import exception_handler
from rest_framework.test import APIRequestFactory

from employers.models import Employer, Terms
from foundation.accounts.models import User
from foundation.errors import BadValue, DomainError
from foundation.models import HistoryEntry
from tests.factories.employers import ContactFactory, TermsFactory
from tests.factories.foundation import HistoryEntryFactory, IdempotencyKeyFactory
from tests.factories.placements import IntroductionFactory


class TermsNotAgreed(DomainError):
    code = "terms_not_agreed"


def answered(raised: Exception):
    """Return the status and the body for an exception."""
    answer = exception_handler(raised, {"request": APIRequestFactory().get("/")})
    assert answer is not None
    return answer.status_code, answer.data


def test_a_refusal_of_the_business_is_its_code_and_its_sentence():
    refused = TermsNotAgreed("Ember has no accepted terms: agree terms, then introduce.")

    assert answered(refused) == (
        409,
        {
            "code": "terms_not_agreed",
            "detail": "Ember has no accepted terms: agree terms, then introduce.",
        },
    )


def test_a_bad_value_names_its_field():
    assert answered(BadValue("rebate.steps.1.through", "Sort them.")) == (
        400,
        {
            "type": "validation_error",
            "errors": [
                {"code": "invalid", "detail": "Sort them.", "attr": "rebate.steps.1.through"}
            ],
        },
    )


def test_a_fault_a_model_finds_names_its_field():
    status, body = answered(ModelValidationError({"email": "Give an e-mail address."}))

    assert (status, body["errors"][0]["attr"]) == (400, "email")


@pytest.mark.parametrize(
    "raised",
    [
        OverflowError("Python int too large to convert to SQLite INTEGER"),
        RecursionError("maximum recursion depth exceeded"),
        DataError("integer out of range"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        UnreadablePostError("the client went away"),
    ],
)
def test_a_value_no_machine_can_hold_is_the_asker_s_fault(raised, caplog):
    with caplog.at_level(logging.CRITICAL):
        assert answered(raised)[0] == 400


@pytest.mark.parametrize(("raised", "status"), [(Http404(), 404), (PermissionDenied(), 403)])
def test_what_django_raises_keeps_its_meaning(raised, status):
    assert answered(raised)[0] == status


@pytest.mark.parametrize(
    "words",
    [
        "deadlock detected",
        "canceling statement due to lock timeout",
        "could not serialize access due to concurrent update",
    ],
)
def test_a_lock_somebody_else_holds_is_a_conflict_that_passes(words):
    assert answered(OperationalError(words))[1]["code"] == "busy"


@pytest.mark.parametrize(
    "raised",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        OperationalError("disk I/O error"),
        OperationalError("attempt to write a readonly database"),
        OperationalError("the database system is starting up"),
        OperationalError("FATAL:  sorry, too many clients already"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_an_outage_is_503_and_says_when_to_come_back(raised, caplog):
    with caplog.at_level(logging.CRITICAL):
        answer = exception_handler(raised, {"request": APIRequestFactory().get("/")})

    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.data["type"] == "server_error"
    assert [error["code"] for error in answer.data["errors"]] == ["unavailable"]


@pytest.mark.parametrize(
    "raised",
    [
        KeyError("x"),
        OperationalError("no such table: cache"),
        OperationalError('near "SELEC": syntax error'),
        InternalError("x"),
        IntegrityError("x"),
        OSError(errno.ENOENT, "No such file or directory"),
    ],
)
def test_a_fault_of_ours_says_nothing_of_itself(raised, caplog):
    with caplog.at_level(logging.CRITICAL):
        status, body = answered(raised)

    assert status == 500
    assert body["errors"] == [{"code": "error", "detail": "Server Error (500)", "attr": None}]


# What the databases refuse


def refused_by(database_write) -> tuple[str, str]:
    """Return the code and the sentence of the conflict a write ends in."""
    with pytest.raises((IntegrityError, InternalError)) as caught:
        database_write()
    status, body = answered(caught.value)
    assert status == 409
    return body["code"], body["detail"]


def test_a_check_is_named_in_words(db):
    terms = TermsFactory()

    assert refused_by(lambda: Terms.objects.filter(pk=terms.pk).update(rate="1.5")) == (
        "terms_rates_are_fractions",
        "The records refuse this: terms rates are fractions.",
    )


def test_a_unique_index_over_an_expression_is_named(db):
    contact = ContactFactory()

    code, _ = refused_by(
        lambda: ContactFactory(employer=contact.employer, email=contact.email.upper())
    )
    assert code == "contact_email_once_an_employer"


def test_a_unique_index_over_columns_is_named(db):
    first = IdempotencyKeyFactory()

    code, _ = refused_by(lambda: IdempotencyKeyFactory(user=first.user, key=first.key))
    assert code == "idempotency_key_once_a_user"


def test_a_unique_column_is_named(db):
    employer = ContactFactory().employer

    code, detail = refused_by(
        lambda: Employer.objects.create(reference=employer.reference, name="Other")
    )
    assert (code, detail) == ("already_there", "There is already one with this reference.")


def test_a_guard_speaks_its_own_words(db):
    entry = HistoryEntryFactory()

    code, detail = refused_by(lambda: HistoryEntry.objects.filter(pk=entry.pk).delete())
    assert code.startswith("history_")
    assert detail[0].isupper()
    assert detail.endswith(".")
    assert code not in detail


def test_what_others_refer_to_says_who(db):
    introduction = IntroductionFactory()
    try:
        introduction.graduate.delete()
    except Exception as raised:  # noqa: BLE001  which of two it is depends on the relations
        status, body = answered(raised)

    assert (status, body["code"]) == (409, "in_use")
    assert "introductions" in body["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_reference_to_nothing_is_a_conflict():
    def write() -> None:
        ContactFactory.build(employer=None, user=None, employer_id=10**9).save()

    assert refused_by(write)[0] == "refers_to_nothing"
    assert not User.objects.exists()
