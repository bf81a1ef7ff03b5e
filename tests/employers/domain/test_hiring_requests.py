"""A role that opens, is filled, closes."""

from datetime import date

import pytest

from employers.domain import hiring_requests
from foundation import history
from tests.factories.employers import HiringRequestFactory

DAY = date(2018, 9, 3)
VERBS = {
    "open": hiring_requests.open_,
    "filled": hiring_requests.fill,
    "closed": hiring_requests.close,
}


@pytest.mark.parametrize("to", VERBS)
@pytest.mark.parametrize("before", ["draft", "open", "filled", "closed"])
def test_a_role_moves_to_every_state_but_the_one_it_is_in(staff, before, to):
    role = HiringRequestFactory(state=before)

    if before == to:
        with pytest.raises(hiring_requests.RequestCannotMove) as refusal:
            VERBS[to](role.pk, by=staff, on=DAY)
        assert refusal.value.code == "request_cannot_move"
        assert str(refusal.value) == f"{role.title} is already {to}."
        assert not history.of(role).exists()
    else:
        assert VERBS[to](role.pk, by=staff, on=DAY).state == to
        role.refresh_from_db()
        assert role.state == to
        entry = history.of(role).get()
        assert (entry.verb, entry.from_state, entry.to_state) == (to, before, to)
        assert (entry.by, entry.on) == (staff, DAY)
