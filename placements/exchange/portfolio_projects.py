"""Portfolio projects from a spreadsheet, many of them built for a nonprofit client."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model

from employers.exchange.known import KnownSkills
from foundation.accounts.models import User
from foundation.imports.engine.fields import LinkColumn, ListColumn, TextColumn
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save
from placements.models import PortfolioProject

from .known import KnownCohorts, KnownGraduates


class PortfolioProjectForm(RowForm):
    """The columns of a portfolio project."""

    title = TextColumn(also=("project", "name"), example="Food diary")
    client = TextColumn(
        required=False, also=("partner", "charity"), example="A mental health charity"
    )
    cohort = TextColumn(
        max_length=60,
        required=False,
        help_text="Name of the cohort. Import the cohorts first.",
        example="FAC14",
    )
    summary = TextColumn(max_length=5000, required=False, also=("description", "about"))
    skills = ListColumn(
        longest=60, required=False, also=("tech", "stack"), example="React; PostgreSQL"
    )
    repository_url = LinkColumn(
        required=False,
        label="Repository",
        also=("repo", "github"),
        example="https://example.org/code",
    )
    live_url = LinkColumn(required=False, label="Live", also=("website", "demo", "url"))
    team = ListColumn(
        required=False,
        also=("graduates", "members", "built by"),
        help_text="References, email addresses or full names. Import the graduates first.",
        example="GRAD-0001; GRAD-0002",
    )


class PortfolioProjects(Kind):
    """One row for each project, matched by cohort and title."""

    name = "portfolio_projects"
    title = "Portfolio projects"
    about = "One row for each project, matched by cohort and title."
    form = PortfolioProjectForm
    shared = frozenset({"employers.skill"})

    def __init__(self) -> None:
        """Start with empty caches."""
        super().__init__()
        self.cohorts = KnownCohorts()
        self.graduates = KnownGraduates()
        self.skills = KnownSkills()

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Look up the teams and skills of all rows together."""
        self.graduates.look_up(member for entry in entries for member in entry["team"])
        self.skills.look_up(skill for entry in entries for skill in entry["skills"])
        return entries

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Create or change the project of a row."""
        cohort = self.cohorts.must(entry["cohort"]) if entry["cohort"] else None
        self.once(entry, (cohort and cohort.pk, entry["title"].casefold()), "title")
        project = PortfolioProject.objects.filter(cohort=cohort, title__iexact=entry["title"])
        plain = {"title", "client", "summary", "repository_url", "live_url"} & entry.given
        values = {name: entry[name] for name in plain} | {"cohort": cohort}
        sets: dict[str, Sequence[Model]] = {}
        if entry["skills"]:
            sets["skills"] = self.skills.named(entry["skills"])
        if entry["team"]:
            sets["team"] = [self.graduates.must(one, column="team") for one in entry["team"]]
        return save(project.first() or PortfolioProject(), values, sets=sets, by=by, on=on)
