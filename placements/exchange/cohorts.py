"""Cohorts from a spreadsheet."""

from datetime import date

from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import ChoiceColumn, DateColumn, NumberColumn, TextColumn
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save
from placements.choices import CohortState
from placements.models import Cohort, Programme

from .known import plain


class CohortForm(RowForm):
    """The columns of a cohort."""

    name = TextColumn(
        max_length=60,
        also=("cohort",),
        help_text="The name people use, different for each cohort.",
        example="FAC14",
    )
    campus = TextColumn(max_length=60, also=("location", "site", "city"), example="London")
    programme = TextColumn(
        max_length=100,
        required=False,
        also=("course", "program"),
        help_text="Name of the programme. A new name adds a programme. “Bootcamp” if empty.",
        example="Full-stack bootcamp",
    )
    start_on = DateColumn(
        required=False, label="Start", also=("start date", "starts"), example=date(2018, 7, 2)
    )
    end_on = DateColumn(
        required=False, label="End", also=("end date", "ends"), example=date(2018, 10, 19)
    )
    places = NumberColumn(required=False, help_text="16 if empty.", example=16)
    state = ChoiceColumn(
        choices=CohortState,
        required=False,
        also=("status",),
        help_text="Worked out from the dates if empty.",
        example="finished",
    )


class Cohorts(Kind):
    """One row for each cohort, matched by name."""

    name = "cohorts"
    title = "Cohorts"
    about = "One row for each cohort, matched by name."
    form = CohortForm
    shared = frozenset({"placements.programme"})

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Create or change the cohort of a row."""
        if plain(entry["name"]) in CohortState.values:
            raise BadValue(
                "name",
                "This is a state, not a name. Name the cohort, and put this in the state column.",
            )
        if "?" in entry["name"]:
            entry.flag("name", "The name contains a question mark. Check it is right.")
        self.once(entry, entry["name"].casefold(), "name")
        start, end = entry["start_on"], entry["end_on"]
        if start and end and end < start:
            raise BadValue("end_on", f"The end date is before the start date, {start:%d/%m/%Y}.")
        cohort = Cohort.objects.filter(name__iexact=entry["name"]).first()
        values = {name: entry[name] for name in entry.given if name != "programme"}
        if "programme" in entry.given or cohort is None:
            values["programme"] = _programme(entry["programme"] or "Bootcamp")
        if cohort is None:
            values.setdefault("state", _state(start, end, on=on))
        return save(cohort or Cohort(), values, by=by, on=on)


def _programme(name: str) -> Programme:
    known = Programme.objects.filter(name__iexact=name).first()
    return known or Programme.objects.create(name=name)


def _state(start: date | None, end: date | None, *, on: date) -> CohortState:
    """Return a cohort's state on a day, from its dates."""
    if start is None or start > on:
        return CohortState.PLANNED
    return CohortState.RUNNING if end and end >= on else CohortState.FINISHED
