"""What may happen to the placements' nouns.

What a graduate does with their profile is between them and the office: an employer who sees the
profile reads only that it was published.
"""

from foundation.api.nouns import ADDED, BROUGHT, declare, declare_without_endpoint
from foundation.choices import Verb
from placements.models import PublishedOutcomes

from .cohorts import CohortViewSet
from .graduates import GraduateViewSet
from .hires import HireViewSet
from .introductions import IntroductionViewSet
from .job_reports import JobReportViewSet
from .outcomes import OutcomeViewSet
from .portfolio_projects import PortfolioProjectViewSet

declare("cohorts", CohortViewSet, inner=[*ADDED, *BROUGHT])
declare(
    "graduates",
    GraduateViewSet,
    Verb.PUBLISHED,
    inner=[
        *(*ADDED, *BROUGHT, Verb.HIDDEN, Verb.LET_IN, Verb.SHUT_OUT),
        *(Verb.IDENTITY_SEEN, Verb.IDENTITY_NOT_SEEN_AFTER_ALL),
        *(Verb.CV_UPLOADED, Verb.CV_REMOVED, Verb.ASKED_TO_BE_ERASED, Verb.ERASED),
    ],
)
declare(
    "portfolio-projects",
    PortfolioProjectViewSet,
    inner=[
        *(*ADDED, *BROUGHT, Verb.REMOVED, Verb.LEFT_BY_A_TEAM_MATE),
        *(Verb.PICTURE_UPLOADED, Verb.PICTURE_DESCRIBED, Verb.PICTURE_REMOVED),
    ],
)
declare(
    "introductions",
    IntroductionViewSet,
    *(*ADDED, *BROUGHT, Verb.ASKED_TO_MEET, Verb.AGREED_TO_MEET, Verb.DECLINED_TO_MEET),
    *(Verb.DRAFTED, Verb.SENT, Verb.BROUGHT_OVER, Verb.INTERVIEWING, Verb.INTERVIEW_ARRANGED),
    *(Verb.INTERVIEW_CALLED_OFF, Verb.OFFERED, Verb.DECLINED, Verb.WITHDRAWN, Verb.LAPSED),
    *(Verb.OBSOLETE, Verb.HIRED, Verb.REOPENED, Verb.TAKEN_BACK, Verb.START_REPORTED),
    inner=[
        *(Verb.FEEDBACK, Verb.ASKED_AGAIN, Verb.NOT_ASKED_AFTER_ALL, Verb.START_REPORT_SETTLED),
    ],
)
declare(
    "hires",
    HireViewSet,
    *(*BROUGHT, Verb.AGREED, Verb.STARTED, Verb.ENDED, Verb.FELL_THROUGH),
    *(Verb.LAST_DAY_CHANGED, Verb.RE_ENGAGED, Verb.TAKEN_BACK),
    inner=[Verb.ASKED_HOW_IT_GOES, Verb.NOT_ASKED_HOW_IT_GOES_AFTER_ALL],
)
declare("job-reports", JobReportViewSet, Verb.REPORTED, Verb.SETTLED, Verb.DISMISSED)
declare("outcomes", OutcomeViewSet, inner=[Verb.DECIDED])
declare_without_endpoint(PublishedOutcomes, Verb.PUBLISHED)
