"""Emails about introductions: to the office, to the employer, to the graduate."""

from foundation.accounts.choices import PLACES_PEOPLE, Notice
from foundation.accounts.models import User
from foundation.money import pounds
from foundation.notices import notify, notify_roles, tell_office
from foundation.periods import format_date
from placements.models import Graduate, Introduction, JobReport, StartReport


def meeting_requested(introduction: Introduction) -> None:
    """Ask the graduate for a yes or no to a position, and tell the office about it."""
    context = {"introduction": introduction, "employer": introduction.employer}
    if user := introduction.graduate.user:
        notify(
            user,
            Notice.INTRODUCTION_ASKED,
            subject=f"{introduction.employer} would like to meet you",
            template="placements/mail/meeting_graduate.txt",
            context=context,
        )
    notify_roles(
        PLACES_PEOPLE,
        Notice.MEETING_ASKED,
        subject=f"{introduction.employer} would like to meet {introduction.graduate}",
        template="placements/mail/meeting_office.txt",
        context=context,
    )


def access_granted(graduate: Graduate, *, by: User) -> None:
    """Tell a graduate that they can sign in, and how."""
    if graduate.user:
        notify(
            graduate.user,
            Notice.INVITATION,
            subject="Your Foothold account",
            template="placements/mail/sign_in.txt",
            context={"staff": by},
        )


def introduced(introduction: Introduction) -> None:
    """Tell the employer's contact and the graduate about each other."""
    contact = introduction.contact or introduction.asked_by
    letters = [
        (contact and contact.user, f"Introducing {introduction.graduate}", "contact"),
        (
            introduction.graduate.user,
            f"We have introduced you to {introduction.employer}",
            "graduate",
        ),
    ]
    for user, subject, reader in letters:
        if user:
            notify(
                user,
                Notice.INTRODUCTION_SENT,
                subject=subject,
                template=f"placements/mail/introduced_{reader}.txt",
                context={"introduction": introduction},
            )


def employer_answered(introduction: Introduction, words: str, *, by: User) -> None:
    """Tell the office how an employer answered an introduction."""
    tell_office(
        Notice.EMPLOYER_ANSWERED,
        by=by,
        subject=f"{introduction.graduate} to {introduction.employer}: {words}",
        template="placements/mail/employer_answered.txt",
        context={"introduction": introduction, "words": words},
    )


def start_reported(report: StartReport, *, by: User) -> None:
    """Tell the office about a start, unless a hire already has the same facts."""
    if report.settled_on:
        return
    introduction = report.introduction
    tell_office(
        Notice.START_REPORTED,
        by=by,
        subject=f"{introduction.employer} has hired {introduction.graduate}",
        template="placements/mail/start_reported.txt",
        context={
            "report": report,
            "start": format_date(report.start_on),
            "salary": pounds(report.salary_pence),
        },
    )


def graduate_answered(introduction: Introduction, *, by: User) -> None:
    """Tell the office that a graduate has said yes or no to a position."""
    answer = "yes" if introduction.willing_on else "no"
    tell_office(
        Notice.GRADUATE_ANSWERED,
        by=by,
        subject=f"{introduction.graduate} said {answer} to {introduction.employer}",
        template="placements/mail/graduate_answered.txt",
        context={"introduction": introduction, "answer": answer},
    )


def job_reported(report: JobReport, *, by: User) -> None:
    """Tell the office that a graduate has reported a job."""
    tell_office(
        Notice.JOB_REPORTED,
        by=by,
        subject=f"{report.graduate} has a job at {report.employer_name}",
        template="placements/mail/job_reported.txt",
        context={"report": report, "start": format_date(report.start_on)},
    )
