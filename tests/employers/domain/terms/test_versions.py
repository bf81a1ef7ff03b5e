"""Versions of one employer's terms: agreed, accepted once, ended, superseded, never overlapping."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from employers.domain.terms import versions
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.versions import Evidence
from employers.models import Terms
from foundation import history
from foundation.errors import BadValue
from tests.factories.employers import EmployerFactory, TermsFactory
from tests.factories.placements import IntroductionFactory

NEW_YEAR, DAY = date(2018, 1, 1), date(2018, 1, 8)
FIFTEEN = FeeTerms.parse({"fee_basis": "percentage", "rate": "0.15"})
TWENTY = FeeTerms.parse({"fee_basis": "percentage", "rate": "0.2"})
SIGNED = Evidence(date(2018, 1, 8), "Margaret Hamilton, director", "signature", "ab" * 32)


def agreed(employer, **options) -> Terms:
    given = {"effective_from": NEW_YEAR, "evidence": SIGNED, **options}
    return versions.agree(employer.pk, FIFTEEN, on=DAY, **given)


def test_agreed_terms_keep_what_was_agreed_and_how(employer, staff):
    made = agreed(employer, by=staff, effective_to=date(2018, 12, 31))

    made.refresh_from_db()
    assert versions.fee_terms_of(made) == FIFTEEN
    assert (made.effective_from, made.effective_to) == (NEW_YEAR, date(2018, 12, 31))
    assert (made.accepted_on, made.acceptance) == (date(2018, 1, 8), "signature")
    assert (made.accepted_by, made.document_sha256) == ("Margaret Hamilton, director", "ab" * 32)
    entry = history.of(made).get()
    assert (entry.verb, entry.by, entry.on) == ("agreed", staff, DAY)
    assert entry.detail["fee_terms"]["rate"] == "0.15"


@pytest.mark.parametrize(
    "given",
    [
        {"fee_basis": "fixed", "fixed_pence": 4_000_00},
        {
            "fee_basis": "bands_marginal",
            "bands": [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 30_000_00, "rate": "0.2"}],
        },
        {
            "fee_basis": "percentage",
            "rate": "0.175",
            "minimum_pence": 1_000_00,
            "maximum_pence": 9_000_00,
            "fixed_term": {"short_months": 6, "short_share": "0.5"},
            "payment_days": 14,
            "payment_from": "invoice",
            "instalments": [{"weight": 1, "days_after": 0}, {"weight": 2, "days_after": 30}],
            "rebate": {
                "unit": "weeks",
                "mode": "steps",
                "steps": [{"through": 4, "share": "0.75"}],
            },
            "introduction_months": 6,
        },
    ],
)
def test_terms_of_every_basis_come_back_as_they_were_agreed(employer, staff, given):
    fee_terms = FeeTerms.parse(given)

    made = versions.agree(employer.pk, fee_terms, effective_from=NEW_YEAR, by=staff, on=DAY)

    assert versions.fee_terms_of(Terms.objects.get(pk=made.pk)) == fee_terms


def test_terms_that_would_end_before_they_begin_are_refused(employer, staff):
    with pytest.raises(BadValue) as fault:
        agreed(employer, by=staff, effective_to=date(2017, 12, 31))

    assert fault.value.field == "effective_to"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2018, 1, 1), None),
        (date(2017, 1, 1), None),
        (date(2019, 1, 1), date(2019, 1, 1)),
        (date(2017, 1, 1), date(2018, 1, 1)),
        (date(2018, 6, 1), date(2018, 6, 2)),
        (date(2018, 12, 31), None),
    ],
)
def test_terms_that_share_a_day_with_others_are_refused(employer, staff, first, last):
    agreed(employer, by=staff, effective_to=date(2018, 12, 31))
    agreed(employer, by=staff, effective_from=date(2019, 1, 1))

    with pytest.raises(versions.TermsOverlap) as refusal:
        agreed(employer, by=staff, effective_from=first, effective_to=last)

    assert refusal.value.code == "terms_overlap"
    assert employer.terms.count() == 2


def test_terms_may_begin_the_day_after_others_end(employer, staff):
    agreed(employer, by=staff, effective_to=date(2018, 12, 31))

    assert agreed(employer, by=staff, effective_from=date(2019, 1, 1)).pk


def test_terms_of_another_employer_are_no_overlap(employer, staff):
    agreed(employer, by=staff)

    assert agreed(EmployerFactory(), by=staff).pk


def test_proposed_terms_hold_once_they_are_accepted(employer, staff):
    proposed = agreed(employer, by=staff, evidence=None)
    assert versions.in_force(employer, on=date(2018, 6, 1)) is None

    accepted = versions.accept(proposed.pk, SIGNED, by=staff, on=DAY)

    assert versions.in_force(employer, on=date(2018, 6, 1)) == accepted
    assert [entry.verb for entry in history.of(proposed)] == ["agreed", "accepted"]


def test_terms_are_accepted_once(employer, staff):
    made = agreed(employer, by=staff)

    with pytest.raises(versions.TermsAlreadyAccepted) as refusal:
        versions.accept(made.pk, SIGNED, by=staff, on=DAY)

    assert refusal.value.code == "terms_already_accepted"
    assert str(refusal.value) == "These terms were accepted on 8 January 2018."


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), None),  # in force by its dates, accepted a week later
        (date(2018, 1, 7), None),
        (date(2018, 1, 8), FIFTEEN),
        (date(2018, 12, 31), FIFTEEN),
        (date(2019, 1, 1), TWENTY),
        (date(2119, 1, 1), TWENTY),
    ],
)
def test_the_version_in_force_is_the_accepted_one_that_holds_the_day(employer, staff, day, says):
    agreed(employer, by=staff)
    versions.supersede(
        employer.pk, TWENTY, effective_from=date(2019, 1, 1), by=staff, on=DAY, evidence=SIGNED
    )

    version = versions.in_force(employer, on=day)

    assert (version and versions.fee_terms_of(version)) == says


def test_superseded_terms_end_the_day_before(employer, staff):
    old = agreed(employer, by=staff)

    new = versions.supersede(employer.pk, TWENTY, effective_from=date(2018, 7, 1), by=staff, on=DAY)

    old.refresh_from_db()
    assert old.effective_to == date(2018, 6, 30)
    assert (new.effective_from, new.effective_to) == (date(2018, 7, 1), None)
    assert [entry.verb for entry in history.of(old)] == ["agreed", "ended"]


def test_the_first_terms_supersede_nothing(employer, staff):
    made = versions.supersede(employer.pk, TWENTY, effective_from=NEW_YEAR, by=staff, on=DAY)

    assert list(employer.terms.all()) == [made]


def test_terms_cannot_be_superseded_from_their_own_first_day(employer, staff):
    old = agreed(employer, by=staff)

    with pytest.raises(BadValue):
        versions.supersede(employer.pk, TWENTY, effective_from=NEW_YEAR, by=staff, on=DAY)

    old.refresh_from_db()
    assert old.effective_to is None


def test_later_terms_stand_in_the_way_of_superseding_earlier_ones(employer, staff):
    old = agreed(employer, by=staff, effective_to=date(2018, 12, 31))
    agreed(employer, by=staff, effective_from=date(2019, 1, 1))

    with pytest.raises(versions.TermsOverlap):
        versions.supersede(employer.pk, TWENTY, effective_from=date(2018, 7, 1), by=staff, on=DAY)

    old.refresh_from_db()
    assert old.effective_to == date(2018, 12, 31)


def test_ended_terms_hold_their_last_day_and_no_more(employer, staff):
    made = agreed(employer, by=staff)

    versions.end(made.pk, effective_to=date(2018, 6, 30), by=staff, on=DAY)

    assert versions.in_force(employer, on=date(2018, 6, 30)) == made
    assert versions.in_force(employer, on=date(2018, 7, 1)) is None


def test_terms_cannot_end_before_they_begin(employer, staff):
    made = agreed(employer, by=staff)

    with pytest.raises(BadValue) as fault:
        versions.end(made.pk, effective_to=date(2017, 12, 31), by=staff, on=DAY)

    assert fault.value.field == "effective_to"


def test_terms_cannot_be_lengthened_into_others(employer, staff):
    made = agreed(employer, by=staff, effective_to=date(2018, 6, 30))
    agreed(employer, by=staff, effective_from=date(2018, 9, 1))

    assert versions.end(made.pk, effective_to=date(2018, 8, 31), by=staff, on=DAY).pk
    with pytest.raises(versions.TermsOverlap):
        versions.end(made.pk, effective_to=date(2018, 9, 1), by=staff, on=DAY)


def test_terms_cannot_end_before_an_introduction_made_under_them(staff):
    sent = IntroductionFactory(sent=True)  # on 2 July 2018

    with pytest.raises(versions.TermsInUse) as refusal:
        versions.end(sent.terms_id, effective_to=date(2018, 7, 1), by=staff, on=DAY)

    assert refusal.value.code == "terms_in_use"
    ended = versions.end(sent.terms_id, effective_to=date(2018, 7, 2), by=staff, on=DAY)
    assert ended.effective_to == date(2018, 7, 2)


def test_terms_somebody_was_introduced_under_no_longer_change(db):
    sent = IntroductionFactory(sent=True)
    used = Terms.objects.filter(pk=sent.terms_id)

    with pytest.raises(IntegrityError, match="terms_in_use_are_fixed"), transaction.atomic():
        used.update(rate="0.2")

    assert versions.fee_terms_of(used.get()) == FIFTEEN


def test_terms_nobody_was_introduced_under_may_still_be_put_right(employer):
    unused = TermsFactory(employer=employer)

    Terms.objects.filter(pk=unused.pk).update(rate="0.2")

    assert versions.fee_terms_of(employer.terms.get()) == TWENTY
