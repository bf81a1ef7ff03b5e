"""An employer on stop, and released."""

from datetime import date

from employers.domain import employers
from foundation import history
from tests.factories.employers import EmployerFactory

DAY = date(2018, 9, 3)


def test_an_employer_is_put_on_stop_for_a_reason(employer, finance_officer):
    stopped = employers.put_on_stop(
        employer.pk, by=finance_officer, on=DAY, reason="Owes for two hires"
    )

    employer.refresh_from_db()
    assert stopped.on_stop
    assert employer.on_stop
    entry = history.of(employer).get()
    assert (entry.verb, entry.by, entry.on) == ("put on stop", finance_officer, DAY)
    assert entry.detail == {"reason": "Owes for two hires"}


def test_an_employer_is_released(finance_officer):
    stopped = EmployerFactory(stopped=True)

    released = employers.release(stopped.pk, by=finance_officer, on=DAY)

    assert not released.on_stop
    assert [entry.verb for entry in history.of(stopped)] == ["released"]


def test_what_changes_nothing_is_no_deed(employer, finance_officer):
    employers.release(employer.pk, by=finance_officer, on=DAY)

    assert not history.of(employer).exists()
