"""What to know before logging a hire."""

from datetime import date

import pytest

from placements.domain.hires.hire_warnings import before_hiring, listed
from tests.factories.employers import EmployerFactory
from tests.factories.placements import GraduateFactory, IntroductionFactory

pytestmark = pytest.mark.django_db
DAY = date(2018, 9, 3)


def warned(introduction, **options) -> list[str]:
    return before_hiring(
        introduction.graduate, introduction.employer, introduction=introduction, on=DAY, **options
    )


def test_a_plain_hire_is_warned_of_nothing():
    assert warned(IntroductionFactory(offered=True), salary_pence=30_000_00) == []


@pytest.mark.parametrize(
    ("salary_pence", "words"),
    [(26_999_99, "below the advertised range"), (33_000_01, "above the advertised range")],
)
def test_a_salary_unlike_the_roles_is_worth_a_look(salary_pence, words):
    (warning,) = warned(IntroductionFactory(offered=True), salary_pence=salary_pence)

    assert words in warning


def test_an_employer_on_stop_is_named():
    stopped = EmployerFactory(stopped=True)

    sentences = before_hiring(GraduateFactory(), stopped, introduction=None, on=DAY)

    assert sentences == [f"{stopped} is on stop. Talk to finance before you continue."]


def test_all_open_introductions_elsewhere_are_named():
    offered = IntroductionFactory(offered=True)
    others = [IntroductionFactory(graduate=offered.graduate) for _ in range(3)]
    one, two, three = (str(other.employer) for other in others)

    assert warned(offered) == [
        f"This makes the open introductions to {one}, {two} and {three} obsolete."
    ]


def test_names_are_listed_as_a_sentence_lists_them():
    assert (listed(["A"]), listed(["A", "B"])) == ("A", "A and B")
