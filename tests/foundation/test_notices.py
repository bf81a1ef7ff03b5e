"""A notice is an e-mail, plain and HTML of one text, sent after the commit to who wants it."""

import re
from email import message_from_bytes

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from foundation import outbox
from foundation.accounts.choices import Notice
from foundation.accounts.notifications import switch
from foundation.models import OutboxRow
from foundation.notices import notify, notify_roles

pytestmark = pytest.mark.django_db
# A template that is there, for its words do not matter here.
WORDS = "notices/let_in.txt"


def tell(user, kind=Notice.REQUEST_POSTED) -> bool:
    return notify(
        user, kind, subject="A new\nrole", template=WORDS, context={"admin": "Dev & <Ops>"}
    )


def sent() -> list[mail.EmailMessage]:
    outbox.run_due(clock=timezone.now)
    return mail.outbox


def test_it_goes_to_the_person_with_a_greeting_and_the_way_to_switch_it_off(staff, settings):
    settings.SITE_URL = "https://foothold.example/"

    assert tell(staff)

    [letter] = sent()
    assert letter.to == [staff.email]
    assert letter.subject == "A new role"
    assert letter.body.startswith("Dear Stella Staff,\n\n")
    assert "https://foothold.example/account/notifications/off/" in letter.body


def test_its_headers_let_a_mail_program_switch_it_off_with_one_click(client, staff, settings):
    settings.SITE_URL = "https://foothold.example"
    tell(staff)

    [letter] = sent()
    headers = message_from_bytes(letter.message().as_bytes())
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(
        r"<https://foothold\.example(/.*)>", re.sub(r"\s", "", headers["List-Unsubscribe"])
    )
    client.post(link[1], {"List-Unsubscribe": "One-Click"})
    assert not tell(staff)


def test_who_switched_a_kind_off_gets_none_of_it(staff):
    switch(staff, Notice.REQUEST_POSTED, wanted=False)

    assert not tell(staff)
    assert tell(staff, Notice.APPROVAL_ASKED)
    assert len(sent()) == 1


def test_what_cannot_be_switched_off_offers_no_switch(employer_contact):
    tell(employer_contact, Notice.REMINDER)

    [letter] = sent()
    assert "switch" not in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers


def test_who_may_not_sign_in_any_more_is_not_written_to(staff):
    staff.is_active = False
    staff.save()

    assert not tell(staff)
    assert sent() == []


def test_no_deed_no_letter(staff):
    with transaction.atomic():
        tell(staff)
        transaction.set_rollback(True)  # as when the deed fails after its letter was written

    assert sent() == []


def test_a_mail_server_that_is_down_undoes_nothing_and_is_tried_again(staff, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert tell(staff)
    outbox.run_due(clock=timezone.now)

    [row] = OutboxRow.objects.all()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "ConnectionRefusedError" in row.last_error


def test_an_unknown_kind_or_template_is_a_mistake_of_ours(staff):
    with pytest.raises(ValueError, match="gossip"):
        tell(staff, "gossip")
    with pytest.raises(TemplateDoesNotExist):
        notify(staff, Notice.REQUEST_POSTED, subject="", template="none.txt", context={})


def test_a_letter_is_no_html(staff):
    staff.full_name = "Bo <Dev> & Sons"
    staff.save()
    tell(staff)

    assert sent()[0].body.startswith("Dear Bo <Dev> & Sons,")


def test_a_whole_role_can_be_told(staff, admin, finance_officer):
    notify_roles(
        ["staff", "admin"],
        Notice.REQUEST_POSTED,
        subject="New",
        template=WORDS,
        context={"admin": "Ada"},
    )

    assert {letter.to[0] for letter in sent()} == {staff.email, admin.email}
