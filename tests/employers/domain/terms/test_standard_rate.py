"""Terms under the standard rate of 15 %: a reason, and a second person."""

from datetime import date
from decimal import Decimal

import pytest

from employers.domain.terms import versions
from employers.domain.terms.fee_terms import FeeTerms
from employers.domain.terms.standard_rate import rate_under_standard
from employers.domain.terms.versions import Evidence
from foundation import approvals, history
from foundation.errors import BadValue
from foundation.models import Approval
from tests.factories.employers import EmployerFactory

DAY = date(2018, 9, 3)
BANDS = [{"from_pence": 0, "rate": "0.15"}, {"from_pence": 30_000_00, "rate": "0.2"}]


@pytest.mark.parametrize(
    ("values", "rate"),
    [
        ({"fee_basis": "percentage", "rate": "0.15"}, None),
        ({"fee_basis": "percentage", "rate": "0.1499"}, "0.1499"),
        (
            {
                "fee_basis": "percentage",
                "rate": "0.2",
                "discount_rate": "0.5",
                "discount_reason": "nonprofit",
            },
            "0.1",
        ),
        ({"fee_basis": "bands_whole", "bands": BANDS}, None),
        (
            {
                "fee_basis": "bands_marginal",
                "bands": [{"from_pence": 0, "rate": "0.1"}, *BANDS[1:]],
            },
            "0.1",
        ),
        ({"fee_basis": "fixed", "fixed_pence": 1}, None),
        (
            {
                "fee_basis": "fixed",
                "fixed_pence": 1,
                "discount_rate": "0.2",
                "discount_reason": "alumni",
            },
            "0.12",
        ),
    ],
)
def test_what_is_under_the_standard_rate(values, rate):
    assert rate_under_standard(FeeTerms.parse(values)) == (rate and Decimal(rate))


def agree(by, **values):
    return versions.agree(
        EmployerFactory().pk,
        FeeTerms.parse({"fee_basis": "percentage", **values}),
        effective_from=DAY,
        evidence=Evidence(DAY, "The director", "signature"),
        under_standard_reason="First hire of theirs" if values["rate"] == "0.12" else "",
        by=by,
        on=DAY,
    )


def test_terms_at_the_standard_rate_hold_at_once(staff):
    made = agree(staff, rate="0.15")

    assert versions.in_force(made.employer, on=DAY) == made
    assert not Approval.objects.exists()


def test_terms_under_it_hold_once_a_second_person_approved(staff, finance_officer):
    made = agree(staff, rate="0.12")
    assert versions.in_force(made.employer, on=DAY) is None
    approval = Approval.objects.get()
    assert (approval.kind, approval.reason) == ("terms_under_standard", "First hire of theirs")

    with pytest.raises(approvals.SamePerson):
        approvals.approve(approval.pk, by=staff, on=DAY)
    approvals.approve(approval.pk, by=finance_officer, on=DAY)

    assert versions.in_force(made.employer, on=DAY) == made
    assert [entry.verb for entry in history.of(made)] == ["agreed", "approved"]


def test_a_refused_version_never_holds(staff, finance_officer):
    made = agree(staff, rate="0.12")

    approvals.refuse(Approval.objects.get().pk, by=finance_officer, on=DAY, reason="Too low")

    assert versions.in_force(made.employer, on=DAY) is None


def test_a_discount_brings_its_own_reason(staff):
    agree(staff, rate="0.15", discount_rate="0.5", discount_reason="nonprofit")

    assert Approval.objects.get().reason == "nonprofit"


def test_without_a_reason_nothing_is_agreed(staff):
    with pytest.raises(BadValue, match="10 % is below the standard 15 %") as refusal:
        agree(staff, rate="0.1")

    assert refusal.value.field == "under_standard_reason"


def test_what_was_agreed_before_this_system_needs_nobody(staff):
    made = versions.agree(
        EmployerFactory().pk,
        FeeTerms.parse({"fee_basis": "percentage", "rate": "0.075"}),
        effective_from=DAY,
        evidence=Evidence(DAY, "The register", "conduct"),
        brought_over=True,
        by=staff,
        on=DAY,
    )

    assert versions.in_force(made.employer, on=DAY) == made


def test_a_correction_below_the_standard_waits_again(staff, finance_officer):
    made = agree(staff, rate="0.15")
    made.rate, made.under_standard_reason = Decimal("0.1"), "Agreed by phone"
    made.save()

    versions.reconsider(made.pk, by=staff, on=DAY)

    assert versions.in_force(made.employer, on=DAY) is None
    approvals.approve(Approval.objects.get().pk, by=finance_officer, on=DAY)
    assert versions.in_force(made.employer, on=DAY) == made
