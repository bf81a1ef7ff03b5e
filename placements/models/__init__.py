from .graduate import Consent, Graduate
from .hire import Hire
from .introduction import Introduction
from .portfolio import PortfolioProject
from .programme import Cohort, Programme

__all__ = [
    "Cohort",
    "Consent",
    "Graduate",
    "Hire",
    "Introduction",
    "PortfolioProject",
    "Programme",
]
