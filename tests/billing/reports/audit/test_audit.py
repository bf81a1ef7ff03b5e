"""The fee audit: each loss that was planted is found with its worth, and nothing else is."""

import pytest

from billing.reports.audit.audit import fee_audit
from billing.reports.audit.kinds import KINDS

from .decoys import DECOYS
from .plants import ON, PLANTS, pay_raised

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", PLANTS)
def test_what_was_planted_is_found_with_its_worth(kind, client, finance_officer):
    worth_pence = PLANTS[kind]()

    findings = fee_audit(on=ON).findings

    assert [(one.kind.code, one.worth_pence) for one in findings] == [(kind, worth_pence)]
    assert findings[0].sentence.endswith(".")
    client.force_login(finance_officer)
    assert client.get(findings[0].link).status_code == 200


def test_every_kind_was_planted():
    assert set(PLANTS) == set(KINDS)
    assert len(KINDS) >= 25


def test_a_rise_within_the_first_year_counts_from_its_day():
    worth_pence = pay_raised()

    [finding] = fee_audit(on=ON).findings

    assert (finding.kind.code, finding.worth_pence) == ("pay_higher", worth_pence)


@pytest.mark.parametrize("situation", DECOYS)
def test_what_only_looks_like_a_loss_is_left_alone(situation):
    DECOYS[situation]()

    assert [one.sentence for one in fee_audit(on=ON).findings] == []


def test_there_are_forty_decoys():
    assert len(DECOYS) >= 40
