"""The enumerations of the placements' floor, with the groups of states the office speaks of."""

from django.db import models

from employers.choices import Contract

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


# Still going somewhere: these wait for a next step.
LIVE = (
    IntroductionState.DRAFT,
    IntroductionState.SENT,
    IntroductionState.INTERVIEWING,
    IntroductionState.OFFERED,
)
# The employer has had the person's details: the introduction period runs.
IN_PROGRESS = (
    IntroductionState.SENT,
    IntroductionState.INTERVIEWING,
    IntroductionState.OFFERED,
)


class HireState(models.TextChoices):
    AGREED = "agreed", "Agreed"
    STARTED = "started", "Started"
    ENDED = "ended", "Ended"
    FELL_THROUGH = "fell_through", "Fell through"


class EndReason(models.TextChoices):
    RESIGNED = "resigned", "Resigned"
    DISMISSED = "dismissed", "Dismissed"
    REDUNDANCY = "redundancy", "Redundancy"
    CONTRACT_ENDED = "contract_ended", "Contract ended"
    OTHER = "other", "Other"
