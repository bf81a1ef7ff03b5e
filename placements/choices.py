"""The enumerations of placements, with the groups of states that the office uses."""

from django.db import models

from employers.choices import Contract
from foundation.states import Transition

__all__ = ["Contract"]


class CohortState(models.TextChoices):
    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    POSTPONED = "postponed", "Postponed"


class JobSearch(models.TextChoices):
    LOOKING = "looking", "Looking"
    OPEN = "open", "Open"
    NOT_LOOKING = "not_looking", "Not looking"


class Visibility(models.TextChoices):
    PRIVATE = "private", "Private"
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden"


class IntroductionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    INTERVIEWING = "interviewing", "Interviewing"
    OFFERED = "offered", "Offered"
    HIRED = "hired", "Hired"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Lapsed"
    OBSOLETE = "obsolete", "Obsolete"


# Open: these wait for a next step.
LIVE = (
    IntroductionState.DRAFT,
    IntroductionState.SENT,
    IntroductionState.INTERVIEWING,
    IntroductionState.OFFERED,
)
# The employer has the graduate's details, so the introduction period is running.
IN_PROGRESS = (
    IntroductionState.SENT,
    IntroductionState.INTERVIEWING,
    IntroductionState.OFFERED,
)
# Closed without a hire.
CLOSED = (
    IntroductionState.DECLINED,
    IntroductionState.WITHDRAWN,
    IntroductionState.LAPSED,
    IntroductionState.OBSOLETE,
)


class IntroductionMove(Transition):
    """What can be done with an introduction, from which states, and where it leads."""

    ANSWER = "willing", (IntroductionState.DRAFT,), IntroductionState.DRAFT
    SEND = "send", (IntroductionState.DRAFT,), IntroductionState.SENT
    ARRANGE = (
        "arrange",
        (IntroductionState.SENT, IntroductionState.INTERVIEWING),
        IntroductionState.INTERVIEWING,
    )
    CALL_OFF = "call-off", (IntroductionState.INTERVIEWING,), IntroductionState.INTERVIEWING
    INTERVIEW = "interview", (IntroductionState.SENT,), IntroductionState.INTERVIEWING
    OFFER = (
        "offer",
        (IntroductionState.SENT, IntroductionState.INTERVIEWING),
        IntroductionState.OFFERED,
    )
    # A hire in its period owes the fee, even after a no.
    HIRE = "hire", (*IN_PROGRESS, *CLOSED), IntroductionState.HIRED
    DECLINE = "decline", IN_PROGRESS, IntroductionState.DECLINED
    WITHDRAW = "withdraw", LIVE, IntroductionState.WITHDRAWN
    LAPSE = "lapse", IN_PROGRESS, IntroductionState.LAPSED
    MAKE_OBSOLETE = "make-obsolete", LIVE, IntroductionState.OBSOLETE
    # Back to sent, or to a draft if it never was.
    REOPEN = "reopen", CLOSED, ""
    # Back to where it was. Sending cannot be undone: the employer knows who it is.
    TAKE_BACK = (
        "take-back",
        (
            IntroductionState.INTERVIEWING,
            IntroductionState.OFFERED,
            IntroductionState.DECLINED,
            IntroductionState.WITHDRAWN,
            IntroductionState.LAPSED,
        ),
        "",
    )


class FollowupKind(models.TextChoices):
    ASKED_AGAIN = "asked_again", "Asked again"
    HOW_IT_GOES = "how_it_goes", "Asked how it goes"


class HireState(models.TextChoices):
    AGREED = "agreed", "Agreed"
    STARTED = "started", "Started"
    ENDED = "ended", "Ended"
    FELL_THROUGH = "fell_through", "Fell through"


class HireMove(Transition):
    """What can be done with a hire, from which states, and where it leads."""

    START = "start", (HireState.AGREED,), HireState.STARTED
    FALL_THROUGH = "fall-through", (HireState.AGREED,), HireState.FELL_THROUGH
    TAKE_BACK = "take-back", (HireState.AGREED,), HireState.FELL_THROUGH
    END = "end", (HireState.STARTED,), HireState.ENDED
    CHANGE_LAST_DAY = "change-last-day", (HireState.ENDED,), HireState.ENDED
    RE_ENGAGE = "re-engage", (HireState.ENDED,), HireState.STARTED


class Work(models.TextChoices):
    """What kind of work a graduate found, in their words."""

    FULL_TIME = "full_time", "A full-time job as a developer or in tech"
    CONTRACT = "contract", "An apprenticeship, internship or full-time contract in tech"
    SHORT = "short", "Part-time, freelance or a short contract in tech"
    VENTURE = "venture", "My own company or venture"
    ELSEWHERE = "elsewhere", "A job outside tech"


class ThroughUs(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "Not sure"


class ReportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    HIRED = "hired", "Logged as a hire"
    NOTED = "noted", "Noted as an outcome"
    DISMISSED = "dismissed", "Dismissed"


class OutcomeCode(models.TextChoices):
    """The outcome of a graduate. Source: the outcome codes of CIRR, cirr.org."""

    FULL_TIME = "1A", "Full-time employee, in field"
    CONTRACT = "1B", "Full-time apprenticeship, internship or contract, in field"
    BY_US = "1C", "Hired by the school, in field"
    VENTURE = "1D", "Started a new company or venture"
    SHORT = "1E", "Part-time, freelance, short or of unknown length, in field"
    BY_US_ELSEWHERE = "2A", "Hired by the school, out of field"
    ELSEWHERE = "2B", "Hired out of field"
    SEEKING = "3A", "Still seeking a job in field"
    NOT_SEEKING = "3B", "Not seeking a job"
    SILENT = "4", "Not reporting"
    EXCLUDED = "X", "Excluded on day one: no intent to take a job, or no right to work"


# The questions of equality monitoring with their answers, each with its label.
PREFER_NOT_TO_SAY = "prefer_not_to_say"
YES_OR_NO = {"yes": "Yes", "no": "No"}
MONITORING: dict[str, tuple[str, dict[str, str]]] = {
    "gender": (
        "Which of these describes your gender?",
        {"woman": "Woman", "man": "Man", "non_binary": "Non-binary", "another": "Another way"},
    ),
    "ethnicity": (
        "Which of these describes your ethnic group?",
        {
            "asian": "Asian or Asian British",
            "black": "Black, Black British, Caribbean or African",
            "mixed": "Mixed or multiple ethnic groups",
            "white": "White",
            "other": "Another ethnic group",
        },
    ),
    "disability": ("Do you consider yourself disabled, or have a long-term condition?", YES_OR_NO),
    "age": (
        "How old were you when the course began?",
        {"under_25": "Under 25", "25_34": "25 to 34", "35_44": "35 to 44", "45_up": "45 or over"},
    ),
    "free_meals": ("Did you get free school meals as a child?", YES_OR_NO),
}


def answers_to(question: str) -> dict[str, str]:
    """Return the possible answers to a question: each value with its label."""
    return {**MONITORING[question][1], PREFER_NOT_TO_SAY: "Prefer not to say"}
