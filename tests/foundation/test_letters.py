"""Every email is made in one place: plain and HTML of the same words, under our letterhead."""

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.utils import timezone

from billing.models import Logo, Seller
from foundation import mailing, outbox
from foundation.letters import Letter, composed, letterhead_on
from tests.factories.documents import png

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def email(words: str, *, files=(), **facts: str) -> EmailMessage:
    message = composed(
        Letter("News", words, **facts), ["ada@example.org"], letterhead_on(ON), files=files
    )
    return message_from_bytes(message.message().as_bytes(), policy=default)


def part(letter: EmailMessage, kind: str) -> str:
    return letter.get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.fixture
def our_details(db) -> Seller:
    logo = Logo.objects.create(sha256="0" * 64, png=png())
    return Seller.objects.create(
        effective_from=date(2026, 1, 1),
        name="Our School CIC",
        address="1 Yard Lane\n\nLondon E1 1AA",
        logo=logo,
    )


def test_both_parts_say_the_same_words_and_who_writes(our_details, settings):
    settings.SITE_URL = "https://foothold.example/"
    letter = email("Dear Ada\n\nYour hire starts.\nSee https://foothold.example/hires/7/")

    assert part(letter, "plain") == (
        "Dear Ada\n\nYour hire starts.\nSee https://foothold.example/hires/7/\n\n"
        "-- \nOur School CIC\n1 Yard Lane\nLondon E1 1AA\nhttps://foothold.example/\n"
    )
    page = part(letter, "html")
    assert "<p>Dear Ada</p>" in page
    assert '<a href="https://foothold.example/hires/7/"' in page
    assert "Our School CIC, 1 Yard Lane, London E1 1AA" in page


def test_what_a_person_wrote_is_no_markup():
    page = part(email('<script>alert("x")</script> & *bold*'), "html")

    assert "&lt;script&gt;" in page
    assert "&amp; *bold*" in page
    assert "<script>" not in page


def test_our_logo_travels_with_it_and_is_no_attachment(our_details):
    letter = email("Hello")

    [picture] = [one for one in letter.walk() if one.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<logo@letterhead>"
    assert picture.get_content_disposition() == "inline"
    assert letter.get_content_type() == "multipart/related"
    assert '<img src="cid:logo@letterhead" alt="Our School CIC">' in part(letter, "html")


def test_beside_the_logo_a_file_is_an_attachment(our_details):
    letter = email("Hello", files=[("INV-0001.pdf", b"%PDF", "application/pdf")])

    [paper] = [one for one in letter.iter_attachments() if one.get_filename() != "logo.png"]
    assert (paper.get_filename(), paper.get_content()) == ("INV-0001.pdf", b"%PDF")
    assert letter.get_content_type() == "multipart/mixed"


def test_without_a_logo_our_name_stands_at_its_head(our_details):
    Seller.objects.filter(pk=our_details.pk).update(logo=None)

    letter = email("Hello")

    assert "<img" not in part(letter, "html")
    assert letter.get_content_type() == "multipart/alternative"


def test_before_our_first_details_the_product_writes(our_details):
    Seller.objects.exclude(pk=our_details.pk).delete()
    Seller.objects.update(effective_from=date(2027, 1, 1))

    assert "-- \nFoothold\n" in part(email("Hello"), "plain")


def test_no_absence_note_answers_it():
    assert email("Hello")["Auto-Submitted"] == "auto-generated"


def test_one_click_turns_its_kind_off_and_the_foot_says_so():
    off = "https://foothold.example/account/notifications/off/abc/"
    letter = email("Hello", off=off)

    assert letter["List-Unsubscribe"] == f"<{off}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"To turn off emails of this kind: {off}" in part(letter, "plain")
    assert f'<a href="{off}">Turn off emails of this kind</a>' in part(letter, "html")
    assert email("Hello")["List-Unsubscribe"] is None


def test_the_outbox_keeps_the_message_id_that_the_email_carries(staff, mailoutbox):
    row = mailing.put(staff, to=[staff.email], subject="News", text="Hello", key="known-to-all")
    outbox.run_due(clock=timezone.now)

    [letter] = mailoutbox
    assert letter.extra_headers["Message-ID"] == row.message_id
    assert row.message_id.endswith(">")
    assert "known-to-all" not in row.message_id


def test_a_code_to_sign_in_is_a_letter_of_ours(client, staff, mailoutbox):
    client.post("/sign-in/", {"email": staff.email})

    [letter] = mailoutbox
    raw = message_from_bytes(letter.message().as_bytes(), policy=default)
    assert raw["Auto-Submitted"] == "auto-generated"
    assert "<p>Your code to sign in is</p>" in part(raw, "html")
    assert "-- \nFounders and Coders CIC\n" in part(raw, "plain")
