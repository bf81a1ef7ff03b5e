"""The plain records of the sample: people, projects, employers. What they do goes through verbs."""

import re
import unicodedata
from datetime import timedelta
from itertools import count, islice

from employers.choices import EmployerKind, VatScope
from employers.models import Contact, Employer, Skill
from placements.choices import JobSearch
from placements.domain.people import graduates, pictures
from placements.models import Cohort, Graduate, PortfolioProject

from .employers import FIRMS, Firm
from .office import Office
from .people import RUNS, Person
from .pictures import picture_of
from .projects import PROJECTS, Project

TEAM_OF = 4
BASIC_SKILLS = ["JavaScript", "HTML", "CSS", "Git"]
SKILLS = {
    "accessibility": ["Accessibility", "React", "User research"],
    "back end": ["Node.js", "PostgreSQL", "Express", "TypeScript"],
    "content": ["Content design", "React", "Internationalisation"],
    "data": ["PostgreSQL", "D3", "Python", "Node.js"],
    "design": ["Figma", "Service design", "React"],
    "front end": ["React", "TypeScript", "Web Audio", "Cypress"],
    "testing": ["Testing", "Cypress", "Jest", "Node.js"],
}
ABOUT = (
    "Before the course I was a {before}. I like {likes} best, and reading code of others.",
    "Once a {before}, now a developer who pairs well and asks early. My strength is {likes}.",
    "As a {before} I learnt to listen first. In a team I am the one for {likes}.",
)
STREETS = ("Ropeyard Row", "Saltpetre Street", "Tollhouse Lane", "Old Glassworks", "Mercer's Reach")
# Who would work part-time, in turn; most have not answered.
PART_TIME = (None, True, None, False, None)
# They find employers before the last day of the course.
BEFORE_THE_END = timedelta(days=21)


def know_days(office: Office) -> None:
    """Note from which day each graduate can be introduced."""
    for run in RUNS:
        ready_on = run.ready_on or run.end_on
        assert ready_on
        for person in run.graduates:
            office.known_since[person.full_name] = ready_on - BEFORE_THE_END


def make_graduates(office: Office, cohorts: dict[str, Cohort]) -> None:
    """Make the graduates of all cohorts with their skills, and note the day each is published."""
    place = count(1)
    for run in RUNS:
        for person in run.graduates:
            graduate = _graduate(office, person, cohorts[run.name], next(place))
            office.graduates[person.full_name] = graduate
            if not person.private:
                office.diary.note(
                    office.known_since[person.full_name],
                    graduates.publish,
                    graduate.pk,
                    consented_on=office.known_since[person.full_name],
                    by=office.staff,
                )


def _graduate(office: Office, person: Person, cohort: Cohort, place: int) -> Graduate:
    handle = _plain(person.full_name)
    search = _job_search(office, person.full_name)
    is_looking = search != JobSearch.NOT_LOOKING
    known_since = office.known_since[person.full_name]
    graduate = Graduate.objects.create(
        reference=f"GRAD-{place:04d}",
        full_name=person.full_name,
        email=f"{handle.replace('-', '.')}@graduates.example",
        cohort=cohort,
        headline=f"Developer, {person.likes}; once a {person.before}",
        about=office.random.choice(ABOUT).format(before=person.before, likes=person.likes),
        location=person.location or cohort.campus,
        available_from=office.today + timedelta(days=office.random.choice([0, 14, 28]))
        if is_looking
        else None,
        job_search=search,
        part_time=PART_TIME[place % len(PART_TIME)],
        links={"github": f"https://code.example/{handle}"},
        identity_seen_on=known_since if person.identity_seen else None,
    )
    graduate.skills.set(Skill.objects.named(BASIC_SKILLS + SKILLS[person.likes]))
    return graduate


def _job_search(office: Office, name: str) -> JobSearch:
    """Return whether a graduate looks for work today: not while they have a job through us."""
    if any(spell.until >= office.today for spell in office.busy.get(name, [])):
        return JobSearch.NOT_LOOKING
    choices = [JobSearch.LOOKING, JobSearch.OPEN, JobSearch.NOT_LOOKING]
    return office.random.choices(choices, weights=[5, 4, 2])[0]


def make_projects(office: Office, cohorts: dict[str, Cohort]) -> int:
    """Return how many projects were made: of teams of four for clients, and graduates' own.

    Only those for clients have a picture, so that both kinds of card are to be seen.
    """
    for run in RUNS:
        cohort = cohorts[run.name]
        people = [office.graduates[person.full_name] for person in run.graduates]
        office.random.shuffle(people)
        rest = iter(people)
        for project in PROJECTS[run.name]:
            if project.client:
                made = _project(project, cohort, [*islice(rest, TEAM_OF)])
                content, alt = picture_of(project.title)
                pictures.take(made.pk, content, alt, by=office.staff, on=office.today)
            else:
                team = office.random.sample(people, office.random.choice([1, 2]))
                _project(project, cohort, team)
    return PortfolioProject.objects.count()


def _project(project: Project, cohort: Cohort, team: list[Graduate]) -> PortfolioProject:
    address = f"{_plain(cohort.name)}/{_plain(project.title)}"
    made = PortfolioProject.objects.create(
        title=project.title,
        client=project.client,
        cohort=cohort,
        summary=project.summary,
        repository_url=f"https://code.example/{address}",
        live_url=f"https://projects.example/{address}" if project.client else "",
    )
    made.skills.set(Skill.objects.named(project.skills))
    made.team.set(team)
    return made


def make_employers(office: Office) -> None:
    """Make the employers, parents before the members of their groups, and their contacts."""
    for number, firm in enumerate(FIRMS, start=1):
        employer = _employer(office, firm, number)
        office.employers[firm.reference] = employer
        Contact.objects.create(
            employer=employer,
            full_name=firm.contact,
            email=f"{_plain(firm.contact).partition('-')[0]}@{_domain(firm)}",
            role=firm.contact_role,
        )


def _employer(office: Office, firm: Firm, number: int) -> Employer:
    has_number = firm.kind == EmployerKind.COMPANY and not firm.address_abroad
    return Employer.objects.create(
        reference=firm.reference,
        name=firm.name,
        kind=firm.kind,
        group=office.employers.get(firm.group),
        # No company of the register begins with 99.
        company_number=f"99{number:06d}" if has_number else "",
        vat_treatment=VatScope.OUTSIDE_SCOPE if firm.address_abroad else VatScope.STANDARD,
        business_evidence=firm.business_evidence,
        billing_name=firm.name,
        billing_email=f"accounts@{_domain(firm)}",
        billing_address=firm.address_abroad or _address(number),
    )


def _domain(firm: Firm) -> str:
    return f"{firm.reference.lower()}.example"


def _address(number: int) -> str:
    return f"{7 + 3 * number} {STREETS[number % len(STREETS)]}\nLondon E{number % 9 + 1} 9ZZ"


def _plain(name: str) -> str:
    """Return a name as an address has it: "lucia-ferrer"."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
