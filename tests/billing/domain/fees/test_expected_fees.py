"""What a hire would earn, before anybody logs it."""

from dataclasses import replace
from datetime import date

import pytest

from billing.domain.fees.expected_fees import expected_fee
from placements.domain.hires import hires
from placements.domain.hires.engagement import Engagement
from placements.domain.introductions.introduction_checks import IntroductionExpired
from placements.models import Hire
from tests.factories.placements import IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    offered = IntroductionFactory(offered=True)
    return Engagement(
        graduate=offered.graduate,
        employer=offered.employer,
        introduction=offered,
        start_on=date(2018, 9, 3),
        agreed_on=date(2018, 8, 1),
        salary_pence=32_000_00,
    )


def test_it_is_what_the_start_will_store(engagement, staff):
    expected = expected_fee(engagement)

    hire = hires.agree(engagement, by=staff, on=date(2018, 8, 1))
    fee = hires.start(hire.pk, by=staff, on=date(2018, 9, 3)).fees.get()
    assert expected.quote is not None
    assert (expected.quote.net_pence, expected.quote.working) == (fee.net_pence, fee.working)
    assert (expected.claim.terms, expected.claim.note) == (hire.terms, hire.fee_note)


def test_nothing_is_written(engagement):
    expected_fee(engagement)

    assert Hire.objects.count() == 0


def test_without_a_claim_there_are_no_sums(engagement):
    unknown = IntroductionFactory()
    stranger = Engagement(
        graduate=unknown.graduate,
        employer=unknown.employer,
        no_introduction_reason="They met at a conference.",
        start_on=date(2018, 9, 3),
        agreed_on=date(2018, 8, 1),
        salary_pence=32_000_00,
    )

    assert (expected_fee(stranger).claim.fee_due, expected_fee(stranger).quote) == (False, None)


def test_after_the_introduction_period_it_is_refused(engagement):
    with pytest.raises(IntroductionExpired):
        expected_fee(replace(engagement, start_on=date(2019, 7, 3)))
