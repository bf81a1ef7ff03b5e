"""The cohorts, as they were: names, campuses and dates are the real ones."""

from datetime import date, timedelta
from typing import NamedTuple

from placements.choices import CohortState
from placements.models import Cohort, Programme

LONDON = "Full-stack JavaScript, London"
NAZARETH = "Full-stack JavaScript, Nazareth"
GAZA = "Full-stack JavaScript with projects, Gaza"
# Sixteen weeks, from a Monday to a Friday: for the cohorts whose last day was not published.
SIXTEEN_WEEKS = timedelta(days=16 * 7 - 3)


class Run(NamedTuple):
    """One cohort; ``out_on`` is the day its graduates begin to look for work."""

    name: str
    campus: str
    programme: str
    start_on: date | None
    end_on: date | None
    out_on: date


def london(name: str, start_on: date) -> Run:
    """Return a cohort of London, which ran for sixteen weeks."""
    end_on = start_on + SIXTEEN_WEEKS
    return Run(name, "London", LONDON, start_on, end_on, end_on)


RUNS = (
    london("FAC10", date(2017, 2, 20)),
    london("FAC11", date(2017, 6, 26)),
    london("FAC12", date(2017, 10, 23)),
    london("FAC13", date(2018, 2, 26)),
    london("FAC14", date(2018, 7, 2)),
    london("FAC15", date(2018, 10, 29)),
    Run(
        "FACN Autumn 2017",
        "Nazareth",
        NAZARETH,
        date(2017, 10, 29),
        date(2018, 2, 15),
        date(2018, 2, 15),
    ),
    # Of the first cohort of Gaza only the year is known: so the record has no dates.
    Run("FACG1", "Gaza", GAZA, None, None, date(2017, 12, 18)),
)


def make_cohorts() -> dict[str, Cohort]:
    """Return the cohorts by name, with their programmes."""
    made: dict[str, Cohort] = {}
    for run in RUNS:
        programme, _ = Programme.objects.get_or_create(name=run.programme)
        made[run.name] = Cohort.objects.create(
            name=run.name,
            campus=run.campus,
            programme=programme,
            start_on=run.start_on,
            end_on=run.end_on,
            state=CohortState.FINISHED,
        )
    return made
