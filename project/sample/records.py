"""The plain records of the sample: people, projects, employers. Their deeds go through verbs."""

import re
import unicodedata
from datetime import timedelta
from itertools import count

from employers.choices import VatScope
from employers.models import Contact, Employer, Skill
from placements.choices import JobSearch
from placements.domain.people import graduates, pictures
from placements.models import Cohort, Graduate, PortfolioProject

from .cohorts import RUNS
from .employers import ABROAD, ADDRESS_ABROAD, EVIDENCE_OF_BUSINESS, HIRERS
from .office import Office
from .people import GRADUATES, IDENTITY_NOT_SEEN, PRIVATE, Person
from .pictures import picture_of
from .projects import OWN, TECH_FOR_BETTER, Project

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
SAYS = (
    "Before the course I was a {before}. I like {likes} best, and reading code of others.",
    "Once a {before}, now a developer who pairs well and asks early. My strength is {likes}.",
    "As a {before} I learnt to listen first. In a team I am the one for {likes}.",
)
STREETS = ("Ropeyard Row", "Saltpetre Street", "Tollhouse Lane", "Old Glassworks", "Mercer's Reach")
# Who would work part-time, in turn; most have not said.
PART_TIME = (None, True, None, False, None)
# They find employers before the last day of the course.
BEFORE_THE_END = timedelta(days=21)


def know_days(office: Office) -> None:
    """Note from which day each graduate can be introduced."""
    for run in RUNS:
        for person in GRADUATES[run.name]:
            office.known_since[person.full_name] = run.out_on - BEFORE_THE_END


def make_graduates(office: Office, cohorts: dict[str, Cohort]) -> None:
    """Make the graduates of all cohorts with their skills, and note the day each is published."""
    place = count(1)
    for name, cohort in cohorts.items():
        for person in GRADUATES[name]:
            graduate = _graduate(office, person, cohort, next(place))
            office.graduates[person.full_name] = graduate
            if person.full_name not in PRIVATE:
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
    seeks = search != JobSearch.NOT_LOOKING
    known_since = office.known_since[person.full_name]
    graduate = Graduate.objects.create(
        reference=f"GRAD-{place:04d}",
        full_name=person.full_name,
        email=f"{handle.replace('-', '.')}@graduates.example",
        cohort=cohort,
        headline=f"Developer, {person.likes}; once a {person.before}",
        about=office.lot.choice(SAYS).format(before=person.before, likes=person.likes),
        location=person.location,
        available_from=office.today + timedelta(days=office.lot.choice([0, 14, 28]))
        if seeks
        else None,
        job_search=search,
        part_time=PART_TIME[place % len(PART_TIME)],
        links={"github": f"https://code.example/{handle}"},
        identity_seen_on=None if person.full_name in IDENTITY_NOT_SEEN else known_since,
    )
    graduate.skills.set(Skill.objects.named(BASIC_SKILLS + SKILLS[person.likes]))
    return graduate


def _job_search(office: Office, name: str) -> JobSearch:
    """Return whether somebody looks for work today: not while they have a job through us."""
    if any(spell.until >= office.today for spell in office.busy.get(name, [])):
        return JobSearch.NOT_LOOKING
    lots = [JobSearch.LOOKING, JobSearch.OPEN, JobSearch.NOT_LOOKING]
    return office.lot.choices(lots, weights=[5, 4, 2])[0]


def make_projects(office: Office, cohorts: dict[str, Cohort]) -> int:
    """Return how many projects were made: teams of four for clients, and one's own work.

    Those for clients have a picture; so some cards have one, and some have none.
    """
    for name, cohort in cohorts.items():
        people = [office.graduates[person.full_name] for person in GRADUATES[name]]
        office.lot.shuffle(people)
        for place, project in enumerate(TECH_FOR_BETTER[name]):
            team = people[place * TEAM_OF : (place + 1) * TEAM_OF]
            made = _project(project, cohort, team)
            content, alt = picture_of(project.title)
            pictures.take(made.pk, content, alt, by=office.staff, on=office.today)
        for project in OWN.get(name, []):
            _project(project, cohort, office.lot.sample(people, office.lot.choice([1, 2])))
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
    """Make the employers, parents before the members of their groups, and who answers there."""
    place = count(1)
    for kind, hirers in HIRERS.items():
        for hirer in hirers:
            number = next(place)
            abroad = hirer.reference == ABROAD
            mailbox = f"{hirer.reference.lower()}.example"
            employer = Employer.objects.create(
                reference=hirer.reference,
                name=hirer.name,
                kind=kind,
                group=office.employers.get(hirer.group),
                # No company of the register begins with 99.
                company_number=f"99{number:06d}" if kind == "company" and not abroad else "",
                vat_treatment=VatScope.OUTSIDE_SCOPE if abroad else VatScope.STANDARD,
                business_evidence=EVIDENCE_OF_BUSINESS if abroad else "",
                billing_name=hirer.name,
                billing_email=f"accounts@{mailbox}",
                billing_address=ADDRESS_ABROAD if abroad else _address(number),
            )
            office.employers[hirer.reference] = employer
            Contact.objects.create(
                employer=employer,
                full_name=hirer.contact,
                email=f"{_plain(hirer.contact).partition('-')[0]}@{mailbox}",
                role=hirer.contact_role,
            )


def _address(number: int) -> str:
    return f"{7 + 3 * number} {STREETS[number % len(STREETS)]}\nLondon E{number % 9 + 1} 9ZZ"


def _plain(name: str) -> str:
    """Return a name as an address has it: "lucia-ferrer"."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
