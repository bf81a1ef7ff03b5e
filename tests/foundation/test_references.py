"""References that nobody gave: the next of a counter, and never one in use."""

from itertools import islice

from employers.models import Employer
from foundation import references
from placements.models import Graduate
from tests.factories.employers import EmployerFactory
from tests.factories.foundation import ReferenceCounterFactory
from tests.factories.placements import GraduateFactory


def test_a_fresh_reference_is_one_past_the_newest_record(db):
    newest = EmployerFactory().pk

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 1:04d}"


def test_a_reference_in_use_is_passed_over(db):
    newest = EmployerFactory().pk
    EmployerFactory(pk=newest - 1, reference=f"EMP-{newest + 1:04d}")

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 2:04d}"


def test_several_are_told_apart_and_leave_out_those_of_the_file(db, django_assert_num_queries):
    newest = EmployerFactory().pk
    references.fresh(Employer, "EMP")
    given = {f"EMP-{newest + 3:04d}"}

    # The counter, a hundred names that may be in use, and each name as it is taken.
    with django_assert_num_queries(5):
        names = list(islice(references.several(Employer, "EMP", but=given), 3))

    assert names == [f"EMP-{newest + n:04d}" for n in (2, 4, 5)]


def test_a_reference_is_given_out_once_whether_or_not_a_record_came_of_it(db):
    newest = EmployerFactory().pk

    given = [references.fresh(Employer, "EMP") for _ in range(3)]

    assert given == [f"EMP-{newest + n:04d}" for n in (1, 2, 3)]


def test_a_counter_passes_over_a_hundred_names_in_use_and_more(db):
    newest = EmployerFactory().pk
    for n in range(1, 131):
        EmployerFactory(reference=f"EMP-{newest + n:04d}")
    ReferenceCounterFactory(prefix="EMP", last_number=newest)

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 131:04d}"


def test_whoever_comes_second_takes_the_next(db):
    newest = EmployerFactory().pk
    ours = references.several(Employer, "EMP")
    assert next(ours) == f"EMP-{newest + 1:04d}"

    assert references.fresh(Employer, "EMP") == f"EMP-{newest + 2:04d}"

    assert next(ours) == f"EMP-{newest + 3:04d}"


def test_each_prefix_has_a_counter_of_its_own(db):
    EmployerFactory()
    references.fresh(Employer, "EMP")
    newest = GraduateFactory().pk

    assert references.fresh(Graduate, "GRAD") == f"GRAD-{newest + 1:04d}"
