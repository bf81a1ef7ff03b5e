"""Terms as an employer reads and accepts them, and the cost of a hire before a request."""

from datetime import date

import pytest

from employers.domain.terms import offers
from foundation.models import OutboxRow
from placements.models import Introduction
from tests.factories.billing import SellerFactory
from tests.factories.employers import HiringRequestFactory, TermsFactory
from tests.factories.placements import GraduateFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 7, 9)
PAGE = "/portal/terms/"


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)
    SellerFactory()


@pytest.fixture
def portal(client, employer_contact):
    client.force_login(employer_contact)
    return client


@pytest.fixture
def offered(employer, staff):
    return offers.offer_standard(employer.pk, by=staff, on=date(2018, 7, 2))


def signed(page, **but):
    read = page.context["form"].initial["read_sha256"]
    return {"name": "Emma Ember", "may_sign": "on", "read_sha256": read, **but}


# Terms


def test_terms_on_offer_are_read_whole_with_an_example(portal, offered):
    page = portal.get(PAGE).text

    assert "TERMS OF BUSINESS" in page
    assert "The fee is 15 % of the first year" in page
    assert "<strong>£4,500.00</strong> and £900.00 VAT, £5,400.00 in total," in page


def test_accepting_keeps_who_when_and_what_was_read(portal, offered, staff):
    page = portal.get(PAGE)

    portal.post(f"{PAGE}{offered.pk}/accept/", signed(page))

    offered.refresh_from_db()
    assert (offered.accepted_on, offered.accepted_by, offered.acceptance) == (
        TODAY,
        "Emma Ember",
        "signature",
    )
    assert offered.document.text == page.context["words"]
    assert offered.document_sha256 == offers.fingerprint(page.context["words"])
    assert [row.payload["subject"] for row in OutboxRow.objects.order_by("pk")] == [
        "Our terms are ready for you to accept",
        "Ember Analytics Ltd has accepted our terms",
    ]


def test_what_was_accepted_is_downloaded_word_for_word(portal, offered):
    page = portal.get(PAGE)
    portal.post(f"{PAGE}{offered.pk}/accept/", signed(page))

    paper = portal.get(f"{PAGE}{offered.pk}/text/")

    assert paper.content.decode() == page.context["words"]
    assert paper["Content-Disposition"] == 'attachment; filename="terms-2018-07-02.txt"'


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"name": ""}, "This field is required."),
        ({"may_sign": ""}, "This field is required."),
        ({"read_sha256": "0" * 64}, "read them again"),
    ],
)
def test_nothing_is_accepted_without_a_name_a_tick_and_the_same_words(portal, offered, but, says):
    answer = portal.post(f"{PAGE}{offered.pk}/accept/", signed(portal.get(PAGE), **but))

    offered.refresh_from_db()
    assert (answer.status_code, offered.accepted_on) == (400, None)
    assert says in answer.text


def test_terms_of_another_employer_are_not_there(portal):
    theirs = TermsFactory(proposed=True)

    assert portal.get(f"{PAGE}{theirs.pk}/text/").status_code == 404
    assert portal.post(f"{PAGE}{theirs.pk}/accept/").status_code == 404


def test_terms_that_were_signed_elsewhere_are_not_retold_as_if_signed_here(portal, employer):
    terms = TermsFactory(employer=employer)

    assert portal.get(f"{PAGE}{terms.pk}/text/").status_code == 404
    assert "accepted by The managing director on 1 January 2015" in portal.get(PAGE).text


def test_an_employer_without_any_terms_reads_that_it_may_browse(portal):
    assert "Browse as much as you like" in portal.get(PAGE).text


# Asking to meet


@pytest.fixture
def graduate(db):
    return GraduateFactory(ready=True, full_name="Quentin Canary")


def test_whoever_has_not_accepted_terms_reads_them_first(portal, offered, graduate):
    answer = portal.get(f"/portfolios/{graduate.pk}/ask/", follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Read and accept our terms" in answer.text
    assert portal.post(f"/portfolios/{graduate.pk}/ask/").url == PAGE
    assert not Introduction.objects.exists()


def test_the_cost_is_on_the_page_before_the_request(portal, employer, graduate):
    TermsFactory(employer=employer, in_three_instalments=True, rebate_in_steps=True)

    page = portal.get(f"/portfolios/{graduate.pk}/ask/", {"salary": "40,000"}).text

    assert "<strong>£6,000.00</strong> and £1,200.00 VAT, £7,200.00 in total," in page
    assert "Instalment 1 of 3: £3,000.00" in page
    assert "gives back 75 % up to week 4" in page
    assert "Quentin" not in page


def test_the_cost_covers_both_ends_of_what_the_role_pays(portal, employer, graduate):
    TermsFactory(employer=employer)
    role = HiringRequestFactory(employer=employer)

    page = portal.get(f"/portfolios/{graduate.pk}/ask/", {"role": role.pk}).text

    assert "<strong>£4,050.00</strong>" in page
    assert "<strong>£4,950.00</strong>" in page


def test_asking_makes_a_draft_that_waits_for_the_graduate(portal, employer, graduate, staff):
    TermsFactory(employer=employer)
    role = HiringRequestFactory(employer=employer)

    for _ in range(2):  # a double click
        answer = portal.post(f"/portfolios/{graduate.pk}/ask/", {"role": role.pk, "once": "abc123"})

    introduction = Introduction.objects.get()
    assert answer.url == f"/portal/introductions/{introduction.pk}/"
    assert (introduction.hiring_request, introduction.asked_on, introduction.willing_on) == (
        role,
        TODAY,
        None,
    )
    assert [row.payload["subject"] for row in OutboxRow.objects.all()] == [
        "Ember Analytics Ltd would like to meet Quentin Canary"
    ]


def test_asking_twice_for_the_same_role_is_refused_without_a_name(portal, employer, graduate):
    TermsFactory(employer=employer)
    for _ in range(2):
        page = portal.post(f"/portfolios/{graduate.pk}/ask/", follow=True)

    assert "You have already asked to meet this graduate" in page.text
    assert Introduction.objects.count() == 1
    assert "Quentin" not in page.text


def test_no_one_asks_for_a_role_of_another_employer(portal, employer, graduate):
    TermsFactory(employer=employer)
    theirs = HiringRequestFactory(title="Secret role")

    answer = portal.post(f"/portfolios/{graduate.pk}/ask/", {"role": theirs.pk})

    assert answer.status_code == 400
    assert "Secret role" not in answer.text
    assert not Introduction.objects.exists()


def test_a_hidden_graduate_cannot_be_requested(portal, employer):
    TermsFactory(employer=employer)

    assert portal.get(f"/portfolios/{GraduateFactory().pk}/ask/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_much_for_one_role_as_for_thirty(
    portal, employer, graduate, rows, django_assert_num_queries
):
    TermsFactory(employer=employer)
    HiringRequestFactory.create_batch(rows, employer=employer)

    with django_assert_num_queries(10):
        portal.get(f"/portfolios/{graduate.pk}/ask/")
