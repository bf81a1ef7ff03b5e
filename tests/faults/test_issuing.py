"""Many people issue the same drafts: each is issued once, and nobody meets an error."""

from collections import Counter
from random import Random

import pytest

from billing.domain.ledger import invoices
from foundation.accounts.choices import Role
from foundation.errors import DomainError
from tests.factories.accounts import UserFactory

from .crowd import at_once
from .desk import DAY, drafts, numbers

pytestmark = pytest.mark.postgres


def test_32_people_who_issue_the_same_200_drafts_issue_each_of_them_once():
    people = UserFactory.create_batch(32, role=Role.FINANCE)
    waiting = drafts(200)

    def issue_all(person) -> Counter:
        became = Counter()
        # Some meet over the same draft, others only over the next number.
        for draft in Random(person.pk).sample(waiting, len(waiting)):
            try:
                invoices.issue(draft.pk, by=person, on=DAY)
                became["issued"] += 1
            except DomainError as refusal:
                became[refusal.code] += 1
        return became

    became = sum(at_once([lambda one=one: issue_all(one) for one in people]), Counter())

    assert became == {"issued": 200, "not_a_draft": 31 * 200}
    assert numbers() == list(range(1, 201))


def test_8_programs_that_issue_the_same_25_drafts_are_refused_in_words(program_of, on_day):
    on_day(DAY)
    programs = [program_of(one) for one in UserFactory.create_batch(8, role=Role.FINANCE)]
    waiting = drafts(25)

    def issue_all(client) -> Counter:
        answers = [client.post(f"/api/v1/invoices/{draft.pk}/issue/") for draft in waiting]
        return Counter((one.status_code, one.json().get("code")) for one in answers)

    answers = sum(at_once([lambda one=one: issue_all(one()) for one in programs]), Counter())

    assert answers == {(200, None): 25, (409, "not_a_draft"): 7 * 25}
    assert numbers() == list(range(1, 26))
