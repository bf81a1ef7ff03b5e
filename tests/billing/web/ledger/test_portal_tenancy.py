"""Every page an employer can reach, read for what it must never hold.

The pages are found by following links from the front page, so that a new one is read as well.
"""

import re
from datetime import date

import pytest

from placements.domain.introductions import willingness
from placements.domain.people import graduates
from tests.factories.billing import CreditNoteFactory, InvoiceFactory, SellerFactory
from tests.factories.employers import ContactFactory, HiringRequestFactory, TermsFactory
from tests.factories.outcomes import CvFactory
from tests.factories.placements import (
    GraduateFactory,
    HireFactory,
    IntroductionFactory,
    PortfolioProjectFactory,
)
from tests.factories.portal import ShortlistedFactory, StartReportFactory

pytestmark = pytest.mark.django_db
TODAY = date(2018, 10, 4)
LINK = re.compile(r'href="(/[^"#]*)"')
# The pages of the account and of signing in name nobody else.
ELSEWHERE = ("/static/", "/api/", "/account/", "/sign-in/")


@pytest.fixture(autouse=True)
def today(on_day) -> None:
    on_day(TODAY)
    SellerFactory(effective_from=date(2018, 1, 1))


@pytest.fixture
def reading(client, employer_contact):
    """Return every page the contact can reach, by its address."""

    def read() -> dict[str, str]:
        client.force_login(employer_contact)
        words: dict[str, str] = {}
        ahead = ["/"]
        while ahead:
            address = ahead.pop()
            if address in words or address.startswith(ELSEWHERE):
                continue
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            text = answer["Content-Type"].startswith("text/")
            words[address] = answer.content.decode() if text else ""
            if answer["Content-Type"].startswith("text/html"):
                ahead += [link.replace("&amp;", "&") for link in LINK.findall(words[address])]
        return words

    return read


def life_of(employer, contact, *, person: str):
    """Let an employer do everything in the portal; return its graduates."""
    TermsFactory(employer=employer)
    role = HiringRequestFactory(employer=employer, title=f"Role of {employer.name}")
    met = GraduateFactory(ready=True, full_name=f"{person} Met")
    introduction = IntroductionFactory(
        sent=True, graduate=met, employer=employer, hiring_request=role
    )
    CvFactory(graduate=met)
    StartReportFactory(introduction=introduction, contact=contact, reported_on=TODAY)
    requested = GraduateFactory(ready=True, full_name=f"{person} Asked")
    willingness.ask_to_meet(requested, contact, by=contact.user, on=TODAY)
    shortlisted = GraduateFactory(ready=True, full_name=f"{person} Kept")
    ShortlistedFactory(graduate=shortlisted, contact=contact, note=f"Note of {employer.name}")
    hire = HireFactory(
        started=True,
        introduction__employer=employer,
        introduction__graduate=GraduateFactory(ready=True, full_name=f"{person} Hired"),
    )
    CreditNoteFactory(invoice=InvoiceFactory(fee__hire=hire, part_paid=True))
    return [met, requested, shortlisted, hire.graduate]


def test_no_page_holds_anything_of_another_employer(reading, employer, employer_contact):
    life_of(employer, employer_contact.contact, person="Our")
    other = ContactFactory(
        signs_in=True, full_name="Rival Contact", employer__name="Rival Canary Ltd"
    )
    theirs = life_of(other.employer, other, person="Rival")

    pages = reading()

    assert len(pages) > 25
    for address, page in pages.items():
        assert "Rival" not in page, address
        assert other.employer.reference not in page, address
        for graduate in theirs:
            assert graduate.email not in page, address


def test_no_page_names_anybody_before_the_introduction(reading, employer, employer_contact):
    met, requested, shortlisted, hired = life_of(employer, employer_contact.contact, person="Our")
    PortfolioProjectFactory(
        title="Asked and Kept", summary="By Our Asked, Our Met", team=[met, requested, shortlisted]
    )

    pages = reading()

    for address, page in pages.items():
        for unknown in (requested, shortlisted):
            for word in (unknown.full_name, unknown.email):
                assert word not in page, address
    assert met.full_name in pages["/portal/introductions/"]
    assert hired.full_name in pages["/portal/introductions/"]


def test_whoever_takes_consent_back_is_gone_from_every_page_at_once(
    reading, employer, employer_contact, staff
):
    people = life_of(employer, employer_contact.contact, person="Our")
    PortfolioProjectFactory(title="The map of Met", summary="By Our Met", team=people)
    for graduate in people[:3]:
        graduates.hide(graduate.pk, by=staff, on=TODAY)

    pages = reading()

    for address, page in pages.items():
        for gone in people[:3]:
            for word in (gone.full_name, gone.email, gone.reference):
                assert word not in page, address
            assert f"/portfolios/{gone.pk}/" not in pages
    # What was billed stays as it was billed.
    assert people[3].full_name in " ".join(pages.values())


def test_whoever_is_private_or_hidden_is_on_no_page(reading, employer, employer_contact):
    life_of(employer, employer_contact.contact, person="Our")
    unseen = [
        GraduateFactory(full_name="Private Canary"),
        GraduateFactory(hidden=True, full_name="Hidden Canary"),
    ]
    PortfolioProjectFactory(
        title="Canary song",
        team=[*unseen, GraduateFactory(ready=True, full_name="Shown Other")],
    )

    for address, page in reading().items():
        assert "Canary" not in page, address
        for graduate in unseen:
            assert graduate.reference not in page, address
