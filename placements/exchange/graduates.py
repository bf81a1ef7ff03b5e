"""Graduates from a spreadsheet. An import only publishes profiles with a date of consent."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models.functions import Lower

from employers.exchange.known import KnownSkills
from foundation import references
from foundation.accounts.models import User
from foundation.imports.engine.fields import (
    ChoiceColumn,
    DateColumn,
    EmailColumn,
    LinkColumn,
    ListColumn,
    TextColumn,
)
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save
from placements.choices import JobSearch, Visibility
from placements.domain.people import graduates
from placements.models import Graduate

from .known import KnownCohorts

LINKS = ("github", "linkedin", "website")


class GraduateForm(RowForm):
    """The columns of a graduate."""

    reference = TextColumn(
        max_length=30,
        required=False,
        also=("ref", "graduate id", "candidate id"),
        help_text="Your own short code, without their name. Made automatically if empty.",
        example="GRAD-0001",
    )
    full_name = TextColumn(also=("name", "graduate", "candidate", "student"), example="Ann Example")
    email = EmailColumn(
        max_length=254,
        label="Email",
        also=("e-mail", "mail", "email address", "e-mail address"),
        example="ann@example.org",
    )
    cohort = TextColumn(
        max_length=60,
        required=False,
        help_text="Name of the cohort. Import the cohorts first.",
        example="FAC14",
    )
    headline = TextColumn(required=False, example="Developer who likes tests")
    about = TextColumn(max_length=5000, required=False, also=("bio", "summary"))
    skills = ListColumn(
        longest=60, required=False, also=("tech",), example="JavaScript; Node.js; SQL"
    )
    location = TextColumn(max_length=100, required=False, also=("city",), example="London")
    available_from = DateColumn(required=False, also=("available", "availability"))
    job_search = ChoiceColumn(
        choices=JobSearch,
        required=False,
        also=("job status", "status"),
        help_text="“Not looking” if empty.",
        example="looking",
    )
    github = LinkColumn(required=False, also=("github url",))
    linkedin = LinkColumn(required=False, also=("linkedin url",))
    website = LinkColumn(required=False, also=("portfolio", "url"))
    identity_seen_on = DateColumn(
        required=False, also=("id seen",), help_text="Date we saw proof of identity."
    )
    consented_on = DateColumn(
        required=False,
        also=("consent", "consent date"),
        help_text="Date they agreed to be shown to employers. The profile stays private if empty.",
    )


class Graduates(Kind):
    """One row for each graduate, matched by reference or by email address."""

    name = "graduates"
    title = "Graduates"
    about = (
        "One row for each graduate, matched by reference or by email address. "
        "A profile stays private unless the row gives the date of consent."
    )
    form = GraduateForm
    shared = frozenset({"employers.skill"})

    def __init__(self) -> None:
        """Start with empty caches."""
        super().__init__()
        self.cohorts = KnownCohorts()
        self.skills = KnownSkills()
        self.people: dict[str, Graduate] = {}
        self.references: Iterator[str] = iter(())

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Look up the people and skills of all rows together."""
        self.skills.look_up(skill for entry in entries for skill in entry["skills"])
        given = {entry["reference"] for entry in entries}
        self.references = references.several(Graduate, "GRAD", but=given)
        people = Graduate.objects.annotate(small=Lower("email")).prefetch_related("skills")
        for column, lookup in (("reference", "reference__in"), ("email", "small__in")):
            cells = sorted({entry[column] for entry in entries if entry[column]})
            for start in range(0, len(cells), 500):
                for person in people.filter(**{lookup: cells[start : start + 500]}):
                    self.people[f"{column} {getattr(person, column).lower()}"] = person
        return entries

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Create or change the graduate of a row, and publish them given a date of consent."""
        self.once(entry, entry["email"], "email")
        if entry["reference"]:
            self.once(entry, ("reference", entry["reference"].casefold()), "reference")
        person = self._existing(entry)
        values = self._values(entry, person)
        sets = {"skills": self.skills.named(entry["skills"])} if "skills" in entry.given else {}
        outcome = save(person, values, sets=sets, by=by, on=on)
        if entry["consented_on"] and person.visibility == Visibility.PRIVATE:
            graduates.publish(person.pk, consented_on=entry["consented_on"], by=by, on=on)
            return outcome if outcome is Outcome.CREATED else Outcome.CHANGED
        if entry["consented_on"] and person.visibility == Visibility.HIDDEN:
            entry.flag(
                "consented_on",
                "This graduate has withdrawn their consent, so the profile stays hidden.",
            )
        return outcome

    def _existing(self, entry: Entry) -> Graduate:
        by_reference = self.people.get(f"reference {entry['reference'].lower()}")
        return by_reference or self.people.get(f"email {entry['email']}") or Graduate()

    def _values(self, entry: Entry, person: Graduate) -> dict[str, Any]:
        """Return the columns that the row sets."""
        values = {
            name: entry[name] for name in entry.given - {"cohort", "skills", "consented_on", *LINKS}
        }
        if "cohort" in entry.given:
            values["cohort"] = self.cohorts.must(entry["cohort"])
        links = {name: entry[name] for name in LINKS if entry[name]}
        if links:
            values["links"] = {**person.links, **links}
        if not person.pk:
            values["reference"] = entry["reference"] or next(self.references)
        return values
