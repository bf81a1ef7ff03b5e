"""References that nobody gave: one past the newest record, and never one in use."""

from itertools import islice

from employers.models import Employer
from foundation import references
from tests.factories.employers import EmployerFactory


def test_a_fresh_reference_is_one_past_the_newest_record(db):
    newest = EmployerFactory().pk

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 1:04d}"


def test_a_reference_in_use_is_passed_over(db):
    newest = EmployerFactory().pk
    EmployerFactory(pk=newest - 1, reference=f"EMP-{newest + 1:04d}")

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 2:04d}"


def test_several_are_told_apart_and_leave_out_those_of_the_file(db, django_assert_num_queries):
    newest = EmployerFactory().pk
    given = {f"EMP-{newest + 2:04d}"}

    with django_assert_num_queries(2):
        found = list(islice(references.several(Employer, "EMP", but=given), 3))

    assert found == [f"EMP-{newest + n:04d}" for n in (1, 3, 4)]
