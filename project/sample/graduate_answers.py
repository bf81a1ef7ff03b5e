"""What the sample's graduates report: outcomes, monitoring answers, and jobs they found."""

from datetime import date, timedelta
from typing import Final

from employers.choices import RequestState
from employers.models import Contact, Employer, HiringRequest
from placements.choices import MONITORING, PREFER_NOT_TO_SAY, JobSearch
from placements.domain.introductions import willingness
from placements.domain.outcomes import job_reports, outcomes
from placements.domain.outcomes.job_reports import Job
from placements.models import Graduate, Introduction, MonitoringAnswer, Outcome
from placements.reports.outcomes import each_cohort, last_day, pooled
from placements.reports.publication import publish

from .office import Office

# How many of a hundred people give each answer, in the order of the question's answers.
WEIGHTS: Final = {
    "gender": (52, 40, 3, 1, 4),
    "ethnicity": (20, 26, 9, 34, 4, 7),
    "disability": (15, 74, 11),
    "age": (18, 52, 21, 5, 4),
    "free_meals": (41, 47, 12),
}
SHARE_WHO_ANSWER: Final = 0.86
LATEST_HIRES: Final = 3
EMPLOYERS_WHO_ASK: Final = 2
# The outcome of those not hired through us, and how we know it; the last gave no answer.
OTHERWISE: Final = (
    ("3A", ""),
    ("1E", "Freelance, says so on their own site"),
    ("2B", "Rang us: went back to their old trade"),
    ("3B", "Wrote that they travel for a year"),
    (None, ""),
)


def record_answers(office: Office, graduate: Graduate, *, on: date) -> None:
    """Record outcomes, monitoring answers and job reports up to today, and requests to meet."""
    _decide_outcomes(office, on=on)
    _answer_monitoring(office)
    _report_jobs(office, on=on)
    _ask_for(graduate, office, on=on)


def _decide_outcomes(office: Office, *, on: date) -> None:
    """Decide outcomes; the latest hires wait, so that there is something to confirm."""
    for hire, _ in outcomes.proposals(on=on)[:-LATEST_HIRES]:
        outcomes.confirm(hire.pk, by=office.staff, on=on)
    decided = Outcome.objects.values("graduate")
    silent = Graduate.objects.exclude(pk__in=decided).filter(cohort__end_on__isnull=False)
    for person in silent.select_related("cohort").order_by("reference"):
        code, evidence = office.random.choice(OTHERWISE)
        assert person.cohort
        assert person.cohort.end_on
        since = last_day(person.cohort.end_on) - timedelta(days=30)
        if code and since <= on:
            outcomes.decide(
                person.pk, code, since_on=since, evidence=evidence, by=office.staff, on=on
            )
    if any(pool.is_large_enough for pool in pooled(each_cohort(on=on))):
        publish(f"Outcomes up to {on:%B %Y}", by=office.admin, on=on)


def _answer_monitoring(office: Office) -> None:
    """Draw monitoring answers by lot; some graduates give none."""
    answers = []
    for person in Graduate.objects.order_by("reference"):
        if office.random.random() > SHARE_WHO_ANSWER:
            continue
        for question, (_, known) in MONITORING.items():
            answer = office.random.choices([*known, PREFER_NOT_TO_SAY], weights=WEIGHTS[question])[
                0
            ]
            answers.append(MonitoringAnswer(graduate=person, question=question, answer=answer))
    MonitoringAnswer.objects.bulk_create(answers)


def _report_jobs(office: Office, *, on: date) -> None:
    """Have one graduate report a job at an employer that declined them, one a job without us."""
    declined = Introduction.objects.protecting(on=on).filter(state="declined")
    late = declined.select_related("graduate", "employer").order_by("-sent_on", "pk").first()
    if late:
        _report(late.graduate, late.employer.name, "unsure", office, on=on)
    for person in Graduate.objects.filter(
        job_search=JobSearch.NOT_LOOKING, hires=None, erased_on=None
    ).order_by("reference")[:1]:
        _report(person, "Harbour Street Library", "no", office, on=on)


def _report(person: Graduate, employer: str, through_us: str, office: Office, *, on: date) -> None:
    job = Job(
        employer_name=employer,
        job_title="Developer",
        work="full_time",
        start_on=on + timedelta(days=10),
        through_us=through_us,
        evidence="They sent a letter",
    )
    job_reports.report(person.pk, job, by=office.staff, on=on)


def _ask_for(graduate: Graduate, office: Office, *, on: date) -> None:
    """Have two employers with open roles ask to meet the graduate who signs in."""
    met = graduate.introductions.values("employer")
    roles = HiringRequest.objects.filter(state=RequestState.OPEN).exclude(employer__in=met)
    asking: set[int] = set()
    for role in roles.select_related("employer").order_by("-created_at", "-pk"):
        employer: Employer = role.employer
        contact = Contact.objects.filter(employer=employer).order_by("pk").first()
        has_terms = employer.terms.in_force(on=on).exists() and not employer.on_stop
        if contact and has_terms and employer.pk not in asking and len(asking) < EMPLOYERS_WHO_ASK:
            asking.add(employer.pk)
            willingness.ask_to_meet(graduate, contact, hiring_request=role, by=office.staff, on=on)
