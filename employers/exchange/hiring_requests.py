"""Roles that employers want filled, from a spreadsheet."""

from datetime import date

from employers.choices import Contract, RequestState
from employers.models import HiringRequest
from foundation.accounts.models import User
from foundation.errors import BadValue
from foundation.imports.engine.fields import (
    ChoiceColumn,
    ListColumn,
    MoneyColumn,
    NumberColumn,
    TextColumn,
)
from foundation.imports.engine.kinds import Entry, Kind, Outcome, RowForm
from foundation.imports.engine.records import save

from .known import KnownEmployers, KnownSkills

# What adverts write for the two kinds of contract.
CONTRACTS = {
    "perm": "permanent",
    "full time permanent": "permanent",
    "fixed": "fixed_term",
    "ftc": "fixed_term",
    "contract": "fixed_term",
    "temporary": "fixed_term",
    "temp": "fixed_term",
}


class HiringRequestForm(RowForm):
    """The columns of a hiring request."""

    employer = TextColumn(
        also=("client", "company"),
        help_text="Name or reference. Import the employers first.",
        example="Fonthill Digital",
    )
    title = TextColumn(also=("job title", "role", "position"), example="Junior developer")
    openings = NumberColumn(
        least=1, required=False, also=("places",), help_text="One if empty.", example=1
    )
    salary_from = MoneyColumn(
        required=False, also=("minimum salary", "salary"), help_text="A year.", example=27000
    )
    salary_to = MoneyColumn(
        required=False, also=("maximum salary",), help_text="A year.", example=32000
    )
    skills = ListColumn(
        longest=60, required=False, also=("tech",), example="JavaScript; Node.js; SQL"
    )
    location = TextColumn(max_length=100, required=False, also=("where",), example="London")
    contract = ChoiceColumn(
        choices=Contract,
        required=False,
        also=("contract type",),
        synonyms=CONTRACTS,
        help_text="Permanent if empty.",
        example="permanent",
    )
    state = ChoiceColumn(
        choices=RequestState, required=False, help_text="Open if empty.", example="open"
    )


class HiringRequests(Kind):
    """One row a role, found again by employer and title."""

    name = "hiring_requests"
    title = "Hiring requests"
    about = "One row for each role an employer wants filled, matched by employer and title."
    form = HiringRequestForm
    shared = frozenset({"employers.skill"})

    def __init__(self) -> None:
        """Begin with no employer looked up."""
        super().__init__()
        self.known = KnownEmployers()
        self.skills = KnownSkills()

    def prepare(self, entries: list[Entry]) -> list[Entry]:
        """Look up the skills at once."""
        self.skills.look_up(skill for entry in entries for skill in entry["skills"])
        return entries

    def apply(self, entry: Entry, *, by: User, on: date) -> Outcome:
        """Make or change the hiring request of a row."""
        employer = self.known.must(entry["employer"])
        self.once(entry, (employer.pk, entry["title"].casefold()), "title")
        low, high = entry["salary_from"], entry["salary_to"]
        if low is not None and high is not None and low > high:
            raise BadValue("salary_to", "The top of the range is below the bottom. Swap the two.")
        request = employer.hiring_requests.filter(title__iexact=entry["title"]).first()
        plain = {"title", "openings", "location", "contract", "state"} & entry.given
        values = {name: entry[name] for name in plain} | {"employer": employer}
        values |= {
            f"{name}_pence": entry[name] for name in {"salary_from", "salary_to"} & entry.given
        }
        if request is None:
            values.setdefault("state", RequestState.OPEN)
        sets = {"skills": self.skills.named(entry["skills"])} if entry["skills"] else {}
        return save(request or HiringRequest(), values, sets=sets, by=by, on=on)
