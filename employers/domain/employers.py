"""Putting an employer on stop, and releasing it."""

from datetime import date

from employers.models import Employer
from foundation import history
from foundation.accounts.models import User
from foundation.choices import Verb
from foundation.transactions import atomic


@atomic
def put_on_stop(employer_id: int, *, by: User, on: date, reason: str) -> Employer:
    """Return the employer, on stop: no introductions until it is released."""
    return _set_stop(employer_id, stop=True, by=by, on=on, reason=reason)


@atomic
def release(employer_id: int, *, by: User, on: date, reason: str = "") -> Employer:
    """Return the employer, open to introductions again."""
    return _set_stop(employer_id, stop=False, by=by, on=on, reason=reason)


def _set_stop(employer_id: int, *, stop: bool, by: User, on: date, reason: str) -> Employer:
    employer = Employer.objects.select_for_update(of=("self",), no_key=True).get(pk=employer_id)
    if employer.on_stop != stop:
        employer.on_stop = stop
        employer.save(update_fields=["on_stop"])
        verb = Verb.PUT_ON_STOP if stop else Verb.RELEASED
        history.record(verb, employer, by=by, on=on, reason=reason)
    return employer
