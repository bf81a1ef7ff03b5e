from .cv import Cv
from .erasure import ErasureRequest
from .followup import Followup
from .graduate import Consent, Graduate
from .hire import Hire
from .introduction import Introduction
from .job_report import JobReport
from .monitoring import MonitoringAnswer, MonitoringObjection
from .outcome import Outcome, PublishedOutcomes
from .picture import ProjectPicture
from .portfolio import PortfolioProject
from .programme import Cohort, Programme
from .shortlisted import Shortlisted
from .start_report import StartReport

__all__ = [
    "Cohort",
    "Consent",
    "Cv",
    "ErasureRequest",
    "Followup",
    "Graduate",
    "Hire",
    "Introduction",
    "JobReport",
    "MonitoringAnswer",
    "MonitoringObjection",
    "Outcome",
    "PortfolioProject",
    "Programme",
    "ProjectPicture",
    "PublishedOutcomes",
    "Shortlisted",
    "StartReport",
]
