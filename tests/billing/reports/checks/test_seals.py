"""The chain of seals, broken in every way we could think of, and each found."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from billing.domain.ledger import payments
from billing.models import Invoice, Payment
from billing.reports.checks import seals as checks
from billing.reports.checks.books import IDENTITIES, check_books
from foundation import seals
from foundation.models import HistoryEntry, Seal
from foundation.standing_guards import migrated_guards
from tests.conftest import on_postgres
from tests.factories.accounts import UserFactory
from tests.factories.foundation import HistoryEntryFactory

# The fixtures themselves: rows are changed behind the back of guards in one place.
from .test_books import books, break_rule, by_force  # noqa: F401

ON = date(2026, 7, 31)
WHOLE, AS_SEALED = "the chain of seals is whole", "every sealed record is as it was sealed"
IN_BOOKS = "what the history says was booked is in the books"
FIRST_PAYMENT = "(SELECT MIN(id) FROM billing_payment)"
FIRST_NUMBER = "number = 'INV-0001'"
ENTRY = "(SELECT MIN(id) FROM foundation_historyentry WHERE verb = 'issued')"
SEAL_OF_ENTRY = f"kind = 'foundation.historyentry' AND subject_id = {ENTRY}"
OTHERS = "(SELECT MAX(id) FROM accounts_user)"
NEW_ENTRY = """
    INSERT INTO foundation_historyentry
        (at, "on", by_id, verb, subject_type, subject_id, from_state, to_state, detail)
    SELECT at, "on", by_id, 'voided', subject_type, subject_id, 'issued', 'void', detail
    FROM foundation_historyentry WHERE id = {entry}
"""
NEW_PAYMENT = """
    INSERT INTO billing_payment
        (invoice_id, amount_pence, net_pence, received_on, method, reference, created_at)
    SELECT invoice_id, 1, 1, received_on, method, reference, created_at
    FROM billing_payment WHERE id = {payment}
"""
OTHER_BYTES = r"'\x6162'::bytea" if on_postgres() else "x'6162'"
# One after the other: a position is not taken twice, not even in between.
SWAP = [
    "UPDATE foundation_seal SET position = 1000005 WHERE position = 5",
    "UPDATE foundation_seal SET position = 5 WHERE position = 6",
    "UPDATE foundation_seal SET position = 6 WHERE position = 1000005",
]
TWELVE = {
    "field changed": (
        [f"UPDATE billing_payment SET reference = 'else' WHERE id = {FIRST_PAYMENT}"],
        {AS_SEALED: r"payment \d+ was altered"},
    ),
    "row deleted": (
        [
            "DELETE FROM billing_document WHERE payment_id IS NOT NULL",
            f"DELETE FROM billing_payment WHERE id = {FIRST_PAYMENT}",
        ],
        {AS_SEALED: r"payment \d+ is gone", IN_BOOKS: r"payment \d+ is in the history and not"},
    ),
    "row inserted": (
        [NEW_PAYMENT.format(payment=FIRST_PAYMENT)],
        {AS_SEALED: r"payment \d+ was never sealed"},
    ),
    "order swapped": (SWAP, {WHOLE: r"seal 5 does not follow the one before"}),
    "seal rewritten": (
        ["UPDATE foundation_seal SET fixed = 'a' WHERE position = 7"],
        {WHOLE: r"seal 7 was rewritten"},
    ),
    "actor changed": (
        [f"UPDATE foundation_historyentry SET by_id = {OTHERS} WHERE id = {ENTRY}"],
        {AS_SEALED: r"history entry \d+ was altered"},
    ),
    "number changed": (
        [f"UPDATE billing_invoice SET number = 'INV-0101' WHERE {FIRST_NUMBER}"],
        {AS_SEALED: r"invoice \d+ was altered"},
    ),
    "day changed": (
        [f"UPDATE billing_invoice SET issued_on = '2026-03-02' WHERE {FIRST_NUMBER}"],
        {AS_SEALED: r"invoice \d+ was altered"},
    ),
    "document bytes changed, and their hash with them": (
        [
            f"UPDATE billing_document SET content = {OTHER_BYTES}, sha256 = 'a'"
            " WHERE kind = 'credit_note'"
        ],
        {AS_SEALED: r"document \d+ was altered"},
    ),
    "history row deleted": (
        [f"DELETE FROM foundation_historyentry WHERE id = {ENTRY}"],
        {AS_SEALED: r"history entry \d+ is gone"},
    ),
    "history row added": (
        [NEW_ENTRY.format(entry=ENTRY)],
        {AS_SEALED: r"history entry \d+ was never sealed"},
    ),
    "seal taken out": (
        ["DELETE FROM foundation_seal WHERE position = 9"],
        {WHOLE: r"seal 9 is missing"},
    ),
    "line of an invoice changed": (
        ["UPDATE billing_invoiceline SET description = 'Somebody else'"],
        {AS_SEALED: r"invoice \d+ was altered"},
    ),
    "state changed": (
        [f"UPDATE billing_invoice SET state = 'void', paid_pence = 0 WHERE {FIRST_NUMBER}"],
        {AS_SEALED: r"invoice \d+ was altered"},
    ),
    "seal of another person's making": (
        [f"UPDATE foundation_seal SET actor_id = {OTHERS} WHERE {SEAL_OF_ENTRY}"],
        {WHOLE: r"seal \d+ was rewritten"},
    ),
}


def failing() -> dict[str, list[str]]:
    return dict(check_books(on=ON))


@pytest.mark.parametrize("way", TWELVE)
def test_a_broken_seal_is_found(break_rule, way):  # noqa: F811
    statements, wanted = TWELVE[way]
    for statement in statements:
        break_rule(statement)

    broken = failing()

    for says, pattern in wanted.items():
        assert any(re.match(pattern, fault) for fault in broken.get(says, [])), broken


def test_a_tail_that_was_cut_off_is_found_by_the_head_that_left(break_rule):  # noqa: F811
    position, digest = seals.head()
    known = f"{position}:{digest}"
    assert checks.head_differs(known) == []
    invoice = Invoice.objects.get(number="INV-0003")
    paid = payments.record(
        invoice.pk,
        amount_pence=100_00,
        received_on=ON,
        method="bank_transfer",
        by=UserFactory(),
        on=ON,
    )
    later = "{}:{}".format(*seals.head())

    # All that the payment left behind goes, as if nobody had paid.
    for statement in (
        f"DELETE FROM foundation_seal WHERE position > {position}",
        "DELETE FROM foundation_historyentry WHERE subject_type = 'billing.payment'"
        f" AND subject_id = {paid.pk}",
        f"DELETE FROM billing_payment WHERE id = {paid.pk}",
        f"UPDATE billing_invoice SET paid_pence = 0 WHERE id = {invoice.pk}",
    ):
        break_rule(statement)

    assert failing() == {}
    assert checks.head_differs(known) == []
    number = later.partition(":")[0]
    assert checks.head_differs(later) == [f"the chain ends before seal {number}, which was known"]


def test_a_chain_made_anew_is_found_by_the_head_that_left(books):  # noqa: F811
    position, digest = seals.head()
    other = digest[:-1] + ("0" if digest[-1] != "0" else "1")

    assert checks.head_differs(f"{position}:{other}") == [f"seal {position} was another one"]


@pytest.mark.parametrize(
    "words", ["", "12", "12:", f"x:{'0' * 64}", f"1:{'0' * 63}", f"1:{'g' * 64}"]
)
def test_a_head_has_a_position_and_a_digest(words):
    with pytest.raises(checks.WrongHead, match="position, a colon and 64"):
        checks.head_differs(words)


def test_the_command_compares_a_head(books):  # noqa: F811
    out = StringIO()
    call_command("check_books", on=ON, head="{}:{}".format(*seals.head()), stdout=out)
    assert "The books balance" in out.getvalue()

    with pytest.raises(CommandError, match=f"1 of {IDENTITIES + 1} checks do not hold"):
        call_command("check_books", on=ON, head=f"1:{'0' * 64}", stdout=out, no_color=True)
    assert "seal 1 was another one" in out.getvalue()

    with pytest.raises(CommandError, match="position, a colon"):
        call_command("check_books", on=ON, head="7", stdout=out)


def test_a_record_that_may_not_change_is_sealed_once(books):  # noqa: F811
    seals.seal(Payment.objects.earliest("pk"))

    assert failing() == {
        AS_SEALED: [f"payment {Payment.objects.earliest('pk').pk} was sealed more than once"]
    }


@pytest.mark.parametrize("guard", migrated_guards(), ids=lambda guard: guard.name)
def test_a_guard_that_is_taken_away_is_missed(db, guard):
    with connection.cursor() as cursor:
        for statement in guard.drop(connection.vendor):
            cursor.execute(statement)

    names = guard.triggers(connection.vendor)
    assert failing()["the guards of the database stand as installed"] == [
        f"{name} is missing" for name in sorted(names)
    ]


def test_a_guard_that_lets_through_is_found(db):
    (guard,) = [one for one in migrated_guards() if one.name == "seal_stays"]
    with connection.cursor() as cursor:
        for statement in guard.drop(connection.vendor):
            cursor.execute(statement)
        for statement in guard.create(connection.vendor):
            cursor.execute(statement.replace("TRUE", "FALSE"))

    assert failing() == {
        "the guards of the database stand as installed": [
            "seal_stays_delete is not as it was installed",
            "seal_stays_update is not as it was installed",
        ]
    }


@pytest.mark.postgres
def test_a_guard_that_is_switched_off_is_found(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_payment DISABLE TRIGGER payment_is_immutable_update")

    assert failing() == {
        "the guards of the database stand as installed": [
            "payment_is_immutable_update is switched off"
        ]
    }


def test_a_long_chain_of_faults_is_cut_short(by_force):  # noqa: F811
    HistoryEntryFactory.create_batch(checks.MOST + 20)
    by_force("UPDATE foundation_seal SET fixed = 'a'")

    assert len(failing()[WHOLE]) == checks.MOST
    assert Seal.objects.count() > checks.MOST + 20
    assert HistoryEntry.objects.count() == checks.MOST + 20
